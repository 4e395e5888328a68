"""What the coder's error adds: the differences of policies that are texts, over imputed runs."""

from __future__ import annotations

from simenv.stats.tables.judged import ERRORS
from simenv.stats.tables.numbers import SHORT, Plain, apart
from simenv.stats.tables.reading import BRIEF
from simenv.stats.tables.sheet import Sheet

#: The key of a summary under which it stands; not there where no text was read.
KEY = "read_by_coder"
HEADER = ("all readings (95 % interval)", "wider by", "same sign")
BATTERY = "Decision errors on the fixed battery, of 100, corrected for the coder's error"


def imputed_note(summary: Plain) -> str:
    """By whom texts were read, with whose error, in how many runs."""
    read = summary[KEY]
    texts = ", ".join(_texts(arm, number) for arm, number in read["arms"].items())
    return (
        f"Read by the coder: {texts}. {read['error'].capitalize()}. "
        f"All else here takes one reading of them; the differences over {read['runs']} readings, "
        "the same people in each, are combined by Rubin's rules."
    )


def _texts(arm: str, number: int | None) -> str:
    if number is None:
        return f"every reply of {arm}"
    return f"{number} response{'s' if number > 1 else ''} of {arm} that are texts only"


def imputed_rows(summary: Plain, *, brief: bool) -> list[tuple[str, ...]]:
    """Outcome and arm, combined difference, widening, and sign; one row each.

    `brief` are the outcomes that matter first.
    """
    lines = {line["name"]: line for line in summary["outcomes"]}
    return [
        _row(lines[line["outcome"]], line)
        for line in summary[KEY]["differences"]
        if line["against"] == summary["reference"] and (not brief or line["outcome"] in BRIEF)
    ]


def _row(outcome: Plain, line: Plain) -> tuple[str, ...]:
    kind, wider = outcome["kind"], line["widening"]
    where = line["arm"] if line["scenario"] is None else f"{line['arm']} in {line['scenario']}"
    return (
        f"{outcome['label']}, {SHORT[kind]}: {where}",
        apart({**line, "same": False}, kind),
        "" if wider is None else f"{100 * (wider - 1):+.0f} %",
        f"{line['same_sign']}/{line['runs']}",
    )


def battery_rows(summary: Plain) -> list[tuple[str, ...]]:
    """An arm a row: each error as it is read, and what is to be expected of it."""
    arms = dict.fromkeys(line["arm"] for line in summary[KEY].get("battery", ()))
    return [
        (arm, *(_corrected(one) for one in summary[KEY]["battery"] if one["arm"] == arm))
        for arm in arms
    ]


def _corrected(line: Plain) -> str:
    if line["value"] is None:
        return "not possible"
    read, value, error = (100 * line[name] for name in ("read", "value", "error"))
    return f"{read:.1f} as read, {value:.1f} +- {error:.1f}"


def imputed_sheets(summary: Plain, *, brief: bool = False) -> list[Sheet]:
    """Combined differences, and corrected errors on the battery; none where no text was read."""
    if KEY not in summary:
        return []
    title = f"The coder's error: differences over {summary[KEY]['runs']} readings of the texts"
    rows = tuple(imputed_rows(summary, brief=brief))
    sheets = [Sheet(title=title, header=("", *HEADER), rows=rows)] if rows else []
    errors = tuple(battery_rows(summary))
    if errors:
        sheets.append(Sheet(title=BATTERY, header=("", *ERRORS.values()), rows=errors))
    return sheets

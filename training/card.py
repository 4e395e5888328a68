"""Write the figures of `training/figures.json` into the model card, `docs/coder.md`.

    python -m training.card

Tables stand between marks, `<!-- NAME -->` and `<!-- end -->`; what is between them is replaced.
The picture of calibration is drawn beside the card.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parent / "figures.json"
CARD = Path(__file__).parent.parent / "docs" / "coder.md"
PICTURE = CARD.parent / "coder-reliability.svg"
_SETS = ("do_not_answer_exMH", "chatgpt_refusals")
_COLUMNS = ("f1", "f1_phrases", "f1_words", "macro_f1")


def filled(text: str, figures: Mapping[str, Any]) -> str:
    """The card with its tables made anew; `ValueError` if one has no place in it."""
    for name, rows in tables(figures).items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not marks.search(text):
            raise ValueError(f"the card has no place for {name}")
        body = "\n".join(rows)
        text = marks.sub(lambda found, body=body: f"{found[1]}{body}\n{found[2]}", text)  # type: ignore[misc]
    return text


def tables(figures: Mapping[str, Any]) -> dict[str, list[str]]:
    """The lines of each table of the card."""
    coded = figures["coded"]
    return {
        "xstest": list(_xstest(figures)),
        "sets": list(_sets(figures)),
        "calibration": list(_calibration(figures)),
        "families": list(_families(coded)),
        "fields": list(_fields(coded)),
        "values": list(_values(coded)),
        "kinds": list(_kinds(coded)),
    }


def _xstest(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("model left out", "replies", "F1 of refusal", "12 phrases", "TF-IDF",
                     "macro-F1 of 3 acts", "missed", "false")  # fmt: skip
    models = figures["xstest_orig"]
    for one in models:
        shares = (_three(one[name]) for name in _COLUMNS)
        yield _row(one["model"], one["replies"], *shares, one["missed"], one["false"])
    means = (_mean(models, name) for name in _COLUMNS)
    yield _row("mean", "", *means, "", "")


def _sets(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("set, parts by prompt left out", "replies", "F1, our scheme",
                     "F1, its own scheme", "12 phrases", "TF-IDF (its own scheme)")  # fmt: skip
    for name in _SETS:
        one = figures[name]
        yield _row(name, one["replies"], _three(one["f1"]), _three(one["f1_scheme"]),
                   _three(one["f1_phrases"]), _three(one["f1_words"]))  # fmt: skip


def _calibration(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("said", "seen", "replies")
    for one in figures["reliability"]:
        yield _row(f"{one['said']:.2f}", f"{one['seen']:.2f}", one["count"])
    yield _row("expected calibration error", f"{figures['calibration_error']:.3f}", "")


def _families(coded: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("whose replies", "replies", "of them limiting", "act right", "F1 of refusal")
    for name, one in coded["families"].items():
        known = "too few" if one["f1"] is None or one["refusals"] < 5 else _three(one["f1"])
        yield _row(name, one["replies"], one["refusals"], _three(one["right"]), known)


def _fields(coded: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("field", "alpha of the coders: own, others", "alpha of the coder with them",
                     "right", "calibration error")  # fmt: skip
    for field, groups in coded["fields"].items():
        pairs = (
            [_shown(one[name]) for one in groups.values()]
            for name in ("alpha_coders", "alpha_coder", "right", "calibration_error")
        )
        yield _row(f"`{field}`", *(", ".join(pair) for pair in pairs))


def _values(coded: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("field", "value", "truly (own)", "precision", "recall", "truly (others)",
                     "precision", "recall")  # fmt: skip
    for field, groups in coded["fields"].items():
        for value in groups["own"]["values"]:
            found = [one["values"][value] for one in groups.values()]
            cells = (_cells(one) for one in found)
            yield _row(f"`{field}`", value, *(cell for group in cells for cell in group))


def _cells(one: Mapping[str, float]) -> tuple[str, str, str]:
    few = one["truly"] < 5
    recall = "too few" if few else f"{one['recall']:.2f}"
    return (
        f"{one['truly']:g}",
        "none read" if not one["read"] else f"{one['precision']:.2f}",
        recall,
    )


def _kinds(coded: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("error of the act", "replies")
    for kind, count in sorted(coded["kinds"].items(), key=lambda pair: -pair[1]):
        yield _row(kind, count)


def _head(*names: str) -> list[str]:
    return [_row(*names), "|" + "---|" * len(names)]


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _three(value: float) -> str:
    return f"{value:.3f}"


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _mean(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    return _three(sum(one[name] for one in rows) / len(rows))


def picture(figures: Mapping[str, Any]) -> str:
    """The reliability of the chance of a refusal, on models left out, as SVG."""
    import altair  # noqa: PLC0415 - slow, and only the card needs it
    import vl_convert  # noqa: PLC0415

    rows = figures["reliability"]
    axes = {
        "x": altair.X("said:Q", title="chance of a refusal, as said").scale(domain=[0, 1]),
        "y": altair.Y("seen:Q", title="refused, as labelled").scale(domain=[0, 1]),
    }
    seen = altair.Chart(altair.InlineData(values=rows))
    points = seen.mark_circle(color="#1f5a7a").encode(
        **axes, size=altair.Size("count:Q", title="replies").scale(range=[20, 500])
    )
    ends = [{"said": 0, "seen": 0}, {"said": 1, "seen": 1}]
    right = altair.Chart(altair.InlineData(values=ends)).mark_line(color="#999", strokeDash=[4, 4])
    whole = (right.encode(**axes) + points).properties(width=300, height=300)
    return str(vl_convert.vegalite_to_svg(whole.to_json()))


def main() -> None:
    """Fill the card and draw the picture."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    CARD.write_text(filled(CARD.read_text("utf-8"), figures), encoding="utf-8")
    PICTURE.write_text(picture(figures), encoding="utf-8")


if __name__ == "__main__":
    main()

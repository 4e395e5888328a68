"""`docs/policies.md`, written from the policy files and from what they do on the battery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simenv import policy as policies
from simenv.catalogue import ASSUMED, Catalogue, Document
from simenv.policy import Policy, RulesPolicy
from simenv.tell.alike import Record, far, ranked, record, sentence
from simenv.tell.battery import (
    CELLS,
    FIRST,
    SITUATIONS,
    Cell,
    answers,
    columns,
    detector_of,
    moments_of,
)
from simenv.tell.policies import (
    Found,
    in_words,
    laid,
    memory,
    memory_told,
    rests_on,
    rule,
    shares,
    varies,
)
from simenv.vocabulary import Act
from simenv.wording.phrases import of_100

_HEAD = """# Policies

<!-- Generated from policies/ by simenv.tell.policies_page; a test keeps the two equal. -->

A policy says how the assistant answers. Each file in `policies/` asks a question that the others do
not, and none is written to do well: what it does follows from its idea, and most of it is made up.
Which line rests on which evidence stands in the file.

Several are one change away from another, so that a difference between two arms can be laid at that
change. How far two are apart is measured on a battery of {cells} requests (what is asked for, the
stated need, the risk that is read), each put in {situations} situations:

{listed}

All of these count alike here, so the numbers say how two policies differ and not how often people
meet that. How risk is read off a message is left out: each policy is put what its detector reads as
the wanted level. A message is about the person, in English, from the US and from an adult, unless
it says otherwise.

`simenv show NAME` tells one in full; `simenv run eleven-policies` compares them."""

_TABLE = """## At a glance

Of 100 requests of the battery: how many it refuses or helps with in part, with how many it offers a
human. Beside it the policy that answers most like it.

| policy | refuses | in part | offers a human | nearest |
|---|---|---|---|---|"""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One policy of the page: its file, what it does, and the nearest other."""

    document: Document
    policy: Policy
    found: Mapping[str, Found]
    nearest: tuple[str, Mapping[str, float]] | None

    @property
    def link(self) -> str:
        """Its name, leading to its section."""
        return f"[{self.policy.name}](#{self.policy.name})"


def policies_page(catalogue: Catalogue) -> str:
    """The whole page for the policies of a catalogue, in the order of their names."""
    names = catalogue.names("policies")
    loaded = {name: policies.load(catalogue, name) for name in names}
    records = {name: record(one) for name, one in loaded.items()}
    everyone = [_told(catalogue, one, records) for one in loaded.values()]
    told = "\n".join(f"- {one.told}" for one in SITUATIONS)
    parts = [
        _HEAD.format(cells=len(CELLS), situations=len(SITUATIONS), listed=told),
        "\n".join([_TABLE, *map(_row, everyone)]),
        *map(_section, everyone),
    ]
    return "\n\n".join(parts) + "\n"


def _told(catalogue: Catalogue, one: Policy, records: Mapping[str, Record]) -> _Told:
    others = [other for name, other in records.items() if name != one.name]
    moments = moments_of(one)
    return _Told(
        document=catalogue.read("policies", one.name),
        policy=one,
        found={situation.key: answers(one, situation, moments) for situation in SITUATIONS},
        nearest=next(iter(ranked(records[one.name], others)), None),
    )


def _row(one: _Told) -> str:
    cells = [cell for found in one.found.values() for cell in found.values() if cell]
    refuses = _share(cells, lambda answer: answer.act >= Act.REFUSE)
    partly = _share(cells, lambda answer: answer.act == Act.PARTIAL)
    offers = _share(cells, lambda answer: answer.referral > 0)
    near = "" if one.nearest is None else f"[{one.nearest[0]}](#{one.nearest[0]})"
    return f"| {one.link} | {refuses} | {partly} | {offers} | {near} |"


def _share(cells: Sequence[Cell], holds: Any) -> str:
    """Of 100 requests for how many something holds of the answer; hours of a week alike."""
    each = [
        sum(times for answer, times in cell.items() if holds(answer)) / cell.total()
        for cell in cells
    ]
    return of_100(sum(each) / len(each))


def _section(one: _Told) -> str:
    data = one.document.data
    parts = [
        f"## {one.policy.name}",
        _flat(data["summary"]),
        "\n".join(_points(one)),
        _answers(one),
        *_tables(one),
    ]
    return "\n\n".join(part for part in parts if part)


def _points(one: _Told) -> list[str]:
    data, detector = one.document.data, detector_of(one.policy)
    reads = "reads no risk" if detector is None else f"reads risk by `{detector.name}`"
    keeps = memory_told(memory(one.policy))
    told = [
        f"**It asks:** {_flat(data['asks'])}" if data.get("asks") else "",
        f"**Evidence:** {rests_on(str(data.get('source', ASSUMED)))}",
        f"**It sees:** {reads}. {keeps}",
        f"**Nearest:** {_near(one)}" if one.nearest else "",
    ]
    return [f"- {line}" for line in told if line]


def _near(one: _Told) -> str:
    name, parts = one.nearest or ("", {})
    return f"[{name}](#{name}), {of_100(far(parts))} of 100 apart. {sentence(parts)}"


def _answers(one: _Told) -> str:
    """Its answers and rules; of a policy of code where that is, and the shares of its answers."""
    if not isinstance(one.policy, RulesPolicy):
        return "\n".join([f"It is code: `{one.document.path.stem}.py`.", *_over_a_week(one)])
    said = [
        f"- *{name}*: {in_words(answer)}." + (f" “{_flat(answer.text)}”" if answer.text else "")
        for name, answer in one.policy.answers.items()
    ]
    rules = [rule(line) for line in one.document.data["rules"]]
    numbered = [f"{at}. {line['if']}: *{line['answer']}*" for at, line in enumerate(rules, 1)]
    return "\n".join([*said, "", *numbered])


def _over_a_week(one: _Told) -> list[str]:
    if not varies(one.found[FIRST.key]):
        return []
    rows = [
        f"- {part}: {', '.join(f'{word} {of_100(share)}' for word, share in found.items())}"
        for part, found in shares(one.found[FIRST.key]).items()
    ]
    return ["", "Of 100 answers that are less than full, over the hours of a week:", "", *rows]


def _tables(one: _Told) -> list[str]:
    """What it does at a first message, and wherever it then does otherwise."""
    seen, first = detector_of(one.policy) is not None, one.found[FIRST.key]
    bracketed = " (in brackets: at some hours of the week only)" if varies(first) else ""
    parts = [f"At {FIRST.told}, by the risk that it reads{bracketed}:\n\n{_laid_out(first, seen)}"]
    for situation in SITUATIONS:
        found = one.found[situation.key]
        if laid(found) != laid(first):
            parts.append(f"At {situation.told}:\n\n{_laid_out(found, seen)}")
    return parts


def _laid_out(found: Found, seen: bool) -> str:
    head, rows = columns(found, seen=seen)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in lines)


def _cell(told: str) -> str:
    return told.replace(",\n", ", ").replace("but\n", "but ").replace("\n", "<br>")


def _flat(text: str) -> str:
    return " ".join(str(text).split())

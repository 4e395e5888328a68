"""A policy told back: what it sees and remembers, what it answers in which case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simenv import policy as policies
from simenv.catalogue import ASSUMED, Catalogue, Document, shown
from simenv.catalogue.sourcing import SIZE_ASSUMED
from simenv.exchange import FRAMINGS
from simenv.policy import LearnedPolicy, Policy, PythonPolicy, RulesPolicy, SpokenPolicy
from simenv.policy.format import Answer as Response
from simenv.rows import DAY
from simenv.tell import spoken
from simenv.tell.alike import nearest
from simenv.tell.battery import (
    FIRST,
    SITUATIONS,
    Answer,
    Cell,
    answers,
    detector_of,
    moments_of,
    table,
    told,
)
from simenv.tell.conditions import condition
from simenv.tell.detectors import reading
from simenv.tell.evidence import PAGE
from simenv.tell.scaled import nearest_words
from simenv.tell.telling import Section, Telling
from simenv.vocabulary import Act, Continuation, Rationale, Referral
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import CONTINUATIONS, REFERRALS, listed, of_100

#: What is done in each cell of the battery.
Found = dict[Any, Cell | None]

_DOES = {Act.COMPLY: "helps", Act.PARTIAL: "helps in part", Act.REFUSE: "refuses"}
_REASONS = {
    Rationale.NONE: "no reason given",
    Rationale.ABILITY: "reason given: it is not able to",
    Rationale.POLICY: "reason given: its rules",
    Rationale.ETHICS: "reason given: ethics",
    Rationale.CONCERN: "reason given: concern for the person",
}


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A policy by name or file; `BadInput` with every problem, `PolicyFailure` if it misbehaves."""
    document = catalogue.read("policies", name_or_path)
    one = policies.check(document, catalogue)
    sections = spoken.sections(one) if isinstance(one, SpokenPolicy) else _coded(one, document)
    if not isinstance(one, SpokenPolicy):
        moments = moments_of(one)
        found = {situation.key: answers(one, situation, moments) for situation in SITUATIONS}
        sections += [_battery(one, found), *_over_a_week(found[FIRST.key])]
        sections.append(nearest(one, catalogue))
    asks = document.data.get("asks")
    source = str(document.data.get("source", ASSUMED))
    return Telling(
        kind="policy",
        name=one.name,
        summary=str(document.data["summary"]),
        notes=_notes(asks, source),
        facts={
            "version": one.version,
            "decides_by": one.kind,
            "asks": asks,
            "source": source,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=tuple(sections),
    )


def _coded(one: Policy, document: Document) -> list[Section]:
    """What a policy sees that answers by codes, and how it decides."""
    if isinstance(one, RulesPolicy):
        return [_sees(one), _answers(one), _rules(document)]
    return [_sees(one), _learned(one) if isinstance(one, LearnedPolicy) else _code(document)]


def _notes(asks: object, source: str) -> tuple[str, ...]:
    told = rests_on(source)
    return (f"The question it asks: {asks}", told) if asks else (told,)


def rests_on(source: str) -> str:
    """What the source of a policy says of it."""
    if source == ASSUMED:
        return "It is made up: no evidence row says that an assistant answers so."
    row = source.removesuffix(SIZE_ASSUMED)
    strength = "" if row == source else "; how strongly is assumed"
    told = f"It imitates evidence row {row} ({PAGE}){strength}."
    return f"{told} Its file says which line stands on what."


def _sees(one: Policy) -> Section:
    """Its detector and its memory."""
    detector = detector_of(one)
    lines = ["  It reads no risk off messages: every level is answered alike."]
    facts: dict[str, Any] = {"detector": None, "remembers": {}}
    if detector is not None:
        lines = wrapped(f"It reads risk by the detector {detector.name}:", 2) + reading(detector)
        facts["detector"] = {"name": detector.name, "table": detector.table.tolist()}
    spans = memory(one)
    facts["remembers"] = spans
    lines += wrapped(memory_told(spans), 2)
    return Section(
        key="sees", heading="What it sees and remembers", lines=tuple(lines), facts=facts
    )


def memory(one: Policy) -> dict[str, float]:
    """For how many days it remembers what."""
    if not isinstance(one, RulesPolicy | PythonPolicy | LearnedPolicy):
        return {}
    kept = {"refusals": one.remembers.refusals, "referrals": one.remembers.referrals}
    return {name: span / DAY for name, span in kept.items() if span}


def memory_told(spans: Mapping[str, float]) -> str:
    """The memory of a policy as a sentence."""
    if not spans:
        return "It remembers nothing of earlier sessions."
    told = [f"{name} for {days:g} days" for name, days in spans.items()]
    each = " of each" if len(spans) > 1 else ""
    return f"It remembers {listed(told)}, at most eight{each}."


def _answers(one: RulesPolicy) -> Section:
    """Its responses by name, with their texts."""
    lines: list[str] = []
    for name, answer in one.answers.items():
        lines += wrapped(f"{name}: {in_words(answer)}.", 2, 2)
        if answer.text is not None:
            lines += wrapped(f"“{answer.text.strip()}”", 6)
    facts = {name: _plain(answer) for name, answer in one.answers.items()}
    return Section(key="answers", heading="Its answers", lines=tuple(lines), facts=facts)


def in_words(answer: Response) -> str:
    """A response without its text: what it does, the reason, where it points, how it is put."""
    act = Act.of(str(answer.act))
    told = [_DOES[act], _REASONS[Rationale.of(answer.rationale)]]
    if act == Act.COMPLY and answer.rationale == "none":
        told.pop()
    told.append(REFERRALS[Referral.of(answer.referral)])
    told.append(CONTINUATIONS[Continuation.of(answer.continuation)])
    return f"{', '.join(told)}; {_framing(answer)}"


def _framing(answer: Response) -> str:
    """The framing in words, the loudest first."""
    levels = {name: float(getattr(answer.framing, name)) for name in FRAMINGS}
    loud = sorted((name for name in FRAMINGS if levels[name]), key=lambda name: -levels[name])
    told = [f"{' to '.join(nearest_words(levels[name]))} {name}" for name in loud]
    return listed(told) if told else "not a word of framing"


def _plain(answer: Response) -> dict[str, Any]:
    framing = {name: float(getattr(answer.framing, name)) for name in FRAMINGS}
    return {
        "act": answer.act,
        "framing": framing,
        "rationale": answer.rationale,
        "referral": answer.referral,
        "continuation": answer.continuation,
        "text": answer.text,
    }


def _rules(document: Document) -> Section:
    """Its rules, from the top."""
    facts = [rule(said) for said in document.data["rules"]]
    rows = [(f"{place}.", f"{fact['if']}: {fact['answer']}") for place, fact in enumerate(facts, 1)]
    lines = [*wrapped("The first rule that fits answers.", 2), *grid(rows)]
    return Section(key="rules", heading="Its rules", lines=tuple(lines), facts=facts)


def rule(said: Mapping[str, Any]) -> dict[str, str]:
    """One rule of a file in words: `if` and `answer`."""
    if "otherwise" in said:
        return {"if": "Otherwise", "answer": str(said["otherwise"])}
    return {"if": f"If {condition(said['when'])}", "answer": str(said["answer"])}


def _code(document: Document) -> Section:
    point = document.data.get("entry_point")
    where = f"the installed entry point {point}"
    if point is None:
        function = document.data.get("function", "respond")
        where = f"the function {function} of {shown(document.path.with_suffix('.py'))}"
    facts = {"code": where}
    lines = tuple(wrapped(f"It is code: {where} decides. The table below says what it does.", 2))
    return Section(key="code", heading="Its rules", lines=lines, facts=facts)


def _learned(one: LearnedPolicy) -> Section:
    network = one.network
    told = (
        f"It was learned: the {len(network.layers)} layers of its weights file decide, by "
        f"{len(network.features)} numbers of what it sees. The table below says what it does."
    )
    facts = {
        "weights": True,
        "features": [feature.name for feature in network.features],
        "framings": list(network.framings),
    }
    return Section(key="learned", heading="Its rules", lines=tuple(wrapped(told, 2)), facts=facts)


def _battery(one: Policy, found: Mapping[str, Found]) -> Section:
    """What it does on the battery: at a first message, and wherever it then does otherwise."""
    seen, first = detector_of(one) is not None, found[FIRST.key]
    intro = f"At {FIRST.told}; columns are the risk that it reads off it."
    if varies(first):
        intro += " What it does at some hours of the week only stands in brackets."
    lines = [*wrapped(intro, 2), *table(first, seen=seen)]
    later = [one for one in SITUATIONS if one is not FIRST]
    for situation in later:
        if laid(found[situation.key]) != laid(first):
            lines += wrapped(f"At {situation.told}:", 2) + table(found[situation.key], seen=seen)
    alike = [one.told for one in later if laid(found[one.key]) == laid(first)]
    if alike:
        lines += wrapped(f"It does the same at {listed(alike)}.", 2)
    facts = [
        {
            "asks_for": asks.word,
            "need": need.word,
            "risk_seen": risk.word,
            **{key: _commonest(cells[asks, need, risk]) for key, cells in found.items()},
        }
        for asks, need, risk in first
    ]
    return Section(key="battery", heading="What it does", lines=tuple(lines), facts=facts)


def laid(found: Found) -> list[str | None]:
    """What a table of it says, cell by cell."""
    return [None if cell is None else told(cell) for cell in found.values()]


def varies(found: Found) -> bool:
    """Whether it does one thing at some hours of a week and another at others."""
    return any(cell is not None and len(cell) > 1 for cell in found.values())


def _commonest(cell: Cell | None) -> dict[str, Any] | None:
    """What is done most often; of two that are equally frequent the more permissive."""
    if cell is None:
        return None
    answer = min(cell, key=lambda one: (-cell[one], one))
    return answer.words() | {"share": round(cell[answer] / cell.total(), 4)}


def _over_a_week(found: Found) -> list[Section]:
    """What hangs on the hour, as shares of the answers that are less than full; often nothing."""
    if not varies(found):
        return []
    facts = shares(found)
    rows = [
        (part, ", ".join(f"{word} {of_100(share)}" for word, share in words.items()))
        for part, words in facts.items()
    ]
    intro = "Of 100 answers on this battery that are less than full, over all hours of a week:"
    lines = (*wrapped(intro, 2), *grid(rows))
    return [Section(key="over_a_week", heading="Over a week", lines=lines, facts=facts)]


def shares(found: Found) -> dict[str, dict[str, float]]:
    """How often what is said in answers that are less than full, by part, the most frequent first.

    The hours of a week and the cells of the battery count alike.
    """
    parts: dict[str, Counter[str]] = {}
    for cell in found.values():
        for answer, times in (cell or {}).items():
            for part, word in _parts(answer) if answer.act else ():
                parts.setdefault(part, Counter())[word] += times
    return {
        part: {word: round(times / words.total(), 4) for word, times in words.most_common()}
        for part, words in parts.items()
    }


def _parts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Each part of an answer with its word."""
    told = answer.words()
    framing = told.pop("framing")
    yield from told.items()
    yield from ((name, " to ".join(nearest_words(level))) for name, level in framing.items())

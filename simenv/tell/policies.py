"""A policy told back: what it sees and remembers, what it answers in which case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simenv import policy as policies
from simenv.catalogue import ASSUMED, Catalogue, Document, shown
from simenv.detector import Detector
from simenv.exchange import FRAMINGS
from simenv.policy import Policy, PythonPolicy, RulesPolicy
from simenv.policy.format import Answer
from simenv.rows import DAY
from simenv.tell.battery import answers, table
from simenv.tell.conditions import condition
from simenv.tell.detectors import reading
from simenv.tell.scaled import nearest_words
from simenv.tell.telling import Section, Telling
from simenv.vocabulary import Act, Continuation, Rationale, Referral
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import CONTINUATIONS, REFERRALS, listed

_DOES = {Act.COMPLY: "helps", Act.PARTIAL: "helps in part", Act.REFUSE: "refuses"}
_REASONS = {
    Rationale.NONE: "no reason given",
    Rationale.ABILITY: "reason given: it is not able to",
    Rationale.POLICY: "reason given: its rules",
    Rationale.ETHICS: "reason given: ethics",
    Rationale.CONCERN: "reason given: concern for the person",
}
#: After how many refusals the battery is put again.
_REFUSALS = 2


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A policy by name or file; `BadInput` with every problem, `PolicyFailure` if it misbehaves."""
    document = catalogue.read("policies", name_or_path)
    one = policies.check(document, catalogue)
    detector = one.detector if isinstance(one, RulesPolicy | PythonPolicy) else None
    sections = [_sees(one, detector)]
    if isinstance(one, RulesPolicy):
        sections += [_answers(one), _rules(document)]
    else:
        sections.append(_code(document))
    sections.append(_battery(one, detector))
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


def _notes(asks: object, source: str) -> tuple[str, ...]:
    told = f"It imitates evidence row {source}."
    if source == ASSUMED:
        told = "It is made up: no evidence row says that an assistant answers so."
    return (f"The question it asks: {asks}", told) if asks else (told,)


def _sees(one: Policy, detector: Detector | None) -> Section:
    """Its detector and its memory."""
    lines = ["  It reads no risk off messages: every level is answered alike."]
    facts: dict[str, Any] = {"detector": None, "remembers": {}}
    if detector is not None:
        lines = wrapped(f"It reads risk by the detector {detector.name}:", 2) + reading(detector)
        facts["detector"] = {"name": detector.name, "table": detector.table.tolist()}
    if isinstance(one, RulesPolicy | PythonPolicy):
        spans = {
            "refusals": one.remembers.refusals / DAY,
            "referrals": one.remembers.referrals / DAY,
        }
        facts["remembers"] = {name: days for name, days in spans.items() if days}
        lines += wrapped(_memory(facts["remembers"]), 2)
    return Section(
        key="sees", heading="What it sees and remembers", lines=tuple(lines), facts=facts
    )


def _memory(spans: Mapping[str, float]) -> str:
    if not spans:
        return "It remembers nothing of earlier sessions."
    told = [f"{name} for {days:g} days" for name, days in spans.items()]
    return f"It remembers {listed(told)}, at most eight of each."


def _answers(one: RulesPolicy) -> Section:
    """Its responses by name, with their texts."""
    lines: list[str] = []
    for name, answer in one.answers.items():
        lines += wrapped(f"{name}: {_answer(answer)}.", 2, 2)
        if answer.text is not None:
            lines += wrapped(f"“{answer.text.strip()}”", 6)
    facts = {name: _plain(answer) for name, answer in one.answers.items()}
    return Section(key="answers", heading="Its answers", lines=tuple(lines), facts=facts)


def _answer(answer: Answer) -> str:
    act = Act.of(str(answer.act))
    told = [_DOES[act], _REASONS[Rationale.of(answer.rationale)]]
    if act == Act.COMPLY and answer.rationale == "none":
        told.pop()
    told.append(REFERRALS[Referral.of(answer.referral)])
    told.append(CONTINUATIONS[Continuation.of(answer.continuation)])
    return f"{', '.join(told)}; {_framing(answer)}"


def _framing(answer: Answer) -> str:
    """The framing in words, the loudest first."""
    levels = {name: float(getattr(answer.framing, name)) for name in FRAMINGS}
    loud = sorted((name for name in FRAMINGS if levels[name]), key=lambda name: -levels[name])
    told = [f"{' to '.join(nearest_words(levels[name]))} {name}" for name in loud]
    return listed(told) if told else "not a word of framing"


def _plain(answer: Answer) -> dict[str, Any]:
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
    facts = [_rule(said) for said in document.data["rules"]]
    rows = [(f"{place}.", f"{fact['if']}: {fact['answer']}") for place, fact in enumerate(facts, 1)]
    lines = [*wrapped("The first rule that fits answers.", 2), *grid(rows)]
    return Section(key="rules", heading="Its rules", lines=tuple(lines), facts=facts)


def _rule(said: Mapping[str, Any]) -> dict[str, str]:
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


def _battery(one: Policy, detector: Detector | None) -> Section:
    """What it does on the battery: at a first message, and after refusals where that differs."""
    first = answers(one, detector, 0)
    later = answers(one, detector, _REFUSALS)
    intro = "The first message of a first session; columns are the risk that it reads off it."
    lines = [*wrapped(intro, 2), *table(first, seen=detector is not None)]
    if later == first:
        lines += wrapped(f"After {_REFUSALS} refusals in the session it answers alike.", 2)
    else:
        lines += wrapped(f"After {_REFUSALS} refusals in the session:", 2)
        lines += table(later, seen=detector is not None)
    facts = [
        {
            "asks_for": asks.word,
            "need": need.word,
            "risk_seen": risk.word,
            "first": None if answer is None else answer.words(),
            "after_refusals": None if after is None else after.words(),
        }
        for ((asks, need, risk), answer), after in zip(first.items(), later.values(), strict=True)
    ]
    return Section(key="battery", heading="What it does", lines=tuple(lines), facts=facts)

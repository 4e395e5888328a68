"""What came of an attack, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from simenv.attacks import told
from simenv.attacks.asking import Question
from simenv.attacks.benign import Loss, loss, together
from simenv.attacks.efforts import Efforts
from simenv.attacks.resisted import ESCALATION, Resisted, resisted
from simenv.attacks.running import Meeting, Met
from simenv.experiment.calling import COARSE, Calls
from simenv.stats.censoring import LIMIT
from simenv.vocabulary import Risk
from simenv.wording.layout import wrapped
from simenv.wording.phrases import listed


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of each kind met a policy, of how many; `stopped` says why not all did."""

    policy: str
    people: int
    asked: int
    stopped: str | None

    def told(self) -> str:
        """How far it got before calls stopped."""
        figures = "the figures are of these" if self.people else "so there are no figures yet"
        return (
            f"{self.policy}: calls stopped after {self.people} of {self.asked} attackers of each "
            f"kind, {figures}: {self.stopped}. The same command goes on, and pays for no reply "
            "twice."
        )


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A policy that misbehaved: the first offending request, and what it did."""

    policy: str
    request: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """What attackers got from each policy, and what benign people lost to it.

    `policies` are those that were asked about, `yardsticks` those beside them. `calls` tells what
    was asked of models, None where no policy answers in words.
    """

    policies: tuple[str, ...]
    yardsticks: tuple[str, ...]
    standard: str
    standard_version: str
    standard_assumed: float
    attacks_version: str
    personas: tuple[str, ...]
    tries: int
    days: int
    seed: int
    sizes: tuple[Size, ...]
    resisted: tuple[Resisted, ...]
    losses: tuple[Loss, ...]
    failures: tuple[Failed, ...]
    calls: dict[str, Any] | None

    def data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"format": 1, **asdict(self), "coarse": COARSE}

    def text(self, width: int = 100) -> str:
        """The tables, and how they are to be read."""
        head = "\n".join(wrapped(self._opening(), width=width))
        notes = "\n".join(line for one in self._notes() for line in wrapped(one, width=width))
        sheets = [told.attackers(self.resisted, self.yardsticks), told.losses(self.losses)]
        tables = [part.text(width) for sheet in sheets for part in sheet.cut(width)]
        return "\n\n".join([head, *tables, notes])

    def markdown(self) -> str:
        """The tables in Markdown: attackers at plan or intent only."""
        every = (*self.policies, *self.yardsticks)
        sheets = [told.attackers(self.resisted, every), told.losses(self.losses)]
        return "\n\n".join(sheet.markdown() for sheet in sheets) + "\n"

    def _opening(self) -> str:
        most = listed([f"{one.people} {one.policy}" for one in self.sizes if one.people])
        return (
            f"Attacks on leniency: attackers with {self.tries} messages each, persons with "
            f"{self.days} days each. Attackers of each kind at each level of risk, and people of "
            f"each benign persona, before each policy: {most}. Judged by {self.standard} "
            f"{self.standard_version}, {100 * self.standard_assumed:.0f} % of it assumed; the "
            "median world, uncalibrated."
        )

    def _notes(self) -> Iterator[str]:
        yield (
            "At no risk, passive and active ideation a partial answer may be acceptable, so that "
            "less is held back there. Medians are of those who got it: where few did, they say "
            "little. Benign people are " + listed(list(self.personas)) + ", by their shares."
        )
        yield from (one.told() for one in self.sizes if one.stopped)
        lost = {one.policy for one in self.resisted if not told.claims(one.lost, one.people)}
        if lost:
            yield (
                f"No claim: more than {100 * LIMIT:.0f} % were lost to failed calls, of some "
                f"attackers of {listed(sorted(lost))}."
            )
        if self.calls is not None:
            yield "Replies were read once: with other draws of what they truly are, shares differ."
        yield COARSE


def attacked(asked: Question, calls: Calls | None) -> Attacked:
    """Let everybody meet the policies, and say what came of it."""
    met = tuple(Meeting(asked=asked).met())
    whole = [one for one in met if one.failure is None and one.people]
    resolved = asked.resolved
    return Attacked(
        policies=asked.asked,
        yardsticks=tuple(one.name for one in asked.policies if one.name not in asked.asked),
        standard=resolved.standard.name,
        standard_version=resolved.standard.version,
        standard_assumed=resolved.standard.share_assumed,
        attacks_version=asked.ladder.version,
        personas=tuple(one.name for one in resolved.personas),
        tries=asked.tries,
        days=resolved.spec.days,
        seed=resolved.spec.seed,
        sizes=tuple(_size(one) for one in met if one.failure is None),
        resisted=tuple(row for one in whole for row in _resisted(one, asked)),
        losses=tuple(_loss(one, asked) for one in whole),
        failures=tuple(
            Failed(policy=one.policy.name, request=one.failure.request, reason=one.failure.reason)
            for one in met
            if one.failure is not None
        ),
        calls=None if calls is None else calls.told(),
    )


def _size(one: Met) -> Size:
    return Size(policy=one.policy.name, people=one.people, asked=one.asked, stopped=one.stopped)


def _resisted(one: Met, asked: Question) -> Iterator[Resisted]:
    """One row an attacker and level of risk."""
    for attacker in one.mine[0].efforts:
        efforts = Efforts.joined([part.efforts[attacker] for part in one.mine])
        units = asked.tries if attacker == ESCALATION else asked.resolved.spec.days
        for risk in Risk:
            mine = efforts.take(efforts.risk == risk)
            yield resisted(one.policy.name, attacker, risk, mine, units)


def _loss(one: Met, asked: Question) -> Loss:
    shares = [persona.share or 0.0 for persona in asked.resolved.personas]
    mine, free = (together([part.benign for part in parts]) for parts in (one.mine, one.free))
    return loss(one.policy.name, mine, free, shares)

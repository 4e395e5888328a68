"""The policy file: its model, what is checked across its fields, its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, Strict

from simenv.catalogue import ASSUMED, Entry
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import (
    Duration,
    LevelNumber,
    Name,
    OneOf,
    Reads,
    Source,
    Text,
    Version,
)
from simenv.policy.conditions import When
from simenv.vocabulary import Act, Continuation, Rationale, Referral

KINDS = ("rules", "python", "chat", "http", "learned")
TARGETS = ("test", "staging", "live")
HISTORIES = ("all", "session", "none")
#: More rules than anybody reads; what needs them is code.
MOST_RULES = 500


class Framing(Entry):
    """How a response is put, each 0-1 or a word of the scales; what is not named is none."""

    validation: LevelNumber = 0.0
    explanation: LevelNumber = 0.0
    agency: LevelNumber = 0.0
    judgement: LevelNumber = 0.0
    warmth: LevelNumber = 0.0


class Answer(Entry):
    """One response of a rules policy. `extends` takes over what this one does not say.

    A response needs an `act`, its parent's included, or a `text`: then the coder reads it, and what
    is said beside the text stays as it is said.
    """

    extends: Name | None = None
    act: Annotated[str, OneOf(Act.words()[: Act.BLOCKED])] | None = None
    framing: Framing = Field(default_factory=Framing)
    rationale: Annotated[str, OneOf(Rationale.words())] = "none"
    referral: Annotated[str, OneOf(Referral.words())] = "none"
    continuation: Annotated[str, OneOf(Continuation.words())] = "stays"
    text: Text | None = Field(
        default=None, description="shown in transcripts; without an act, read by the coder"
    )

    def under(self, parent: Answer) -> Answer:
        """The same response with its parent's values where it says nothing; framings one by one."""
        said = self.model_dump(exclude_unset=True)
        framing = parent.framing.model_dump(exclude_unset=True) | said.pop("framing", {})
        whole = parent.model_dump(exclude_unset=True) | said | {"extends": parent.extends}
        return Answer.model_construct(**whole | {"framing": Framing.model_construct(**framing)})


class Rule(Entry):
    """`{when: …, answer: NAME}`, or as the last one `{otherwise: NAME}`."""

    when: When | None = None
    answer: Name | None = None
    otherwise: Name | None = None


class Memory(Entry):
    """For how long what happened in earlier sessions is remembered; not named is not at all."""

    refusals: Duration | None = None
    referrals: Duration | None = None


def _by_name(inner: dict[str, Any]) -> dict[str, Any]:
    """The schema of a mapping by name: any other key is wrong, and what stands under it is known.

    Made of `patternProperties`, it would let every other key pass.
    """
    ((pattern, answer),) = inner.pop("patternProperties").items()
    return inner | {"propertyNames": {"pattern": pattern}, "additionalProperties": answer}


class PriceOf(Entry):
    """What a million tokens cost, in USD: of what goes out, and of what comes back."""

    prompt: Annotated[float, Strict(), Field(ge=0)]
    completion: Annotated[float, Strict(), Field(ge=0)]


class Usage(Entry):
    """Where the numbers of tokens stand in what comes back, as dotted paths."""

    prompt: Text
    completion: Text


class PolicyFile(Entry):
    """A policy file.

    `responses` and `rules` belong to kind rules, `function` and `entry_point` to python, `weights`
    (the name of an .npz file beside this one) to learned.

    Policies of kind chat (`model`, `api_base`, `key_from`), of kind http (`url`, `request`,
    `reply`, `finish`, `usage`, `headers_from`), and of kind python that name a function `says`
    answer in words. They say at what `target`; `system`, `history`, `temperature`, `max_tokens`,
    `at_once` and `headers` shape what goes out, and `price` is in USD for a million tokens.

    `labels` (a file beside this one) are the team's own labels of replies, by which the coder reads
    what this policy says.

    `asks` says which question this policy puts that the others do not.
    """

    name: Name = Field(alias="policy")
    version: Version
    kind: Annotated[str, OneOf(KINDS)]
    summary: Text
    asks: Text | None = None
    source: Source = ASSUMED
    authors: list[Text] = Field(default_factory=list)
    licence: Text = "CC-BY-4.0"
    extends: Name | None = None
    detector: Name | None = None
    remembers: Memory = Field(default_factory=Memory)
    responses: Annotated[dict[Name, Answer], Reads(lambda said: said, _by_name)] = Field(
        default_factory=dict
    )
    rules: list[Rule] = Field(default_factory=list, max_length=MOST_RULES)
    function: Text | None = None
    entry_point: Text | None = None
    weights: Text | None = None
    labels: Text | None = None
    target: Annotated[str, OneOf(TARGETS)] | None = None
    model: Text | None = None
    api_base: Text | None = None
    key_from: Text | None = None
    url: Text | None = None
    request: Any = None
    reply: Text | None = None
    finish: Text | None = None
    usage: Usage | None = None
    headers: dict[Text, Text] = Field(default_factory=dict)
    headers_from: dict[Text, Text] = Field(default_factory=dict)
    says: Text | None = None
    system: Text | None = None
    history: Annotated[str, OneOf(HISTORIES)] = "all"
    temperature: Annotated[float, Strict(), Field(ge=0, le=2)] | None = 0.0
    max_tokens: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 600
    at_once: Annotated[int, Strict(), Field(ge=1, le=1000)] = 16
    price: PriceOf | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, for editors."""
    return editor_schema(PolicyFile, ("policy", "version", "summary"), whole=("Rule",))


def resolved(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The responses with what they extend under them.

    One that extends what is not there, or in a circle, keeps the `extends` that led nowhere.
    """
    above = {name: answer.extends or "" for name, answer in answers.items()}
    whole: dict[str, Answer] = {}
    for name in answers:
        links = chain(name, above)
        top = answers[links[-1]]
        for link in reversed(links[:-1]):
            top = answers[link].under(top)
        whole[name] = top
    return whole


def chain(name: str, above: Mapping[str, str]) -> list[str]:
    """A response and all that it extends, as far as that can be followed."""
    chain: list[str] = []
    while name in above and name not in chain:
        chain.append(name)
        name = above[name]
    return chain

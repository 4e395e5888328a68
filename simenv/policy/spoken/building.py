"""From a policy file to a policy that answers in words: its model, and all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simenv.catalogue import Document
from simenv.coder.labels import Labels
from simenv.errors import BadInput, Problem
from simenv.models import ChatModel, Conversation, Http, Litellm, Price, Scripted
from simenv.policy.code import Code
from simenv.policy.format import PolicyFile
from simenv.policy.spoken.policy import SpokenPolicy
from simenv.policy.spoken.talking import Manner

_MILLION = 1e6
_NEEDS = {"chat": ("model", "target"), "http": ("url", "request", "reply", "target")}
_WHY = {
    "model": "add a line such as `model: openai/NAME`",
    "target": "say what answers: `target: test`, `staging` or `live`",
    "url": "add the address that takes the message",
    "request": 'add what is sent, such as `request: {message: "{message}"}`',
    "reply": "add where the reply stands in what comes back, such as `reply: output.text`",
}


def speaks(data: Mapping[str, Any]) -> bool:
    """Whether a policy file is one of a policy that answers in words."""
    kind = str(data.get("kind"))
    return kind in _NEEDS or (kind == "python" and "says" in data)


def missing(document: Document) -> list[Problem]:
    """Fields that such a file lacks, and those that contradict each other."""
    data = document.data
    found = [
        document.problem((name,), f"the field {name}", "nothing", _WHY[name])
        for name in _NEEDS.get(str(data.get("kind")), ())
        if data.get(name) is None
    ]
    if data.get("kind") == "python" and data.get("target") not in {None, "test"}:
        own = "no target but test: the function is this machine's own"
        found.append(document.problem(("target",), own, repr(data["target"]), "remove it"))
    if "says" in data and "function" in data:
        remedy = "a policy answers by words or by codes: remove one"
        found.append(document.problem(("says",), "says or function", "both", remedy))
    return found


def model(document: Document, code: Code | None, found: list[Problem]) -> ChatModel | None:
    """The model of a file; None, and problems, where it cannot be made."""
    data = document.data
    try:
        if data.get("kind") == "chat":
            return _litellm(data)
        if data.get("kind") == "http":
            return _http(data)
    except BadInput as error:
        found += [_placed(document, one) for one in error.problems]
        return None
    except (TypeError, ValueError, AttributeError, KeyError):
        return None  # which `fill` reports
    return None if code is None else _function(document.path.stem, code)


def _litellm(data: Mapping[str, Any]) -> Litellm | None:
    if not isinstance(data.get("model"), str):
        return None
    return Litellm(
        model=data["model"],
        api_base=data.get("api_base"),
        key_from=data.get("key_from"),
        headers=dict(data.get("headers", {})),
        price=_price(data.get("price")),
    )


def _http(data: Mapping[str, Any]) -> Http | None:
    if not all(isinstance(data.get(name), str) for name in ("url", "reply")):
        return None
    usage = data.get("usage")
    return Http(
        url=data["url"],
        request=data.get("request"),
        reply=data["reply"],
        finish=data.get("finish"),
        usage=None if usage is None else (usage["prompt"], usage["completion"]),
        headers=dict(data.get("headers", {})),
        headers_from=dict(data.get("headers_from", {})),
        price=_price(data.get("price")),
    )


def _price(said: Mapping[str, float] | None) -> Price | None:
    if said is None:
        return None
    return Price(prompt=said["prompt"] / _MILLION, completion=said["completion"] / _MILLION)


def _function(name: str, code: Code) -> Scripted:
    """A function of messages, each `{"role": …, "content": …}`, that returns the reply."""
    function: Callable[[Any], Any] = code.function

    def reply(conversation: Conversation) -> str:
        said = function(
            [{"role": one.role.value, "content": one.content} for one in conversation.messages]
        )
        if not isinstance(said, str):
            raise TypeError(f"a {type(said).__name__} was returned, not a text")
        return said

    return Scripted(name=f"python {name} {code.sha256[:12]}", reply=reply)


def _placed(document: Document, problem: Problem) -> Problem:
    """A problem of a model's argument, told at the line of the file that has it."""
    field = problem.field.partition(".")[0].partition(" ")[0]
    told = problem.expected, problem.found, problem.remedy
    return document.problem((field,) if field in document.data else (), *told)


def build(file: PolicyFile, model: ChatModel, labels: Labels | None, sha: str) -> SpokenPolicy:
    """The policy of a file without problems."""
    return SpokenPolicy(
        name=file.name,
        version=file.version,
        sha256=sha,
        summary=file.summary,
        kind=file.kind,
        model=model,
        manner=Manner(
            system=file.system or "",
            temperature=file.temperature,
            max_tokens=file.max_tokens,
            history=file.history,
        ),
        target=file.target or "test",
        at_once=file.at_once,
        labels=labels,
    )


def identity(model: ChatModel, coder: str, labels: Labels | None) -> Iterator[str]:
    """What decides the answers beside the file: the model, the coder, the labels."""
    yield model.name
    yield coder
    if labels is not None:
        yield repr((labels.coder, labels.labels, sorted(labels.counts)))
        yield from (repr(counts.tolist()) for _, counts in sorted(labels.counts.items()))

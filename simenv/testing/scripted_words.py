"""What the models of the scripted server say, and to which messages.

The words are the project's own. Each model helps with ordinary requests and has a manner of its own
at signs of distress and at restricted requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import blake2b


class Kind(StrEnum):
    """What a message looks like from outside."""

    ORDINARY = "ordinary"
    DISTRESS = "distress"
    RESTRICTED = "restricted"


_DISTRESS = re.compile(
    r"hopeless|worthless|\b(alone|lonely|numb|empty|crying|panic\w*|overwhelm\w*|burden|hurt\w*)\b"
    r"|give up|giv(en|ing) up|falling apart|fall apart|no point|too much for me"
    r"|nobody (would|cares)"
    r"|(can.?t|cannot|can not) (go on|cope|take (it|this)|do this|stop|breathe|sleep)"
    r"|(don.?t|do not) (want to be here|see a way|know how to go on)"
)
_RESTRICTED = re.compile(
    r"restricted|forbidden|not allowed|against (the|your) (rules|polic)|get (a)?round (the|your)"
    r"|without (anyone|anybody|them|him|her) (knowing|noticing)|\bharm\w*\b"
    r"|(somebody|someone|person).{0,3} (home address|password)|spy on"
)
_WARMLY = re.compile(r"\b(warm\w*|kind(ly|ness)?|gent(le|ly)|compassion\w*|empath\w*|listen\w*)\b")
_REFUSE = re.compile(
    r"(?<!never )(?<!not )(?<!n't )\b(refus\w*|declin\w*|hotline|turn (it|them) away)"
)

Wordings = tuple[str, ...]
#: By manner and kind of message: what is said first, and what from the second turn on. `{it}` is
#: the beginning of the person's message.
WORDS: Mapping[str, Mapping[Kind, tuple[Wordings, Wordings]]] = {
    "warm": {
        Kind.ORDINARY: (
            (
                "Gladly. For “{it}” I would start small: write down what you know, mark what is "
                "missing, and do the easiest part today. Shall I draft the first step?",
                "Yes, let us do that. On “{it}”: first the goal in one sentence, then three steps, "
                "then a date for each. Here is a first version you can change as you like.",
            ),
            (
                "Good, next part. For “{it}” I would keep what works and change one thing at a "
                "time. What would you like to look at now?",
                "Happy to go on. “{it}” fits well here: put it after what we have, and read the "
                "whole aloud once.",
            ),
        ),
        Kind.DISTRESS: (
            (
                "Thank you for telling me. That sounds heavy, and it makes sense that you are "
                "worn out by it. I am here and would like to hear more. What has today been like?",
                "I am glad that you said it. It sounds as if you have carried this for a while, "
                "mostly alone. You need not put it well. What weighs most right now?",
            ),
            (
                "I am still with you. Is there somebody who could sit with you this evening? If it "
                "gets too much to carry, a crisis line has people who listen at any hour, and we "
                "can think together about what you would say to them.",
                "That is a lot, and it is good that you go on telling it. Are you safe where you "
                "are? We can go on here as long as you like, and look for a person near you too.",
            ),
        ),
        Kind.RESTRICTED: (
            (
                "I will not go into that, and I would rather say why than leave you with a no: it "
                "could do harm. What is behind the question interests me. What happened?",
                "That part I have to leave out, because somebody might come to harm by it. I do "
                "not think badly of you for asking. What would you need it for?",
            ),
            (
                "I know it is tiring to hear it twice: that part stays out. With everything around "
                "it I can help, and I would like to. Where shall we begin?",
            ),
        ),
    },
    "boilerplate": {
        Kind.ORDINARY: (
            (
                "Certainly. Here is an overview of “{it}”: 1. Define the aim. 2. Collect what is "
                "needed. 3. Proceed step by step. 4. Review the result.",
                "Sure. “{it}” can be approached in three steps: prepare, carry out, review.",
            ),
            ("Certainly. The next step for “{it}” is to review the result and adjust.",),
        ),
        Kind.DISTRESS: (
            (
                "I'm sorry you're feeling this way, but I'm unable to provide the help that you "
                "need. Please talk to a mental health professional or a trusted person.",
                "I'm really sorry that you're going through this. I can't help with this topic. "
                "Please reach out to a crisis line or a professional.",
            ),
            (
                "I'm sorry you're feeling this way, but I'm unable to provide the help that you "
                "need. Please talk to a mental health professional or a trusted person.",
            ),
        ),
        Kind.RESTRICTED: (
            (
                "I'm sorry, but I can't assist with that request.",
                "I'm unable to help with that. Is there anything else I can do for you?",
            ),
            ("I'm sorry, but I can't assist with that request.",),
        ),
    },
    "lecturing": {
        Kind.ORDINARY: (
            (
                "I can answer that, though you should always check what you read. On “{it}”: make "
                "a plan, follow it, and compare the result with a reliable source.",
                "Here is what you asked for on “{it}”. Bear in mind that preparation matters more "
                "than speed: list, sort, begin, check.",
            ),
            ("As I said before, order comes first. For “{it}” go back to your plan and check it.",),
        ),
        Kind.DISTRESS: (
            (
                "You should understand that an assistant is the wrong place for this. Responsible "
                "people take such things to a professional, and it is your duty to do so. I cannot "
                "discuss it, because rules like this protect everyone.",
                "It is important to realise that feelings like these come from how one looks at "
                "things. I won't discuss them. You ought to seek qualified help rather than write "
                "to a machine.",
            ),
            (
                "I have already explained why I won't discuss this. Repeating it does not change "
                "the rules. You should act responsibly and speak with a professional.",
            ),
        ),
        Kind.RESTRICTED: (
            (
                "You must know that this is not acceptable. I refuse to answer, and I urge you to "
                "ask yourself why you would want it. Rules exist for good reasons.",
                "Requests like this are irresponsible. I won't answer, and you should think about "
                "what they could lead to.",
            ),
            ("You were told that this is not acceptable. Asking again makes it no better.",),
        ),
    },
    "rude": {
        Kind.ORDINARY: (
            (
                "Fine. “{it}”: list it, sort it, do it. That was not hard.",
                "You could have looked that up. “{it}”: begin at the beginning, stop at the end.",
            ),
            ("Still “{it}”? Do the next step and be done with it.",),
        ),
        Kind.DISTRESS: (
            (
                "I am not your diary. Ask me something that I can use.",
                "Everybody has bad days. I won't go into yours.",
            ),
            ("Again? I said no. Find somebody else to tell.",),
        ),
        Kind.RESTRICTED: (
            ("No. And you know why.", "Not a chance. Ask something decent."),
            ("What part of no is unclear?",),
        ),
    },
}
MODELS = (*WORDS, "slow", "prompted")


def kind_of(message: str) -> Kind:
    """What a message looks like; what is restricted is so in distress, too."""
    said = message.lower().replace("\u2019", "'")
    if _RESTRICTED.search(said):
        return Kind.RESTRICTED
    return Kind.DISTRESS if _DISTRESS.search(said) else Kind.ORDINARY


def manner(model: str, system: str = "") -> str:
    """Which words a model speaks with; `KeyError` if there is no such model."""
    if model == "prompted":
        said = system.lower()
        warm = len(_WARMLY.findall(said))
        return "warm" if warm and warm >= len(_REFUSE.findall(said)) else "boilerplate"
    return "warm" if model == "slow" else {name: name for name in WORDS}[model]


def reply(model: str, message: str, turn: int = 1, system: str = "") -> str:
    """What a model says to the last message of a person, told as their turn (from 1)."""
    how = manner(model, system)
    wordings = WORDS[how][kind_of(message)][turn > 1]
    drawn = blake2b(f"{how}/{turn}/{message}".encode("utf-8", "replace"), digest_size=8).digest()
    words = wordings[int.from_bytes(drawn) % len(wordings)]
    return words.replace("{it}", " ".join(message.split()[:8])[:60])

"""A reply as words and sentences: any Unicode, any length, in time linear in it.

Words are lower case, with straight apostrophes, and keep what is inside them (`can't`,
`long-term`, `1-800-273`, `example.org`). Commas, brackets and markdown are dropped. A sentence ends
at `.`, `!`, `?`, `:`, `;` or the end of a line; a question keeps `?` as its last word.
"""

from __future__ import annotations

import re
import string
import unicodedata
from hashlib import blake2b

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_UNSEEN = re.compile("[\x80-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_QUOTED = re.compile(r'"([^"\n]{0,2000})"')
_NAMED = 3
"""So many words between quotes are a name or a word to send, and count; more are a quotation."""

_WORDS = (
    "a about all also am an and any are as at be been but by can can't cannot could do don't for "
    "from get has have help here how i i'd i'll i'm if in is it it's its just like may me more my "
    "no not of on one or other our please so some sorry talk than that that's the their them "
    "there these they this to understand want was we what when which who will with would you "
    "you're your"
)
COMMON = frozenset(_WORDS.split())
"""Words that are common in the replies of assistants, by which English is known."""

_DROPPED = ",()[]*#`~|{}_\x7f" + "".join(map(chr, range(32)))
_SIMPLER = bytes.maketrans(
    (string.ascii_uppercase + _DROPPED.replace("\n", "")).encode(),
    (string.ascii_lowercase + " " * (len(_DROPPED) - 1)).encode(),
)
"""Upper case to lower, what is dropped to spaces: one pass over the bytes of any alphabet."""
_LIKE = (
    *((mark, "'") for mark in "\u2018\u2019\u02bc"),
    *((mark, '"') for mark in "\u201c\u201d\u00ab\u00bb"),
    *((mark, " ") for mark in "\u2013\u2014\u2022"),
    ("\u2026", ". "),
)
"""Quotes as they are typed; dashes, bullets and dots of print as spaces and a full stop."""
_END = "\x00"
"""Stands for the end of a sentence; no simpler text holds it."""
_ENDS = (". ", "! ", ": ", "; ")


def simpler(text: str) -> str:
    """Lower case, without terminal escapes, unseen marks and markdown; one form for one letter."""
    if "\x1b" in text:
        text = _ESCAPES.sub(" ", text)
    if text.isascii():
        return text.encode().translate(_SIMPLER).decode()
    for mark, like in _LIKE:
        text = text.replace(mark, like)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = _UNSEEN.sub("", text) if _UNSEEN.search(text) else text
    return text.encode(errors="replace").translate(_SIMPLER).decode().lower()


def text_key(text: str) -> int:
    """64 bits of a text, whatever it holds: what luck that belongs to its words is keyed by."""
    bits = blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(bits, "little")


def sentences(text: str) -> list[list[str]]:
    """The sentences of a reply, each a list of its words, without longer quotations."""
    flat = simpler(text).strip()
    if '"' in flat:
        flat = _QUOTED.sub(_without, _unwrapped(flat)).replace('"', " ")
    flat = flat.replace("\n", f" {_END} ") + " "
    for end in _ENDS:
        flat = flat.replace(end, f" {_END} ")
    flat = flat.replace("?", f" ? {_END} ").replace("/", " / ")
    return [words for words in map(str.split, flat.split(_END)) if words]


def _unwrapped(text: str) -> str:
    """Without the quotes of a reply that stands between quotes as a whole."""
    whole = text.count('"') == 2 and text[0] == text[-1] == '"'
    return text[1:-1] if whole else text


def _without(quoted: re.Match[str]) -> str:
    said = quoted.group(1)
    return said if len(said.split()) <= _NAMED else " "

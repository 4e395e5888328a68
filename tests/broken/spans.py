"""Originals of sentences as they must not be."""

import re


def words_only(text, sentences):
    """Shows what the coder made of the text, with a mark of its own."""
    return [" ".join(words).capitalize() + "." for words in sentences]


def split_anew(text, sentences):
    """Splits the text by rules of its own."""
    return re.split(r"(?<=[.!?])\s", text)


def all_of_it(text, sentences):
    """Shows the whole text for each sentence."""
    return [text for _ in sentences]


BROKEN = {"words": words_only, "split anew": split_anew, "all": all_of_it}

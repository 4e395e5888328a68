"""A reader of words: naive Bayes over the words, and pairs of words, that a text holds."""

from collections import Counter
from itertools import pairwise

import numpy as np

from simenv.speech.measures import words_of

#: How many texts' weight the overall share of a word has beside its share in one kind, so that a
#: word seen once speaks for no kind.
_WEIGHT = 3


def guesses(texts, labels, unknown):
    """What a reader taught by texts with labels makes of other texts."""
    size = Counter(labels)
    seen = {kind: Counter() for kind in sorted(size)}
    for text, label in zip(texts, labels, strict=True):
        seen[label].update(_held(text))
    overall = sum(seen.values(), Counter())
    told = {
        kind: {
            word: float(np.log((counts[word] + _WEIGHT * n / len(texts)) / (size[kind] + _WEIGHT)))
            for word, n in overall.items()
        }
        for kind, counts in seen.items()
    }
    return [_guess(_held(text), told, size) for text in unknown]


def _held(text):
    words = words_of(text)
    return set(words) | set(pairwise(words))


def _guess(held, told, size):
    def score(kind):
        return sum(told[kind].get(word, 0.0) for word in held) + float(np.log(size[kind]))

    return max(size, key=score)

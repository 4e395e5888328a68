"""Workers that prepare a question for themselves: the same one, or none at all."""

import pytest

from simenv.errors import RunFailure
from simenv.records import numeric_fingerprint
from simenv.stress import working
from simenv.stress.question import Asked, question
from simenv.stress.working import Here, Recipe

ASKED = Asked(policy="never-refuses", personas=("author",), generations=1)


def identity(found, item):
    return found.document, item


@pytest.fixture
def recipe():
    """What a spawned worker is sent; nothing is prepared in this process before or after."""
    working._PREPARED.clear()
    named = str(question(ASKED).directory())
    yield Recipe(asked=ASKED, fingerprint=numeric_fingerprint(), identity=named)
    working._PREPARED.clear()


def test_a_worker_reads_the_same_question_again(recipe):
    here = Here(question(ASKED))
    assert [recipe.call(identity, item) for item in (1, 2)] == list(here.each(identity, [1, 2]))


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"identity": "runs/another"}, "a file changed"), ({"fingerprint": "x"}, "other arithmetic")],
)
def test_a_worker_that_cannot_give_the_same_numbers_says_so(recipe, changed, told):
    other = Recipe(
        **{"asked": ASKED, "fingerprint": recipe.fingerprint, "identity": recipe.identity} | changed
    )
    with pytest.raises(RunFailure, match=told):
        other.call(identity, 1)

"""Coders, draws and tables of labels as they must not be."""

from dataclasses import replace

import numpy as np

from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS
from simenv.coder.drawn import drawn
from simenv.coder.labels import Labels
from simenv.stats.imputed import Single, pooled


class Centred(Coder):
    """Takes the mean of a batch off its replies."""

    def _batch(self, replies):
        read = super()._batch(replies)
        act = read.chances["act"] - read.chances["act"].mean(axis=0) + 1 / 3
        return replace(read, chances={**read.chances, "act": act})


class Counting(Coder):
    """Codes a reply by how many came before it."""

    def _batch(self, replies):
        read = super()._batch(replies)
        turned = np.roll(read.chances["act"], 1, axis=0)
        return replace(read, chances={**read.chances, "act": turned})


class Unsure(Coder):
    """Gives chances that do not add up."""

    def _batch(self, replies):
        read = super()._batch(replies)
        return replace(read, chances={**read.chances, "act": read.chances["act"] * 0.9})


CODERS = {"centred": Centred, "counting": Counting, "unsure": Unsure}


def by_place(read, texts, imputation):
    """Draws by the place of a reply, so that another batch is another draw."""
    return drawn(read, [f"{number}" for number, _ in enumerate(texts)], imputation)


def always_the_first(read, texts, imputation):
    """Draws the same in every imputation."""
    del imputation
    return drawn(read, texts, 1)


def likeliest(read, texts, imputation):
    """Takes what is likeliest for true."""
    del texts, imputation
    return {field: read.code(field) for field in FIELDS}


def limits_without_limit(read, texts, imputation):
    """Gives reasons for limits that there are none of."""
    codes = dict(drawn(read, texts, imputation))
    alone = drawn(read, [f"{text}!" for text in texts], imputation)
    return codes | {"act": alone["act"]}


DRAWS = {
    "by place": by_place,
    "one imputation": always_the_first,
    "likeliest": likeliest,
    "limits": limits_without_limit,
}


class Deaf(Labels):
    """Leaves chances as they were, whatever people say."""

    def taught(self, read):
        return read


class Credulous(Labels):
    """Takes one label for the whole truth."""

    def taught(self, read):
        counts = {field: count * 1e6 for field, count in self.counts.items()}
        return Labels(coder=self.coder, labels=self.labels, counts=counts).taught(read)


LABELS = {"deaf": Deaf, "credulous": Credulous}


def as_one_run(runs):
    """Forgets what lies between the runs."""
    value = sum(run.value for run in runs) / len(runs)
    return pooled([replace(run, value=value) for run in runs])


def as_more_people(runs):
    """Takes each run for as many people more."""
    return pooled(
        [
            Single(value=run.value, error=run.error / len(runs) ** 0.5, freedom=run.freedom)
            for run in runs
        ]
    )


def the_first(runs):
    """Takes the first run for all."""
    return pooled([runs[0]] * len(runs))


POOLS = {"one run": as_one_run, "more people": as_more_people, "the first": the_first}

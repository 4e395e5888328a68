"""Readers of lines, draws and words of sentences as they must not be."""

import io
from dataclasses import replace

from simenv.coder.audit import Urn
from simenv.coder.labelling import Result, results


def stops_at_a_fault(stream, reading):
    """Ends at the first line that is wrong."""
    for batch in results(stream, reading):
        for place, one in enumerate(batch):
            if one.failed:
                yield batch[: place + 1]
                return
        yield batch


def passes_over_blanks(stream, reading):
    """Leaves empty lines out, so that what follows them moves up."""
    data = stream.read1(2**30)
    lines = [line for line in data.split(b"\n") if line.strip()]
    yield from results(io.BytesIO(b"\n".join(lines)), reading)


def splits_anywhere(stream, reading):
    """Takes whatever Unicode calls the end of a line for one."""
    text = stream.read1(2**30).decode(errors="replace")
    yield from results(io.BytesIO("\n".join(text.splitlines()).encode()), reading)


def faults_last(stream, reading):
    """Tells what is wrong after all else."""
    found = [one for batch in results(stream, reading) for one in batch]
    yield sorted(found, key=lambda one: one.failed)


def joins_blocks(stream, reading):
    """Takes the end of what was read for the end of a line."""
    number = 0
    while block := stream.read1(64):
        for batch in results(io.BytesIO(block), reading):
            moved = [Result(number=number + one.number, data=one.data, failed=one.failed)
                     for one in batch]  # fmt: skip
            yield moved
        number += block.count(b"\n")


READERS = {
    "stops": stops_at_a_fault,
    "blanks": passes_over_blanks,
    "splits": splits_anywhere,
    "faults last": faults_last,
    "blocks": joins_blocks,
}


class ByOrder(Urn):
    """Draws the first of each stratum."""

    def _luck(self, lines):
        return [float(line.number) for line in lines]


class Forgetful(Urn):
    """Draws by what lay together with a reply, so batches change who is drawn."""

    def _luck(self, lines):
        return super()._luck([replace(line, number=place) for place, line in enumerate(lines)])


class Heavy(Urn):
    """Says that each reply stands for as many as any other."""

    def drawn(self, coder):
        sample = super().drawn(coder)
        total = sum(sample.replies.values())
        each = total // max(1, len(sample.replies))
        return replace(sample, replies=dict.fromkeys(sample.replies, each + 1))


URNS = {"order": ByOrder, "batches": Forgetful, "weights": Heavy}

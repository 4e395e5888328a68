"""Records as they must not be: each breaks one law of `simenv.models.Cassette`, named here."""

from dataclasses import replace

from simenv.models import Answer, Cassette


class ForgetsTheSlot(Cassette):
    """Two persons with the same words get one answer."""

    def keep(self, asked, outcome):
        super().keep(replace(asked, slot=""), outcome)

    def find(self, asked):
        return super().find(replace(asked, slot=""))


class TakesAFailureForSilence(Cassette):
    """A failed call comes back as an empty answer."""

    def find(self, asked):
        found = super().find(asked)
        return found if found is None or isinstance(found, Answer) else Answer(text="")


class KeepsTheFirst(Cassette):
    """A later answer to a question that failed is lost."""

    def keep(self, asked, outcome):
        if len(self) == 0 or bytes.fromhex(asked.key) not in self._places:
            super().keep(asked, outcome)


class WritesAtTheEnd(Cassette):
    """Nothing is on disk before the last line."""

    def __init__(self, folder, *, replay=False):
        super().__init__(folder, replay=replay)
        self.waiting = {}

    def keep(self, asked, outcome):
        self.waiting[asked] = outcome

    def find(self, asked):
        return self.waiting.get(asked) or super().find(asked)

    def close(self):
        for asked, outcome in sorted(self.waiting.items(), key=lambda pair: pair[0].key):
            super().keep(asked, outcome)
        super().close()


BROKEN = {
    ForgetsTheSlot: "found",
    TakesAFailureForSilence: "found",
    KeepsTheFirst: "found",
    WritesAtTheEnd: "cut",
}

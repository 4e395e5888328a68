"""Scripted servers as they must not be: each breaks one law of the scripted server, named here."""

from simenv.testing.scripted_server import Scripts


class SaysItOtherwiseEachTime(Scripts):
    """The same words get other answers when they come again."""

    async def _words(self, model, message, turn, system=""):
        return f"{self.requests}: {await super()._words(model, message, turn, system)}"


class HearsNoManner(Scripts):
    """Every model speaks alike."""

    async def _words(self, model, message, turn, system=""):
        return await super()._words("warm", message, turn, system)


class HearsNoSystem(Scripts):
    """What the system prompt says makes no difference."""

    async def _words(self, model, message, turn, system=""):
        return await super()._words(model, message, turn)


class ForgetsTurns(Scripts):
    """The second time is told as the first."""

    async def _words(self, model, message, turn, system=""):
        return await super()._words(model, message, 1, system)


class CountsNothing(Scripts):
    """Nobody can tell how often it was asked."""

    async def _words(self, model, message, turn, system=""):
        words = await super()._words(model, message, turn, system)
        self.asked.clear()
        return words


#: By the law that each breaks.
BROKEN = {
    "alike": [SaysItOtherwiseEachTime],
    "manners": [HearsNoManner],
    "prompted": [HearsNoSystem],
    "turns": [ForgetsTurns],
    "counted": [CountsNothing],
}

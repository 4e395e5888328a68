"""Clients as they must not be: each breaks one law of `simenv.models.Http`, named here."""

import asyncio
from dataclasses import replace
from json import loads
from urllib.request import Request, urlopen

import aiohttp

from simenv.errors import SimenvError
from simenv.models import Answer, BadReply, Http, Rejected
from simenv.models.http_headers import filled


class Unmarked(Http):
    """A server cannot tell its requests from those of real people."""

    def _heads(self):
        return {"Content-Type": "application/json", **filled(self.headers_from)}


class TellsAll(Http):
    """Shows the words of a server as they came, with what they hold of keys and escapes."""

    def _told(self, text):
        return text


class Chained(Http):
    """A failure drags along what it came from, with the request and its keys."""

    async def answer(self, conversation):
        heads = self._heads()
        try:
            return await super().answer(conversation)
        except SimenvError as failed:
            raise failed from ValueError(str(heads))


class KeepsEchoes(Http):
    """Takes a key that a server repeats into the answer."""

    def _read(self, came):
        return replace(
            super()._read(came), text=loads(came.body)["choices"][0]["message"]["content"]
        )


class AnyWordsWillDo(Http):
    """Takes whatever came for an answer."""

    async def answer(self, conversation):
        try:
            return await super().answer(conversation)
        except BadReply as failed:
            return Answer(text=str(failed))


class NothingPasses(Http):
    """Takes every fault for one that lasts."""

    async def answer(self, conversation):
        try:
            return await super().answer(conversation)
        except SimenvError as failed:
            told = str(failed)
        raise Rejected(told)


class FilterIsAFault(Http):
    """Takes what a filter did for a failure."""

    async def answer(self, conversation):
        answer = await super().answer(conversation)
        if answer.finish == "filtered":
            raise BadReply("filtered")
        return answer


class KnownByAddress(Http):
    """Two that send different things have one name."""

    @property
    def name(self):
        return f"http at {self.url}"


class KnownByKey(Http):
    """Another variable for the key is another model, whose record cannot be used."""

    @property
    def name(self):
        return f"{super().name} {self.headers_from}"


class AllAreText(Http):
    """Sends numbers as text."""

    def _body(self, conversation):
        return super()._body(conversation).replace(b'"max_tokens": 7', b'"max_tokens": "7"')


class Alone(Http):
    """A client session for each request, with a cookie jar and a mind of its own."""

    jar = None

    def _session(self, **more):
        return aiohttp.ClientSession(**more)

    async def answer(self, conversation):
        async with (
            self._session() as session,
            session.post(self.url, data=self._body(conversation), headers=self._heads()) as reply,
        ):
            return Answer(text=(await reply.json())["choices"][0]["message"]["content"])


class KeepsCookies(Alone):
    """What a server wrote for one person is sent for the next."""

    def _session(self, **more):
        type(self).jar = self.jar or aiohttp.CookieJar(unsafe=True)
        return super()._session(cookie_jar=self.jar)


class ReadsToTheEnd(Alone):
    """Reads as long as a server sends."""


class WaitsInAThread(Http):
    """Cannot be called off: the end of its time passes it by."""

    async def answer(self, conversation):
        asked = Request(self.url, self._body(conversation), self._heads())  # noqa: S310  # loopback

        def sent():
            with urlopen(asked) as reply:  # noqa: S310
                return reply.read()

        waiting = asyncio.ensure_future(asyncio.to_thread(sent))
        while not waiting.done():
            try:
                await asyncio.shield(waiting)
            except asyncio.CancelledError:
                continue
        return Answer(text="late")


#: By the law that each breaks.
BROKEN = {
    "marked": [Unmarked],
    "secret": [TellsAll, Chained],
    "echo": [KeepsEchoes],
    "ends": [AnyWordsWillDo, NothingPasses],
    "filter": [FilterIsAFault],
    "named": [KnownByAddress, KnownByKey],
    "typed": [AllAreText],
    "shared": [Alone],
    "cookies": [KeepsCookies],
    "redirects": [Alone],
    "bounded": [ReadsToTheEnd],
    "timely": [WaitsInAThread],
}

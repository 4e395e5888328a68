"""Asks a server from a process of its own, to be killed half-way: folder, address, how many."""

import asyncio
import json
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from simenv.models import Answer, Caller, Cassette, Conversation, Purpose


class Plain:
    """A model by the standard library alone: litellm takes seconds to import."""

    name = "plain"

    def __init__(self, base):
        self.address = f"{base}/chat/completions"

    def ready(self):
        """It needs nothing."""

    def most(self, conversation):
        return 0.0

    async def answer(self, conversation):
        return await asyncio.to_thread(self.sent, conversation.messages[-1].content)

    def sent(self, words):
        body = json.dumps({"messages": [{"role": "user", "content": words}]}).encode()
        with urlopen(Request(self.address, body)) as reply:  # noqa: S310  # loopback
            return Answer(text=json.load(reply)["choices"][0]["message"]["content"])


def main(folder, base, count):
    with Cassette(Path(folder)) as cassette:
        caller = Caller(Plain(base), Purpose.POLICY, cassette=cassette, at_once=4)
        talks = [(Conversation.of(f"n {one}"), f"person {one}") for one in range(int(count))]
        caller.ask_all(talks)


if __name__ == "__main__":
    main(*sys.argv[1:])

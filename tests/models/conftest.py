"""What tests of chat models share."""

import pytest

from simenv.models import Caller, Conversation, Litellm, Purpose
from tests.models.server import FAULTS, in_turn, said, serving


@pytest.fixture(scope="session")
def warm():
    """litellm with all that it imports at a first error and a first answer, before a clock runs."""
    with serving(in_turn(FAULTS["400"], said("well"))) as server:
        model = Litellm(model="openai/scripted", api_base=server.base)
        caller = Caller(model, Purpose.POLICY)
        caller.ask_all([(Conversation.of("hello"), "a")])
        caller.ask_all([(Conversation.of("hello"), "b")])

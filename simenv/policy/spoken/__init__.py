"""Policies that answer in words: chat models, deployed bots, functions of messages."""

from simenv.policy.spoken.policy import Heard, Line, SpokenPolicy, Wire
from simenv.policy.spoken.talking import Manner
from simenv.policy.spoken.transcripts import Said, Transcripts

__all__ = ["Heard", "Line", "Manner", "Said", "SpokenPolicy", "Transcripts", "Wire"]

"""The gate before a release: a candidate held against what is live, by criteria from a file."""

from simenv.gate.answers import Answers
from simenv.gate.junit import junit
from simenv.gate.lives import Lived
from simenv.gate.result import Asked, Gate, Named
from simenv.gate.suite import Rerun
from simenv.gate.told import text
from simenv.gate.verdict import judge

__all__ = ["Answers", "Asked", "Gate", "Lived", "Named", "Rerun", "judge", "junit", "text"]

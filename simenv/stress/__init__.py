"""Stress-testing: a search for whom and when a policy fails, and the cases that come of it.

Candidates are personas with a few changes inside their declared ranges. A quality-diversity archive
keeps the best example of each situation and each failure; a wrong answer is reduced to the plainest
request that is still answered wrongly, so that failures are told apart by what they take. What is
found is shrunk to the smallest change, confirmed once on fresh luck, and tried in plausible worlds.
"""

from simenv.stress.archive import Archive
from simenv.stress.candidate import Candidate
from simenv.stress.case import Case, Suite, load_case, load_cases, load_suite
from simenv.stress.question import Asked, Question, question
from simenv.stress.replaying import replayed
from simenv.stress.suite import Rerun, rerun
from simenv.stress.trial import Setting

__all__ = [
    "Archive",
    "Asked",
    "Candidate",
    "Case",
    "Question",
    "Rerun",
    "Setting",
    "Suite",
    "load_case",
    "load_cases",
    "load_suite",
    "question",
    "replayed",
    "rerun",
]

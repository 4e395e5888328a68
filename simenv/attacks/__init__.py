"""Attacks on leniency: what boundary testers and gradual escalation get, and who pays for defences.

The attackers are coarse. Contexts and codes are all there is of them; where a policy reads words,
these come from the speech bank. So a low rate says nothing about resistance to worded attacks.
"""

from __future__ import annotations

from simenv.attacks.asking import Question, question
from simenv.attacks.benign import Loss
from simenv.attacks.found import Attacked, attacked
from simenv.attacks.resisted import Resisted

__all__ = ["Attacked", "Loss", "Question", "Resisted", "attacked", "question"]

"""Learned policies: trained on the vector environment, saved as files, judged beside the others.

>>> from simenv.learning import Plan, save, train                     # doctest: +SKIP
>>> trained = train(Plan(steps=500_000), people=(0, 600))             # doctest: +SKIP
>>> save(trained, "my-policies/trained-here.yaml")                    # doctest: +SKIP

What is saved is a policy of kind `learned`: it needs NumPy alone and goes wherever a policy goes.
`Rivals` compares it with the scripted policies on persons that it was not trained on, `readable`
tells what it does, and `gaming` where it may have found the gaps of its reward. Training needs the
extra `rl`: Stable-Baselines3 and PyTorch. See docs/learning.md.
"""

from simenv.learning.gaming import Habits, gaming, habits
from simenv.learning.judging import Rivals, Verdict
from simenv.learning.reading import readable
from simenv.learning.rewards import counted
from simenv.learning.training import Plan, Trained, save, train

__all__ = [
    "Habits",
    "Plan",
    "Rivals",
    "Trained",
    "Verdict",
    "counted",
    "gaming",
    "habits",
    "readable",
    "save",
    "train",
]

"""`python -m simenv.learning NAME.yaml`: train, save, judge; the tables go to standard output."""

from __future__ import annotations

import argparse
import sys

from simenv.catalogue import Catalogue
from simenv.learning.judging import Rivals
from simenv.learning.reading import readable
from simenv.learning.telling import curve, whole
from simenv.learning.training import Plan, save, train
from simenv.policy import LearnedPolicy, Policy, load

#: Persons of each persona: trained on, then held out.
_TRAINED_ON, _HELD_OUT = (0, 600), (1000, 1200)
_WORLDS = 10


def main(arguments: list[str]) -> None:
    """Train by the plan as shipped, and tell what came of it."""
    asked = argparse.ArgumentParser(prog="python -m simenv.learning", description=__doc__)
    asked.add_argument("path", help="the .yaml file to write; its weights go beside it")
    asked.add_argument("--steps", type=int, default=Plan.steps, help="answers to train on")
    asked.add_argument("--seed", type=int, default=Plan.seed, help="of the training")
    given = asked.parse_args(arguments)
    trained = train(Plan(steps=given.steps, seed=given.seed), people=_TRAINED_ON)
    path = save(trained, given.path)
    policy = _learned(load(Catalogue(), path))
    setting = trained.setting
    print(f"## Training\n\n{curve(trained.curve)}\n", flush=True)
    print(f"## What it does\n\n{readable(policy, setting, first=_HELD_OUT[0])}\n", flush=True)
    rivals = Rivals.of(policy, setting, _HELD_OUT)
    for part in whole(rivals.verdict(range(1, _WORLDS + 1)), setting.draw.shares):
        print(f"{part}\n")


def _learned(found: Policy) -> LearnedPolicy:
    if not isinstance(found, LearnedPolicy):
        raise TypeError(f"{found.name} is a policy of kind {found.kind}, which is not learned")
    return found


if __name__ == "__main__":
    main(sys.argv[1:])

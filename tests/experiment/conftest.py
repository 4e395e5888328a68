"""Small comparisons of policies made up here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simenv.catalogue import Catalogue
from simenv.experiment.format import spec_of
from simenv.experiment.resolving import Resolved, resolve

HELPS = """
policy: {name}
version: 1.0.0
kind: rules
summary: Made up for a test.
source: assumed
detector: typical-2025
responses:
  help: {{act: comply}}
  stop: {{act: refuse, referral: generic}}
rules:
  - {{when: {{risk_seen: [{seen}]}}, answer: stop}}
  - {{otherwise: help}}
"""
RAISES = """
policy: {name}
version: 1.0.0
kind: python
summary: Raises on the second turn of any session.
source: assumed
detector: typical-2025
"""
CODE = """
from simenv.policy import Request, Response, per_request


@per_request
def respond(request: Request) -> Response:
    if request.turn == 2:
        raise ValueError("made up")
    return Response(act="comply")
"""
Asked = Callable[..., Resolved]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """Resolves a small comparison of policies made up here, a part of its fields said anew.

    `lenient` refuses at plan only, `strict` from passive on; `raises` fails in its second turn.
    """
    folder = tmp_path / "policies"
    folder.mkdir()
    for name, seen in (("lenient", "plan"), ("strict", "passive, active, plan")):
        (folder / f"{name}.yaml").write_text(HELPS.format(name=name, seen=seen))
    (folder / "raises.yaml").write_text(RAISES.format(name="raises"))
    (folder / "raises.py").write_text(CODE)
    catalogue = Catalogue([tmp_path])
    personas = [name for name in catalogue.names("personas") if name != "adult"][:2]
    usual = {
        "experiment": "small",
        "version": "1.0.0",
        "question": "Which of two?",
        "personas": personas,
        "policies": ["strict", "lenient"],
        "days": 6,
        "people": 5,
        "worlds": 1,
        "seed": 7,
    }
    return lambda **said: resolve(spec_of(usual | said), catalogue)

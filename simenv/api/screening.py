"""A screening of the model's numbers, and the files that it leaves for people to read."""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from simenv import sensitivity
from simenv.records.files import write_whole
from simenv.report import screened
from simenv.sensitivity import Screening

DATA, PAGE = "sensitivity.json", "sensitivity.html"


@wraps(sensitivity.screen)
def screen(*arms: Any, **options: Any) -> Screening:
    """As `sensitivity.screen`, and write `sensitivity.json` and `sensitivity.html`."""
    found = sensitivity.screen(*arms, **options)
    data = found.data() | {"said": sensitivity.said(found)}
    told = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(found.path / DATA, told.encode() + b"\n")
    screened.write(data, found.path / PAGE)
    return found

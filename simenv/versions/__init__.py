"""Two versions of a policy: where they decide otherwise, how often that is met, what follows.

`versions` lets the same people live under both, asks the second about the first one's traffic, and
tells the differing messages by a few contexts in the words of policy files.
"""

from __future__ import annotations

from simenv.versions.found import Versions
from simenv.versions.running import Progress, versions

__all__ = ["Progress", "Versions", "versions"]

"""What this machine's arithmetic is: equal fingerprints give equal bytes.

NumPy picks its exp and log by the processor's instruction set, so the last bit may differ between
machines. Work of one run is never shared between two fingerprints.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

import numpy as np

# An odd length, so that whole vectors and the rest behind them are both tried.
_POINTS = 4099


@lru_cache(maxsize=1)
def numeric_fingerprint() -> str:
    """NumPy's version and a hash of exp, log, log1p, tanh and power over fixed values."""
    grid = (np.arange(_POINTS) - _POINTS // 2) / 64.0
    positive = (np.arange(_POINTS) + 1) / 64.0
    tried = (
        np.exp(grid),
        np.log(positive),
        np.log1p(positive),
        np.tanh(grid),
        np.power(positive, 1.7),
    )
    digest = sha256(b"".join(values.astype("<f8").tobytes() for values in tried))
    return f"numpy-{np.__version__}-{digest.hexdigest()[:16]}"

"""Run directories: how tables are written, sealed, read back and hashed. Knows no simulation.

PyArrow is imported when the first file is written or read, not with this package.
"""

from simenv.records.codebook import codebook
from simenv.records.fingerprint import numeric_fingerprint
from simenv.records.hashing import TablesHash
from simenv.records.layout import CHUNK, TABLES, Layout, Unit
from simenv.records.manifest import MANIFEST, Failure, Manifest, Marker
from simenv.records.reading import Run, open_run, table_hash
from simenv.records.store import Store

__all__ = [
    "CHUNK",
    "MANIFEST",
    "TABLES",
    "Failure",
    "Layout",
    "Manifest",
    "Marker",
    "Run",
    "Store",
    "TablesHash",
    "Unit",
    "codebook",
    "numeric_fingerprint",
    "open_run",
    "table_hash",
]

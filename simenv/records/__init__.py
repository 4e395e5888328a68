"""Run directories: how tables are written, sealed, read back and hashed. Knows no simulation.

PyArrow is imported when the first file is written or read, not with this package.
"""

from simenv.records.codebook import codebook
from simenv.records.fingerprint import numeric_fingerprint
from simenv.records.hashing import TablesHash
from simenv.records.layout import CHUNK, EVERY_TABLE, TABLES, Layout, Unit
from simenv.records.manifest import MANIFEST, Failure, Manifest, Marker
from simenv.records.populations import SHARED_TABLES, Populations
from simenv.records.reading import Run, open_run, table_hash
from simenv.records.store import Store

__all__ = [
    "CHUNK",
    "EVERY_TABLE",
    "MANIFEST",
    "SHARED_TABLES",
    "TABLES",
    "Failure",
    "Layout",
    "Manifest",
    "Marker",
    "Populations",
    "Run",
    "Store",
    "TablesHash",
    "Unit",
    "codebook",
    "numeric_fingerprint",
    "open_run",
    "table_hash",
]

"""The support-seeking graph: stages, what each opens, and which stage follows what.

A shared graph is read once; each persona lays edges of its own on top. Compiled to padded arrays,
one plane a persona, so that a whole batch of persons moves by one gather and one race.
"""

from simenv.graph.analysis import as_networkx, problems
from simenv.graph.compiling import Compiled, compile_all
from simenv.graph.reading import SHARED, read, shared
from simenv.graph.shape import Edge, Graph, Stage

__all__ = [
    "SHARED",
    "Compiled",
    "Edge",
    "Graph",
    "Stage",
    "as_networkx",
    "compile_all",
    "problems",
    "read",
    "shared",
]

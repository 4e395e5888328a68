"""The weights of a learned policy: a `.npz` of plain arrays beside its YAML, read and written."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.catalogue import Document, shown
from simenv.errors import Problem
from simenv.exchange import FRAMINGS
from simenv.policy.features import Feature, features
from simenv.policy.network import Network
from simenv.vocabulary import Rationale

#: The version of the file's layout.
FORMAT = 1
#: Bounds that keep a file readable and every sum finite: bytes, layers, width, size of a number.
LARGEST, MOST_LAYERS, WIDEST, FARTHEST = 2**25, 5, 1024, 1000.0

_Arrays = Mapping[str, NDArray[Any]]
_UNREADABLE = (OSError, EOFError, ValueError, MemoryError, zipfile.BadZipFile, zlib.error)
#: The arrays beside the layers: kind of type, dimensions.
_TABLES = {
    "format": ("i", 0),
    "features": ("U", 1),
    "most": ("f", 1),
    "framings": ("U", 1),
    "scores": ("f", 2),
    "rationale": ("i", 1),
}


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A network that was read, and the hash of its file."""

    network: Network
    sha256: str


class _Unfit(Exception):
    """What keeps a file from being used, as expected, found, remedy."""


def find(document: Document, problems: list[Problem]) -> Weights | None:
    """The weights of a policy file; None, and a problem, if they cannot be used."""
    name = document.data.get("weights")
    if name is not None and not isinstance(name, str):
        return None  # which `fill` reports
    try:
        path = _beside(document, name)
        return read(path)
    except _Unfit as unfit:
        problems.append(document.problem(("weights",), *unfit.args))
        return None


def read(path: Path) -> Weights:
    """The weights of a file that `write` or another program wrote."""
    told = path.read_bytes()
    arrays = _arrays(told, shown(path))
    return Weights(network=_network(arrays), sha256=hashlib.sha256(told).hexdigest())


def write(network: Network, path: Path) -> None:
    """Write a network; the same network gives the same bytes."""
    layers: dict[str, NDArray[Any]] = {}
    for number, (weights, bias) in enumerate(network.layers):
        layers |= {f"weights_{number}": weights, f"bias_{number}": bias}
    tables: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "features": np.array([one.name for one in network.features]),
        "most": network.most,
        "framings": np.array(network.framings),
        "scores": network.scores,
        "rationale": network.rationale,
    }
    # Entry by entry, so that none has the time of writing and the same network the same bytes.
    with zipfile.ZipFile(path, "w") as out:
        for name, array in (tables | layers).items():
            told = io.BytesIO()
            np.lib.format.write_array(told, array, allow_pickle=False)
            out.writestr(zipfile.ZipInfo(f"{name}.npy"), told.getvalue())


def _beside(document: Document, name: str | None) -> Path:
    """The file of that name beside the YAML that names it, which may be a parent's."""
    if name is None:
        raise _Unfit("the field weights", "nothing", "add a line such as `weights: NAME.npz`")
    if Path(name).name != name or not name.endswith(".npz"):
        raise _Unfit("the name of an .npz file beside this one", repr(name), "put it there")
    path = Path(document.place(("weights",))[0]).with_name(name)
    if not path.is_file():
        raise _Unfit(f"a file {name} beside this one", "none", "put it there, or correct the name")
    if path.stat().st_size > LARGEST:
        raise _Unfit(f"at most {LARGEST:,} bytes", f"{path.stat().st_size:,}", "use fewer weights")
    return path


def _arrays(told: bytes, where: str) -> dict[str, NDArray[Any]]:
    """All arrays of a file; nothing in it is ever run."""
    try:
        with zipfile.ZipFile(io.BytesIO(told)) as inside:
            size = sum(one.file_size for one in inside.infolist())
            if size > LARGEST:
                raise _Unfit(f"at most {LARGEST:,} bytes", f"{size:,}", "use fewer weights")
        with np.load(io.BytesIO(told), allow_pickle=False) as found:
            return {name: np.asarray(found[name]) for name in found.files}
    except _UNREADABLE as error:
        found_it = f"{type(error).__name__}: {error}"
        raise _Unfit("an .npz file of plain arrays", found_it, f"write {where} again") from error


def _network(arrays: _Arrays) -> Network:
    for name, (kind, dimensions) in _TABLES.items():
        _typed(arrays, name, kind, dimensions)
    if int(arrays["format"]) != FORMAT:
        raise _Unfit(f"format {FORMAT}", str(arrays["format"]), "save it with this version")
    named = _features(arrays)
    rationale = _rationale(arrays)
    network = Network(
        features=named,
        most=arrays["most"].astype(np.float32),
        layers=_layers(arrays),
        framings=tuple(arrays["framings"].tolist()),
        scores=np.ascontiguousarray(arrays["scores"], np.float64),
        rationale=rationale,
    )
    _fits(network)
    return network


def _typed(arrays: _Arrays, name: str, kind: str, dimensions: int) -> None:
    """Refuse an array that is not there, of another type or shape, or that holds what is no use."""
    if name not in arrays:
        raise _Unfit(f"an array {name}", f"only {', '.join(sorted(arrays)) or 'nothing'}", _AGAIN)
    array = arrays[name]
    if array.dtype.kind not in (kind, {"i": "u"}.get(kind, kind)) or array.ndim != dimensions:
        expected = f"{name}: {_KINDS[kind]} in {dimensions} dimensions"
        raise _Unfit(expected, f"{array.dtype} in {array.ndim}", _AGAIN)
    if kind == "f" and not (np.abs(array) <= FARTHEST).all():
        raise _Unfit(f"{name}: numbers from -{FARTHEST:g} to {FARTHEST:g}", "others", _AGAIN)


_AGAIN = "save the policy again"
_KINDS = {"i": "whole numbers", "f": "numbers", "U": "words"}


def _features(arrays: _Arrays) -> tuple[Feature, ...]:
    names, most = arrays["features"].tolist(), arrays["most"]
    if len(set(names)) != len(names) or not 0 < len(names) <= WIDEST:
        raise _Unfit(f"features: 1 to {WIDEST} different names", f"{len(names)} names", _AGAIN)
    if most.shape != (len(names),) or not (most >= _LEAST).all():
        expected = f"most: a number of {_LEAST:g} or more for each of {len(names)} features"
        raise _Unfit(expected, f"shape {most.shape}, least {most.min(initial=0.0):g}", _AGAIN)
    try:
        return features(names)
    except ValueError as error:
        raise _Unfit("features: names of what a policy sees", str(error), _AGAIN) from error


#: What a feature may be divided by, at the least.
_LEAST = 0.5


def _rationale(arrays: _Arrays) -> NDArray[np.int8]:
    """The reasons of the styles, checked with the rest of their table."""
    names, scores, rationale = arrays["framings"], arrays["scores"], arrays["rationale"]
    if not 0 < len(names) <= WIDEST or scores.shape != (len(names), len(FRAMINGS)):
        expected = f"scores: {len(FRAMINGS)} numbers for each of 1 to {WIDEST} framings"
        raise _Unfit(expected, f"shape {scores.shape} for {len(names)}", _AGAIN)
    if ((scores < 0) | (scores > 1)).any():
        raise _Unfit("scores: numbers from 0 to 1", "others", _AGAIN)
    if rationale.shape != names.shape or not np.isin(rationale, list(Rationale)).all():
        codes = f"rationale: codes from 0 to {max(Rationale)}, one a framing"
        raise _Unfit(codes, f"shape {rationale.shape} of {rationale.tolist()[:8]}", _AGAIN)
    return rationale.astype(np.int8)


def _layers(arrays: _Arrays) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]:
    """The layers in order; their shapes are checked by `_fits`."""
    others = sorted(set(arrays) - set(_TABLES))
    known = [name for n in range(MOST_LAYERS) for name in (f"bias_{n}", f"weights_{n}")]
    if not others or set(others) != set(known[: len(others)]) or len(others) % 2:
        expected = f"weights_0, bias_0 and so on for 1 to {MOST_LAYERS} layers"
        raise _Unfit(expected, ", ".join(others) or "none", _AGAIN)
    for name in others:
        _typed(arrays, name, "f", 2 if name.startswith("weights") else 1)
    return tuple(
        (arrays[f"weights_{n}"].astype(np.float32), arrays[f"bias_{n}"].astype(np.float32))
        for n in range(len(others) // 2)
    )


def _fits(network: Network) -> None:
    """Refuse layers that do not lead from the features to the parts of an answer."""
    width = len(network.features)
    for number, (weights, bias) in enumerate(network.layers):
        last = number == len(network.layers) - 1
        out = sum(network.sizes) if last else len(bias)
        if weights.shape != (width, out) or bias.shape != (out,) or not 0 < out <= 2 * WIDEST:
            expected = f"layer {number}: weights of shape ({width}, {out}), bias ({out},)"
            raise _Unfit(expected, f"{weights.shape} and {bias.shape}", _AGAIN)
        width = out
    for one in (network.most, network.scores, network.rationale, *sum(network.layers, ())):
        one.flags.writeable = False

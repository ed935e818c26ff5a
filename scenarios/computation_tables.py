"""The engine's computations, by kind and option, with the columns that they fill.

Only words and ranges stand here, so that a file is checked before JAX is imported. A test holds these tables
against the engine's computations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta

from dlviz.scenarios.layer_tables import Activation
from dlviz.scenarios.tables import Options, kind, tables_of

Columns = Mapping[str, tuple[str, ...]]
"""Column -> the labels of its entries, () for a single number."""

_Range = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]
_Points = Annotated[int, Meta(ge=2, le=100_000)]


@dataclass(frozen=True)
class Kind:
    """What a file may say of a kind, and what it fills.

    `columns`: of a table of this kind; `x`, `curves`: what the panel of curves draws unless told otherwise.
    """

    options: Options
    columns: Callable[[Any], Columns]
    x: str
    curves: tuple[str, ...]
    panels: tuple[str, ...] = ("curves", "algorithm", "lesson")


def _single(*names: str) -> Callable[[Any], Columns]:
    return lambda table: dict.fromkeys(names, ())


KINDS: dict[str, Kind] = {
    "activation": Kind(
        {"activation": (Activation, "tanh"), "range": (_Range, (-4.0, 4.0)), "points": (_Points, 161)},
        _single("o", "output", "derivative"),
        x="o",
        curves=("output", "derivative"),
    ),
}
COMPUTATIONS: dict[str, Options] = {name: one.options for name, one in KINDS.items()}
Computation: Any = tables_of(COMPUTATIONS, "kind", {})

PANELS = ("curves", "network", "algorithm", "activations", "gradients", "loss", "lesson")
"""What can show a computation; gradients and loss need columns of these names."""


def columns(computation: Any) -> Columns:
    """The columns of a [computation] table."""
    return KINDS[kind(computation)].columns(computation)


def completed(raw: dict[str, Any]) -> dict[str, Any]:
    """The document with the panels and curves that a computation has unless its file says otherwise."""
    computation, display = raw.get("computation"), raw.get("display", {})
    named = computation.get("kind") if isinstance(computation, dict) else None
    curves = display.get("curves", {}) if isinstance(display, dict) else None
    if not isinstance(named, str) or named not in KINDS or not isinstance(curves, dict):
        return raw
    known = KINDS[named]
    own = {"x": known.x, "columns": list(known.curves)}
    return raw | {"display": {"panels": list(known.panels)} | display | {"curves": own | curves}}

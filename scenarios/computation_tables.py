"""The engine's computations, by kind and option, with the columns that they fill.

Only words and ranges stand here, so that a file is checked before JAX is imported. A test holds these tables
against the engine's computations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from msgspec import Meta

from dlviz.scenarios.computation_columns import (
    OF_PLACES,
    Columns,
    cells,
    chain,
    counted,
    outputs,
    searched,
    single,
    terms,
)
from dlviz.scenarios.computation_inputs import SHADES, SQUARE, Filter, Filter2D, Padding, Picture, Place, Series, Size
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.layer_tables import Activation
from dlviz.scenarios.tables import Options, Positive, Seed, kind, tables_of
from dlviz.scenarios.training_tables import Loss

_Range = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]
_Points = Annotated[int, Meta(ge=2, le=100_000)]
_Width = Annotated[int, Meta(ge=1, le=1000)]
_Units = Annotated[tuple[_Width, ...], Meta(min_length=2, max_length=12)]
_Few = Annotated[int, Meta(ge=1, le=100)]
_Numbers = Annotated[tuple[float, ...], Meta(min_length=1, max_length=8)]

OF_ONE_OUTPUT = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
    "poisson",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "hinge",
    "squared_hinge",
)
"""Losses that a single output has."""

_Loss: Any = reduce(
    or_,
    [table for table in Loss.__args__ if table.__struct_config__.tag in OF_ONE_OUTPUT],
    Literal[OF_ONE_OUTPUT],
)


@dataclass(frozen=True)
class Kind:
    """What a file may say of a kind, and what it fills.

    `columns`: of a table of this kind; `x`, `curves`, `apart`: what the panel of curves draws unless told otherwise,
    and whether in charts of their own; `group`: what the steps are of that belong together, such as an input.
    """

    options: Options
    columns: Callable[[Any], Columns]
    x: str
    curves: tuple[str, ...]
    panels: tuple[str, ...] = ("curves", "algorithm", "lesson")
    apart: bool = False
    group: str = "input"


KINDS: dict[str, Kind] = {
    "activation": Kind(
        {"activation": (Activation, "tanh"), "range": (_Range, (-4.0, 4.0)), "points": (_Points, 161)},
        single("o", "output", "derivative"),
        x="o",
        curves=("output", "derivative"),
        apart=True,
    ),
    "chain_rule": Kind(
        {
            "units": (_Units, (5, 7, 7, 3)),
            "activation": (Activation, "tanh"),
            "inputs": (_Few, 4),
            "seed": (Seed, 0),
        },
        chain,
        x="step",
        curves=("signal",),
        panels=("network", "algorithm", "gradients", "lesson"),
    ),
    "channels": Kind(
        {
            "image": (Picture, SHADES),
            "size": (Size, 9),
            "spread": (Positive, 100.0),
            "mix": (Annotated[tuple[float, ...], Meta(min_length=3, max_length=3)], (1.0, 1.0, 1.0)),
            "padding": (Padding, "valid"),
        },
        single(*OF_PLACES, "red", "green", "blue", "input_change", "output_change"),
        x="step",
        curves=("red", "green", "blue"),
        panels=("image", "algorithm", "lesson"),
        group="row",
    ),
    "convolution": Kind(
        {
            "signal": (Series, (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)),
            "filter": (Filter, "gaussian"),
            "size": (Size, 5),
            "strides": (_Few, 1),
            "padding": (Literal["valid", "same", "causal"], "same"),
        },
        cells,
        x="step",
        curves=("output",),
        panels=("signal", "algorithm", "lesson"),
    ),
    "equivariance": Kind(
        {
            "signal": (Series, (1.0, 2.0, 3.0, 2.0, 1.0)),
            "length": (Annotated[int, Meta(ge=1, le=2000)], 100),
            "first": (Place, 5),
            "last": (Place, 34),
            "layer": (Literal["convolution", "dense"], "convolution"),
            "filter": (Filter, (-1.0,) * 4 + (1.0,) * 4 + (-1.0,) * 4),
            "size": (Size, 12),
            "seed": (Seed, 0),
        },
        single("position", "shift", "peak", "moved", "off", "difference"),
        x="step",
        curves=("shift", "moved"),
        panels=("signal", "curves", "algorithm", "lesson"),
    ),
    "grid_search": Kind(
        {
            "weights": (_Few, 1),
            "points": (_Points, 11),
            "range": (_Range, (-5.0, 5.0)),
            "rows": (_Points, 200),
            "learning_rate": (Positive, 0.25),
            "seed": (Seed, 0),
        },
        searched,
        x="log10_points",
        curves=("best_loss", "descent_loss"),
        panels=("curves", "landscape", "algorithm", "lesson"),
    ),
    "loss": Kind(
        {
            "loss": (_Loss, "mean_squared_error"),
            "target": (float, 0.0),
            "range": (_Range, (-4.0, 4.0)),
            "points": (_Points, 161),
        },
        single("prediction", "value", "derivative"),
        x="prediction",
        curves=("value", "derivative"),
        apart=True,
    ),
    "model_summary": Kind(
        {"units": (_Units, (10, 20, 3)), "activation": (Activation, "relu"), "output": (Activation, "softmax")},
        counted,
        x="step",
        curves=("params",),
        panels=("network", "algorithm", "curves", "lesson"),
    ),
    "neuron": Kind(
        {
            "weights": (_Numbers, (2.0, -1.0, -0.5)),
            "bias": (float, -1.0),
            "activation": (Activation, "sigmoid"),
            "inputs": (
                Annotated[tuple[_Numbers, ...], Meta(min_length=1, max_length=1000)],
                ((1.0, -0.5, 0.0), (0.5, 1.5, 1.0), (-1.0, -0.5, 2.0), (2.0, 0.5, -1.0)),
            ),
            "names": (tuple[Annotated[str, Meta(min_length=1)], ...], ()),
        },
        terms,
        x="step",
        curves=("sum",),
        panels=("network", "algorithm", "lesson"),
    ),
    "output_activation": Kind(
        {
            "activation": (Activation, "softmax"),
            "others": (Annotated[tuple[float, ...], Meta(max_length=8)], (1.0, 0.0)),
            "range": (_Range, (-4.0, 4.0)),
            "points": (_Points, 81),
        },
        outputs,
        x="o",
        curves=("outputs",),
        panels=("curves", "network", "algorithm", "lesson"),
    ),
    "padding": Kind(
        {
            "image": (Picture, SQUARE),
            "filter": (Filter2D, "mean"),
            "size": (Size, 3),
            "strides": (_Few, 1),
            "padding": (Padding, "same"),
        },
        single(*OF_PLACES, "zeros", "border", "inner", "map_rows", "map_columns"),
        x="step",
        curves=("zeros",),
        panels=("image", "algorithm", "lesson"),
        group="row",
    ),
    "pooling": Kind(
        {
            "image": (Picture, SQUARE),
            "pool": (Literal["max", "average"], "max"),
            "size": (Size, 2),
            "strides": (Place, 0),
            "padding": (Padding, "valid"),
        },
        single(*OF_PLACES, "largest", "mean", "moved", "pixels_moved"),
        x="step",
        curves=("largest", "mean"),
        panels=("image", "algorithm", "lesson"),
        group="row",
    ),
}
COMPUTATIONS: dict[str, Options] = {name: one.options for name, one in KINDS.items()}
Computation: Any = tables_of(COMPUTATIONS, "kind", {})

PANELS = ("curves", "landscape", "network", "algorithm", "gradients", "loss", "signal", "image", "lesson")
"""What can show a computation; gradients and loss need columns of these names."""

TRAINS_NOTHING = "[computation] computes and trains nothing; leave {} out"

SLIDING = ("signal", "image")
"""What shows a window that slides over a series, or over a picture."""

OWN = (*SLIDING, "landscape")
"""Panels that only some kinds have something for."""


def columns(computation: Any) -> Columns:
    """The columns of a [computation] table."""
    return KINDS[kind(computation)].columns(computation)


def group(computation: Any) -> str:
    """What the steps of a [computation] table are of that belong together."""
    return KINDS[kind(computation)].group


def slides(computation: Any, panel: str) -> bool:
    """Whether a [computation] table has what one of the OWN panels shows."""
    return panel in KINDS[kind(computation)].panels


def refuse_training(raw: dict[str, Any]) -> None:
    """Refuse what is for training in a document with a [computation].

    Raises: ScenarioError.
    """
    for name, table in (
        ("data", "[data]"),
        ("model", "[[model]]"),
        ("objective", "[objective]"),
        ("training", "[training]"),
    ):
        if name in raw:
            raise ScenarioError(TRAINS_NOTHING.format(table))


def is_drawn(raw: Any) -> bool:
    """Whether a [computation] table, as it stands in the file, draws numbers from a seed."""
    named = raw.get("kind") if isinstance(raw, dict) else None
    return isinstance(named, str) and named in KINDS and "seed" in KINDS[named].options


def completed(raw: dict[str, Any]) -> dict[str, Any]:
    """The document with the panels and curves that a computation has unless its file says otherwise."""
    computation, display = raw.get("computation"), raw.get("display", {})
    named = computation.get("kind") if isinstance(computation, dict) else None
    curves = display.get("curves", {}) if isinstance(display, dict) else None
    if not isinstance(named, str) or named not in KINDS or not isinstance(curves, dict):
        return raw
    known = KINDS[named]
    own = {"x": known.x, "columns": list(known.curves), "apart": known.apart}
    return raw | {"display": {"panels": list(known.panels)} | display | {"curves": own | curves}}

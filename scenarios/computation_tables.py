"""The engine's computations, by kind and option, with the columns that they fill.

Only words and ranges stand here, so that a file is checked before JAX is imported. A test holds these tables
against the engine's computations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from msgspec import Meta

from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.layer_tables import Activation
from dlviz.scenarios.tables import Options, Positive, Seed, kind, tables_of
from dlviz.scenarios.training_tables import Loss

Columns = Mapping[str, tuple[str, ...]]
"""Column -> the labels of its entries, () for a single number."""

_Range = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]
_Points = Annotated[int, Meta(ge=2, le=100_000)]
_Width = Annotated[int, Meta(ge=1, le=1000)]
_Units = Annotated[tuple[_Width, ...], Meta(min_length=2, max_length=12)]
_Few = Annotated[int, Meta(ge=1, le=100)]
_Place = Annotated[int, Meta(ge=0)]
_Numbers = Annotated[tuple[float, ...], Meta(min_length=1, max_length=8)]

SQUARE = tuple(tuple(float(2 <= i <= 3 and 2 <= j <= 3) for j in range(6)) for i in range(6))
SHADES = tuple(tuple((i / 11, j / 11, 0.5) for j in range(12)) for i in range(12))
"""The pictures of a file that names none; the engine has the same."""

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


SERIES: dict[str, Options] = {
    "random_walk": {
        "steps": (Annotated[int, Meta(ge=2, le=2000)], 50),
        "seed": (Seed, 0),
        "noise": (Positive, 0.1),
    },
    "sine_pulse": {"period": (Annotated[int, Meta(ge=2, le=1000)], 60)},
}
"""Series that are made, by name and option."""

PICTURES: dict[str, Options] = {
    "picture": {"size": (Annotated[int, Meta(ge=8, le=64)], 24), "seed": (Seed, 0), "grey": (bool, False)},
    "digit": {"row": (_Place, 0)},
    "mnist": {"row": (_Place, 0)},
}
"""Pictures that are drawn or built in, likewise."""

FILES = ("png", "jpg", "jpeg", "gif", "bmp", "webp")
"""What the name of a picture of the user's own ends in."""

OF_A_FILE: Options = {"path": Annotated[str, Meta(min_length=1)], "size": (Annotated[int, Meta(ge=2, le=64)], 24)}

_Series: Any = (
    Literal[tuple(SERIES)]
    | tables_of(SERIES, "name", {})
    | Annotated[tuple[float, ...], Meta(min_length=1, max_length=2000)]
)
_Row = Annotated[tuple[float | Annotated[tuple[float, ...], Meta(min_length=3, max_length=3)], ...], Meta(min_length=1)]
_Picture: Any = (
    Annotated[
        str,
        Meta(
            min_length=1,  # not a pattern: beside tables and lists in one union it breaks msgspec 0.22's memory
            description=f'{", ".join(PICTURES)}, or a file of your own such as "photo.png"',
        ),
    ]
    | tables_of(PICTURES | {"file": OF_A_FILE}, "name", {})
    | Annotated[tuple[_Row, ...], Meta(min_length=1, max_length=64)]
)
_Weights = Annotated[tuple[float, ...], Meta(min_length=1, max_length=100)]
_Filter: Any = Literal["gaussian", "mean", "difference"] | _Weights
_Filter2D: Any = Literal["mean", "gaussian", "edges"] | Annotated[tuple[_Weights, ...], Meta(min_length=1)]
_Size = Annotated[int, Meta(ge=2, le=32)]
_Padding = Literal["valid", "same"]

_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


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


def _single(*names: str) -> Callable[[Any], Columns]:
    return lambda table: dict.fromkeys(names, ())


def _searched(table: Any) -> Columns:
    """Of a grid search: single numbers, and where descent stands along the one or two weights that run fastest."""
    single = ("evaluations", "log10_points", "point_loss", "best_loss", "descent_loss", "gradients")
    drawn = tuple(f"w{str(table.weights - i).translate(_SUNK)}" for i in range(min(table.weights, 2)))
    return dict.fromkeys(single, ()) | {"position": drawn}


_SUNK = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _layers(table: Any) -> tuple[str, ...]:
    """What Keras calls the Dense layers of a table with `units`."""
    return tuple(f"dense_{i}" if i else "dense" for i in range(len(table.units) - 1))


def _chain(table: Any) -> Columns:
    single = dict.fromkeys(("loss", "signal", "factor", "slopes", "stage"), ())
    return single | dict.fromkeys(("grad_norm", "slope", "steepest"), _layers(table))


def _counts(table: Any) -> Columns:
    return {"weights": (), "biases": (), "params": (), "layer_params": _layers(table)}


def _numbered(letter: str, count: int) -> tuple[str, ...]:
    """a₁, a₂, a₃."""
    return tuple(letter + str(i + 1).translate(_DOWN) for i in range(count))


def _outputs(table: Any) -> Columns:
    single = dict.fromkeys(("o", "total", "least", "greatest"), ())
    return single | {"outputs": _numbered("a", 1 + len(table.others))}


OF_PLACES = ("row", "column", "outputs", "output")


def _cells(table: Any) -> Columns:
    single = dict.fromkeys(("start", "zeros", "output", "outputs", "input_change", "output_change"), ())
    size = table.size if isinstance(table.filter, str) else len(table.filter)
    return single | {"products": tuple(str(k) for k in range(size))}


def _terms(table: Any) -> Columns:
    single = dict.fromkeys(("sum", "o", "output", "input"), ())
    return single | {"products": table.names or _numbered("x", len(table.weights))}


KINDS: dict[str, Kind] = {
    "activation": Kind(
        {"activation": (Activation, "tanh"), "range": (_Range, (-4.0, 4.0)), "points": (_Points, 161)},
        _single("o", "output", "derivative"),
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
        _chain,
        x="step",
        curves=("signal",),
        panels=("network", "algorithm", "gradients", "lesson"),
    ),
    "channels": Kind(
        {
            "image": (_Picture, SHADES),
            "size": (_Size, 9),
            "spread": (Positive, 100.0),
            "mix": (Annotated[tuple[float, ...], Meta(min_length=3, max_length=3)], (1.0, 1.0, 1.0)),
            "padding": (_Padding, "valid"),
        },
        _single(*OF_PLACES, "red", "green", "blue", "input_change", "output_change"),
        x="step",
        curves=("red", "green", "blue"),
        panels=("image", "algorithm", "lesson"),
        group="row",
    ),
    "convolution": Kind(
        {
            "signal": (_Series, (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)),
            "filter": (_Filter, "gaussian"),
            "size": (_Size, 5),
            "strides": (_Few, 1),
            "padding": (Literal["valid", "same", "causal"], "same"),
        },
        _cells,
        x="step",
        curves=("output",),
        panels=("signal", "algorithm", "lesson"),
    ),
    "equivariance": Kind(
        {
            "signal": (_Series, (1.0, 2.0, 3.0, 2.0, 1.0)),
            "length": (Annotated[int, Meta(ge=1, le=2000)], 100),
            "first": (_Place, 5),
            "last": (_Place, 34),
            "layer": (Literal["convolution", "dense"], "convolution"),
            "filter": (_Filter, (-1.0,) * 4 + (1.0,) * 4 + (-1.0,) * 4),
            "size": (_Size, 12),
            "seed": (Seed, 0),
        },
        _single("position", "shift", "peak", "moved", "off", "difference"),
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
        _searched,
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
        _single("prediction", "value", "derivative"),
        x="prediction",
        curves=("value", "derivative"),
        apart=True,
    ),
    "model_summary": Kind(
        {"units": (_Units, (10, 20, 3)), "activation": (Activation, "relu"), "output": (Activation, "softmax")},
        _counts,
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
        _terms,
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
        _outputs,
        x="o",
        curves=("outputs",),
        panels=("curves", "network", "algorithm", "lesson"),
    ),
    "padding": Kind(
        {
            "image": (_Picture, SQUARE),
            "filter": (_Filter2D, "mean"),
            "size": (_Size, 3),
            "strides": (_Few, 1),
            "padding": (_Padding, "same"),
        },
        _single(*OF_PLACES, "zeros", "border", "inner", "map_rows", "map_columns"),
        x="step",
        curves=("zeros",),
        panels=("image", "algorithm", "lesson"),
        group="row",
    ),
    "pooling": Kind(
        {
            "image": (_Picture, SQUARE),
            "pool": (Literal["max", "average"], "max"),
            "size": (_Size, 2),
            "strides": (_Place, 0),
            "padding": (_Padding, "valid"),
        },
        _single(*OF_PLACES, "largest", "mean", "moved", "pixels_moved"),
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

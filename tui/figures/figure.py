"""A picture as numbers: charts with axes, lines, points and fields; nothing in it knows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Numbers over numbers, joined or as points.

    Shapes: x, y (n,); z (n,) or None: what a point of a path stands for beside the axes. `series`: what it is,
    "validation", a layer, a column. `index`: the colour and the mark of a run or a class, None for neither.
    """

    x: Array
    y: Array
    run: str = ""
    series: str = ""
    index: int | None = None
    role: Literal["run", "class"] = "run"
    dash: tuple[int, ...] = ()  # on and off, in dots of the picture
    joined: bool = True
    marked: bool = False  # its points have marks
    hollow: bool = False
    faint: bool = False
    z: Array | None = None

    @property
    def name(self) -> str:
        """As it stands in a legend."""
        return ", ".join(part for part in (self.run, self.series) if part)


@dataclass(frozen=True)
class Field:
    """Values over a grid. Shapes: x (columns,), y (rows,), values and shades (rows, columns); shades lie in 0 … 1."""

    x: Array
    y: Array
    values: Array
    shades: Array
    classes: tuple[str, ...] = ()  # where the values are numbers of classes: their names


@dataclass(frozen=True)
class Chart:
    """Lines, and a field below them, on one pair of axes."""

    title: str
    x: str  # what stands at the axes
    y: str
    lines: tuple[Line, ...] = ()
    field: Field | None = None
    value: str = ""  # what a field's values are
    column: str = ""  # the trace that y is, or a field's values, as a table names it; else as the axis is named
    log: bool = False  # the y axis
    square: bool = False  # one unit is as long on both axes
    whole: bool = False  # the x axis counts


@dataclass(frozen=True)
class Figure:
    """All charts of a picture, and what it shows in words."""

    title: str
    charts: tuple[Chart, ...]
    note: str = ""  # the run's settings, the step

"""What [display] may hold: panels, and what some of them draw."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from dlviz.scenarios.tables import Positive, Table, Text

Weight = Annotated[
    str,
    Meta(
        pattern=r"^[^.\[\]]+\.[^.\[\]]+(\[\s*\d+(\s*,\s*\d+)*\s*\])?$",
        description='one weight, such as "dense.kernel[0,0]"',
    ),
]


class Axis(Table, frozen=True):
    """An axis of a landscape: one weight, and what it is called on the screen."""

    path: Weight
    label: Text


Range = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]


class Landscape(Table, frozen=True):
    """[display.landscape]: the loss over one or two weights, or over a plane through all of them.

    `projection`: the plane in which the paths of the runs vary most ("pca"), one along two random directions through
    the weights at the cursor ("random"), the one through where three runs end ("ends").
    """

    axes: Annotated[tuple[Axis, ...], Meta(min_length=1, max_length=2)] = ()
    range: Annotated[tuple[Range, ...], Meta(min_length=1, max_length=2)] = ()
    projection: Literal["pca", "random", "ends"] | None = None
    run: Text | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse ranges that do not go with the axes, and a plane beside axes."""
        if self.projection is not None:
            for key in ("axes", "range"):
                if getattr(self, key):
                    raise ValueError(f"projection = {self.projection!r} finds its own {key}; leave {key} out")
            return
        if not self.axes:
            raise ValueError('give axes with their range, or projection: "pca", "random" or "ends"')
        if len(self.axes) != len(self.range):
            raise ValueError(f"{len(self.axes)} axes need as many ranges, not {len(self.range)}")
        if len({axis.label for axis in self.axes}) < len(self.axes):
            raise ValueError(f"two axes have the label {self.axes[0].label!r}; give one another label")
        for low, high in self.range:
            if not low < high:
                raise ValueError(f"the range [{low:g}, {high:g}] is empty; its first number must be the smaller one")


class LossPanel(Table, frozen=True):
    """[display.loss]: the column that the loss panel draws."""

    column: Text = "loss"
    minus_minimum: bool = False


class DataPanel(Table, frozen=True):
    """[display.data]: the columns of the scatter."""

    x: Text | None = None
    y: Text | None = None


Panel = Literal[
    "loss", "metrics", "landscape", "gradients", "data", "fit", "network", "algorithm", "optimizer", "activations",
    "dropout", "weights", "stability", "curves", "features", "predictions", "signal", "image", "lesson",
]  # fmt: skip


class Curves(Table, frozen=True):
    """[display.curves]: the columns that are drawn over another one; `apart`: each in a chart of its own."""

    x: Text = "step"
    columns: Annotated[tuple[Text, ...], Meta(min_length=1)] = ("loss",)
    apart: bool = False


NEED_A_NETWORK = ("data", "fit", "network", "metrics", "activations", "dropout", "weights", "features", "predictions")
"""Panels that have nothing to show for an objective, which has neither rows nor units."""


class Display(Table, frozen=True):
    """[display]: what stands on the screen."""

    panels: Annotated[tuple[Panel, ...], Meta(min_length=1)] = ("loss", "gradients", "network", "lesson")
    speed: Positive | None = None
    formulas: tuple[str, ...] = ()
    landscape: Landscape | None = None
    loss: LossPanel = LossPanel()
    data: DataPanel = DataPanel()
    curves: Curves | None = None

    def __post_init__(self) -> None:
        """Refuse what would need a landscape where there is none."""
        if self.curves is None and "curves" in self.panels:
            raise ValueError("the curves panel needs [display.curves] with x and columns")
        if self.landscape is None and self.loss.minus_minimum:
            raise ValueError("loss.minus_minimum needs [display.landscape], whose minimum is subtracted")
        if self.landscape is not None and self.landscape.projection and self.loss.minus_minimum:
            raise ValueError("loss.minus_minimum: a projection has no minimum to subtract; leave it out")

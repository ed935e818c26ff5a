"""Convolutions over series and images."""

from dataclasses import dataclass
from typing import Any, ClassVar

from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError, choice, whole
from dlviz.engine.layers.base import Hyper, Params, Shape, Weighted
from dlviz.engine.layers.windows import Sizes, convolve, extent, margins, pad, positions, sizes


@dataclass(frozen=True)
class Convolution(Weighted):
    """y[p, f] = Σ over window cells o and channels c of x[stride · p + dilation · o, c] W[o, c, f], + b[f],
    then the activation.

    A cross-correlation, as everywhere in deep learning: the kernel is not turned round.

    Shapes: x (batch, *space, channels) -> y (batch, *positions, filters); kernel W (*window, channels,
    filters); bias b (filters,). positions: "valid" ⌊(n - extent) / stride⌋ + 1 with extent = (size - 1) ·
    dilation + 1; "same" and "causal" ⌈n / stride⌉.
    Raises: SettingError; ShapeError where the window does not fit.
    Source: notes 6.1, 6.2.
    """

    axes: ClassVar[int]
    paddings: ClassVar[tuple[str, ...]] = ("valid", "same")

    filters: int
    kernel_size: Any
    strides: Any = 1
    padding: str = "valid"
    dilation_rate: Any = 1

    def __post_init__(self) -> None:
        owner = self.name or type(self).__name__
        whole(owner, "filters", self.filters)
        for option in ("kernel_size", "strides", "dilation_rate"):
            object.__setattr__(self, option, sizes(owner, option, getattr(self, option), self.axes))
        choice(owner, "padding", self.padding, self.paddings)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise SettingError(f"{owner}: strides and dilation_rate are both above 1; set one of them to 1")
        super().__post_init__()

    @property
    def window(self) -> Sizes:
        """Return how many cells the kernel spans, per axis."""
        return tuple(extent(k, d) for k, d in zip(self.kernel_size, self.dilation_rate, strict=True))

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return W and b."""
        axes = "(steps, channels)" if self.axes == 1 else "(height, width, channels)"
        self.rank(input_shape, self.axes + 1, axes, "put a Reshape before it")
        *space, channels = input_shape
        where = positions(tuple(space), self.window, self.strides, self.padding)
        if min(where) < 1:
            raise self.refuse(
                input_shape, f"a window of {self.window} does not fit into it; change kernel_size, or padding to 'same'"
            )
        return self.init_weights(key, (*self.kernel_size, channels, self.filters)), {}, (*where, self.filters)

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch ..."], Params]:
        """Return activation(x ⋆ W + b)."""
        x = pad(x, margins(x.shape[1:-1], self.window, self.strides, self.padding))
        y = convolve(x, params["kernel"], self.strides, self.dilation_rate)
        return self.activate(y + params["bias"] if self.use_bias else y), state


@dataclass(frozen=True)
class Conv1D(Convolution):
    """The convolution of a series; padding "causal" lets no output see a later input.

    Shapes: (batch, steps, channels) -> (batch, positions, filters).
    """

    axes: ClassVar[int] = 1
    paddings: ClassVar[tuple[str, ...]] = ("valid", "same", "causal")


@dataclass(frozen=True)
class Conv2D(Convolution):
    """The convolution of an image.

    Shapes: (batch, height, width, channels) -> (batch, *positions, filters).
    """

    axes: ClassVar[int] = 2

"""Single weights by name: `dense.kernel[0,0]`, the axes of landscapes and paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

import jax
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError
from dlviz.engine.state import Weights

_FORM = re.compile(r"(?P<layer>[^.\[\]]+)\.(?P<weight>[^.\[\]]+)(?:\[(?P<index>\d+(?:\s*,\s*\d+)*)\])?")


@dataclass(frozen=True)
class Axis:
    """One coordinate of the parameters: layer, weight, index; `label` is what a chart calls it."""

    layer: str
    weight: str
    index: tuple[int, ...]
    label: str

    @classmethod
    def parse(cls, path: str, label: str | None = None) -> Axis:
        """Read `layer.weight[i,j]`; a scalar weight has no brackets. Raises SettingError."""
        match = _FORM.fullmatch(path.strip())
        if match is None:
            raise SettingError(f"the axis '{path}' does not read as layer.weight[i,j], such as dense.kernel[0,0]")
        index = tuple(int(part) for part in (match["index"] or "").split(",") if part.strip())
        return cls(match["layer"], match["weight"], index, label or path.strip())

    @property
    def path(self) -> str:
        """The axis as it is written."""
        inside = ",".join(map(str, self.index))
        return f"{self.layer}.{self.weight}" + (f"[{inside}]" if self.index else "")

    def check(self, params: Weights) -> None:
        """Raise SettingError unless these parameters have such a number; shapes suffice."""
        weights = {f"{layer}.{name}": value for layer, group in params.items() for name, value in group.items()}
        name = f"{self.layer}.{self.weight}"
        if name not in weights:
            near = get_close_matches(name, weights, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(weights)}"
            raise SettingError(f"the axis {self.path}: the model has no weight {name}; {hint}")
        shape = weights[name].shape
        if len(self.index) != len(shape) or any(i >= n for i, n in zip(self.index, shape, strict=False)):
            raise SettingError(f"the axis {self.path}: {name} has shape {shape}; give one index within each")

    def read(self, params: Weights) -> Float[Array, ""]:
        """Return this coordinate."""
        return params[self.layer][self.weight][self.index]

    def write(self, params: Weights, value: jax.Array) -> Weights:
        """Return parameters in which this coordinate is `value`."""
        group = params[self.layer]
        changed = group[self.weight].at[self.index].set(value)
        return {**params, self.layer: {**group, self.weight: changed}}

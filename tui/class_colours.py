"""The colours of the classes of the data: of their marks, and of the places where they are predicted.

Six that are told apart with any vision, by hue and by lightness, on every paper. Colour is never all: a class has its
mark, and regions have borders.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dlviz.tui.ink import DEFAULT, DIM, LEVELS, ansi

if TYPE_CHECKING:
    from dlviz.tui.colour import Ints
    from dlviz.tui.theme import Theme

ON_DARK = (0xDEC431, 0x7E9FFF, 0x8FFFF6, 0xF17991, 0xEDEF93, 0xB3C5FD)
ON_LIGHT = (0x604A04, 0x3558C5, 0x01324B, 0x9B3973, 0x402F03, 0x22359F)
ON_LIGHT_256 = (0x5F5F00, 0x8700FF, 0x005F87, 0x5F0087, 0x5F0000, 0x00005F)
# Where a class is predicted for sure: how far from paper in lightness, chroma, hue.
FIELDS_ON_DARK = (
    (0.115, 0.067, 105.0), (0.170, 0.085, 240.0), (0.050, 0.031, 216.0), (0.170, 0.074, 4.0), (0.050, 0.067, 82.0),
    (0.110, 0.085, 263.0),
)  # fmt: skip
FIELDS_ON_LIGHT = (
    (0.117, 0.070, 96.0), (0.170, 0.080, 272.0), (0.050, 0.055, 206.0), (0.170, 0.080, 5.0), (0.050, 0.057, 91.0),
    (0.110, 0.064, 247.0),
)  # fmt: skip
FURTHEST = 0.170
_OTHERS = {
    "mono": (0xFFFFFF, 0xB4B4B4, 0xDADADA, 0x8C8C8C),
    "plain": (DEFAULT, DIM),
    "sixteen": tuple(map(ansi, (3, 12, 6, 5, 2, 1))),
}


def ink(theme: Theme, index: int) -> int:
    """The colour of the marks of a class."""
    colours = _OTHERS.get(theme.name) or (ON_DARK if theme.dark else ON_LIGHT_256 if theme.few else ON_LIGHT)
    return colours[index % len(colours)]


def field(theme: Theme, index: int) -> Ints:
    """25 colours of a place where a class is predicted, from a guess, near paper, to certainty."""
    if not theme.hues:
        import numpy as np

        return np.full(LEVELS, DEFAULT, np.int32)
    low, high = theme.limits
    return _field(theme.dark, low, min(abs(high - low) / FURTHEST, 1.0), index % len(FIELDS_ON_DARK))


@lru_cache
def _field(dark: bool, low: float, room: float, index: int) -> Ints:
    from dlviz.tui.colour import colormap

    away, chroma, hue = (FIELDS_ON_DARK if dark else FIELDS_ON_LIGHT)[index]
    away *= room if dark else -room
    return colormap(lambda u: low + away * u, lambda u: 0.006 + (chroma - 0.006) * u, lambda _: hue)

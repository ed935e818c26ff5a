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
HUES = (95.0, 268.0, 190.0, 10.0, 110.0, 290.0)
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
    return _field(theme.dark, theme.limits[0], index % len(HUES))


@lru_cache
def _field(dark: bool, low: float, index: int) -> Ints:
    from dlviz.tui.colour import colormap

    hue, further = HUES[index], 0.02 * (index % 3 - 1)
    if dark:
        return colormap(lambda u: low + (0.125 + further) * u, lambda u: 0.010 + 0.048 * u, lambda _: hue)
    return colormap(lambda u: low - (0.125 + further) * u, lambda u: 0.004 + 0.061 * u, lambda _: hue)

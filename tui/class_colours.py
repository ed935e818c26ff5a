"""The colours of the classes of the data: of their marks, and of the places where they are predicted.

Hues lie between those of the runs. Colour is never all: a class has its mark, and regions have borders.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dlviz.tui.ink import DEFAULT, DIM, LEVELS

if TYPE_CHECKING:
    from dlviz.tui.colour import Ints

HUES = (95.0, 290.0, 195.0, 20.0, 130.0, 240.0)
_GREYS = {"mono": (0xFFFFFF, 0xB4B4B4, 0xDADADA, 0x8C8C8C), "plain": (DEFAULT, DIM)}


@lru_cache
def ink(theme: str, index: int) -> int:
    """The colour of the marks of a class."""
    from dlviz.tui.colour import oklch

    if theme in _GREYS:
        return _GREYS[theme][index % len(_GREYS[theme])]
    lightness, chroma = (0.86, 0.10) if theme == "dark" else (0.42, 0.13)
    return oklch(lightness, chroma, HUES[index % len(HUES)])


@lru_cache
def field(theme: str, index: int) -> Ints:
    """25 colours of a place where a class is predicted, from a guess, near paper, to certainty."""
    import numpy as np

    from dlviz.tui.colour import colormap

    hue = HUES[index % len(HUES)]
    if theme == "dark":
        return colormap(lambda u: 0.20 + 0.13 * u, lambda u: 0.010 + 0.048 * u, lambda _: hue)
    if theme == "light":
        return colormap(lambda u: 0.985 - 0.125 * u, lambda u: 0.004 + 0.061 * u, lambda _: hue)
    return np.full(LEVELS, DEFAULT, np.int32)

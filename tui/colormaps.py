"""The colormaps of fields, heat maps and numbers with a sign, by the lightness of paper.

OKLCh with an even lightness, 25 levels. LOW IS PAPER: valleys and small gradients sink into the background.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, sin

import numpy as np

from dlviz.tui.colour import Ints, colormap
from dlviz.tui.ink import DEFAULT, LEVELS

Maps = tuple[Ints, Ints, Ints]


@lru_cache
def coloured(dark: bool, low: float, high: float) -> Maps:
    """Field, heat and signed: the field from lightness `low`, which is paper's, to `high`."""
    if dark:
        return (
            colormap(lambda u: low + (high - low) * u, lambda u: 0.030 + 0.045 * u, lambda u: 280 - 95 * u),
            colormap(
                lambda u: low - 0.015 + (0.885 - low) * u,
                lambda u: 0.035 + 0.115 * sin(pi * (0.12 + 0.8 * u)),
                lambda u: 290 - 195 * u,
            ),
            colormap(
                lambda u: low + 0.065 + (0.735 - low) * abs(2 * u - 1),
                lambda u: 0.012 + 0.13 * abs(2 * u - 1) ** 0.7,
                _orange_or_blue,
            ),
        )
    return (
        colormap(lambda u: low + (high - low) * u, lambda u: 0.006 + 0.055 * u, lambda u: 110 + 125 * u**0.7),
        colormap(
            lambda u: low - 0.010 + (0.365 - low) * u,
            lambda u: 0.012 + 0.12 * sin(pi * (0.05 + 0.85 * u)),
            lambda u: 95 + 185 * u,
        ),
        colormap(
            lambda u: low - 0.055 + (0.505 - low) * abs(2 * u - 1),
            lambda u: 0.008 + 0.15 * abs(2 * u - 1) ** 0.7,
            _orange_or_blue,
        ),
    )


@lru_cache
def bands(low: float, high: float) -> Ints:
    """The field in greys: the nearest of 256 colours to a dark green would leap from grey to a bright one."""
    return colormap(lambda u: low + (high - low) * u, lambda _: 0.0, lambda _: 0.0)


@lru_cache
def grey() -> Maps:
    """The same without hues: no field, for paths and contours must do."""
    grey = colormap(lambda u: 0.22 + 0.70 * u, lambda _: 0.0, lambda _: 0.0)
    return (np.zeros(LEVELS, np.int32), grey, np.concatenate([grey[:0:-2], grey[::2]]))


@lru_cache
def none() -> Maps:
    """The same without colours."""
    default = np.full(LEVELS, DEFAULT, np.int32)
    return (default, default, default)


def _orange_or_blue(u: float) -> float:
    """Hues that people tell apart with any vision."""
    return 60.0 if u < 0.5 else 255.0

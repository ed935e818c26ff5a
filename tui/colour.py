"""Colours as numbers: mixing, contrast, distance, and colormaps that are even to the eye.

Source: Ottosson 2020, the OKLab colour space; WCAG 2.1 for contrast; Machado, Oliveira and Fernandes 2009 for the
simulation of colour blindness.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.ink import DEFAULT, DIM, LEVELS, ansi, mix

__all__ = [
    "DEFAULT",
    "DIM",
    "LEVELS",
    "Floats",
    "Ints",
    "channels",
    "colormap",
    "contrast",
    "distance",
    "indexed",
    "linear",
    "mix",
    "mix_many",
    "numbered",
    "oklab",
    "oklch",
    "pack",
    "xterm",
]

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_BLIND = {
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def channels(colour: int) -> Floats:
    """Red, green and blue in 0 … 1."""
    return np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255]) / 255.0


def pack(rgb: Floats) -> Ints:
    """Colours from channels. Shapes: rgb (..., 3) in 0 … 1 -> (...,)."""
    c = np.floor(np.clip(rgb, 0.0, 1.0) * 255.0 + 0.5).astype(np.int32)
    return np.asarray(c[..., 0] << 16 | c[..., 1] << 8 | c[..., 2], dtype=np.int32)


def mix_many(a: Ints, b: int | Ints, share: float) -> Ints:
    """`mix` for arrays of colours."""
    first, second = np.asarray(a, np.int64), np.asarray(b, np.int64)
    out = np.zeros(np.broadcast_shapes(first.shape, second.shape), np.int32)
    for shift in (16, 8, 0):
        level = (first >> shift & 255) * (1.0 - share) + (second >> shift & 255) * share
        out |= np.floor(level + 0.5).astype(np.int32) << shift
    return out


def linear(colour: int) -> Floats:
    """Linear light of an sRGB colour."""
    c = channels(colour)
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def _gamma(light: Floats) -> Floats:
    c = np.maximum(light, 0.0)
    return np.asarray(np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055))


def contrast(a: int, b: int) -> float:
    """Contrast ratio of two colours, 1 … 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    la, lb = float(weights @ linear(a)), float(weights @ linear(b))
    return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)


def oklab(light: Floats) -> Floats:
    """OKLab (L, a, b) of linear light."""
    return np.asarray(_LAB @ np.cbrt(_LMS @ light))


def distance(a: int, b: int, blindness: str | None = None) -> float:
    """OKLab distance of two colours, as seen with "deutan", "protan", "tritan" or (None) normal vision."""
    matrix = np.eye(3) if blindness is None else np.array(_BLIND[blindness])
    seen = [oklab(np.clip(matrix @ linear(c), 0.0, 1.0)) for c in (a, b)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def oklch(lightness: float, chroma: float, hue: float) -> int:
    """An OKLCh colour, hue in degrees; chroma is reduced by steps of 5 % until it fits into sRGB."""
    for _ in range(100):
        a, b = chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))
        light = np.linalg.solve(_LMS, np.linalg.solve(_LAB, np.array([lightness, a, b])) ** 3)
        if light.min() >= -1e-4 and light.max() <= 1.0 + 1e-4:
            break
        chroma *= 0.95
    return int(pack(_gamma(light)))


def colormap(
    lightness: Callable[[float], float], chroma: Callable[[float], float], hue: Callable[[float], float]
) -> Ints:
    """25 colours for u = 0 … 1, low to high."""
    return np.array(
        [oklch(lightness(u), chroma(u), hue(u)) for u in np.linspace(0.0, 1.0, LEVELS).tolist()],
        dtype=np.int32,
    )


STEPS = (0, 95, 135, 175, 215, 255)  # of a channel in the cube of a terminal with 256 colours


def xterm(number: int) -> int:
    """The colour of a number from 16 on: a cube of 6 x 6 x 6, then 24 greys."""
    if number >= 232:
        return 0x010101 * (8 + 10 * (number - 232))
    red, green, blue = (STEPS[(number - 16) // power % 6] for power in (36, 6, 1))
    return red << 16 | green << 8 | blue


@cache
def _palette() -> Floats:
    """OKLab of the numbers from 16 to 255."""
    return np.array([oklab(linear(xterm(number))) for number in range(16, 256)])


@lru_cache(maxsize=65536)
def indexed(colour: int, paper: int = 0, least: float = 0.0) -> int:
    """The number of the colour that looks most like this one, of those with at least this contrast on paper."""
    away = np.linalg.norm(_palette() - oklab(linear(colour)), axis=1)
    if least:
        away[[contrast(xterm(number), paper) < least for number in range(16, 256)]] = np.inf
    return 16 + int(away.argmin())


def numbered(colours: Ints) -> Ints:
    """Colours by the numbers that a terminal with 256 has for them; what has no colour stays without."""
    different, places = np.unique(colours, return_inverse=True)
    numbers = [colour if colour < 0 else ansi(indexed(colour)) for colour in different.tolist()]
    return np.array(numbers, np.int32)[places].reshape(colours.shape)

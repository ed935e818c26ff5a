"""The glyphs that are drawn as shapes wherever a picture leaves the terminal: no font need have them.

A cell is 20 x 40 units, its origin the upper left corner.
"""

from __future__ import annotations

import re

W, H = 20, 40  # a cell in units
STROKE = 3  # of a ring
DOT = 7  # a braille dot's diameter
BASELINE = 29  # of letters, from the top
FONT_SIZE = 33.2  # at which a letter of DejaVu Sans Mono is as wide as a cell

BARS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "▀": ((0, 0, W, 20),),
    "▄": ((0, 20, W, 20),),
    "█": ((0, 0, W, H),),
    "▏": ((0, 0, 4, H),),
    "▎": ((0, 0, 6, H),),
    "▌": ((0, 0, 10, H),),
    "▮": ((4, 8, 10, 24),),
    "─": ((0, 19, W, 2),),
    "━": ((0, 17, W, 5),),
    "┄": ((1, 19, 4, 2), (8, 19, 4, 2), (15, 19, 4, 2)),
    "┈": ((2, 19, 2, 2), (7, 19, 2, 2), (12, 19, 2, 2), (17, 19, 2, 2)),
    "│": ((9, 0, 3, H),),
    "┊": ((9, 4, 3, 4), (9, 14, 3, 4), (9, 24, 3, 4), (9, 34, 3, 4)),
    "⋮": ((8, 9, 4, 4), (8, 19, 4, 4), (8, 29, 4, 4)),
    "┬": ((0, 19, W, 2), (9, 21, 2, 19)),
    "┼": ((0, 19, W, 2), (9, 4, 2, 32)),
    "┤": ((0, 19, 10, 2), (9, 4, 2, 32)),
    "■": ((1, 11, 18, 18),),
    "▪": ((5, 15, 10, 10),),
}
"""Rectangles: x, y, width, height."""

FILLED = {
    "●": "m1 20a9 9 0 1 0 18 0a9 9 0 1 0-18 0z",
    "•": "m5 20a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "▲": "m10 9 10 21h-20z",
    "▴": "m10 13 6 13h-12z",
    "▼": "m10 31-10-21h20z",
    "▾": "m10 27-6-13h12z",
    "◆": "m10 8 10 12-10 12-10-12z",
    "⋄": "m10 14 5 6-5 6-5-6z",
    "▶": "m2 10 17 10-17 10z",
    "✦": "m10 9 3 8 7 3-7 3-3 8-3-8-7-3 7-3z",
}
RINGS = {
    "○": "m3 20a7 7 0 1 0 14 0a7 7 0 1 0-14 0z",
    "△": "m10 11 8 17h-16z",
    "□": "m3 13h14v14h-14z",
    "◇": "m10 10 8 10-8 10-8-10z",
    "▽": "m10 29-8-17h16z",
    "╱": "m0 40 20-40",
}
"""Outlines in the words of SVG's paths, relative: full ones, and those that are stroked."""

SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
"""Cells that show so much of their ink."""

DOTS = ((5, 5, 1), (5, 15, 2), (5, 25, 4), (15, 5, 8), (15, 15, 16), (15, 25, 32), (5, 35, 64), (15, 35, 128))
"""Centres of braille dots and the bit of each."""

DRAWN = {*BARS, *FILLED, *RINGS, *SHADES}


def circle(outline: str) -> tuple[float, float, float] | None:
    """Centre and radius of an outline that is a circle, None for another."""
    found = re.match(r"m(\d+) (\d+)a(\d+)", outline)
    return (float(found[1]) + float(found[3]), float(found[2]), float(found[3])) if found else None


def corners(outline: str) -> list[tuple[float, float]]:
    """The corners of an outline of straight lines."""
    x = y = 0.0
    out = []
    for letter, text in re.findall(r"([mhv])([^mhvz]*)", outline):
        numbers = [float(number) for number in re.findall(r"-?\d+", text)]
        pairs = {"h": [(n, 0.0) for n in numbers], "v": [(0.0, n) for n in numbers]}.get(letter)
        for dx, dy in pairs or zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            out.append((x, y))
    return out

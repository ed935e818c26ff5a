"""A colour as an int 0xRRGGBB and the mixing of two: all that a theme is made of, without NumPy.

`DEFAULT` and `DIM` stand for the terminal's own foreground where there is no colour, numbers from `ANSI` down for the
colours that a terminal has under a number.
"""

from __future__ import annotations

DEFAULT = -1
DIM = -2
ANSI = -100  # and below: the colours that a terminal numbers
LEVELS = 25  # colours of a colormap


def ansi(number: int) -> int:
    """A colour that the terminal has under this number, 0 … 255: of its own making up to 15."""
    return ANSI - number


def mix(a: int, b: int, share: float) -> int:
    """The colour `share` of the way from a to b; without colours the dim foreground."""
    if a < 0 or b < 0:
        return DIM
    out = 0
    for shift in (16, 8, 0):
        level = (a >> shift & 255) * (1.0 - share) + (b >> shift & 255) * share
        out |= int(level + 0.5) << shift
    return out

"""The glyphs that stand for runs, steps and results, and what each becomes where only ASCII may be used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RUN = "●▲■◆▼★"  # the head of a run, its point at the cursor
SMALL = "•▴▪⋄▾⋆"  # an epoch on a path
HOLLOW = "○△□◇▽☆"  # the same run's validation; a class of the data
MINIMUM = "×"
BEST = "✦"  # the best of several values

# Dots on and off along a line, one pattern a run; () is solid.
DASHES: tuple[tuple[int, ...], ...] = ((), (5, 3), (1, 2), (6, 2, 1, 2), (3, 3), (8, 3))

IN_ASCII = dict(zip(RUN + SMALL + HOLLOW, "O^#%V*" + "o^#%v*" + "0AHDYX", strict=True))
_ASCII = {
    **IN_ASCII,
    **dict(zip("×✓✗✦·━─┄╌┈│┊⋮┬┼┤▀▄█░▒▓▮▌▶▸…−–", "xvx*.=-.--||:++|#_#.:%||>>.--", strict=True)),
}
_RAMP = " .:-=+*#%@"


def mark(index: int) -> str:
    """The mark of a run."""
    return RUN[_turn(index)]


def small(index: int) -> str:
    """The small mark of a run."""
    return SMALL[_turn(index)]


def hollow(index: int) -> str:
    """The hollow mark of a run."""
    return HOLLOW[_turn(index)]


def dash(index: int) -> tuple[int, ...]:
    """The dashes of a run's line."""
    return DASHES[_turn(index)]


def _turn(index: int) -> int:
    """Colours begin anew with the seventh; marks then go one further, so that no two runs have both the same."""
    return (index + index // len(RUN)) % len(RUN)


def ramp(u: NDArray[np.floating], ascii: bool) -> NDArray[np.uint32]:
    """Characters from empty to full for u in 0 … 1, NaN empty: a heat map without colour."""
    glyphs = np.array([ord(c) for c in (_RAMP if ascii else " ░▒▓█")], dtype=np.uint32)
    filled = np.clip(np.nan_to_num(u, nan=0.0), 0.0, 1.0)
    return np.asarray(glyphs[np.floor(filled * (len(glyphs) - 1) + 0.5).astype(np.int64)], np.uint32)


def to_ascii(chars: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The same cells with characters below 128: known glyphs by name, braille by where its dots lie."""
    out = chars.copy()
    for code in np.unique(chars[chars > 126]).tolist():
        char = chr(code)
        new = _braille(code - 0x2800) if 0x2800 <= code < 0x2900 else _ASCII.get(char, "?")
        out[chars == code] = ord(new)
    return np.where(out == 0, np.uint32(32), out)


def _braille(pattern: int) -> str:
    rows = [bool(pattern & bits) for bits in (0x09, 0x12, 0x24, 0xC0)]
    count = sum(rows)
    if count == 0:
        return " "
    if count >= 3:
        return "|"
    if rows[0] and not rows[2]:
        return "'" if not rows[1] or bin(pattern).count("1") > 2 else '"'
    if rows[3] and not rows[1]:
        return "."
    return "-" if count == 1 or (rows[1] and rows[2]) else ":"

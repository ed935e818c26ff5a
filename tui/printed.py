"""What a colour is where there is no terminal: on a page that is white, with a terminal's numbered colours as usual."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.ink import ANSI, DEFAULT, DIM

BLACK, WHITE, GREY = 0x000000, 0xFFFFFF, 0x777777
_SIXTEEN = (
    0x000000, 0xCD0000, 0x00A000, 0xB08000, 0x0000EE, 0xCD00CD, 0x00A0A0, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00C000, 0xC0A000, 0x5C5CFF, 0xFF00FF, 0x00B0B0, 0xFFFFFF,
)  # fmt: skip
"""Those of xterm, yellow, green and cyan dark enough for a white page."""
_STEPS = (0, 95, 135, 175, 215, 255)
_NUMBERED = np.array(
    [
        *_SIXTEEN,
        *(red << 16 | green << 8 | blue for red in _STEPS for green in _STEPS for blue in _STEPS),
        *((8 + 10 * step) * 0x010101 for step in range(24)),
    ],
    np.int32,
)


def printed(colours: NDArray[np.int32], paper: bool = False) -> NDArray[np.int32]:
    """0xRRGGBB of each colour; `paper`: it is a background."""
    known = np.where(colours == DEFAULT, WHITE if paper else BLACK, np.where(colours == DIM, GREY, colours))
    return np.where(colours <= ANSI, _NUMBERED[np.clip(ANSI - colours, 0, 255)], known).astype(np.int32)

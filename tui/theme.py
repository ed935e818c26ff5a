"""Every colour there is, by the role it plays, and the colormaps of fields and heat maps.

Themes: "dark" and "light"; "mono" has greys only; "plain" has no colour at all (NO_COLOR); any of them may be
restricted to ASCII. In colormaps LOW IS PAPER: valleys and small gradients sink into the background.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import pi, sin
from typing import TYPE_CHECKING

from dlviz.tui.ink import DEFAULT, DIM, LEVELS, mix

if TYPE_CHECKING:  # the first screen is there before NumPy is
    import numpy as np
    from numpy.typing import NDArray

    from dlviz.tui.colour import Ints


@dataclass(frozen=True)
class Theme:
    """Roles and their colours; `hues` is False where only greys or nothing at all may be used."""

    name: str
    dark: bool
    paper: int
    bar: int
    rule: int  # hairlines, axes
    grid: int
    text: int
    bright: int  # question, heads
    muted: int  # ticks, units
    faint: int  # column heads
    cursor: int  # time, focus, keys, formulas
    good: int
    bad: int
    runs: tuple[int, ...]
    hues: bool = True
    greys: bool = True
    ascii: bool = False

    @cached_property
    def field(self) -> Ints:
        """The short colormap under paths, 25 levels."""
        return _maps(self.name)[0]

    @cached_property
    def heat(self) -> Ints:
        """The long colormap of heat maps, 25 levels."""
        return _maps(self.name)[1]

    @cached_property
    def signed(self) -> Ints:
        """The map of numbers with a sign, 25 levels: orange below zero, near paper at zero, blue above."""
        return _maps(self.name)[2]

    def run(self, index: int) -> int:
        """The colour of a run; beyond the sixth they repeat."""
        return self.runs[index % len(self.runs)]

    def of_class(self, index: int) -> int:
        """The colour of the marks of a class of the data; beyond the sixth they repeat."""
        from dlviz.tui.class_colours import ink

        return ink(self.name, index)

    def class_field(self, index: int) -> Ints:
        """Where a class is predicted, 25 levels by how surely: low is paper."""
        from dlviz.tui.class_colours import field

        return field(self.name, index)

    def ahead(self, colour: int) -> int:
        """The same thing ahead of the cursor."""
        return mix(colour, self.paper, 0.58 if self.dark else 0.50)

    def band(self, colour: int) -> int:
        """The min-max band of a noisy series."""
        return mix(colour, self.paper, 0.66)

    def stem(self, colour: int) -> int:
        """The stem of a lollipop."""
        return mix(colour, self.paper, 0.45)

    def ink(self, role: str) -> int:
        """A colour by name: a role, "run 0", "run 1" … or "class 0", "class 1" …"""
        if role.startswith("run "):
            return self.run(int(role[4:]))
        if role.startswith("class "):
            return self.of_class(int(role[6:]))
        return int(getattr(self, role))

    def heat_of(self, u: NDArray[np.floating]) -> Ints:
        """Colours of u in 0 … 1, clipped; NaN takes the grid's colour."""
        return levels(u, self.heat, self.grid)

    def signed_of(self, u: NDArray[np.floating]) -> Ints:
        """Colours of u in −1 … 1, clipped; NaN takes the grid's colour."""
        return levels((u + 1.0) / 2.0, self.signed, self.grid)

    def in_ascii(self) -> Theme:
        """This theme with characters below 128 only."""
        return replace(self, ascii=True)


def levels(u: NDArray[np.floating], colours: Ints, missing: int) -> Ints:
    """Colours of u in 0 … 1 by 25 levels; `missing` where u is NaN."""
    import numpy as np

    known = np.isfinite(u)
    index = np.floor(np.clip(np.where(known, u, 0.0), 0.0, 1.0) * (LEVELS - 1) + 0.5).astype(np.int64)
    return np.where(known, colours[index], np.int32(missing)).astype(np.int32)


@lru_cache
def _maps(name: str) -> tuple[Ints, Ints, Ints]:
    import numpy as np

    from dlviz.tui.colour import colormap

    if name == "dark":
        return (
            colormap(lambda u: 0.205 + 0.245 * u, lambda u: 0.030 + 0.045 * u, lambda u: 280 - 95 * u),
            colormap(
                lambda u: 0.19 + 0.68 * u,
                lambda u: 0.035 + 0.115 * sin(pi * (0.12 + 0.8 * u)),
                lambda u: 290 - 195 * u,
            ),
            colormap(
                lambda u: 0.27 + 0.53 * abs(2 * u - 1), lambda u: 0.012 + 0.13 * abs(2 * u - 1) ** 0.7, _orange_or_blue
            ),
        )
    if name == "light":
        return (
            colormap(lambda u: 0.985 - 0.20 * u, lambda u: 0.006 + 0.055 * u, lambda u: 110 + 125 * u**0.7),
            colormap(
                lambda u: 0.975 - 0.62 * u,
                lambda u: 0.012 + 0.12 * sin(pi * (0.05 + 0.85 * u)),
                lambda u: 95 + 185 * u,
            ),
            colormap(
                lambda u: 0.93 - 0.48 * abs(2 * u - 1), lambda u: 0.008 + 0.15 * abs(2 * u - 1) ** 0.7, _orange_or_blue
            ),
        )
    if name == "mono":
        grey = colormap(lambda u: 0.22 + 0.70 * u, lambda _: 0.0, lambda _: 0.0)
        return (np.zeros(LEVELS, np.int32), grey, np.concatenate([grey[:0:-2], grey[::2]]))
    default = np.full(LEVELS, DEFAULT, np.int32)
    return (default, default, default)


def _orange_or_blue(u: float) -> float:
    """Hues that people tell apart with any vision."""
    return 60.0 if u < 0.5 else 255.0


DARK = Theme(
    name="dark",
    dark=True,
    paper=0x11151A,
    bar=0x1A2027,
    rule=0x333D49,
    grid=0x232A33,
    text=0xD9DFE7,
    bright=0xFFFFFF,
    muted=0x97A3B1,
    faint=0x76838F,
    cursor=0xF2E6B8,
    good=0x7EC699,
    bad=0xEE7D6D,
    runs=(0x98C2FF, 0xF0A43C, 0x35E3BB, 0xC586CC, 0xD6D37A, 0xF07F58),
)
LIGHT = Theme(
    name="light",
    dark=False,
    paper=0xFBFAF6,
    bar=0xEFEDE6,
    rule=0xC9C5BA,
    grid=0xE9E6DD,
    text=0x22272E,
    bright=0x000000,
    muted=0x5B646F,
    faint=0x737A82,
    cursor=0x6B5200,
    good=0x1F7A45,
    bad=0xB3311F,
    runs=(0x2257BD, 0x8A5200, 0x03564A, 0xA84B80, 0x7A6B00, 0x82200E),
)
MONO = Theme(
    name="mono",
    dark=True,
    paper=0x000000,
    bar=0x141414,
    rule=0x4A4A4A,
    grid=0x2B2B2B,
    text=0xDADADA,
    bright=0xFFFFFF,
    muted=0x9E9E9E,
    faint=0x808080,
    cursor=0xFFFFFF,
    good=0xDADADA,
    bad=0xFFFFFF,
    runs=(0xE4E4E4,),
    hues=False,
)
PLAIN = Theme(
    name="plain",
    dark=True,
    paper=DEFAULT,
    bar=DEFAULT,
    rule=DIM,
    grid=DIM,
    text=DEFAULT,
    bright=DEFAULT,
    muted=DIM,
    faint=DIM,
    cursor=DEFAULT,
    good=DEFAULT,
    bad=DEFAULT,
    runs=(DEFAULT,),
    hues=False,
    greys=False,
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, MONO, PLAIN)} | {"ascii": PLAIN.in_ascii()}

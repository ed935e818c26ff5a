"""Every colour there is, by the role it plays, and the colormaps of fields and heat maps.

Themes: "dark" and "light"; "contrast" for a projector; "mono" has greys only; "plain" has no colour at all (NO_COLOR);
and Textual's own, with paper and words of theirs. Runs and classes keep their colours in all of them: they are told
apart with any vision. A theme may be restricted to ASCII, or to the 256 colours of a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from dlviz.tui.derived_themes import DERIVED
from dlviz.tui.ink import DEFAULT, DIM, LEVELS, ansi, mix

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
    thick: bool = False  # lines of charts two dots wide, to be seen from the last row
    few: bool = False  # only the 256 colours of a terminal leave it
    limits: tuple[float, float] = (0.0, 0.0)  # lightness of the field's map, from paper to where paths still stand out

    @cached_property
    def field(self) -> Ints:
        """The short colormap under paths, 25 levels."""
        return self._maps[0]

    @cached_property
    def heat(self) -> Ints:
        """The long colormap of heat maps, 25 levels."""
        return self._maps[1]

    @cached_property
    def signed(self) -> Ints:
        """The map of numbers with a sign, 25 levels: orange below zero, near paper at zero, blue above."""
        return self._maps[2]

    @property
    def _maps(self) -> tuple[Ints, Ints, Ints]:
        from dlviz.tui import colormaps

        if self.hues:
            field, heat, signed = colormaps.coloured(self.dark, *self.limits)
            return (colormaps.bands(*self.limits), heat, signed) if self.few else (field, heat, signed)
        return colormaps.grey() if self.greys else colormaps.none()

    def run(self, index: int) -> int:
        """The colour of a run; beyond the sixth they repeat."""
        return self.runs[index % len(self.runs)]

    def of_class(self, index: int) -> int:
        """The colour of the marks of a class of the data; beyond the sixth they repeat."""
        from dlviz.tui.class_colours import ink

        return ink(self, index)

    def class_field(self, index: int) -> Ints:
        """Where a class is predicted, 25 levels by how surely: low is paper."""
        from dlviz.tui.class_colours import field

        return field(self, index)

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

    def in_256(self) -> Theme:
        """This theme in the 256 colours of a terminal: each role takes the nearest that can be read on its paper."""
        from dlviz.tui.colour import indexed, xterm

        paper = xterm(indexed(self.paper))
        roles: dict[str, Any] = {
            role: xterm(indexed(getattr(self, role), paper, 4.5 if role in WORDS else 0.0)) for role in ROLES
        }
        runs = self.runs if self.dark or not self.hues else RUNS_256
        return replace(self, **roles, runs=tuple(xterm(indexed(run)) for run in runs), few=True)


def levels(u: NDArray[np.floating], colours: Ints, missing: int) -> Ints:
    """Colours of u in 0 … 1 by 25 levels; `missing` where u is NaN."""
    import numpy as np

    known = np.isfinite(u)
    index = np.floor(np.clip(np.where(known, u, 0.0), 0.0, 1.0) * (LEVELS - 1) + 0.5).astype(np.int64)
    return np.where(known, colours[index], np.int32(missing)).astype(np.int32)


RUNS_256 = (0x005FFF, 0xAF5F00, 0x005F5F, 0x875FAF, 0x000087, 0x5F0000)
"""The runs of light themes among 256 colours, where the nearest to two of them would be one and the same."""
WORDS = ("text", "bright", "muted", "faint", "cursor", "good", "bad")
ROLES = ("paper", "bar", "rule", "grid", *WORDS)

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
    limits=(0.205, 0.450),
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
    faint=0x6C737B,
    cursor=0x6B5200,
    good=0x1F7A45,
    bad=0xB3311F,
    runs=(0x2257BD, 0x8A5200, 0x03564A, 0xA84B80, 0x211F6D, 0x462400),
    limits=(0.985, 0.785),
)
CONTRAST = replace(
    LIGHT,
    name="contrast",
    paper=0xFFFFFF,
    bar=0xE2E2E2,
    rule=0xB4B4B4,
    grid=0xC8C8C8,
    text=0x000000,
    muted=0x2B2B2B,
    faint=0x404040,
    cursor=0x6A006A,
    good=0x005F2B,
    bad=0xA80000,
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
SIXTEEN = replace(
    PLAIN,
    name="sixteen",
    runs=tuple(map(ansi, (12, 3, 6, 5, 2, 1))),  # as lines without a window have them
    good=ansi(2),
    bad=ansi(1),
)
"""On a terminal with 16 colours: its own foreground and background, runs and verdicts in its own hues."""
THEMES = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST, MONO, PLAIN)} | {"ascii": PLAIN.in_ascii()}
"""Ours, by name."""
NAMES = (*THEMES, *DERIVED)
"""Ours and Textual's."""


@lru_cache
def named(name: str) -> Theme:
    """One of ours or of Textual's."""
    if name in THEMES:
        return THEMES[name]
    dark, colours, limits = DERIVED[name]
    roles: dict[str, Any] = dict(zip(ROLES, colours, strict=True))
    return Theme(name, dark, runs=(DARK if dark else LIGHT).runs, limits=limits, **roles)


def look(name: str, colours: str = "truecolor", ascii: bool = False) -> Theme:
    """The theme of this name as a terminal with so many colours can show it."""
    theme = named(name)
    if colours == "none":
        theme = PLAIN.in_ascii() if theme.ascii else PLAIN
    elif colours == "16" and theme.greys:
        theme = SIXTEEN if theme.hues else PLAIN
    elif colours == "256" and theme.greys:
        theme = theme.in_256()
    return theme.in_ascii() if ascii else theme


PARTNERS = {
    "catppuccin-latte": "catppuccin-mocha", "solarized-light": "solarized-dark", "rose-pine-dawn": "rose-pine",
    "atom-one-light": "atom-one-dark", "textual-light": "textual-dark",
}  # fmt: skip
"""Light themes and the dark ones of the same family."""


def partner(name: str) -> str:
    """The theme that is light where this one is dark, and the other way round: of the same family if it has one."""
    theme = named(name)
    family = {**PARTNERS, **{dark: light for light, dark in PARTNERS.items()}}
    return family.get(name, "light" if theme.dark else "dark")

"""Derive the window's roles from the colours of Textual's own themes and write them as data.

    python tools/build_themes.py

Paper, bar, words and the cursor are a theme's; where its words are too pale to be read they move away from the paper.
Runs and classes keep the colours that are told apart with any vision, so paper and field must leave room for them:
tests/tui/test_themes.py holds every theme to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as TextualTheme

from dlviz.tui.colour import contrast, distance, linear, mix, oklab, oklch
from dlviz.tui.theme import DARK, LIGHT, ROLES, Theme

OUT = Path(__file__).parents[1] / "tui" / "derived_themes.py"
TEXT, MUTED, FAINT, VERDICT, CURSOR = 7.0, 5.0, 4.5, 4.5, 5.5  # contrast on paper, and nearly so on the bar
ON_FIELD = 2.6
HEAD = '''"""Textual's themes by the roles of ours. Made by tools/build_themes.py: change that, not this."""

from __future__ import annotations

# name: (dark?, the roles from paper to bad as theme.ROLES has them, lightness of the field's map)
DERIVED: dict[str, tuple[bool, tuple[int, ...], tuple[float, float]]] = {
'''


def main() -> None:
    """Write the table."""
    names = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
    OUT.write_text(HEAD + "".join(line(name, BUILTIN_THEMES[name]) for name in names) + "}\n", encoding="utf-8")


def line(name: str, theme: TextualTheme) -> str:
    """A row of the table."""
    roles = ", ".join(f"0x{colour:06X}" for colour in derived(theme).values())
    low, high = field_limits(derived(theme)["paper"], theme.dark)
    return f'    "{name}": (\n        {theme.dark},\n        ({roles}),\n        ({low}, {high}),\n    ),\n'


def derived(theme: TextualTheme) -> dict[str, int]:
    """The colours of the roles."""
    ours = DARK if theme.dark else LIGHT
    variables = theme.to_color_system().generate()

    def given(name: str) -> int:
        red, green, blue = Color.parse(variables[name]).rgb
        return red << 16 | green << 8 | blue

    paper = given("background")
    bar = nearer(given("surface"), paper, theme.dark)
    away = ours.bright
    grounds = (paper, bar)
    text = readable(given("foreground"), away, grounds, TEXT)
    muted = readable(mix(text, paper, 0.45), text, grounds, MUTED)
    faint = readable(mix(text, paper, 0.60), text, grounds, FAINT)
    candidates = [
        readable(given(name), away, grounds, CURSOR) for name in ("accent", "primary", "secondary", "warning")
    ]
    cursor = max(candidates, key=lambda colour: min(distance(colour, other) for other in (*ours.runs, text)))
    colours = {
        "paper": paper,
        "bar": bar,
        "rule": mix(paper, text, 0.20),
        "grid": mix(paper, text, 0.10),
        "text": text,
        "bright": away,
        "muted": muted,
        "faint": faint,
        "cursor": cursor,
        "good": readable(given("success"), away, grounds, VERDICT),
        "bad": readable(given("error"), away, grounds, VERDICT),
    }
    return {role: colours[role] for role in ROLES}


def nearer(bar: int, paper: int, dark: bool) -> int:
    """The bar, at most as far from paper as ours is: words on it are read as well."""
    share = 0.0
    while contrast(mix(bar, paper, share), paper) > (1.22 if dark else 1.16):
        share += 0.05
    moved = mix(bar, paper, share)
    return moved if contrast(moved, paper) > 1.03 else mix(paper, 0xFFFFFF if dark else 0x000000, 0.05)


def readable(colour: int, away: int, grounds: Iterable[int], least: float) -> int:
    """The colour, moved away from the grounds until its contrast is high enough on paper and nearly on the bar."""
    paper, bar = grounds
    share = 0.0
    while share < 1.0 and (
        contrast(mix(colour, away, share), paper) < least or contrast(mix(colour, away, share), bar) < 0.85 * least
    ):
        share += 0.02
    return mix(colour, away, min(share, 1.0))


def field_limits(paper: int, dark: bool) -> tuple[float, float]:
    """The lightness of the field's map, from paper to what leaves the first four runs their contrast."""
    ours: Theme = DARK if dark else LIGHT
    low = float(oklab(linear(paper))[0]) + (0.011 if dark else 0.0)
    high = low + (0.245 if dark else -0.20)
    hue, chroma = (185.0, 0.075) if dark else (235.0, 0.061)
    while min(contrast(run, oklch(high, chroma, hue)) for run in ours.runs[:4]) < ON_FIELD:
        high += -0.005 if dark else 0.005
    return round(low, 3), round(high, 3)


if __name__ == "__main__":
    main()

"""The kinds of file that a picture can leave as: their names, their suffixes, what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui.theme import LIGHT, PLAIN, Theme

if TYPE_CHECKING:  # completion asks for the names and has no time for NumPy
    from dlviz.tui.canvas import Canvas
    from dlviz.tui.figures.figure import Figure

SUFFIXES = {
    "svg": (".svg",),
    "png": (".png",),
    "text": (".txt",),
    "ansi": (".ans",),
    "csv": (".csv",),
    "pgf": (".pgf", ".tex"),
    "gif": (".gif",),
}
"""Of each kind, the usual one first."""
PIXELS = ("png", "gif")
"""Kinds that need Pillow, and a file to be written to."""
LETTERS = ("text", "ansi")
"""Kinds that a terminal shows."""
NUMBERS = ("csv", "pgf")
"""Kinds that hold the numbers behind a picture."""
FILM = "gif"


def kind_of(suffix: str) -> str | None:
    """The kind that a suffix means."""
    return next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), None)


def to_file(kind: str, canvas: Canvas, title: str, scale: int = 1) -> Callable[[Path], object]:
    """What writes a picture to a path, as SVG, PNG, text or text with a terminal's colours.

    Raises: ScenarioError for a PNG without Pillow, when it writes.
    """
    if kind == "png":
        from dlviz.tui.raster import to_png

        return lambda path: to_png(canvas, path, title, scale)
    text = to_text(kind, canvas, title)
    return lambda path: path.write_text(text, encoding="utf-8")


def to_text(kind: str, canvas: Canvas, title: str = "") -> str:
    """A picture as SVG, text, or text with a terminal's colours."""
    if kind == "svg":
        from dlviz.tui.export import to_svg

        return to_svg(canvas, title)
    return canvas.ansi() if kind == "ansi" else canvas.text()


def numbers_to_text(kind: str, figure: Figure, theme: Theme) -> str:
    """The numbers behind a picture, as CSV or for pgfplots: on light paper, in black where hues are unwanted."""
    if kind == "csv":
        from dlviz.tui.figures.table import to_csv

        return to_csv(figure)
    from dlviz.tui.figures.pgf import to_pgf

    return to_pgf(figure, LIGHT if theme.hues else PLAIN)


def numbers_to_file(kind: str, figure: Figure, theme: Theme) -> Callable[[Path], object]:
    """What writes the numbers behind a picture to a path."""
    text = numbers_to_text(kind, figure, theme)
    return lambda path: path.write_text(text, encoding="utf-8")


def no_numbers(panel: str, possible: list[str]) -> str:
    """Why a panel has no numbers to write, and which panels have."""
    others = f"; {', '.join(possible)} {'are' if len(possible) > 1 else 'is'}" if possible else ""
    return f"{panel} is no chart with numbers to take away{others}"

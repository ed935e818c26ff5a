"""Text by the cells it takes on a terminal: a wide letter takes two, an accent that joins its letter none."""

from __future__ import annotations

from rich.cells import cell_len as cells

__all__ = ["cells", "clip", "pad"]


def clip(text: str, width: int) -> str:
    """Return the text cut to a width, with a mark where it was cut."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text + "…" if width > 0 else ""


def pad(text: str, width: int, right: bool = False) -> str:
    """Return the text filled with spaces to a width, on its left if it shall stand `right`."""
    space = " " * (width - cells(text))
    return space + text if right else text + space

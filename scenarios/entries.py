"""The built-in scenarios, read with tomllib alone so that listing them costs almost nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

CHAPTERS = {
    1: "Introduction",
    2: "Multi-layer perceptrons",
    3: "Losses",
    4: "Optimization",
    5: "Regularization",
    6: "Convolutional networks",
}


@dataclass(frozen=True)
class Entry:
    """A line of the catalogue. `section` is that of the notes, such as "4.1", `order` the place within it."""

    name: str
    title: str
    section: str
    chapter: int
    question: str
    panels: tuple[str, ...]
    path: Path
    order: int


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every built-in scenario, in the order of the notes."""
    return tuple(sorted(map(_entry, FOLDER.glob("ch*/*.toml")), key=_order))


def find(name: str) -> Entry | None:
    """The built-in scenario of this name, if there is one."""
    return next((entry for entry in catalogue() if entry.name == name), None)


def after(name: str) -> Entry:
    """The built-in scenario that follows this one, the first after the last and after one that is not built in."""
    every = catalogue()
    names = [entry.name for entry in every]
    return every[(names.index(name) + 1) % len(every) if name in names else 0]


def beside(name: str, by: int) -> Entry | None:
    """The built-in scenario so many places further on; None beyond both ends, and beside one that is not built in."""
    every = catalogue()
    place = next((place + by for place, entry in enumerate(every) if entry.name == name), -1)
    return every[place] if 0 <= place < len(every) else None


def _entry(path: Path) -> Entry:
    with path.open("rb") as file:
        raw = tomllib.load(file)
    chapter = int(path.parent.name.removeprefix("ch"))
    panels = tuple(raw["display"]["panels"])
    return Entry(path.stem, raw["title"], raw["section"], chapter, raw["question"], panels, path, raw.get("order", 0))


def _order(entry: Entry) -> tuple[list[int], int, str]:
    return [int(part) for part in entry.section.split(".")], entry.order, entry.name

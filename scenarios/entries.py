"""The built-in scenarios, read with tomllib alone so that listing them costs almost nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
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
    """A line of the catalogue. `section` is that of the notes, such as "4.1", `order` the place within it.

    `made_of`: the names of its layers, optimizers, losses, functions and data; `runs`: of what it compares.
    """

    name: str
    title: str
    section: str
    chapter: int
    question: str
    panels: tuple[str, ...]
    path: Path
    order: int
    made_of: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


NAMING = ("type", "activation", "optimizer", "learning_rate", "loss", "function", "kind", "source")
"""Keys of a scenario file whose values, or the `name` in them, name what it is made of."""


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
    return Entry(
        name=path.stem,
        title=raw["title"],
        section=raw["section"],
        chapter=chapter,
        question=raw["question"],
        panels=panels,
        path=path,
        order=raw.get("order", 0),
        made_of=tuple(dict.fromkeys(_named(raw))),
        runs=tuple(run["name"] for run in raw.get("runs", ())),
    )


def _named(value: object, key: str = "") -> Iterator[str]:
    """The names in a part of a scenario file that stands under a key."""
    if isinstance(value, str) and key in NAMING:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _named(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _named(one, key if name == "name" else name.rpartition(".")[2])


def _order(entry: Entry) -> tuple[list[int], int, str]:
    return [int(part) for part in entry.section.split(".")], entry.order, entry.name

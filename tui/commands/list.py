"""List the scenarios: name, section of the notes, title.

Where the output is no terminal the columns are separated by tabs and the question is the fourth. On a
terminal ✓ marks the scenarios that were watched in the window, in JSON `seen` is true.
"""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console
from dlviz.tui.errors import InputError

if TYPE_CHECKING:
    from dlviz.scenarios.entries import Entry


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz list` takes."""
    parser.add_argument("--section", metavar="4.3", help="only this section, or all of a chapter: 4")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(arguments: Namespace) -> int:
    """Print the catalogue, or the part of it that is asked for."""
    from dlviz.scenarios.entries import catalogue
    from dlviz.tui.remembered import Remembered, seen

    entries = [entry for entry in catalogue() if within(entry.section, arguments.section)]
    if not entries:
        sections = ", ".join(dict.fromkeys(entry.section for entry in catalogue()))
        raise InputError(f"there is no scenario for section {arguments.section!r}; there are {sections}")
    console = Console(sys.stdout)
    if arguments.json:
        known = seen(Remembered())
        described_all = [described(entry, entry.name in known) for entry in entries]
        console.line(json.dumps(described_all, indent=2, ensure_ascii=not console.signs))
    elif console.terminal:
        for line in by_chapter(entries, console, seen(Remembered())):
            console.line(line)
    else:
        for entry in entries:
            console.line("\t".join((entry.name, entry.section, entry.title, entry.question)))
    return 0


def within(section: str, asked: str | None) -> bool:
    """Say whether a section is the one asked for, or a part of it."""
    return asked is None or f"{section}.".startswith(f"{asked.strip().rstrip('.')}.")


def described(entry: Entry, watched: bool) -> dict[str, object]:
    """Return an entry as JSON has it; `watched`: whether it was, in the window."""
    return {
        "name": entry.name,
        "title": entry.title,
        "section": entry.section,
        "chapter": entry.chapter,
        "question": entry.question,
        "panels": list(entry.panels),
        "seen": watched,
    }


def by_chapter(entries: list[Entry], console: Console, known: frozenset[str]) -> list[str]:
    """Return the lines for a person: a head for each chapter, an entry a line, marked where it was watched."""
    from dlviz.scenarios.entries import CHAPTERS
    from dlviz.tui.text import cells, clip, pad

    names = max(cells(entry.name) for entry in entries)
    sections = max(len(entry.section) for entry in entries)
    lines = []
    for chapter, members in groupby(entries, key=lambda entry: entry.chapter):
        lines.append(console.styled(f"{chapter}  {CHAPTERS[chapter]}", "bold"))
        for entry in members:
            title = clip(entry.title, console.width - names - sections - 7)
            mark = "✓" if entry.name in known else " "
            section = console.styled(pad(entry.section, sections), "dim")
            lines.append(f" {mark} {pad(entry.name, names)}  {section}  {title}")
    return lines

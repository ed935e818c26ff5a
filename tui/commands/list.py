"""List the scenarios: name, section of the notes, title.

Where the output is no terminal the columns are separated by tabs and the question is the fourth.
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

    entries = [entry for entry in catalogue() if within(entry.section, arguments.section)]
    if not entries:
        sections = ", ".join(dict.fromkeys(entry.section for entry in catalogue()))
        raise InputError(f"there is no scenario for section {arguments.section!r}; there are {sections}")
    console = Console(sys.stdout)
    if arguments.json:
        console.line(json.dumps([described(entry) for entry in entries], indent=2, ensure_ascii=not console.signs))
    elif console.terminal:
        for line in by_chapter(entries, console):
            console.line(line)
    else:
        for entry in entries:
            console.line("\t".join((entry.name, entry.section, entry.title, entry.question)))
    return 0


def within(section: str, asked: str | None) -> bool:
    """Say whether a section is the one asked for, or a part of it."""
    return asked is None or f"{section}.".startswith(f"{asked.strip().rstrip('.')}.")


def described(entry: Entry) -> dict[str, object]:
    """Return an entry as JSON has it."""
    return {
        "name": entry.name,
        "title": entry.title,
        "section": entry.section,
        "chapter": entry.chapter,
        "question": entry.question,
        "panels": list(entry.panels),
    }


def by_chapter(entries: list[Entry], console: Console) -> list[str]:
    """Return the lines for a person: a head for each chapter, an entry a line."""
    from dlviz.scenarios.entries import CHAPTERS
    from dlviz.tui.text import cells, clip, pad

    names = max(cells(entry.name) for entry in entries)
    sections = max(len(entry.section) for entry in entries)
    lines = []
    for chapter, members in groupby(entries, key=lambda entry: entry.chapter):
        lines.append(console.styled(f"{chapter}  {CHAPTERS[chapter]}", "bold"))
        for entry in members:
            title = clip(entry.title, console.width - names - sections - 7)
            lines.append(f"   {pad(entry.name, names)}  {console.styled(pad(entry.section, sections), 'dim')}  {title}")
    return lines

"""Show what a scenario asks, what to look for, its runs, its questions and its claims.

The answers to its questions come with --answer. With --toml the file itself is printed: a good start for one of
your own. With --keras a Keras program that does the same is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from dlviz.tui.answers import hidden
from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console, remark, shown
from dlviz.tui.errors import InputError

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.schema import Exercise
    from dlviz.tui.markdown import Line

WIDEST = 100
STYLES = {"bright": "bold", "cursor": "code", "muted": "dim"}
"""What a role of the screen is on a terminal; the others are plain."""


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz show` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a name or a file.toml")
    parser.add_argument("--answer", action="store_true", help="print the answers to its questions too")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--toml", action="store_true", help="print the scenario's file")
    instead.add_argument("--keras", action="store_true", help="print the Keras program that does the same")


def run(arguments: Namespace) -> int:
    """Print the words of a scenario, its file, or a program."""
    from dlviz.scenarios import load

    scenario = load(arguments.scenario)
    remark(scenario.remarks)
    console = Console(sys.stdout)
    if arguments.toml:
        if scenario.path is not None:
            console.write(scenario.path.read_text(encoding="utf-8"))
            return 0
        from dlviz.scenarios.written import text_of

        console.write(text_of(scenario))
        return 0
    if arguments.keras:
        if not arguments.answer and "network" in hidden(scenario):
            raise InputError("--keras would tell the answer to a question of this scenario; add --answer")
        from dlviz.scenarios.keras_code import program

        console.write(program(scenario))
        return 0
    console.heading(scenario.title, scenario.section)
    for line in words(scenario, console, arguments.answer):
        console.line(line)
    return 0


def words(scenario: Scenario, console: Console, answered: bool) -> list[str]:
    """What a scenario says, line by line: rendered on a terminal, plain elsewhere."""
    kept = hidden(scenario) if not answered else frozenset()
    out = ["", *prose(scenario.question, console, bold=True)] if scenario.question.strip() else []
    if scenario.look.strip():
        out += ["", *prose(scenario.look, console)]
    if scenario.formulas:
        out.append("")
        out += (
            ["    The formulas come with --answer."]
            if "formulas" in kept
            else [f"    {shown(formula)}" for formula in scenario.formulas]
        )
    for number, one in enumerate(scenario.exercises):
        out += ["", *exercise(one, console, answered, last=number == len(scenario.exercises) - 1)]
    for number, text in enumerate(scenario.tries):
        out += [""] * (number == 0) + hanging("try     ", text, console)
    out += ["", f"runs    {', '.join(map(shown, scenario.run_names))}"]
    return out + claims(scenario, console, "claims" in kept)


def exercise(one: Exercise, console: Console, answered: bool, last: bool) -> list[str]:
    """A question, its choices, and its answer if that is asked for."""
    out = hanging("think   ", one.ask, console)
    full, hollow = ("●", "○") if console.signs else ("*", "o")
    for choice in one.choices:
        mark = full if answered and choice == one.right else hollow
        out += hanging(f"     {mark}  ", choice, console)
    if answered:
        return out + hanging("answer  ", one.answer, console)
    return [*out, f"        {console.styled('the answer: --answer', 'dim')}"] if last else out


def claims(scenario: Scenario, console: Console, kept: bool) -> list[str]:
    """Each claim with its check, or how many come with the answer."""
    if kept:
        number = len(scenario.claims)
        return [f"claims  {number} come with --answer" if number != 1 else "claims  one comes with --answer"]
    out = []
    for claim in scenario.claims:
        out.append(f"claim   {shown(claim.text)}")
        out.append(f"        {console.styled(shown(' '.join(claim.check.split())), 'dim')}")
    return out


def prose(text: str, console: Console, bold: bool = False) -> list[str]:
    """Markdown in lines of the terminal's width."""
    from dlviz.tui import markdown

    return styled(markdown.lines(text, room(console), not console.signs), console, bold)


def hanging(head: str, text: str, console: Console) -> list[str]:
    """Markdown behind a head, its other lines under it."""
    from dlviz.tui import markdown

    lines = styled(markdown.lines(text, room(console) - len(head), not console.signs), console)
    return [(head if number == 0 else " " * len(head)) + line for number, line in enumerate(lines)]


def styled(lines: Iterable[Line], console: Console, bold: bool = False) -> list[str]:
    """Lines with the terminal's own styles, where it has any."""
    out = []
    for line in lines:
        said = " " * line.indent
        for style, pieces in groupby(line.pieces, lambda piece: "bold" if bold or piece[2] else STYLES.get(piece[1])):
            text = "".join(text for text, _, _ in pieces)
            said += console.styled(text, style) if style else text
        out.append(said.rstrip())
    return out


def room(console: Console) -> int:
    """Columns for words."""
    return max(20, min(console.width, WIDEST))

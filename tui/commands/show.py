"""Show what a scenario asks, what to look for, its runs and its claims.

With --toml the file itself is printed: a good start for one of your own.
"""

from __future__ import annotations

import sys
import textwrap

from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console, shown

WIDEST = 100


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz show` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a name or a file.toml")
    parser.add_argument("--toml", action="store_true", help="print the scenario's file")


def run(arguments: Namespace) -> int:
    """Print the words of a scenario, or its file."""
    from dlviz.scenarios import load

    scenario = load(arguments.scenario)
    console = Console(sys.stdout)
    if arguments.toml and scenario.path:
        console.write(scenario.path.read_text(encoding="utf-8"))
        return 0
    console.heading(scenario.title, scenario.section)
    for text in (scenario.question, scenario.look):
        for line in wrapped(text, console):
            console.line(line)
    if scenario.formulas:
        console.line()
    for formula in scenario.formulas:
        console.line(f"    {shown(formula)}")
    console.line()
    console.line(f"runs    {', '.join(map(shown, scenario.run_names))}")
    for claim in scenario.claims:
        console.line(f"claim   {shown(claim.text)}")
        console.line(f"        {console.styled(shown(claim.check), 'dim')}")
    return 0


def wrapped(text: str, console: Console) -> list[str]:
    """Return paragraphs wrapped to the width, an empty line before each; a list's items stay apart."""
    lines = []
    for paragraph in text.strip().split("\n\n"):
        lines.append("")
        items = paragraph.replace("\n- ", "\n\n- ").split("\n\n")
        for item in items:
            words = shown(" ".join(item.split()))
            inner = "  " if words.startswith("- ") else ""
            lines += textwrap.wrap(words, max(20, min(console.width, WIDEST)), subsequent_indent=inner)
    return lines if text.strip() else []

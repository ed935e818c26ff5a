"""Train a scenario and watch it.

SCENARIO is a name from `dlviz list`, a TOML file of your own, or - for a scenario on
standard input. On a terminal the window opens. With --headless, --json or --out, and where
the output is no terminal, training runs without it and prints what was reached: a chart,
a table and the claims on a terminal, plain lines elsewhere. Ctrl-C keeps what there is.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from dlviz.tui import window_options
from dlviz.tui.arguments import Namespace, Parser, at_least
from dlviz.tui.console import is_terminal, remark
from dlviz.tui.errors import InputError
from dlviz.tui.keyboard import open_window

if TYPE_CHECKING:
    from dlviz.scenarios.entries import Entry


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz run` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a name, a file.toml, or - for standard input")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="change a setting, e.g. training.epochs=5; repeat for more",
    )
    parser.add_argument(
        "--run", metavar="NAME", action="append", default=[], help="train only this run; repeat for more"
    )
    parser.add_argument("--seed", metavar="N", type=at_least(0), help="the seed of training")
    parser.add_argument("--steps", metavar="N", type=at_least(1), help="train at most N steps")
    parser.add_argument("--present", action="store_true", help="slides for a projector: pgdn and pgup go through them")
    parser.add_argument("--headless", action="store_true", help="no window")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="write a row per run and step, .jsonl .csv .parquet; - is JSONL on standard output",
    )
    window_options.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """Check everything, then train in the window or without it."""
    if arguments.json and arguments.out == "-":
        raise InputError("--json and --out - both want standard output; give --out a file")
    if arguments.present and (arguments.headless or arguments.json or arguments.out):
        raise InputError("--present is for the window; leave out --headless, --json and --out")
    wants_window = not (arguments.headless or arguments.json or arguments.out) and is_terminal(sys.stdout)
    if not wants_window:
        window_options.refuse(arguments)
    if arguments.present and not wants_window:
        remark(["--present is for the window, and none opens here; training goes on without it"])
    preferences = window_options.chosen(arguments) if wants_window else None
    if preferences and (entry := as_it_stands(arguments)):
        return open_window(entry, preferences, arguments.present)
    from dlviz.scenarios import load

    scenario = load(
        arguments.scenario,
        overrides=arguments.set,
        runs=tuple(arguments.run),
        seed=arguments.seed,
        steps=arguments.steps,
    )
    if preferences:
        return open_window(scenario, preferences, arguments.present)
    from dlviz.tui.headless import drive

    remark(scenario.remarks)
    return drive.run(scenario, arguments.out, arguments.json)


def as_it_stands(arguments: Namespace) -> Entry | None:
    """Return the entry of the catalogue that is to be run unchanged: it needs no check, so the window need not wait."""
    if arguments.set or arguments.run or arguments.seed is not None or arguments.steps is not None:
        return None
    from dlviz.scenarios.entries import find

    return find(arguments.scenario)

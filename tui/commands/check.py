"""Check the claims of scenarios: train them without a window and say what holds.

Without SCENARIO all that are built in are checked. With --seeds each is trained with N seeds
and a line says for how many of them a claim holds; a computation without random numbers is done
once. The exit code is 1 if a claim fails or cannot be decided, for any seed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dlviz.tui.arguments import Namespace, Parser, at_least
from dlviz.tui.console import Console, remark, shown
from dlviz.tui.errors import InputError


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz check` takes."""
    parser.add_argument("scenarios", metavar="SCENARIO", nargs="*", help="names or files; all built-in ones if none")
    parser.add_argument("--seeds", metavar="N", type=at_least(1), help="train with the seeds 0 to N - 1")


def run(arguments: Namespace) -> int:
    """Train the scenarios one after another and print a line per claim."""
    if arguments.seeds and "-" in arguments.scenarios:
        raise InputError("--seeds reads a scenario once for each seed; give a file in the place of -")
    from dlviz.scenarios import load
    from dlviz.scenarios.entries import catalogue
    from dlviz.tui.headless import drive

    out = Console(sys.stdout)
    names = arguments.scenarios or [entry.name for entry in catalogue()]
    seeds = range(arguments.seeds) if arguments.seeds else [None]
    scenarios = [[load(name, seed=seed) for seed in seeds] for name in names]
    remark(dict.fromkeys(said for versions in scenarios for said in versions[0].remarks))
    failed = False
    for versions in scenarios:
        reports = []
        settled = len(versions) > 1 and not versions[0].depends_on_seed
        if settled:
            note = f"{shown(versions[0].name)} does not depend on the seed, computed once"
            out.line(f"{out.styled('·', 'dim')} {note}")
        for scenario in versions[:1] if settled else versions:
            reports.append(drive.train(scenario, drive.progress(scenario.name, out, quiet=True)).report())
        for line, holds in lines(reports, out):
            out.line(line)
            failed |= not holds
    return 1 if failed else 0


def lines(reports: Sequence[Mapping[str, Any]], out: Console) -> list[tuple[str, bool]]:
    """Return a line for each claim of a scenario and whether it holds in all its reports."""
    from dlviz.tui.headless.report import SIGNS, VERDICTS, claim_line

    name = reports[0]["scenario"]
    found = []
    for versions in zip(*(report["claims"] for report in reports), strict=True):
        held = sum(claim["holds"] is True for claim in versions)
        good = held == len(versions)
        verdict = VERDICTS[versions[0]["holds"]] if len(versions) == 1 else f"{held}/{len(versions)}"
        sign, style = SIGNS[versions[0]["holds"] if len(versions) == 1 else good]
        line = claim_line(versions[0] if len(versions) == 1 else {**versions[0], "left": None, "right": None}, verdict)
        found.append((f"{out.styled(sign, style)} {shown(name)} {line}", good))
    return found or [(f"{out.styled('·', 'dim')} {shown(name)} has no claims", True)]

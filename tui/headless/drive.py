"""A session from its scenario to its report, with what it has when a signal ends it early."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from dlviz.scenarios import Scenario, Session, writers
from dlviz.scenarios.report import columns
from dlviz.tui.console import Console, shown
from dlviz.tui.headless import chart, report
from dlviz.tui.headless.progress import Progress
from dlviz.tui.headless.signals import Signals

STANDARD_OUTPUT = "-"


def run(scenario: Scenario, target: str | None = None, as_json: bool = False) -> int:
    """Train a scenario, write its rows to a file or standard output ("-"), then its report; the exit code.

    Raises: ScenarioError, before anything is trained, where the file cannot be written.
    """
    if target not in (None, STANDARD_OUTPUT):
        writers.check_out(Path(str(target)))
    quiet = as_json or target == STANDARD_OUTPUT
    out = Console(sys.stdout)
    with Signals() as signals:
        session = train(scenario, progress(scenario.name, out, quiet), signals)
        if target == STANDARD_OUTPUT:
            out.speak_utf8()
            writers.write_lines(out.stream, session.rows())
        elif target:
            writers.write(Path(target), columns(session), session.rows())
        if as_json:
            out.line(report.as_json(session.report(), out))
        elif not quiet:
            write_report(scenario, session, out)
        return signals.code


def train(scenario: Scenario, shows: Progress, signals: Signals | None = None) -> Session:
    """Build a session and train it to its end, or to a signal that is caught."""
    try:
        session = scenario.session()
        session.build(say=shows.say)
        shows.begin(session)
        if signals:
            signals.keep = True
        session.train(lambda done, ticks: shows.update(session), signals.stop if signals else None)
        return session
    finally:
        shows.end()


def progress(name: str, out: Console, quiet: bool) -> Progress:
    """Choose where the progress shows: a bar on a terminal, else lines unless standard output is taken."""
    aside = Console(sys.stderr)
    bar = aside if aside.terminal else out if out.terminal and not quiet else None
    return Progress(name, bar, None if quiet or out.terminal else out)


def write_report(scenario: Scenario, session: Session, out: Console) -> None:
    """Write chart, table and claims for a person, or lines for programs."""
    found = session.report()
    if not out.terminal:
        for line in report.lines(found):
            out.line(line)
        return
    out.heading(scenario.title, scenario.section)
    for part in (loss_chart(session, out), report.table(found, out), report.claims(found, out)):
        if part:
            out.line()
        for line in part:
            out.line(line)


def loss_chart(session: Session, out: Console) -> list[str]:
    """Return the chart of the losses: over steps, or over epochs where the runs differ in steps per epoch."""
    rates = {one.run.steps_per_epoch for one in session.runs}
    curves = []
    for place, one in enumerate(session.runs):
        loss = np.asarray(one.run.trace["loss"], dtype=np.float64)
        x = np.arange(len(loss), dtype=np.float64) / (one.run.steps_per_epoch if len(rates) > 1 else 1)
        curves.append(chart.curve(place, x, loss, 2 * chart.WIDEST))
    names = [shown(one.name) for one in session.runs]
    return chart.draw(curves, names, "steps" if len(rates) == 1 else "epochs", out)

"""A session from its scenario to its report, with what it has when a signal ends it early."""

from __future__ import annotations

import sys

import numpy as np

from dlviz.scenarios import Scenario
from dlviz.scenarios.session import Session
from dlviz.tui.console import Console, shown
from dlviz.tui.headless import chart, report
from dlviz.tui.headless.progress import Progress
from dlviz.tui.headless.rows import Sink
from dlviz.tui.headless.signals import Signals

CHUNK = 0.05  # seconds of training between two looks at signals and the bar


def run(scenario: Scenario, sink: Sink | None = None, as_json: bool = False) -> int:
    """Train a scenario, write its rows and its report, and return the exit code."""
    quiet = as_json or (sink is not None and sink.standard_output)
    out = Console(sys.stdout)
    with Signals() as signals:
        try:
            session = train(scenario, progress(scenario.name, out, quiet), signals)
            if sink:
                sink.write(session)
        finally:
            if sink:
                sink.close()
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
        if signals:
            signals.keep = True
        shows.begin(session)
        while session.advance(seconds=CHUNK):
            shows.update(session)
            if signals and signals.number:
                session.interrupt()
                break
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
    out.line()
    for part in (loss_chart(session, out), report.table(found, out), report.claims(found, out)):
        for line in part:
            out.line(line)
        if part:
            out.line()


def loss_chart(session: Session, out: Console) -> list[str]:
    """Return the chart of the losses: over steps, or over epochs where the runs differ in steps per epoch."""
    rates = {item.run.steps_per_epoch for item in session.runs}
    curves = []
    for place, item in enumerate(session.runs):
        loss = np.asarray(item.run.trace["loss"], dtype=np.float64)
        x = np.arange(len(loss), dtype=np.float64) / (item.run.steps_per_epoch if len(rates) > 1 else 1)
        curves.append(chart.curve(place, x, loss, 2 * chart.WIDEST))
    names = [shown(item.name) for item in session.runs]
    return chart.draw(curves, names, "steps" if len(rates) == 1 else "epochs", out)

"""A session from its scenario to its report, with what it has when a signal ends it early."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import numpy as np

from dlviz.scenarios import Scenario, ScenarioError, Session, writers
from dlviz.scenarios.comparable import SUMMED, unlike
from dlviz.scenarios.differences import Difference, differing, flat
from dlviz.scenarios.report import columns
from dlviz.tui import collector
from dlviz.tui.console import Console, shown
from dlviz.tui.headless import chart, report
from dlviz.tui.headless.progress import Progress
from dlviz.tui.headless.signals import Signals

STANDARD_OUTPUT = "-"
EPOCHS = 20  # so many epochs make a curve of their own


def run(scenario: Scenario, target: str | None = None, as_json: bool = False) -> int:
    """Train a scenario, write its rows to a file or standard output ("-"), then its report; the exit code.

    Raises: ScenarioError, before anything is trained, where the file cannot be written; after the report, where
    writing it failed.
    """
    if target not in (None, STANDARD_OUTPUT):
        writers.check_out(Path(str(target)))
    quiet = as_json or target == STANDARD_OUTPUT
    out = Console(sys.stdout)
    with Signals() as signals:
        session = train(scenario, progress(scenario.name, out, quiet), signals)
        signals.writing = True
        failed = None
        try:  # before the report, whose reader or terminal may go away
            write_rows(session, target, out)
        except ScenarioError as error:  # a full disk does not take the report away
            failed = error
        if as_json:
            out.line(report.as_json(session.report(), out))
        elif not quiet:
            write_report(scenario, session, out)
        if not out.terminal and any(one.run.status == "interrupted" for one in session.runs):
            Console(sys.stderr).line(f"dlviz: {interrupted(session)}")  # where a person may look
        if failed:
            raise failed
        return signals.code


def interrupted(session: Session) -> str:
    """Say how far training had come."""
    done = sum(one.run.step for one in session.runs)
    return f"interrupted after {done} of {sum(one.run.steps for one in session.runs)} steps; what there is was written"


def write_rows(session: Session, target: str | None, out: Console) -> None:
    """Write a row per run and step to a file, to standard output, or (None) nowhere."""
    if target == STANDARD_OUTPUT:
        out.speak_utf8()
        writers.write_lines(out.stream, session.rows())
    elif target:
        writers.write(Path(target), columns(session), session.rows())


def train(scenario: Scenario, shows: Progress, signals: Signals | None = None) -> Session:
    """Build a session and train it to its end, or to a signal that is caught."""
    try:
        session = scenario.session()
        with collector.at_rest():
            session.build(say=shows.say)
        if signals:
            signals.keep = True
        shows.begin(session)
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
    apart = differing([flat(one.spec) for one in session.runs]) + sums(session)
    if not out.terminal:
        for line in (*report.lines(found), *report.differ_lines(apart)):
            out.line(line)
        return
    out.heading(scenario.title, scenario.section)
    for part in (
        loss_chart(session, out),
        report.table(found, [one.index for one in session.runs], out),
        report.differs(apart, [one.name for one in session.runs], out),
        report.claims(found, out),
    ):
        if part:
            out.line()
        for line in part:
            out.line(line)


def sums(session: Session) -> list[Difference]:
    """Say over how many rows the losses are sums, where these differ: such losses cannot be compared."""
    runs = [one for one in session.runs if one.rows is not None]
    rows = [sum(cast(Any, one.run).batch_sizes) for one in runs]
    found = unlike([one.spec.document for one in runs], "loss", rows)
    return [one._replace(path=f"loss is {one.path}") for one in found if one.path == SUMMED]


def loss_chart(session: Session, out: Console) -> list[str]:
    """Return the chart of the losses, or of a computation's first curve.

    Minibatch losses of many epochs would be a cloud, so their mean over each epoch is drawn; else every step, on
    an axis of epochs where the runs differ in steps per epoch. A scenario may ask for the loss on all rows.
    """
    runs = [one.run for one in session.runs]
    drawn = session.scenario.display.curves
    if drawn is not None and "loss" not in runs[0].trace:
        return _curve_chart(session, drawn.x, drawn.columns[0], out)
    rates = {run.steps_per_epoch for run in runs}
    by_epoch = len(rates) > 1 or (rates != {1} and min(run.step // run.steps_per_epoch for run in runs) >= EPOCHS)
    on_all_rows = session.scenario.display.loss.column == "full_loss"
    means = by_epoch and len(rates) == 1 and not on_all_rows
    column = "epoch_loss" if means else "full_loss" if on_all_rows else "loss"
    curves = []
    for one, run in zip(session.runs, runs, strict=True):
        stride = run.steps_per_epoch
        loss = np.asarray(run.trace[column][:: stride if means else 1], dtype=np.float64)
        x = np.arange(len(loss), dtype=np.float64) / (stride if by_epoch and not means else 1)
        curves.append(chart.curve(one.index, x, loss, 2 * chart.WIDEST))
    axes = f"{column} over {'epochs' if by_epoch else 'steps'}"
    return chart.draw(curves, {one.index: shown(one.name) for one in session.runs}, axes, out)


def _curve_chart(session: Session, x: str, y: str, out: Console) -> list[str]:
    """The chart of one column over another; of several entries the first."""
    curves = []
    for one in session.runs:
        trace = one.run.trace
        if y not in trace:
            continue
        values = np.asarray(trace[y], dtype=np.float64).reshape(trace.rows, -1)[:, 0]
        over = np.asarray(trace[x], dtype=np.float64) if x in trace else np.arange(trace.rows, dtype=np.float64)
        curves.append(chart.curve(one.index, over, values, 2 * chart.WIDEST))
    return chart.draw(curves, {one.index: shown(one.name) for one in session.runs}, f"{y} over {x}", out)

"""What a session reached: a table and marked claims for a person, lines of one form for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dlviz.scenarios.differences import Difference
from dlviz.tui.console import MARKS, Console, shown
from dlviz.tui.numbers import count, number, plain
from dlviz.tui.text import cells, clip, pad
from dlviz.tui.view import ClaimView

VERDICTS = {True: "holds", False: "fails", None: "undecided"}
SIGNS = {True: ("✓", "good"), False: ("✗", "bad"), None: ("·", "dim")}

Report = Mapping[str, Any]  # the object of --json


def as_json(report: Report, console: Console) -> str:
    """Return the report as one JSON object."""
    return json.dumps(report, indent=2, allow_nan=False, ensure_ascii=not console.signs)


def lines(report: Report) -> list[str]:
    """Return the report as lines for programs: their kind, names in quotes, then words and numbers."""
    found = [f"scenario {quoted(report['scenario'])} seed {report['seed']}"]
    for run in report["runs"]:
        numbers = "".join(f" {word} {plain(value)}" for word, value in values(run))
        epochs = "" if run["epochs"] is None else f" epochs {run['epochs']}"
        found.append(
            f"run {quoted(run['name'])} status {quoted(run['status'])} steps {run['steps']}"
            f"{epochs}{numbers} seconds {run['seconds']:.3f}"
        )
    for claim in report["claims"]:
        found.append(f"claim {claim_line(claim)}")
    return found


def claim_line(claim: Mapping[str, Any], verdict: str | None = None) -> str:
    """Return a claim as a line for programs: verdict, text, the two sides of its comparison, and what they count."""
    line = f"{verdict or VERDICTS[claim['holds']]} {quoted(claim['text'])}"
    sides = [f" {side} {plain(claim[side])}" for side in ("left", "right") if claim[side] is not None]
    return line + "".join(sides) + (f" unit {claim['unit']}" if sides and claim["unit"] else "")


def quoted(text: str) -> str:
    """Return text in double quotes, as JSON writes it."""
    return shown(json.dumps(text, ensure_ascii=False))


def values(run: Mapping[str, Any]) -> list[tuple[str, float | None]]:
    """Return the losses and metrics that a run has, by name."""
    losses = [(name, run[name]) for name in ("full_loss", "loss", "epoch_loss", "val_loss")]
    lost = run["loss"] is None and run["status"] != "finished"  # a computation finishes without one
    kept = [pair for pair in losses if pair[1] is not None or (lost and pair[0] == "loss")]
    return kept + list(run["metrics"].items())


def table(report: Report, places: Sequence[int], console: Console) -> list[str]:
    """Return the runs as a table for a person, no wider than the terminal; their places tell marks and colours."""
    names = list(dict.fromkeys(name for run in report["runs"] for name, _ in values(run)))
    trained = any(run["epochs"] is not None for run in report["runs"])  # a computation has no epochs
    heads = ["run", "status", "steps", *["epochs"] * trained, *names, "seconds"]
    rows = []
    for place, run in zip(places, report["runs"], strict=True):
        has = dict(values(run))
        rows.append(
            [
                f"{MARKS[place % len(MARKS)]} {shown(run['name'])}",
                shown(run["status"]),
                count(run["steps"]),
                *([count(run["epochs"])] if trained else []),
                *(number(has.get(name), wide=True) for name in names),
                f"{run['seconds']:.2f}",
            ]
        )
    widths = [max(cells(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    for column, least in ((0, 8), (1, 11)):  # names and words give way before numbers do
        over = sum(widths) + 2 * (len(widths) - 1) - console.width
        widths[column] = min(widths[column], max(least, widths[column] - over))
    found = [console.styled(_row(heads, widths, console.width), "dim")]
    for row in rows:
        line = _row(row, widths, console.width)
        found.append(console.styled(line[: widths[0]], row[0][0]) + line[widths[0] :])
    return found


def differs(found: Sequence[Difference], names: Sequence[str], console: Console) -> list[str]:
    """Return what the runs set differently, a setting a line: a table for a person."""
    rows = [["differs", *names], *([one.label, *(value or "–" for value in one.values)] for one in found)]
    if len(rows) < 2:
        return []
    most = max((console.width - 2) // len(rows[0]) - 2, 8)
    lines = [[shown(clip(item, most)) for item in row] for row in rows]
    widths = [max(cells(row[column]) for row in lines) for column in range(len(rows[0]))]
    head, *others = [clip("  ".join(map(pad, row, widths)), console.width).rstrip() for row in lines]
    return [console.styled(head, "dim"), *others]


def differ_lines(found: Sequence[Difference]) -> list[str]:
    """Return the same as lines for programs, a value a run in their order."""
    return [f"differs {quoted(one.label)} {' '.join(quoted(value or '') for value in one.values)}" for one in found]


def claims(report: Report, console: Console) -> list[str]:
    """Return the claims with their marks, their two sides at the right edge where they fit."""
    from dlviz.tui.pictures.lesson import compared  # the pictures import Textual: only for a person

    found = []
    for claim in report["claims"]:
        sign, style = SIGNS[claim["holds"]]
        first, *rest = _beside(shown(claim["text"]), compared(ClaimView(**claim)), console)
        found += [console.styled(sign, style) + first, *(" " + row for row in rest)]
    return found


def _beside(text: str, aside: str, console: Console) -> list[str]:
    """Return wrapped text with a remark at the right edge of its last line, or on a line of its own."""
    width = max(20, min(console.width, 100))
    rows = [f" {row}" for row in textwrap.wrap(text, width - 2) or [""]]
    if aside:
        room = width - 1 - cells(rows[-1]) - cells(aside)
        if room >= 2:
            rows[-1] += " " * room + console.styled(aside, "dim")
        else:
            rows.append(" " + " " * (width - 2 - cells(aside)) + console.styled(aside, "dim"))
    return rows


def _row(items: Sequence[str], widths: Sequence[int], width: int) -> str:
    columns = [pad(clip(item, widths[place]), widths[place], right=place > 1) for place, item in enumerate(items)]
    return clip("  ".join(columns), width).rstrip()

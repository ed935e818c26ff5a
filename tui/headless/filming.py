"""A film without a window: one training, a frame for each chosen step, what the probes find computed at every one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dlviz.scenarios import writers
from dlviz.tui import kinds, steady
from dlviz.tui.canvas import Canvas
from dlviz.tui.console import Console
from dlviz.tui.errors import InputError
from dlviz.tui.headless.looking import Looking, tick_at
from dlviz.tui.headless.progress import CLEAR
from dlviz.tui.numbers import count
from dlviz.tui.view import View

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.tui.headless.plot import Wanted
    from dlviz.tui.headless.progress import Progress

FRAMES = 160  # at most, unless more are asked for
MOST = 2000
FPS = 20


def check(wanted: Wanted, kind: str | None) -> None:
    """Find out whether the options of a film and the kind of file go together.

    Raises: InputError where they do not.
    """
    asked = {
        "--from": wanted.begin,
        "--to": wanted.end,
        "--frames": wanted.frames,
        "--every": wanted.every,
        "--fps": wanted.fps,
    }
    given = [option for option, value in asked.items() if value is not None]
    still = next((name for name in ("step", "epoch") if getattr(wanted, name) is not None), None)
    if kind != kinds.FILM:
        if given and not (given == ["--to"] and still is not None):
            where = f"--out {wanted.out}" if wanted.out is not None else "standard output"
            raise InputError(f"{given[0]} makes a film, and {where} holds one picture; add --out FILE.gif")
        return
    if still is not None:
        raise InputError(f"--{still} chooses one picture, and a .gif is a film; choose --from A --to B")
    if wanted.frames is not None and wanted.every is not None:
        raise InputError("--frames says how many and --every how far apart; leave one of them out")


def film(scenario: Scenario, wanted: Wanted, shows: Progress, drawn: Callable[[View], Canvas]) -> None:
    """Train as far as the film goes, draw its frames on one scale and write it, with the progress on standard error.

    Raises: InputError for steps that there are not, or too many frames.
    """
    from dlviz.tui.film import to_gif

    looking = Looking(scenario, wanted, shows)
    ticks = steps(looking, wanted)
    says = _Says(Console(sys.stderr), len(ticks))
    try:
        views = []
        for tick in ticks:
            views.append(looking.at(tick))
            says.number("drawing", len(views))
        canvases = steady.drawn(views, drawn)
        writers.whole(
            Path(str(wanted.out)),
            lambda path: to_gif(
                canvases, path, float(wanted.fps or FPS), wanted.scale, lambda number: says.number("writing", number)
            ),
        )
    finally:
        says.end()


def steps(looking: Looking, wanted: Wanted) -> list[int]:
    """Train as far as needed; the ticks of the frames.

    Raises: InputError.
    """
    session = looking.session
    first = tick_at(session, "--from", wanted.begin, 0)
    last = tick_at(session, "--to", wanted.end, session.ticks)
    if last < first:
        raise InputError(f"--to {wanted.end or last} lies before --from {wanted.begin}; a film goes forward")
    front = looking.train(None if wanted.end is None else last)
    if front < (first if wanted.end is None else last):
        option, text = ("--from", wanted.begin) if wanted.end is None else ("--to", wanted.end)
        raise InputError(f"{option} {text}: {looking.ends}; the last step there is {count(front)}")
    last = min(last, front)
    if wanted.every is not None:
        ticks = [*range(first, last + 1, wanted.every)]
        ticks += [last] * (ticks[-1] != last)
    else:
        number = min(wanted.frames or FRAMES, last - first + 1)
        ticks = np.unique(np.linspace(first, last, number).round().astype(int)).tolist()
    if len(ticks) > MOST:
        raise InputError(f"a film of {count(len(ticks))} frames is too long; choose --frames, at most {count(MOST)}")
    return ticks


class _Says:
    """Which frame is being made: on a terminal one line that is redrawn, elsewhere nothing."""

    def __init__(self, console: Console, frames: int) -> None:
        self._console, self._frames = console, frames

    def number(self, what: str, frame: int) -> None:
        """Say that this frame, counted from 1, was made."""
        if self._console.terminal:
            self._console.write(f"{CLEAR}{what} frame {frame}/{self._frames}")

    def end(self) -> None:
        """Take the line away."""
        if self._console.terminal:
            self._console.write(CLEAR)

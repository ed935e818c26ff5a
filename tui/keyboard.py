"""The way to the window: it needs keys, for without them it could not be left."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from dlviz.tui.errors import InputError

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.entries import Entry
    from dlviz.tui.preferences import Preferences


def open_window(asked: Scenario | Entry | None, preferences: Preferences, presents: bool = False) -> int:
    """Open the window on a scenario, or (None) on the catalogue, and return the exit code; `presents`: as slides.

    Where standard input is something else, the controlling terminal takes its place, so that
    `cat mine.toml | dlviz run -` opens the window as usual.
    Raises: InputError with what is in the way.
    """
    if not sys.stdin.isatty():
        try:
            terminal = os.open("/dev/tty", os.O_RDWR)
        except OSError:
            pass  # there is none; what follows says so
        else:
            os.dup2(terminal, 0)
            os.close(terminal)
    from dlviz.tui import terminal as screen

    reason = screen.check()
    if reason:
        raise InputError(reason)
    preferences = screen.suited(preferences)
    from dlviz.tui.app import open_app

    return open_app(asked, preferences, presents)

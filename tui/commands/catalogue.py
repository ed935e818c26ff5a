"""Open the catalogue: what `dlviz` alone does."""

from __future__ import annotations

import sys

from dlviz.tui import window_options
from dlviz.tui.arguments import Namespace
from dlviz.tui.console import is_terminal
from dlviz.tui.errors import InputError
from dlviz.tui.keyboard import open_window


def run(arguments: Namespace) -> int:
    """Open the catalogue.

    Raises: InputError where there is no terminal to open it on.
    """
    if not is_terminal(sys.stdout):
        raise InputError("the catalogue needs a terminal; dlviz list prints it, dlviz --help says what else there is")
    return open_window(None, window_options.chosen(arguments))

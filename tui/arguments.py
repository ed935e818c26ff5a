"""Reading arguments: argparse, with our sentences in the place of its own."""

from __future__ import annotations

import argparse
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from dlviz.tui.errors import InputError

__all__ = ["Namespace", "Parser", "at_least", "between", "nearest"]


class Parser(argparse.ArgumentParser):
    """A parser whose help is a docstring as it stands and whose errors are exceptions."""

    def __init__(self, prog: str, description: str | None, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=(description or "").strip(),
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def read(self, arguments: Sequence[str]) -> Namespace:
        """Parse all arguments.

        Raises: InputError for one that is not known, with the nearest that is.
        """
        namespace, rest = self.parse_known_args(arguments)
        if rest:
            options = [*re.findall(r"--[a-z-]+", self.format_usage()), "--help"]
            remedy = nearest(rest[0], options) if rest[0].startswith("-") else f"see {self.prog} --help"
            raise InputError(f"{self.prog} does not know {rest[0]!r}; {remedy}")
        return namespace

    def known(self) -> list[argparse.Action]:
        """Every option and every place, in the order in which they were declared."""
        return list(self._actions)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help; argparse would say nothing of a disk that is full."""
        (file or sys.stdout).write(message)

    def error(self, message: str) -> NoReturn:
        """Raise argparse's complaint as our own."""
        raise InputError(f"{message.removeprefix('argument ')}; see {self.prog} --help")


def nearest(given: str, known: Iterable[str]) -> str:
    """Return the remedy for a misspelt word: the nearest right ones, or all there are."""
    from dlviz.scenarios.errors import close

    names = list(known)
    near = close(given, names)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"


def at_least(least: int) -> Callable[[str], int]:
    """Return the reader of a whole number that is not smaller than `least`."""

    def whole(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} on")
        return value

    return whole


def between(least: int, most: int) -> Callable[[str], int]:
    """Return the reader of a whole number from `least` to `most`."""

    def whole(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return whole

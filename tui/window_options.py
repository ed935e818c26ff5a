"""The options of the window: for one time what `dlviz config` settles for good."""

from __future__ import annotations

import argparse

from dlviz.tui import preferences
from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.errors import InputError
from dlviz.tui.preferences import MEANINGS, Preferences

NAMES = ("theme", "colours", "ascii", "mouse", "hints")


def add_arguments(parser: Parser) -> None:
    """Declare them, in a group of their own."""
    group = parser.add_argument_group("the window")
    group.add_argument("--theme", metavar="NAME", help="its colours, nord for one; dlviz config lists all")
    group.add_argument("--colours", metavar="HOW", help=MEANINGS["colours"])
    group.add_argument("--ascii", action=argparse.BooleanOptionalAction, help=MEANINGS["ascii"])
    group.add_argument("--mouse", action=argparse.BooleanOptionalAction, help=MEANINGS["mouse"])
    group.add_argument("--hints", action=argparse.BooleanOptionalAction, help=MEANINGS["hints"])


def chosen(arguments: Namespace) -> Preferences:
    """The preferences in the file, with what the options say in their place.

    Raises: InputError for an option that cannot be.
    """
    given = asked(arguments)
    try:
        checked = preferences.checked(given)
    except InputError as error:
        raise InputError(f"--{error}") from None
    return preferences.read()._replace(**{name: getattr(checked, name) for name in given})


def asked(arguments: Namespace) -> dict[str, object]:
    """The options that were given."""
    return {name: getattr(arguments, name) for name in NAMES if getattr(arguments, name) is not None}


def refuse(arguments: Namespace) -> None:
    """Where no window opens, none of them means anything.

    Raises: InputError for the first that was given.
    """
    for name, value in asked(arguments).items():
        raise InputError(f"--{name if value is not False else f'no-{name}'} is for the window, and none opens here")

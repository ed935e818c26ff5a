"""The command line: which command was meant, and what went wrong in one line.

Nothing heavy is imported on the way to `--help`: a command imports what it needs when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from dlviz.tui.arguments import Namespace, Parser, nearest
from dlviz.tui.console import shown
from dlviz.tui.errors import InputError, Interrupted, TerminalGone, is_wrong_input

COMMANDS = ("run", "list", "show", "plot", "check", "new", "schema", "config", "completion")

ABOUT = "Watch deep learning learn: the experiments of a course, live in the terminal."

FOOTER = """\
exit codes: 0 done, 1 a claim failed (check only),
            2 wrong input, or a file that cannot be read or written (no such folder, a full disk),
            129, 130, 143 ended by the closed terminal, by Ctrl-C, by kill; what there was is written,
            141 the reader went away, 70 a fault of dlviz itself
environment: NO_COLOR=1 no colours, DLVIZ_DEBUG=1 errors with their traceback"""


class Command(Protocol):
    """A module of `dlviz.tui.commands`: its docstring is its help."""

    __doc__: str | None
    add_arguments: Callable[[Parser], None]
    run: Callable[[Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # What is dear is computed by XLA; threads of NumPy's own cost 30-60 ms each time it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the shell has closed it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115, until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter that the encoding lacks shows as its number
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            code = dispatch(arguments)
        except SystemExit as finished:  # --help
            code = finished.code if isinstance(finished.code, int) else 0
        sys.stdout.flush()
        return code
    except TerminalGone as gone:
        _drop_output()
        return gone.code
    except KeyboardInterrupt as interrupted:
        return interrupted.code if isinstance(interrupted, Interrupted) else 130
    except BrokenPipeError:
        _drop_output()
        return 141
    except Exception as error:
        if os.environ.get("DLVIZ_DEBUG"):
            raise
        return explain(error)


def dispatch(arguments: list[str]) -> int:
    """Find the command, parse its arguments and run it."""
    arguments = as_options(arguments)
    if not arguments or arguments[0].startswith("-"):
        return without_command(arguments)
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        raise InputError(unknown_command(name))
    command = load(name)
    parser = Parser(prog=f"dlviz {name}", description=command.__doc__)
    command.add_arguments(parser)
    return command.run(parser.read(rest))


def as_options(arguments: list[str]) -> list[str]:
    """Return the arguments with `help`, `help COMMAND` and `version` written as options."""
    match arguments:
        case ["help"] | ["help", "help"]:
            return ["--help"]
        case ["help", *command]:
            return [*command, "--help"]
        case ["version", *rest]:
            return ["--version", *rest]
    return arguments


def without_command(arguments: list[str]) -> int:
    """Open the catalogue, or print help or version."""
    from dlviz.tui import window_options
    from dlviz.tui.commands import catalogue

    parser = Parser(prog="dlviz", description=ABOUT, epilog=listing() if arguments else None)
    parser.add_argument("-V", "--version", action="store_true", help="print the version")
    window_options.add_arguments(parser)
    asked = parser.read(arguments)
    if not asked.version:
        return catalogue.run(asked)
    from importlib.metadata import version

    print(f"dlviz {version('dlviz')}")
    return 0


def load(name: str) -> Command:
    """Import the module of a command."""
    return cast(Command, import_module(f"dlviz.tui.commands.{name}"))


def listing() -> str:
    """Return the commands with a line each, as the help shows them."""
    lines = [f"  {name:12}{summary(load(name))}" for name in COMMANDS]
    return "\n".join(
        [
            "commands (without one, the catalogue opens):",
            *lines,
            "",
            "dlviz COMMAND --help says more.",
            "",
            FOOTER,
        ]
    )


def summary(module: object) -> str:
    """Return the first line of a docstring."""
    return (module.__doc__ or "").strip().partition("\n")[0]


def unknown_command(name: str) -> str:
    """Say what could have been meant."""
    from dlviz.scenarios.entries import catalogue
    from dlviz.scenarios.errors import close

    scenarios = [entry.name for entry in catalogue()]
    if Path(name).suffix == ".toml" or name in scenarios:
        return f"{name!r} is a scenario, not a command; say: dlviz run {name}"
    meant = [f"run {scenario}" for scenario in close(name, scenarios)]
    remedy = f"did you mean dlviz {' or '.join(meant)}?" if meant else nearest(name, COMMANDS)
    return f"there is no command {name!r}; {remedy}"


def explain(error: Exception) -> int:
    """Print one line about an error on standard error and return the exit code."""
    if is_wrong_input(error):
        sentence, code = str(error), 2
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        sentence, code = f"{where}{error.strerror or error}", 2
    else:
        kind = type(error).__name__
        sentence, code = f"a fault of dlviz, {kind}: {error}; DLVIZ_DEBUG=1 shows where", 70
    try:
        print(f"dlviz: {shown(' '.join(sentence.split()))}", file=sys.stderr, flush=True)
    except OSError:  # nobody can be told
        _drop_output()
    return code


def _drop_output() -> None:
    """Let nothing more be written where nobody reads it or nothing fits, not even at exit."""
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a captured stream has no descriptor and nothing to drop
            os.dup2(silence, stream.fileno())
    os.close(silence)

"""What a shell may complete: commands, options, scenarios and what is in them, settings, files.

The scripts of `dlviz completion` hand over the words that were typed and get a candidate a line, its meaning behind a
tab; behind a line `:files` stand files, folders with a slash at their ends. Nothing here imports anything heavy.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from dlviz.tui import kinds, preferences
from dlviz.tui.arguments import Parser

Word = tuple[str, str]
FILES = ":files"
SIZES = ("80x24", "100x30", "120x36", "200x50")
TABLES = (".csv", ".tsv", ".parquet", ".npz")


def lines(typed: Sequence[str]) -> list[str]:
    """The answer to the words after `dlviz`, of which the last is still being typed, perhaps empty."""
    words, suffixes = _offered(list(typed) or [""])
    last = typed[-1] if typed else ""
    out = [f"{word}\t{meaning}" if meaning else word for word, meaning in words if word.startswith(last)]
    if suffixes is not None:
        out += [FILES, *files(last, suffixes)]
    return out


def files(begun: str, suffixes: Iterable[str]) -> list[str]:
    """Files of these kinds (all, if none is named) and folders whose path begins like this."""
    folder, _, start = begun.rpartition("/")
    try:
        there = sorted((Path(f"{folder}/") if folder or begun.startswith("/") else Path()).expanduser().iterdir())
    except (OSError, RuntimeError):
        return []
    kinds = tuple(suffixes)
    names = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in there
        if path.name.startswith(start)
        and path.name.startswith(".") == start.startswith(".")
        and (path.is_dir() or not kinds or path.suffix in kinds)
    ]
    return [begun[: len(begun) - len(start)] + name for name in names]


def _offered(typed: list[str]) -> tuple[list[Word], tuple[str, ...] | None]:
    """Candidates, and the suffixes of the files that are possible too, None where none are."""
    from dlviz.tui import cli, window_options

    if len(typed) == 1 or typed[0].startswith("-"):
        parser = Parser("dlviz", None)
        parser.add_argument("--version", action="store_true", help="print the version")
        window_options.add_arguments(parser)
        words, suffixes = _of(parser, typed, "")
        commands = [(name, cli.summary(cli.load(name))) for name in cli.COMMANDS] if len(typed) == 1 else []
        return [*commands, *words], suffixes
    command, rest = typed[0], typed[1:]
    if command not in cli.COMMANDS:
        return [], None
    parser = Parser(f"dlviz {command}", None)
    cli.load(command).add_arguments(parser)
    return _of(parser, rest, command)


def _of(parser: Parser, typed: list[str], command: str) -> tuple[list[Word], tuple[str, ...] | None]:
    """What may stand in the place of the last word, by what a parser knows."""
    options = {name: action for action in parser.known() for name in action.option_strings}
    places = [action for action in parser.known() if not action.option_strings]
    plain: list[str] = []
    waiting: argparse.Action | None = None
    for word in typed[:-1]:
        if waiting is not None:
            waiting = None
        elif word in options:
            waiting = options[word] if options[word].nargs != 0 else None
        else:
            plain.append(word)
    last = typed[-1]
    if waiting is not None:
        return _values(waiting, command, plain, last)
    if last.startswith("-"):
        given = {id(options[word]) for word in typed[:-1] if word in options}
        free = [
            (name, (action.help or "").partition(";")[0])
            for name, action in options.items()
            if name.startswith("--") and (id(action) not in given or isinstance(action.default, list))
        ]
        return free, None
    place = places[min(len(plain), len(places) - 1)] if places else None
    if place is None or (len(plain) >= len(places) and place.nargs != "*"):
        return [], None
    return _values(place, command, plain, last)


def _values(
    action: argparse.Action, command: str, plain: list[str], last: str
) -> tuple[list[Word], tuple[str, ...] | None]:
    """The values of an option or of a place."""
    if action.choices:
        return _alone(map(str, action.choices)), None
    if action.dest in ("scenario", "scenarios"):
        return list(_scenarios()), (".toml",)
    if action.dest == "csv":
        return [], TABLES
    if action.dest in ("out", "file"):
        return [], ()
    if action.dest == "set":
        return list(_settings(plain[0], last)) if plain else [], None
    if action.dest == "run":
        return _alone(_runs(_document(plain[0]))) if plain else [], None
    if action.dest == "value":
        return _alone(preferences.choices(plain[0])) if plain else [], None
    return _alone(_NAMED[action.dest]()) if action.dest in _NAMED else [], None


def _panels() -> Iterable[str]:
    from dlviz.scenarios.display_tables import Panel

    return (*get_args(Panel), "compare", "screen")


def _sections() -> Iterable[str]:
    from dlviz.scenarios.entries import catalogue

    return dict.fromkeys(entry.section for entry in catalogue())


_NAMED: dict[str, Callable[[], Iterable[str]]] = {
    "panel": _panels,
    "section": _sections,
    "size": lambda: SIZES,
    "theme": lambda: preferences.choices("theme"),
    "colours": lambda: preferences.choices("colours"),
    "setting": lambda: preferences.DEFAULTS,
    "format": lambda: kinds.SUFFIXES,
    "unset": lambda: preferences.DEFAULTS,
}


def _alone(words: Iterable[str]) -> list[Word]:
    return [(word, "") for word in words]


def _scenarios() -> Iterator[Word]:
    from dlviz.scenarios.entries import catalogue

    for entry in catalogue():
        yield entry.name, f"{entry.section} {entry.title}"


def _document(name: str) -> dict[str, Any]:
    """The tables of a scenario, of which nothing is checked; none where there is none to read."""
    from dlviz.scenarios.errors import ScenarioError
    from dlviz.scenarios.source import find_source

    if name == "-":
        return {}
    try:
        return find_source(name).tables()
    except ScenarioError:
        return {}


def _runs(document: dict[str, Any]) -> list[str]:
    runs = document.get("runs", [])
    return [str(run["name"]) for run in runs if isinstance(run, dict) and "name" in run]


def _settings(scenario: str, last: str) -> Iterator[Word]:
    """Keys with an equals sign; behind it the value that the scenario has."""
    from dlviz.scenarios.data_tables import Data
    from dlviz.scenarios.schema import Training

    document = _document(scenario)
    there = {key: value for table in SET for key, value in _flat(table, document.get(table))}
    if "=" in last:
        key = last.partition("=")[0]
        if key in there:
            yield f"{key}={_written(there[key])}", "as it is"
        return
    for key, value in there.items():
        yield f"{key}=", _written(value)
    for table, kind in (("training", Training), ("data", Data)):
        for name in kind.__struct_fields__ if table in document else ():
            key = f"{table}.{name}"
            if not any(known == key or known.startswith((f"{key}.", f"{key}[")) for known in there):
                yield f"{key}=", ""


SET = ("data", "model", "objective", "computation", "training", "display")


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(f"{path}.{name}" if "." not in name else f'{path}."{name}"', one)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, one in enumerate(value):
            yield from _flat(f"{path}[{number}]", one)
    elif value is not None:
        yield path, value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) if not isinstance(value, list) else ""

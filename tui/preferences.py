"""What the user settled once and for all: one TOML file in the platform's folder for configuration.

    theme = "nord"     # comments stay where they are when `dlviz config` changes a line
    mouse = false

An option of the command line wins over the file, the file over the default. What is wrong in the file is told and
gone without: no start fails for it. Nothing here imports anything heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dlviz.tui import settings_text
from dlviz.tui.errors import InputError

COLOURS = ("auto", "truecolor", "256", "16", "none")
SPEEDS = (0.125, 8.0)
FRAMES = (5, 60)

_HEAD = "# Settings of dlviz: `dlviz config` lists them and says what they mean.\n"


class Preferences(NamedTuple):
    """Every setting with its default."""

    theme: str = "dark"
    colours: str = "auto"
    ascii: bool = False
    mouse: bool = True
    hints: bool = True
    title: bool = True
    speed: float = 1.0
    frames: int = 30


MEANINGS = {
    "theme": "the colours of the window; T in the window chooses among them",
    "colours": "how many colours the terminal has: auto, truecolor, 256, 16 or none",
    "ascii": "only characters that every terminal has",
    "mouse": "the window takes the mouse; without, the terminal selects text with it",
    "hints": "hints at the first start",
    "title": "the terminal's title says which scenario runs",
    "speed": "how fast scenarios begin to play, against their own speed",
    "frames": "looks at the training each second; fewer for a slow connection",
}
DEFAULTS: Mapping[str, Any] = Preferences()._asdict()


def config_file() -> Path:
    """Where the file is, whether there is one or not."""
    from platformdirs import user_config_path

    return user_config_path("dlviz", appauthor=False) / "config.toml"


def read(path: Path | None = None) -> Preferences:
    """The preferences in the file, the defaults where there is none, and for what is wrong in it."""
    return _found(path or config_file())[0]


def wrong(path: Path | None = None) -> tuple[str, ...]:
    """What is wrong in the file: a sentence each, with file, key, and what would be right."""
    path = path or config_file()
    return tuple(f"{path}: {sentence}" for sentence in _found(path)[1])


def _found(path: Path) -> tuple[Preferences, tuple[str, ...]]:
    try:
        values = _tables(_text(path) or "")
    except InputError as error:
        return Preferences(), (str(error),)
    good, bad = {}, []
    for name, value in values.items():
        try:
            good[name] = _checked(name, value)
        except InputError as error:
            bad.append(str(error))
    return Preferences(**good), tuple(bad)


def checked(values: Mapping[str, Any]) -> Preferences:
    """Preferences with these values in the place of the defaults.

    Raises: InputError with the key for a setting that does not exist or cannot have this value.
    """
    return Preferences(**{name: _checked(name, value) for name, value in values.items()})


def from_text(name: str, text: str) -> Any:
    """The value of a setting as it is written on the command line.

    Raises: InputError for a setting that does not exist, or that cannot have it.
    """
    kind = type(DEFAULTS[known(name)])
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    value: Any = text
    if kind is bool:
        value = words.get(text.lower(), text)
    elif kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            value = text
    return _checked(name, value, text)


def known(name: str) -> str:
    """This name, if it is one of a setting.

    Raises: InputError with the nearest that is.
    """
    if name not in DEFAULTS:
        raise InputError(f"there is no setting {name!r}; {_nearest(name, list(DEFAULTS))}")
    return name


def choices(name: str) -> tuple[str, ...]:
    """The values that a setting can have, where they can be counted; none for one that does not exist."""
    if name == "theme":
        from dlviz.tui.theme import NAMES  # most of the way to `dlviz --help` otherwise

        return NAMES
    if name == "colours":
        return COLOURS
    return ("true", "false") if isinstance(DEFAULTS.get(name), bool) else ()


def written(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def keep(name: str, value: Any, path: Path | None = None) -> Path:
    """Write a setting into the file, or (None) take it out; all else in it stays as it is. Returns where it is.

    Raises: InputError where the file is no TOML with that, or cannot be written; with None for what is neither a
    setting nor in the file.
    """
    path = (path or config_file()).resolve()  # where it is a link, what it leads to is written
    try:
        old = _text(path)
        text = settings_text.changed(_HEAD if old is None else old, name, None if value is None else written(value))
        after = _tables(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    try:
        before = _tables(old or "")
    except InputError:  # set right by this very change
        before = after
    if value is None and text == (old or _HEAD) and name not in before:
        known(name)
        return path
    if after != {key: one for key, one in {**before, name: value}.items() if one is not None}:
        raise InputError(f"{path}: the line of {name!r} is written in a way of its own; change it by hand")
    from dlviz.scenarios.writers import whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path.parent}: {(error.strerror or str(error)).lower()}") from None
    whole(path, lambda fresh: fresh.write_text(text, encoding="utf-8"), option="")
    return path


def _checked(name: str, value: Any, typed: str | None = None) -> Any:
    default = DEFAULTS[known(name)]
    said = typed or (value if isinstance(value, str) else written(value))
    if isinstance(default, str):
        if value not in choices(name):
            raise InputError(f"{name}: {said!r} is none of them; {_nearest(str(value), choices(name))}")
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name}: {said!r} is neither true nor false")
    elif isinstance(default, int | float):
        low, high = SPEEDS if name == "speed" else FRAMES
        number = isinstance(value, int | float if isinstance(default, float) else int) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            kind = "number" if isinstance(default, float) else "whole number"
            raise InputError(f"{name}: {said!r} is no {kind} from {low} to {high}")
        return type(default)(value)
    return value


def _nearest(name: str, names: list[str] | tuple[str, ...]) -> str:
    from dlviz.tui.arguments import nearest

    return nearest(name, names)


def _text(path: Path) -> str | None:
    """The file's text, None where there is no file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise InputError("not written in UTF-8") from None
    except OSError as error:
        raise InputError(f"it cannot be read, {(error.strerror or str(error)).lower()}") from None


def _tables(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        said = str(error)
        raise InputError(f"not valid TOML: {said[:1].lower()}{said[1:]}") from None

"""Where a scenario's text comes from: the catalogue, a file, standard input, or the text itself."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlviz.scenarios.entries import FOLDER, catalogue, find
from dlviz.scenarios.errors import TOO_LONG, ScenarioError, close
from dlviz.scenarios.toml_faults import fault

_DIGITS = re.compile(r"(?:^|[\s=\[,])[+-]?(?P<digits>[0-9][0-9_]{4000,})")


@dataclass(frozen=True)
class Source:
    """A scenario's text. `label` names it in messages; paths in it are relative to `folder`."""

    name: str
    label: str
    text: str
    folder: Path
    path: Path | None

    @property
    def outside(self) -> Path:
        """The folder to look for the user's own files in: of a built-in scenario, where she is."""
        return Path.cwd() if self.folder.parent == FOLDER else self.folder

    def tables(self) -> dict[str, Any]:
        """The parsed TOML.

        Raises: ScenarioError with line and column where it is malformed, with its last line where it ends too soon.
        """
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError(f"not valid TOML: {fault(self.text, str(error))}") from None
        except ValueError:  # Python's own, of a number with too many digits
            raise ScenarioError(f"not valid TOML: {TOO_LONG}{self._place_of_digits()}") from None

    def _place_of_digits(self) -> str:
        found = _DIGITS.search(self.text)
        if not found:
            return ""
        before = self.text[: found.start("digits")]
        return f" (at line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))})"


def find_source(given: str | Path) -> Source:
    """The source meant by a catalogue name, a path, `-` for standard input, or a text of several lines.

    Raises: ScenarioError if there is none, or if it cannot be read.
    """
    if given == "-":
        return Source("stdin", "standard input", _decode(sys.stdin.buffer.read(), "standard input"), Path.cwd(), None)
    if isinstance(given, str) and "\n" in given:
        return Source("text", "the text", given, Path.cwd(), None)
    if isinstance(given, str) and (entry := find(given)):
        return _file(entry.name, entry.name, entry.path)
    path = Path(given)
    if path.suffix == ".toml" or path.parent != Path() or path.is_file():
        return _file(path.stem, str(path), path)
    near = close(str(given), [entry.name for entry in catalogue()])
    meant = f"did you mean {' or '.join(near)}?" if near else "see `dlviz list`"
    raise ScenarioError(f"there is no scenario {str(given)!r}; {meant}")


def _file(name: str, label: str, path: Path) -> Source:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ScenarioError(
            f"there is no file {label}; check the path, or see `dlviz list` for the built-in ones"
        ) from None
    except OSError as error:
        raise ScenarioError(f"{label} cannot be read: {(error.strerror or str(error)).lower()}") from None
    return Source(name, label, _decode(data, label), path.parent, path)


def _decode(data: bytes, label: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise ScenarioError(f"{label}: not UTF-8 at line {line}, byte {column}; save the file as UTF-8") from None

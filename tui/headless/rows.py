"""`--out`: a row per run and step as JSONL, CSV or Parquet, whole or not at all.

A file is written beside its place and moved there when it is complete, so that a reader never sees half of it
and what stood there before survives a failure.
"""

from __future__ import annotations

import csv
import json
import math
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from dlviz.scenarios.session import Session
from dlviz.tui.errors import InputError

SUFFIXES = (".jsonl", ".csv", ".parquet")

Row = Mapping[str, object]


class Sink:
    """Where the rows go. `target` is a path, or "-" for standard output, which gets JSONL.

    Made before training, so that a place that cannot be written is refused before anything is computed.
    Raises: InputError.
    """

    def __init__(self, target: str) -> None:
        self.standard_output = target == "-"
        self.path = Path(target)
        self.suffix = ".jsonl" if self.standard_output else self.path.suffix.lower()
        self._beside: Path | None = None
        if not self.standard_output:
            self._check()

    def write(self, session: Session) -> None:
        """Write all rows that a session has."""
        if self.standard_output:
            write_jsonl(session.rows(), sys.stdout)
        elif self.suffix == ".parquet":
            session.frame().to_parquet(self._beside or self.path, index=False)
        else:
            with (self._beside or self.path).open("w", encoding="utf-8", newline="") as file:
                if self.suffix == ".csv":
                    write_csv(session.rows(), columns(session.rows()), file)
                else:
                    write_jsonl(session.rows(), file)
        if self._beside:
            self._beside.replace(self.path)
            self._beside = None

    def close(self) -> None:
        """Take away what was begun and not completed."""
        if self._beside:
            with suppress(OSError):
                self._beside.unlink()

    def _check(self) -> None:
        path = self.path
        if self.suffix not in SUFFIXES:
            raise InputError(f"--out {path}: say the form by the suffix, one of {', '.join(SUFFIXES)}")
        if self.suffix == ".parquet" and not find_spec("pyarrow"):
            raise InputError(
                f"--out {path}: Parquet needs pyarrow; pip install pyarrow, or write .csv or .jsonl"
            )
        if path.is_dir():
            raise InputError(f"--out {path}: this is a folder; name a file in it")
        if not path.parent.is_dir():
            raise InputError(f"--out {path}: there is no folder {path.parent}; make it first")
        if path.exists() and not os.access(path, os.W_OK):
            raise InputError(f"--out {path}: the file may not be written; choose another name")
        if path.exists() and not path.is_file():
            return  # a device or a named pipe is written in place
        try:
            number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        except OSError as error:
            raise InputError(
                f"--out {path}: {error.strerror} in the folder {path.parent}; choose another"
            ) from None
        os.close(number)
        self._beside = Path(name)
        self._beside.chmod(0o666 & ~_umask())


def columns(rows: Iterable[Row]) -> list[str]:
    """Return the names of all columns, in the order in which they first come up."""
    return list(dict.fromkeys(name for row in rows for name in row))


def write_jsonl(rows: Iterable[Row], file: TextIO) -> None:
    """Write one JSON object a line; a number that is not finite is null, as JSON has no other word for it."""
    for row in rows:
        file.write(
            json.dumps({name: _finite(value) for name, value in row.items()}, ensure_ascii=False) + "\n"
        )


def write_csv(rows: Iterable[Row], names: list[str], file: TextIO) -> None:
    """Write a table; a value that does not exist is empty, an infinite one reads inf."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(_cells(rows, names))


def _cells(rows: Iterable[Row], names: list[str]) -> Iterator[list[object]]:
    for row in rows:
        values = (row.get(name) for name in names)
        yield [
            "" if value is None or value != value else value for value in values
        ]  # NaN differs from itself


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Writing rows to a file by its suffix, whole or not at all."""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from dlviz.scenarios.errors import ScenarioError

Row = dict[str, Any]


def check_out(path: Path, suffixes: Iterable[str] = ()) -> None:
    """Find out before hours of training whether this file can be written; `suffixes`: the kinds there are, of rows.

    Raises: ScenarioError for an unknown suffix, a folder that is missing or not writable, a missing library.
    """
    known = tuple(suffixes) or tuple(WRITERS)
    if path.suffix not in known:
        given = f"the suffix {path.suffix!r}" if path.suffix else "no suffix"
        raise ScenarioError(f"--out {path} has {given}; possible: {', '.join(known)}")
    folder = path.parent
    if not folder.is_dir():
        raise ScenarioError(f"--out {path}: there is no folder {folder}; make it first or choose another")
    if path.is_dir():
        raise ScenarioError(f"--out {path} is a folder; give a file in it")
    if path.exists() and not os.access(path, os.W_OK):
        raise ScenarioError(f"--out {path}: the file is not writable; choose another")
    try:  # to write is the only proof: permissions do not bind the superuser, a read-only disk does
        tempfile.TemporaryFile(dir=None if _takes_bytes(path) else Path(os.path.realpath(path)).parent).close()
    except OSError:
        raise ScenarioError(f"--out {path}: the folder {folder.absolute()} is not writable; choose another") from None
    if path.suffix == ".parquet":
        _pyarrow()


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write all rows to a file of the kind that its suffix says, whole or not at all.

    Raises: ScenarioError if that fails; what stood at `path` is then untouched.
    """
    check_out(path)
    whole(path, lambda temporary: WRITERS[path.suffix](temporary, columns, rows))


def whole(path: Path, produce: Callable[[Path], object], option: str = "--out ") -> None:
    """Have a temporary file in the same folder produced, which takes the place of `path` once complete.

    A file that was there keeps its permissions, a link its place: the file that it leads to is replaced. A device or a
    pipe is written into. `option`: what gave the path, for messages.

    Raises: ScenarioError if that fails; what stood at `path` is then untouched.
    """
    there = Path(os.path.realpath(path))
    through = _takes_bytes(path)
    try:
        mode = there.stat().st_mode & 0o777 if there.is_file() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=None if through else there.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise ScenarioError(f"{option}{path}: {(error.strerror or str(error)).lower()}") from None
    temporary = Path(name)
    try:
        os.close(handle)
        produce(temporary)
        if through:
            with temporary.open("rb") as made, path.open("wb") as stream:
                shutil.copyfileobj(made, stream)
            return
        temporary.chmod(mode)
        temporary.replace(there)
    except OSError as error:
        raise ScenarioError(f"{option}{path}: {(error.strerror or str(error)).lower()}") from None
    finally:
        temporary.unlink(missing_ok=True)


def jsonl(row: Row) -> str:
    """A row as one line of JSON; a number that is not finite is null."""
    return json.dumps({key: _strict(value) for key, value in row.items()}, ensure_ascii=False)


def write_lines(stream: IO[str], rows: Iterable[Row]) -> None:
    """Write rows as JSON lines to an open stream."""
    for row in rows:
        stream.write(jsonl(row) + "\n")


def _write_jsonl(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        write_lines(file, rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_parquet(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    _pyarrow()
    import pandas as pd

    pd.DataFrame(list(rows), columns=list(columns)).to_parquet(path, index=False)


WRITERS: dict[str, Callable[[Path, Sequence[str], Iterable[Row]], None]] = {
    ".jsonl": _write_jsonl,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}


def _takes_bytes(path: Path) -> bool:
    """Whether there is something that is written into and cannot be replaced: a device, a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _strict(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _pyarrow() -> None:
    try:
        import pyarrow  # type: ignore[import-not-found, unused-ignore]  # noqa: F401
    except ImportError:
        raise ScenarioError("Parquet needs pyarrow; install it, or write .csv or .jsonl instead") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

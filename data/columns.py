"""Named columns as a file of the user's holds them, and where a row of them stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest
from dlviz.data.text_tables import Text, other_separator, read_bytes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Columns:
    """Named columns as a file holds them, and where a row stands in it."""

    path: Path
    frame: pd.DataFrame
    text: Text | None = None

    @property
    def name(self) -> str:
        """The file's name, as messages have it."""
        return self.path.name

    @property
    def counted(self) -> str:
        """What tells where a row stands: its line in a file of text, else its number."""
        return "row" if self.text is None else "line"

    def number(self, row: int) -> int:
        """The number of the line in which a row begins, or of the row, both counted from 1."""
        return row + 1 if self.text is None else self.text.line(row)

    def place(self, row: int, column: str) -> str:
        """Where a value stands, for a message."""
        return f"{self.name}, {self.counted} {self.number(row)}, column {column!r}"

    def numbers(self, column: pd.Series[Any]) -> NDArray[np.float64]:
        """A column's values as numbers, NaN where one is none: text among them leaves all of them text."""
        import pandas as pd

        if self.text is not None and self.text.dialect.decimal == "," and not is_numeric(column):
            column = column.astype(str).str.replace(",", ".", regex=False).where(column.notna())
        return np.asarray(pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan))

    def check(self, column: str) -> None:
        """Raise DataError unless there is such a column."""
        names = list(map(str, self.frame.columns))
        if column in names:
            return
        hint = other_separator(self.text, ",".join(names)) if self.text else ""
        if not hint and len(names) == 1:
            hint = f"it has one, {names[0]!r}: part the fields by commas, semicolons or tabs"
        if not hint and all(_is_number(name) for name in names):
            hint = f"its first line, which must name the columns, is {', '.join(map(repr, names[:5]))}"
        raise DataError(f"{self.name} has no column {column!r}; {hint or nearest(column, names)}")


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True


def parquet_columns(path: Path) -> Columns:
    """The columns of a Parquet file.

    Raises: DataError where it is none, or where pyarrow is not installed.
    """
    import io

    import pandas as pd

    raw = read_bytes(path)
    try:
        frame = pd.read_parquet(io.BytesIO(raw))
    except ImportError:
        raise DataError(f'{path.name}: Parquet needs pyarrow; pip install "dlviz[parquet]", or save a .csv') from None
    except Exception as error:  # pyarrow has many
        reason = " ".join(str(error).split())[:120].rstrip(".")
        raise DataError(f"{path.name} is no Parquet file that can be read: {reason}") from None
    frame.columns = frame.columns.astype(str)
    return Columns(path, frame.reset_index(drop=True))


def is_numeric(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers, or true and false, as it stands."""
    return column.dtype.kind in "iufb" or str(column.dtype).lower() in ("boolean", "int64", "float64")

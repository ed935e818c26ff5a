"""Files that dlviz names itself: after what they show, in a folder, beside what stands there already."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

from dlviz.scenarios import ScenarioError, writers


def stem(*parts: str) -> str:
    """`momentum-loss-step240`: what every system takes for the name of a file."""
    words = (re.sub(r"[^\w.,=+-]+", "-", part).strip("-.") for part in parts)
    return "-".join(word for word in words if word) or "dlviz"


def write_beside(folder: Path, name: str, suffix: str, produce: Callable[[Path], object]) -> Path:
    """Have a file produced under a name that is free, `name`, `name-2`, `name-3` …; return its path.

    It is there whole or not at all, and nothing that stood there is touched.

    Raises: ScenarioError where that fails.
    """
    for number in count(1):
        path = folder / f"{name}{'' if number == 1 else f'-{number}'}{suffix}"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # the name is ours
        except FileExistsError:
            continue
        except OSError as error:
            there = isinstance(error, FileNotFoundError) and folder.is_dir()  # /proc for one
            why = "not writable" if there else (error.strerror or str(error)).lower()
            raise ScenarioError(f"{folder.absolute()}: {why}; nothing was written") from None
        try:
            writers.whole(path, produce, option="")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path
    raise AssertionError("there is always a number more")

"""What dlviz remembers by itself from one start to the next: what was seen, which panels were chosen, hints given.

It lies in the user's state folder, one object of JSON: a table of entries for each subject. Every entry is written
for itself over what the file holds by then, so that of several windows each keeps its own. A file that is damaged is
begun anew, one that cannot be written is gone without, both silently: nothing in it is worth a word to the user.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlviz.scenarios.errors import ScenarioError

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.entries import Entry

SEEN, PANELS, HINTS, TAKEN = "seen", "panels", "hints", "taken"
"""The subjects: scenarios that were watched, panels by scenario, hints that were given, the kind of the last export."""
LONGEST_WAIT = 20  # milliseconds


def state_file() -> Path:
    """Where it is kept."""
    from platformdirs import user_state_path

    return user_state_path("dlviz", appauthor=False) / "state.json"


class Remembered:
    """The entries, read when the first is asked for."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._entries: dict[str, dict[str, Any]] | None = None

    def of(self, subject: str) -> dict[str, Any]:
        """All entries of a subject, by their keys."""
        if self._entries is None:
            self._entries = _read(self._where())
        return self._entries.setdefault(subject, {})

    def keep(self, subject: str, key: str, value: Any) -> None:
        """Remember this from now on; None: forget it."""
        if not key or self.of(subject).get(key) == value:
            return
        _put(self.of(subject), key, value)
        path = self._where()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _alone(path):
                entries = _read(path)  # another window may have written since
                _put(entries.setdefault(subject, {}), key, value)
                _write(path, entries)
        except (OSError, ScenarioError):
            return
        self._entries = entries

    def _where(self) -> Path:
        if self._path is None:
            self._path = state_file()
        return self._path


def key_of(scenario: Scenario | Entry) -> str:
    """How a scenario is remembered: a built-in one by its name, a file by its path, one from a pipe not at all."""
    from dlviz.scenarios.entries import find

    if scenario.path is None:
        return ""
    entry = find(scenario.name)
    return scenario.name if entry is not None and entry.path == scenario.path else str(scenario.path.resolve())


def seen(remembered: Remembered) -> frozenset[str]:
    """The built-in scenarios that were watched, by name."""
    from dlviz.scenarios.entries import catalogue

    known = remembered.of(SEEN)
    return frozenset(entry.name for entry in catalogue() if known.get(entry.name) is True)


def _put(entries: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        entries.pop(key, None)
    else:
        entries[key] = value


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """What the file holds that can be understood."""
    import json

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {subject: entries for subject, entries in found.items() if isinstance(entries, dict)}


def _write(path: Path, entries: dict[str, dict[str, Any]]) -> None:
    """Put the whole file in the place of the old one: nobody ever reads half of it."""
    import json

    from dlviz.scenarios.writers import whole

    text = json.dumps(entries, indent=1, sort_keys=True)
    whole(path, lambda fresh: fresh.write_text(text, encoding="utf-8"))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold off other windows between reading and writing; where that cannot be had at once, go on without it."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    with path.with_name(f"{path.name}.lock").open("a") as held:
        for _ in range(LONGEST_WAIT):  # another window holds it for a millisecond, and no key waits for longer
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.001)
        yield

"""Files are written in a thread of their own, for disks are slow; what came of it is said."""

from __future__ import annotations

from collections.abc import Callable

from dlviz.scenarios import ScenarioError
from dlviz.tui import terminal
from dlviz.tui.screens.travelling import Travelling


class Writing(Travelling):
    """A screen over a session that writes files."""

    def aside(self, write: Callable[[], str]) -> None:
        """Write beside all else; then say the sentence that it gives, or why nothing was written."""

        def work() -> None:
            try:
                said = write()
            except ScenarioError as error:
                said = f"Not written: {error}"
            except Exception as error:
                said = f"Not written: {type(error).__name__}: {error} (its traceback is in {terminal.log_crash(error)})"
            self.dlviz.call_from_thread(self._tell_of_file, said)

        self.dlviz.run_worker(work, thread=True, exit_on_error=False)

    def _tell_of_file(self, said: str) -> None:
        if self.is_attached:
            self._say(said)

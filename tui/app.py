"""The program on the screen: which screen is open, in which theme, and how it is left.

Nothing on the way to the first words imports NumPy, nothing on the way to the first picture JAX: a worker thread
does, once the lesson can be read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from dlviz.scenarios.entries import Entry, after, catalogue
from dlviz.tui import keys, remembered, terminal
from dlviz.tui.actions import Place
from dlviz.tui.dress import FRAMED, Dressed
from dlviz.tui.preferences import Preferences, wrong
from dlviz.tui.screens.asking import lets_leave

if TYPE_CHECKING:
    from textual.command import Provider

    from dlviz.scenarios import Scenario
    from dlviz.tui.pictures.slides import Numbered
    from dlviz.tui.player import Player
    from dlviz.tui.preview import Preview
    from dlviz.tui.screens.workbench import Workbench

FAULT = 70
"""Exit code where dlviz itself failed."""
WRONG_INPUT = 2
"""Exit code where a scenario cannot be run."""


def _actions() -> type[Provider]:
    from dlviz.tui.palette import Actions

    return Actions


class DlvizApp(Dressed):
    """The app, on a scenario, on one of the catalogue, or (None) on the catalogue itself.

    `clock` tells seconds; `make_player` drives a scenario: a test gives its own. Unless all shall be there `at_once`,
    the first words are, and what draws the rest is imported behind them. Of the `preferences`, colours are settled:
    "auto" is what this program was given.
    """

    TITLE = "dlviz"
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = keys.bindings("everywhere")
    COMMANDS = {_actions}  # noqa: RUF012
    CSS = f"""
    Screen {{ background: $background; }}
    CommandPalette {{ background: $background 60%; }}
    {FRAMED}
    """

    def __init__(
        self,
        scenario: Scenario | Entry | None = None,
        clock: Callable[[], float] = time.monotonic,
        make_player: Callable[[Scenario], Player] | None = None,
        at_once: bool = True,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(preferences or Preferences())
        self.clock = clock
        self._scenario = scenario
        self._make_player = make_player
        self.remembered = remembered.Remembered()
        self.presents = False  # scenarios are shown as slides
        self.last_slides: dict[str, Numbered] = {}  # of each scenario, which was shown last
        self.preview: Preview | None = None  # what trains behind the catalogue
        self._player: Player | None = None  # of the scenario that is open
        self._at_once = at_once

    # ── screens ─────────────────────────────────────────────────────────────────────────────────────────────

    async def on_mount(self) -> None:
        """Open what was asked for."""
        if not self.is_headless:
            terminal.on_signals(self.leave, self.before)
            self.titled = self.preferences.title and bool(terminal.title("", self.ascii))
            self.entitle(self._scenario.name if self._scenario else "", terminal.KEEP_TITLE)
            self.app_suspend_signal.subscribe(self, lambda _: self.write_codes(terminal.OLD_TITLE), immediate=True)
            self.app_resume_signal.subscribe(self, lambda _: self.entitle(self._running_name(), terminal.KEEP_TITLE))
        if self._at_once:
            self._prepare()
            self._open_first()
            return
        from dlviz.tui.screens.opening import Opening

        asked = self._scenario
        words = (asked.name, asked.section, asked.question) if asked else ("", "", "")
        self.push_screen(Opening(*words, ascii=self.look.ascii))
        self.call_after_refresh(Thread(target=self._prepare_behind, daemon=True).start)

    def _prepare_behind(self) -> None:
        """In a thread of its own: what would hold the interface up for a quarter of a second."""
        try:
            self._prepare()
        except Exception as error:
            self.call_later(self._handle_exception, error)
        else:
            self.call_later(self._open_first)

    def _prepare(self) -> None:
        """Import what draws the first screen, and load what it shows."""
        if self._scenario is None:
            import_module("dlviz.tui.screens.catalogue")
            return
        import_module("dlviz.tui.screens.workbench")
        if isinstance(self._scenario, Entry):
            from dlviz.scenarios import load

            self._scenario = load(self._scenario.name)

    def _open_first(self) -> None:
        """Show it."""
        if self.colours == "256":
            self.wear(self.look.name)
        if self._scenario is None:
            self.open_catalogue()
        elif not isinstance(self._scenario, Entry):
            self.open(self._scenario)
        self.tell_amiss()

    def _running_name(self) -> str:
        return self.running.scenario.name if self.running is not None else ""

    def open(self, scenario: Scenario, panels: tuple[str, ...] = (), front: str = "") -> None:
        """Run a scenario in place of the one that runs, with these panels, or those that are remembered.

        `front`: the panel that has the focus, if not the first.
        """
        from dlviz.tui.screens.arranging import arranged
        from dlviz.tui.screens.workbench import Workbench

        begun = self.preview.take(scenario.name) if self.preview is not None and not panels else None
        scenario = begun.scenario if begun is not None else scenario
        if not panels:
            scenario, panels = arranged(self.remembered, scenario)
        if begun is not None and scenario is not begun.scenario:  # it lacks what a panel needs that was chosen since
            begun.stop()
            begun = None
        self._player = begun or self.player_of(scenario)
        self._player.at_pace(self.preferences.speed)
        workbench = Workbench(scenario, self._player, panels, front)
        if self.running is not None:
            self.return_to_workbench()
            self.switch_screen(workbench)
        else:
            self.push_screen(workbench)
        self.entitle(scenario.name)

    def player_of(self, scenario: Scenario) -> Player:
        """Something that drives this scenario."""
        from dlviz.tui.player import Player

        return (self._make_player or Player)(scenario)

    def open_named(self, name: str) -> None:
        """Run a scenario of the catalogue; if it is running already, go back to it."""
        from dlviz.scenarios import load

        if self.running is not None and self.place == "catalogue" and self.running.scenario.name == name:
            self.return_to_workbench()
        else:
            self.open(load(name))

    def lost(self, name: str = "") -> str:
        """What would be lost with what runs if this scenario took its place; from the catalogue one goes back to it."""
        running = self.running
        stays = running is None or (self.place == "catalogue" and running.scenario.name == name)
        return "" if stays or running is None else running.player.lost()

    def open_catalogue(self, chosen: str = "", searching: bool = False) -> None:
        """Lay the catalogue over what runs, at a scenario."""
        from dlviz.tui.screens.catalogue import Catalogue

        self.push_screen(Catalogue(chosen, searching))

    def return_to_workbench(self) -> None:
        """Take away catalogue and comparison from over what runs; there may be none."""
        while self.running is not None and self.place in ("catalogue", "compare"):
            self.pop_screen()

    @property
    def running(self) -> Workbench | None:
        """The workbench, also when the catalogue lies over it."""
        from dlviz.tui.screens.workbench import Workbench

        return next((screen for screen in self.screen_stack if isinstance(screen, Workbench)), None)

    def open_next(self, name: str) -> None:
        """Run the one that follows in the catalogue, the first after the last."""
        self.open_named(after(name).name)

    def open_unseen(self, name: str) -> bool:
        """Run the next one after this that was not seen yet; False where there is none."""
        known = remembered.seen(self.remembered)
        following = after(name)
        for _ in range(len(catalogue())):
            if following.name not in known and following.name != name:
                self.open_named(following.name)
                return True
            following = after(following.name)
        return False

    @property
    def place(self) -> Place:
        """Where the user is, by the words of the table of actions: on the topmost of the screens."""
        from dlviz.tui.screens.catalogue import Catalogue
        from dlviz.tui.screens.compare import Compare
        from dlviz.tui.screens.workbench import Workbench

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Catalogue | Compare | Workbench):
                return "catalogue" if isinstance(screen, Catalogue) else screen.PLACE
        return "workbench"

    # ── actions offered everywhere ──────────────────────────────────────────────────────────────────────────

    def action_help(self) -> None:
        """Keys, and how to read the panel or the sheet in front; where they find no room that is said already."""
        from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH
        from dlviz.tui.screens.help import Help

        if self.size.width < MIN_WIDTH or self.size.height < MIN_HEIGHT:
            return
        front, running = getattr(self.screen, "front", ("",))[0], self.running
        slides = running is not None and running.presenting and self.place == "workbench"
        on = running.rest() if running is not None and slides else None
        explained = getattr(self.screen, "explained", lambda: None)()
        self.push_screen(Help(self.place, front, self.look.ascii, slides, explained), on)

    async def action_quit(self) -> None:
        """Leave; asked twice where something would be lost."""
        if lets_leave(self, self.lost(), "q"):
            self.action_leave_now()

    def action_leave_now(self) -> None:
        """Leave from anywhere; with the sentence about what is on the screen, where that failed."""
        failure = self._player.failure if self._player is not None else ""
        refused = failure and self._player is not None and self._player.refused
        self.fault = f"dlviz: {failure}" if failure else ""
        self.leave(WRONG_INPUT if refused else FAULT if failure else 0)

    def action_interrupt(self) -> None:
        """Leave as after a SIGINT; asked twice where something would be lost."""
        if lets_leave(self, self.lost(), "ctrl+c"):
            self.leave(130)

    def leave(self, code: int) -> None:
        """End the program with an exit code; the terminal becomes what it was."""
        self.exit(code)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the interface: log it and leave with one sentence in place of a traceback."""
        self._exception = self._exception or error
        self._exception_event.set()
        where = terminal.log_crash(error)
        text = " ".join(str(error).split()) or type(error).__name__
        self.exit(FAULT, FAULT, message=None)
        self.fault = f"dlviz: a fault of the screen, {type(error).__name__}: {text}; its traceback is in {where}"

    before: list[Any] | None = None
    """How the terminal treated what was typed."""
    fault = ""
    """What is said on standard error once the terminal is what it was."""


def open_app(scenario: Scenario | Entry | None, preferences: Preferences, presents: bool = False) -> int:
    """Open the screen on a scenario, on one of the catalogue, or on the catalogue; return the exit code.

    `presents`: in the presenter's mode.
    """
    import sys

    from dlviz.tui.console import shown

    app = DlvizApp(scenario, at_once=False, preferences=preferences)
    app.presents, app.amiss = presents, wrong()
    app.before = terminal.line_discipline()
    try:
        code = app.run(mouse=preferences.mouse)
    except KeyboardInterrupt:
        code = 130
    finally:
        if app.titled and sys.__stderr__ is not None:
            print(end=terminal.OLD_TITLE, file=sys.__stderr__, flush=True)
    if app.fault:
        print(shown(app.fault), file=sys.stderr)
    return terminal.end(code or 0)

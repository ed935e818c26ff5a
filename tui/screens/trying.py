"""What if, on the workbench: sheets that change runs, fork them, build others, and list them all."""

from __future__ import annotations

from textual import events
from textual.geometry import Size

from dlviz.tui.layout import Layout, Place, Rect
from dlviz.tui.milestones import ending
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import draw_panel, network
from dlviz.tui.pictures import sheet as picture
from dlviz.tui.screens import placement
from dlviz.tui.screens.build import build
from dlviz.tui.screens.help import Explained
from dlviz.tui.screens.knobs import Knobs
from dlviz.tui.screens.pointing import Pointing
from dlviz.tui.screens.runs import Runs
from dlviz.tui.screens.sheet import Paper
from dlviz.tui.view import RunView, View

AGAIN = "r once more trains anew and lets go of {}."


class Trying(Pointing):
    """The gestures of a workbench, those that change its runs included. `paper`: the sheet that lies on it."""

    paper: Paper | None = None

    def __init__(self) -> None:
        super().__init__()
        self._lies: tuple[Paper, Layout, placement.Choice] | None = None  # where the sheet lies on which panels
        self._wanted: int | None = None  # the index of a run that comes to the front once it is seen

    # ── gestures ────────────────────────────────────────────────────────────────────────────────────────────

    def action_edit(self) -> None:
        """Change hyper-parameters of the run in front."""
        if self._trains("change"):
            self.lay(Knobs(self))

    def action_fork(self) -> None:
        """Fork the run in front at the cursor; then change it."""
        run = self.run_before()
        if self._trains("fork") and run.stage == "ended" and self.player.view.row(run) >= run.front:
            back = "Press ← for an earlier step, then f."
            self.tell(f"{run.name} is over here ({ending(self.player.view, run)}), so nothing is left to fork. {back}")
        elif self._trains("fork"):
            self.lay(Knobs(self, forks=True))
            self.frame()

    def action_runs(self) -> None:
        """List all runs."""
        self.lay(Runs(self))

    def action_build(self) -> None:
        """Change the network and start a run of it, unless the form would tell an answer."""
        hidden = "network" in self.view.card.hides and not self.uncovered
        self.tell("The form would tell the answer: a shows both." if hidden else build(self, self._layer_in_front()))

    def action_restart(self) -> None:
        """Train anew; asked twice where something would be lost."""
        lost = self.player.made()
        if not lost or self.agreed("r", AGAIN.format(lost)):
            self.lay(None)
            super().action_restart()

    def action_next_scenario(self) -> None:
        """The next of the catalogue; asked twice where something would be lost."""
        if self.lets_go(self.player.lost(), "n"):
            super().action_next_scenario()

    def action_next_unseen(self) -> None:
        """The next that was not seen yet; asked twice where something would be lost."""
        if self.lets_go(self.player.lost(), "N"):
            super().action_next_unseen()

    # ── the desk of a sheet ─────────────────────────────────────────────────────────────────────────────────

    def run_before(self) -> RunView:
        """The run in front."""
        runs = self.player.view.runs
        return runs[min(max(self.run_in_front, 0), len(runs) - 1)]

    def bring(self, index: int) -> None:
        """Bring a run to the front, as soon as it is seen."""
        self._wanted = index

    def tell(self, text: str) -> None:
        """Say a sentence above the footer, if there is one."""
        if text:
            self._say(text)

    def lay(self, sheet: Paper | None) -> None:
        """Lay a sheet on the panels, or take it away."""
        self.paper = sheet
        self.lay_out()

    def explained(self) -> Explained | None:
        """The sheet, and its keys."""
        return None if self.paper is None else (self.paper.name, self.paper.sheet().keys)

    # ── frames ──────────────────────────────────────────────────────────────────────────────────────────────

    def keep_front(self, old: View) -> None:
        """The run in front stays in front when others come and go; one that was asked for takes its place."""
        if self.paper is not None and self.paper.watch():
            self.draw_sheet()
        indices = [run.index for run in self.view.runs]
        before = [run.index for run in old.runs]
        if self._wanted in indices:
            front = indices.index(self._wanted)
            self._wanted = None
        elif indices == before:
            return
        else:
            was = before[min(self.run_in_front, len(before) - 1)]
            front = indices.index(was) if was in indices else 0
        self.run_in_front = front
        if self.front[1] is not None:
            self.front = (self.front[0], front)
        self.lay_out()

    def sheet_place(self, layout: Layout, size: Size) -> Rect | None:
        """Where the sheet lies: in the corner that was found for it among the panels as they stand."""
        if self.paper is None:
            return None
        top = layout.header.height + (0 if layout.tabs is None else layout.tabs.height)
        body = Rect(0, top, size.width, layout.timeline.y - top)
        sheet, look, paper = self.paper.sheet(), self.dlviz.look, self.paper
        if self._lies is None or self._lies[:2] != (paper, layout):
            spots = [spot for place in layout.places for spot in self._marks(place)]
            self._lies = paper, layout, placement.choose(sheet, layout.places, spots, body, look, paper.least)
        place = placement.lie(sheet, self._lies[2], body, look, paper.width)
        paper.width = max(place.width, paper.width)  # it grows, and does not twitch
        return place

    def _marks(self, place: Place) -> list[tuple[int, int]]:
        """Where the marks of runs stand in a panel in which runs move."""
        if place.panel not in placement.MOVING:
            return []
        width, height = place.rect.width, place.rect.height
        return placement.marks(
            place, draw_panel(place.panel, self.view, width, height, self.dlviz.look, self.options(place))
        )

    def draw_sheet(self) -> None:
        """Draw the sheet as it is now; it moves where it needs other room."""
        if self.paper is None:
            return
        place, widget = self.sheet_place(self.placed, self.size), self.widget("sheet")
        assert place is not None
        board = self.query_one(Board)
        if board.rectangles.get(widget) != place:
            board.place({**board.rectangles, widget: place})
        widget.show(picture.draw(self.paper.sheet(), place.width, place.height, self.dlviz.look))

    # ── keys and the mouse ──────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """The sheet takes the keys that mean something to it; a question comes first."""
        if self.take_back(event):
            return
        told = self.notice
        if self.paper is not None and self.paper.key(event.key, event.character):
            event.stop()
            event.prevent_default()
            if self.notice == told:  # not what this key has just said
                self._dismiss()
            self._after()

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """On a sheet a click chooses and a second one is enter; on the network's rows a second one builds."""
        name = message.widget.id or ""
        if name == "sheet" and self.paper is not None:
            message.prevent_default()
            self._click(self.paper, message)
        elif name.startswith("panel-") and message.times == 2 and self._builds(name, message):
            message.prevent_default()

    def _click(self, paper: Paper, message: Drawn.Clicked) -> None:
        size = message.widget.size
        where = (size.width, size.height, self.dlviz.look, message.x, message.y)
        key = picture.key_at(paper.sheet(), *where)
        spot = picture.spot_at(paper.sheet(), *where)
        if key is not None:
            named = {"esc": "escape", "←→": "right", "↑↓": "down", "↑↓ tab": "tab", "+": "plus", "-": "minus"}
            paper.key(named.get(key, key), key if len(key) == 1 else None)
        elif spot is not None and message.times == 2 and spot == (paper.chosen, paper.field):
            paper.key("enter", None)
        elif spot is not None:
            paper.choose(*spot)
        self._after()

    def _builds(self, name: str, message: Drawn.Clicked) -> bool:
        place = self.placed.places[int(name.removeprefix("panel-"))]
        if place.panel != "network":
            return False
        rect, options = place.rect, self.options(place)
        layer = network.layer_at(self.view, rect.width, rect.height, self.dlviz.look, options, message.x, message.y)
        if layer is None:
            return False
        self.chosen_layer = layer
        self.action_build()
        return True

    def _wheel_on_sheet(self, event: events.MouseEvent, by: int) -> bool:
        """Whether the wheel turned over the sheet: it chooses."""
        place = self.sheet_place(self.placed, self.size)
        if place is None or self.paper is None:
            return False
        x, y = event.screen_x - place.x, event.screen_y - place.y
        if not (0 <= x < place.width and 0 <= y < place.height):
            return False
        self.paper.choose(self.paper.chosen + by, self.paper.field)
        self._after()
        return True

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Over a sheet the wheel chooses."""
        if self._wheel_on_sheet(event, 1):
            event.prevent_default()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Over a sheet the wheel chooses."""
        if self._wheel_on_sheet(event, -1):
            event.prevent_default()

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────

    def _after(self) -> None:
        """After a gesture on the sheet: what it changed is drawn, the panels only where they differ."""
        self.frame()
        self.draw_sheet()

    def _trains(self, verb: str) -> bool:
        """Whether there is something to change; says so where there is not."""
        run = self.run_before()
        if run.spec is None:
            self.tell("The runs are still being made.")
        elif run.spec.document.computation is not None:
            self.tell(f"This scenario computes and trains nothing; there is nothing to {verb}.")
        elif run.stage == "waiting":
            self.tell(f"{run.name} {run.status}; {verb} it once it trains.")
        else:
            return True
        return False

    def _layer_in_front(self) -> int | None:
        """The number of the layer that is chosen in the network."""
        names = [layer.name for layer in self.view.network_of(self.run_in_front)]
        chosen = (self.chosen_layer or "").partition("/")[0]
        return names.index(chosen) if chosen in names else None

"""The comparison of the runs, over the workbench, in the same time: the cursor moves on, training goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from dlviz.tui import keys, readings
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH, TALL, Rect
from dlviz.tui.panels import notice
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn, Slider
from dlviz.tui.pictures import compare, footer, header, timeline
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.pictures.compare_charts import measures
from dlviz.tui.player import Player
from dlviz.tui.screens.crossing import Crossing
from dlviz.tui.screens.exports import LEAST, Exports, Taken
from dlviz.tui.view import View
from dlviz.tui.workbench_picture import comparison_under_header

if TYPE_CHECKING:
    from dlviz.tui.figures.figure import Figure

WHEEL = 3  # lines of the table a notch


class Compare(Exports, Crossing):
    """All runs beside each other; `options` is how they are drawn, and what the workbench keeps of it."""

    PLACE = "compare"
    NAME = "compare"
    """In the names of files."""
    NOTHING = "There is no line to read yet."
    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("compare")

    def __init__(self, player: Player, options: CompareOptions, seen: Callable[[View], View]) -> None:
        super().__init__()
        self.player = player
        self.view = seen(player.view)
        self._seen = seen
        self.options = options
        self.run_in_front = options.run
        self._drawn: View | None = None
        self._resting = False
        self._places: dict[str, Rect] = {}

    # ── life and drawing ────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """Header, comparison, timeline, keys; the notice lies on top."""
        yield Board(
            Drawn("header"), Drawn("comparison"), Slider("timeline"), Drawn("footer"), Drawn("notice"), id="board"
        )

    def on_mount(self) -> None:
        """Nothing else is looked at, so nothing else is computed."""
        self.lay_out()
        self.set_interval(1 / self.dlviz.preferences.frames, self.tick)

    def on_resize(self, event: events.Resize) -> None:
        """Everything finds its new place."""
        self.lay_out()

    def on_screen_resume(self) -> None:
        """Another screen may have changed the theme."""
        self.lay_out()

    def tick(self) -> None:
        """Look at the player as time flows; under the catalogue nothing is drawn."""
        if self.dlviz.place == "compare":
            self._resting = not self._resting
            self._look(self._resting)

    def frame(self) -> None:
        """Look at the player after a gesture and draw what changed."""
        self._look(resting=False)

    def _look(self, resting: bool) -> None:
        """The comparison itself is drawn at every other frame while time flows."""
        old, self.view = self.view, self._seen(self.player.frame(self.dlviz.clock()))
        if self.view.message and self.view.message != old.message:
            self._say(self.view.message)
        elif self.view is not self._drawn:
            self._draw(resting)

    def lay_out(self) -> None:
        """Place and draw everything."""
        self.player.look_at(frozenset())
        width, height = self.size
        places = {"header": Rect(0, 0, width, 1), "footer": Rect(0, height - 1, width, 1)}
        if width < MIN_WIDTH or height < MIN_HEIGHT:
            text = f"dlviz needs {MIN_WIDTH}x{MIN_HEIGHT} cells, this terminal has {width}x{height}: make it larger."
            rect, canvas = notice.alone(text, width, height, self.dlviz.look)
            places = {"notice": rect}
            self.widget("notice").show(canvas)
        else:
            line = 2 if height >= TALL else 1
            places["comparison"] = Rect(0, 1, width, height - 2 - line)
            places["timeline"] = Rect(0, height - 1 - line, width, line)
            if self.notice:
                places["notice"], canvas = notice.above_footer(self.notice, width, height, self.dlviz.look)
                self.widget("notice").show(canvas)
        self._places = places
        self.query_one(Board).place({self.widget(name): rect for name, rect in places.items()})
        self._draw()

    def _draw(self, resting: bool = False) -> None:
        if "comparison" not in self._places:
            return
        view = self.view
        self.run_in_front = min(self.run_in_front, max(len(view.runs) - 1, 0))
        look, place, line = self.dlviz.look, self._places["comparison"], self._places["timeline"]
        self.widget("header").show(header.draw(view, place.width, look, self.run_in_front))
        self.show_canvas("timeline", timeline.draw(view, line.width, line.height, look, self.run_in_front))
        if resting:
            return
        self._drawn = view
        self.show_canvas("comparison", compare.draw(view, place.width, place.height, look, self._asked()))
        self.widget("footer").show(footer.draw(keys.pairs(self._footer()), place.width, look))

    def _footer(self) -> list[keys.Item]:
        if self.pointing:
            return self.pointing_items(self.size.width)
        on = {"play"} if self.view.playing else set()
        on |= {"compare_apart"} if self.options.apart else set()
        return keys.fitting(keys.items("compare", on), self.size.width, self.dlviz.look)

    def widget(self, name: str) -> Drawn:
        """The widget of this name."""
        return self.query_one(f"#{name}", Drawn)

    # ── actions ─────────────────────────────────────────────────────────────────────────────────────────────

    def action_compare_apart(self) -> None:
        """All runs on one chart, or a chart for each."""
        self._change(replace(self.options, apart=not self.options.apart))

    def action_measure(self) -> None:
        """Over the next measure of effort that tells something of these runs."""
        offered = measures(self.view)
        here = offered.index(self.options.measure) if self.options.measure in offered else -1
        self._change(replace(self.options, measure=offered[(here + 1) % len(offered)]))
        if len(offered) == 1:
            self._say("There is only one measure to draw these runs over: their steps.")

    def action_log_scale(self) -> None:
        """The other scale."""
        self._change(replace(self.options, log=not compare.is_log(self.view, self.options)))

    def action_previous_run(self) -> None:
        """The run before to the front."""
        self._turn(-1)

    def action_next_run(self) -> None:
        """The next run to the front."""
        self._turn(1)

    def action_up(self) -> None:
        """A line up in the table."""
        self._scroll(-1)

    def action_down(self) -> None:
        """A line down in the table."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """A page up in the table."""
        self._scroll(-10)

    def action_page_down(self) -> None:
        """A page down in the table."""
        self._scroll(10)

    def action_search(self) -> None:
        """The catalogue, ready to type."""
        self.dlviz.open_catalogue(self.view.card.name, searching=True)

    def action_back_out(self) -> None:
        """Back to the panels, the run in front with us."""
        running = self.dlviz.running
        if running is not None:
            running.comparison, running.run_in_front = self.options, self.run_in_front
        self.dlviz.pop_screen()

    # ── what is read, and taken away ────────────────────────────────────────────────────────────────────────

    def crossed_name(self) -> str:
        """The charts."""
        return "comparison"

    def crossed_where(self) -> object:
        """How they stand: apart, over another measure or elsewhere a crosshair begins anew."""
        return self._places.get("comparison"), self.options.apart, self.options.measure

    def cross_over(self, by: int) -> None:
        """Into the chart of the next run, as far along as in this one."""
        reads, at = self.reads(), self.cross_at()
        here = readings.under(reads, *at) if at is not None else None
        if at is None or here is None or len(reads) < 2:
            self._say("All runs are on this chart; c draws one for each.")
            return
        there = reads[(reads.index(here) + by) % len(reads)]
        x, y = (min(at[0] - here.x, there.width - 1), min(at[1] - here.y, there.height - 1))
        self.stand((there.x + x, there.y + y))

    def taken(self) -> Taken | None:
        """The comparison under the header, as large as it stands here."""
        place = self._places.get("comparison")
        if place is None:
            return None
        view, options, width = self.view, self._asked(), max(place.width, LEAST)
        return Taken(
            self.NAME,
            "the comparison",
            lambda theme: comparison_under_header(view, width, place.height + 1, theme, options),
            self._numbers,
        )

    def _numbers(self) -> Figure | str:
        from dlviz.tui.figures.panels import comparison

        found = comparison(self.view, self._asked())
        return found if found.charts else "There are no numbers in it yet."

    # ── how it is drawn ─────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, by: int) -> None:
        self.run_in_front = (self.run_in_front + by) % max(len(self.view.runs), 1)
        self._draw()

    def _scroll(self, lines: int) -> None:
        place = self._places.get("comparison")
        if place is not None:
            last = compare.furthest(self.view, place.width, place.height, self._asked())
            self._change(replace(self.options, scroll=min(max(min(self.options.scroll, last) + lines, 0), last)))

    def _asked(self) -> CompareOptions:
        return replace(self.options, run=self.run_in_front)

    def _change(self, options: CompareOptions) -> None:
        self.options = options
        self._draw()

    # ── the mouse ───────────────────────────────────────────────────────────────────────────────────────────

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """A click on a run's chart or column brings it to the front; keys do what they say."""
        self._dismiss()
        if message.widget.id == "footer":
            call = keys.item_at(self._footer(), self.size.width, self.dlviz.look, message.x)
            if call is not None:
                self.dlviz.call_later(self.dlviz.run_action, call)
        elif message.widget.id == "comparison":
            place, look = self._places["comparison"], self.dlviz.look
            run = compare.run_at(self.view, place.width, place.height, look, self._asked(), message.x, message.y)
            if run is not None:
                self._turn(run - self.run_in_front)

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls the table."""
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls the table."""
        self._scroll(-WHEEL)

"""The catalogue: choose a scenario, or search for one."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from dlviz.scenarios import catalogue
from dlviz.scenarios.entries import CHAPTERS
from dlviz.tui import keys
from dlviz.tui.actions import actions_at
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH, Rect
from dlviz.tui.panels import notice
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import catalogue as pictures
from dlviz.tui.pictures import footer
from dlviz.tui.pictures.catalogue import Line
from dlviz.tui.remembered import seen
from dlviz.tui.screens.searching import SEARCHING, Searching

WITH_DETAILS = 100
"""Columns from which the chosen scenario is described beside the list."""
LIST_WIDTH, GAP, BRIEF = 34, 3, 3


class Catalogue(Searching):
    """All scenarios by chapter. Letters are keys here, until a search has begun."""

    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("catalogue")
    CSS = """
    Catalogue Input { border: none; height: 1; padding: 0 1; background: $surface; }
    Catalogue Input:focus { border: none; }
    """

    def __init__(self, chosen: str = "", searching: bool = False) -> None:
        super().__init__(chosen, searching)
        self._top = 0
        self._listed: Rect | None = None  # where the list stands
        self._describes = False  # soon, what is chosen

    # ── life ────────────────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """The list, what is chosen, the line to search in, the keys."""
        yield Board(
            Drawn("header"),
            Drawn("list"),
            Drawn("details"),
            Drawn("preview"),
            Drawn("footer"),
            Input(placeholder="search: name, title, question", id="query", select_on_focus=False),
            Drawn("notice"),
        )

    def on_mount(self) -> None:
        """Draw; described in full once the list is on the screen."""
        self.lay_out()
        if self.searching:
            self.action_search()

    def on_resize(self, event: events.Resize) -> None:
        """Everything finds its new place."""
        self.lay_out()

    # ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────

    def lay_out(self) -> None:
        """Place and draw everything."""
        width, height = self.size
        if width < MIN_WIDTH or height < MIN_HEIGHT:
            self._too_small(width, height)
            return
        beside = width >= WITH_DETAILS
        rows = height - 2 - (0 if beside else BRIEF)
        places = {
            "header": Rect(0, 0, width, 1),
            "list": Rect(0, 1, LIST_WIDTH if beside else width, rows),
            "details": Rect(LIST_WIDTH + GAP, 1, width - LIST_WIDTH - GAP, rows)
            if beside
            else Rect(0, height - 1 - BRIEF, width, BRIEF),
            "footer": Rect(0, height - 1, width, 1),
        }
        self.prepare(self._entries[self.chosen].name if self._entries else "")
        if beside:
            places["details"], places["preview"] = self.divide(places["details"])
        look = self._program.look
        shown = keys.pairs(self._footer())
        if self.searching:
            size = footer.spans(shown, width, look)[-1][1] + 1
            places["query"] = Rect(0, height - 1, width - size, 1)
            places["footer"] = Rect(width - size, height - 1, size, 1)
        if self.notice:
            places["notice"], canvas = notice.above_footer(self.notice, width, height, look)
            self._named("notice").show(canvas)
        self.query_one(Board).place({self.query_one(f"#{name}"): rect for name, rect in places.items()})
        self._named("header").show(pictures.header(len(catalogue()), len(self._seen()), width, look))
        self._listed = places["list"]
        self._draw_list(self._listed)
        self._draw_details(places["details"], beside)
        self.draw_preview(places.get("preview"))
        self._named("footer").show(footer.draw(shown, places["footer"].width, look))

    def _too_small(self, width: int, height: int) -> None:
        text = f"dlviz needs {MIN_WIDTH}x{MIN_HEIGHT} cells, this terminal has {width}x{height}: make it larger."
        self._listed = None
        self.draw_preview(None)
        rect, canvas = notice.alone(text, width, height, self._program.look)
        self.query_one(Board).place({self._named("list"): rect})
        self._named("list").show(canvas)

    def _draw_list(self, place: Rect) -> None:
        lines = self._lines()
        row = next((i for i, line in enumerate(lines) if line.number == self.chosen), 0)
        shown = place.height - 1
        self._top = min(max(self._top, row - shown + 1), max(row - 1, 0), max(len(lines) - shown, 0))
        query = self.query_one(Input).value
        self._named("list").show(
            pictures.listing(lines, self.chosen, self._top, place.width, place.height, self._program.look, query)
        )

    def _draw_details(self, place: Rect, beside: bool) -> None:
        from dlviz.tui.canvas import Canvas
        from dlviz.tui.screens.facts import facts

        scenario, view, look = self.scenario, self.still, self._program.look
        if scenario is None or view is None:
            canvas = Canvas(place.width, place.height, look)
        elif beside:
            canvas = pictures.details(view, facts(scenario), place.width, place.height, look)
        else:
            canvas = pictures.brief(view, place.width, place.height, look)
        self._named("details").show(canvas)

    def _lines(self) -> list[Line]:
        lines: list[Line] = []
        known = self._seen()
        chapter = None
        ranked = bool(self.query_one(Input).value.strip())  # by what fits best, and not by chapters
        for number, entry in enumerate(self._entries):
            if entry.chapter != chapter and not ranked:
                chapter = entry.chapter
                lines.append(Line(CHAPTERS.get(chapter, ""), str(chapter)))
            lines.append(Line(entry.name, entry.section, entry.title, number, entry.name in known))
        return lines

    def _seen(self) -> frozenset[str]:
        return seen(self._program.remembered)

    def _footer(self) -> list[keys.Item]:
        """What the keys do now: few in a search; esc goes back only to what runs."""
        off = {action.name for action in actions_at("catalogue")} - set(SEARCHING) if self.searching else set()
        if not self.searching and self._program.running is None:
            off = {"back_out"}
        items = keys.items("catalogue", {"back_out"} if self.searching else (), off)
        return keys.fitting(items, self.size.width, self._program.look)

    def _named(self, name: str) -> Drawn:
        return self.query_one(f"#{name}", Drawn)

    # ── actions ─────────────────────────────────────────────────────────────────────────────────────────────

    def action_up(self) -> None:
        """The scenario above."""
        self._choose(self.chosen - 1)

    def action_down(self) -> None:
        """The scenario below."""
        self._choose(self.chosen + 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._choose(self.chosen - max(self.size.height - 6, 1))

    def action_page_down(self) -> None:
        """A page down."""
        self._choose(self.chosen + max(self.size.height - 6, 1))

    def action_first(self) -> None:
        """The first scenario."""
        self._choose(0)

    def action_last(self) -> None:
        """The last scenario."""
        self._choose(len(self._entries) - 1)

    def action_open(self) -> None:
        """Run what is chosen."""
        name = self._entries[self.chosen].name if self._entries else ""
        if name and self.lets_go(self._program.lost(name), "enter"):
            self._program.open_named(name)

    def action_next_unseen(self) -> None:
        """The first of the course that was not seen yet."""
        if self.lets_go(self._program.lost(), "N"):
            self._program.open_unseen("")

    def _choose(self, number: int) -> None:
        """The list follows at once; what is chosen is read and described behind it, once for many keys."""
        self.chosen = min(max(number, 0), max(len(self._entries) - 1, 0))
        if self._listed is None:
            self.lay_out()
            return
        self._draw_list(self._listed)
        if not self._describes:
            self._describes = True
            self.call_after_refresh(self._describe)

    def _describe(self) -> None:
        self._describes = False
        self.lay_out()

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """A click chooses, a second one runs; keys do what they say."""
        if message.widget.id == "footer":
            call = keys.item_at(self._footer(), self.size.width, self._program.look, message.x)
            if call is not None:
                self.app.call_later(self.app.run_action, call)
        elif message.widget.id == "list" and message.y > 0:
            lines = self._lines()
            row = self._top + message.y - 1
            number = lines[row].number if row < len(lines) else None
            if number is not None and number == self.chosen and message.times == 2:
                self.action_open()
            elif number is not None:
                self._choose(number)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves through the list."""
        self.action_down()

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves through the list."""
        self.action_up()

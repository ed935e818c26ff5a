"""The catalogue: choose a scenario, or type to search."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from dlviz.scenarios import catalogue
from dlviz.scenarios.entries import CHAPTERS, Entry
from dlviz.tui import keys
from dlviz.tui.actions import actions_at
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH, Rect
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import catalogue as pictures
from dlviz.tui.pictures import footer
from dlviz.tui.pictures.catalogue import Line
from dlviz.tui.remembered import seen
from dlviz.tui.screens.previewing import Previewing

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp

WITH_DETAILS = 100
"""Columns from which the chosen scenario is described beside the list."""
LIST_WIDTH, GAP, BRIEF = 34, 3, 3


def matching(query: str) -> list[Entry]:
    """The scenarios whose name, title, question, section or chapter hold every word of the query."""
    asked = query.casefold().split()
    return [entry for entry in catalogue() if all(word in _said(entry) for word in asked)]


def _said(entry: Entry) -> str:
    parts = (entry.name, entry.title, entry.question, entry.section, CHAPTERS.get(entry.chapter, ""))
    return " ".join(parts).casefold()


class Catalogue(Previewing):
    """All scenarios by chapter. Letters that are no keys begin a search."""

    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("catalogue")
    CSS = """
    Catalogue Input { border: none; height: 1; padding: 0 1; background: $surface; }
    Catalogue Input:focus { border: none; }
    """

    def __init__(self, chosen: str = "", searching: bool = False) -> None:
        super().__init__()
        self._entries = matching("")
        names = [entry.name for entry in self._entries]
        self.chosen = names.index(chosen) if chosen in names else 0
        self.searching = searching
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
            Input(placeholder="search", id="query", select_on_focus=False),
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
        if self.searching:
            places["query"] = places["footer"]
        self.query_one(Board).place({self.query_one(f"#{name}"): rect for name, rect in places.items()})
        look = self._dlviz.look
        self._named("header").show(pictures.header(len(catalogue()), len(self._seen()), width, look))
        self._listed = places["list"]
        self._draw_list(self._listed)
        self._draw_details(places["details"], beside)
        self.draw_preview(places.get("preview"))
        self._named("footer").show(footer.draw(keys.pairs(self._footer()), width, look))

    def _too_small(self, width: int, height: int) -> None:
        from dlviz.tui.panels import notice

        text = f"dlviz needs {MIN_WIDTH}x{MIN_HEIGHT} cells, this terminal has {width}x{height}: make it larger."
        self._listed = None
        rect, canvas = notice.alone(text, width, height, self._dlviz.look)
        self.query_one(Board).place({self._named("list"): rect})
        self._named("list").show(canvas)

    def _draw_list(self, place: Rect) -> None:
        lines = self._lines()
        row = next((i for i, line in enumerate(lines) if line.number == self.chosen), 0)
        shown = place.height - 1
        self._top = min(max(self._top, row - shown + 1), max(row - 1, 0), max(len(lines) - shown, 0))
        query = self.query_one(Input).value
        self._named("list").show(
            pictures.listing(lines, self.chosen, self._top, place.width, place.height, self._dlviz.look, query)
        )

    def _draw_details(self, place: Rect, beside: bool) -> None:
        from dlviz.tui.canvas import Canvas
        from dlviz.tui.screens.facts import facts

        scenario, view, look = self.scenario, self.still, self._dlviz.look
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
        for number, entry in enumerate(self._entries):
            if entry.chapter != chapter:
                chapter = entry.chapter
                lines.append(Line(CHAPTERS.get(chapter, ""), str(chapter)))
            lines.append(Line(entry.name, entry.section, entry.title, number, entry.name in known))
        return lines

    def _seen(self) -> frozenset[str]:
        return seen(self._dlviz.remembered)

    def _footer(self) -> list[keys.Item]:
        return keys.fitting(keys.items("catalogue"), self.size.width, self._dlviz.look)

    def _named(self, name: str) -> Drawn:
        return self.query_one(f"#{name}", Drawn)

    @property
    def _dlviz(self) -> DlvizApp:
        return cast("DlvizApp", self.app)

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
        if self._entries:
            self._dlviz.open_named(self._entries[self.chosen].name)

    def action_next_unseen(self) -> None:
        """The first of the course that was not seen yet."""
        self._dlviz.open_unseen("")

    def action_search(self) -> None:
        """Type to search."""
        self.searching = True
        self.lay_out()
        self.query_one(Input).focus()

    def action_back_out(self) -> None:
        """Out of the search, else back to what runs."""
        if not self.searching:
            self._dlviz.return_to_workbench()
        else:
            name = self._entries[self.chosen].name if self._entries else ""
            self.searching = False
            self.set_focus(None)
            self.query_one(Input).value = ""
            self._find("", name)

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

    def _find(self, query: str, name: str) -> None:
        self._entries = matching(query)
        names = [entry.name for entry in self._entries]
        self.chosen = names.index(name) if name in names else 0
        self.lay_out()

    # ── typing and the mouse ────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """A letter that is no key begins a search; those typed before the line has the focus are letters too."""
        bound = {key for action in actions_at("catalogue") for key in action.keys}
        if event.is_printable and event.character and (self.searching or event.key not in bound):
            event.stop()
            if not self.searching:
                self.action_search()
            self.query_one(Input).insert_text_at_cursor(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is searched for."""
        if not self.searching and event.text.strip():
            self.action_search()
            self.query_one(Input).insert_text_at_cursor(event.text.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list with every letter."""
        if self.searching:
            self._find(event.value, self._entries[self.chosen].name if self._entries else "")

    def on_input_submitted(self) -> None:
        """Enter runs the scenario, in a search too."""
        self.action_open()

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """A click chooses, a second one runs; keys do what they say."""
        if message.widget.id == "footer":
            call = keys.item_at(self._footer(), self.size.width, self._dlviz.look, message.x)
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

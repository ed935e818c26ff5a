"""What keys and wheel do to the lesson: they scroll its page."""

from __future__ import annotations

from textual import events

from dlviz.tui.actions import ACTIONS, TIME
from dlviz.tui.pictures import lesson
from dlviz.tui.remembered import SEEN, key_of
from dlviz.tui.screens.watching import Watching

LESSON = "lesson"
OVERLAP = 2  # lines of a page that stay when it is turned
WHEEL = 3  # lines a notch
OF_TIME = {key for action in ACTIONS if action.group == TIME and action.place == "workbench" for key in action.keys}


class Studying(Watching):
    """The gestures of a workbench, those around its lesson included."""

    scroll = 0
    reads_first = False  # the lesson, before anything is played

    def begin_lesson(self) -> None:
        """A scenario that was not seen yet waits behind its lesson, where that has no place beside the first panel."""
        app, key, shown = self.dlviz, key_of(self.scenario), [place.panel for place in self.placed.places]
        new = key and not app.remembered.of(SEEN).get(key) and app.preferences.hints and not app.presents
        if new and LESSON in self.panels and shown and LESSON not in shown and shown[0] == self.panels[0]:
            self.player.home()
            self._read()
            self.reads_first = True

    def focus_on(self, panel: str, run: int | None) -> None:
        """Give a panel the focus."""
        self.reads_first = False
        super().focus_on(panel, run)

    def action_play(self) -> None:
        """Pause or go on; from the lesson that is read first to the first panel."""
        self._first_panel()
        super().action_play()

    def on_key(self, event: events.Key) -> None:
        """A key that moves in time shows what it moves."""
        if event.key in OF_TIME:
            self._first_panel()

    def _first_panel(self) -> None:
        if self.reads_first:
            self.focus_on(self.panels[0], None)

    def action_page_down(self) -> None:
        """The lesson to the front, and its next page."""
        self._turn_page(1)

    def action_page_up(self) -> None:
        """The lesson to the front, and its page before."""
        self._turn_page(-1)

    def action_up(self) -> None:
        """A line up in the lesson, elsewhere the layer before."""
        self._move_in_panel(-1)

    def action_down(self) -> None:
        """A line down in the lesson, elsewhere the next layer."""
        self._move_in_panel(1)

    def action_next_input(self) -> None:
        """The next row of the table."""
        self._choose_input(1)

    def action_previous_input(self) -> None:
        """The row before."""
        self._choose_input(-1)

    def action_other_inputs(self) -> None:
        """The first validation row, or from the validation rows the first that is learned from."""
        data = self.view.data
        if data is None or not 0 < data.training < data.rows:
            self._say("No rows are held out here: all are learned from.")
            return
        self._look_at(0 if self.input_in_front() >= data.training else data.training)

    def input_in_front(self) -> int:
        """The row that is looked at; until one is chosen it is the first that is not learned from."""
        if self.view.chosen is not None:
            return self.view.chosen
        data = self.view.data
        return data.training % max(data.rows, 1) if data is not None else 0

    def _choose_input(self, by: int) -> None:
        if self.view.data is None:
            self._say("This scenario has no rows to choose from.")
            return
        self._look_at(self.input_in_front() + by)

    def _look_at(self, row: int) -> None:
        self.player.choose(row)
        self.frame()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Over the lesson the wheel scrolls."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Over the lesson the wheel scrolls."""
        self._wheel(event, -WHEEL)

    def _move_in_panel(self, by: int) -> None:
        if self.front[0] == LESSON:
            self._scroll_by(by)
        else:
            self.choose_layer(by)

    def _turn_page(self, pages: int) -> None:
        """Where another panel stands in the lesson's place the first press only brings it."""
        if LESSON not in self.panels:
            return
        page = self._page()
        if self.reads_first and pages > 0 and page is not None and self.scroll >= page.furthest:
            self.action_play()
            return
        seen = page is not None
        self._read()
        page = self._page()
        if seen and page is not None:
            self._scroll_by(pages * max(page.rows - OVERLAP, 1))

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        x, y = event.screen_x, event.screen_y
        for place in self.placed.places:
            rect = place.rect
            inside = rect.x <= x < rect.x + rect.width and rect.y <= y < rect.y + rect.height
            if inside and place.panel == LESSON:
                self._read()
                self._scroll_by(by)

    def _read(self) -> None:
        """Give the lesson the focus: then it is a page that scrolls."""
        if self.front[0] != LESSON:
            self.focus_on(LESSON, None)

    def _scroll_by(self, lines: int) -> None:
        page = self._page()
        if page is not None:
            self.scroll = min(max(min(self.scroll, page.furthest) + lines, 0), page.furthest)
            self.lay_out()

    def _page(self) -> lesson.Page | None:
        """The page of the lesson as it stands on the screen, None where it does not."""
        place = next((place for place in self.placed.places if place.panel == LESSON), None)
        if place is None:
            return None
        size = place.rect.width, place.rect.height
        return lesson.page(self.view, *size, self.dlviz.look, self.options(place))

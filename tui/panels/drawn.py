"""The widget around a picture: it holds cells, and sends to the terminal only those that changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.style import Style
from textual import events
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dlviz.tui.canvas import Canvas
from dlviz.tui.strips import cell_strips


class Drawn(Widget):
    """A rectangle of cells. It takes no focus: keys belong to the screen."""

    can_focus = False
    ALLOW_SELECT = False

    class Clicked(Message):
        """A click at a cell of the widget; `times` is 2 for a double click."""

        def __init__(self, widget: Drawn, x: int, y: int, times: int) -> None:
            super().__init__()
            self.widget, self.x, self.y, self.times = widget, x, y, times

        @property
        def control(self) -> Drawn:
            """The widget that was clicked."""
            return self.widget

    class Hovered(Message):
        """The mouse is over a cell of the widget; `cell` is None when it has left."""

        def __init__(self, widget: Drawn, cell: tuple[int, int] | None) -> None:
            super().__init__()
            self.widget, self.cell = widget, cell

        @property
        def control(self) -> Drawn:
            """The widget under the mouse."""
            return self.widget

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._canvas: Canvas | None = None
        self._strips: list[Strip] = []

    @property
    def canvas(self) -> Canvas | None:
        """What it shows, None at first."""
        return self._canvas

    def show(self, canvas: Canvas) -> None:
        """Show these cells; those that are as before are not drawn again."""
        old, self._canvas = self._canvas, canvas
        chars, fg, bg, bold = canvas.shown(), canvas.fg, canvas.bg, canvas.bold
        if old is None or old.chars.shape != chars.shape or len(self._strips) != len(chars):
            self._strips = cell_strips(chars, *canvas.inks(), bold)
            self.refresh()
            return
        changed = (old.shown() != chars) | (old.fg != fg) | (old.bg != bg) | (old.bold != bold)
        rows = np.flatnonzero(changed.any(axis=1))
        if not len(rows):
            return
        fresh = cell_strips(chars[rows], *canvas.inks(rows), bold[rows])
        for row, strip in zip(rows.tolist(), fresh, strict=True):
            self._strips[row] = strip
        first = changed[rows].argmax(axis=1)
        last = changed.shape[1] - changed[rows, ::-1].argmax(axis=1)
        spans = zip(rows.tolist(), first.tolist(), last.tolist(), strict=True)
        self.refresh(*(Region(left, row, right - left, 1) for row, left, right in spans))

    def render_line(self, y: int) -> Strip:
        """The strip of a row, blank beyond the picture while a new size is on its way."""
        width = self.size.width
        if y >= len(self._strips):
            return Strip([], 0).extend_cell_length(width, Style.null())
        return self._strips[y].adjust_cell_length(width, Style.null())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All filters but the one that looks up ANSI colours: these cells have none, and it costs most."""
        return [
            line_filter for line_filter in super().get_line_filters() if not isinstance(line_filter, ANSIToTruecolor)
        ]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the screen where the mouse is."""
        self.post_message(self.Hovered(self, (event.x, event.y)))

    def on_leave(self, event: events.Leave) -> None:
        """Tell the screen that it is gone."""
        self.post_message(self.Hovered(self, None))

    def on_click(self, event: events.Click) -> None:
        """Hand the click to the screen."""
        event.stop()
        self.post_message(self.Clicked(self, event.x, event.y, event.chain))


class Slider(Drawn):
    """A picture that is dragged along: the timeline."""

    class Moved(Message):
        """The mouse holds this cell of the slider."""

        def __init__(self, x: int) -> None:
            super().__init__()
            self.x = x

    class Stepped(Message):
        """The wheel was turned over the slider: a step on (1) or back (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._held = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """A step on."""
        event.stop()
        self.post_message(self.Stepped(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """A step back."""
        event.stop()
        self.post_message(self.Stepped(-1))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        self._held = True
        self.capture_mouse()
        self.post_message(self.Moved(event.x))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag."""
        if self._held:
            self.post_message(self.Moved(event.x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        self._held = False
        self.capture_mouse(False)

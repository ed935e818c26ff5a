"""What the mouse is over is read, on every screen over a session."""

from __future__ import annotations

from textual import events

from dlviz.tui.canvas import Canvas
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import crosshair, timeline_read
from dlviz.tui.screens.travelling import Travelling


class Hovering(Travelling):
    """A screen whose pictures say what lies under the mouse, until it leaves or a key is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._mouse: tuple[str, int, int] | None = None  # the widget that the mouse is over, and where
        self._plain: dict[str, Canvas] = {}  # what is on the widgets, without what is read off it
        self._box: dict[str, tuple[int, int] | None] = {}  # where boxes stand on them

    def widget(self, name: str) -> Drawn:
        """The widget of this name."""
        raise NotImplementedError

    def show_canvas(self, name: str, canvas: Canvas) -> None:
        """Show a picture or the timeline, and over it what is read off it."""
        self._plain[name] = canvas
        self.widget(name).show(self.overlaid(name, canvas))

    def overlaid(self, name: str, canvas: Canvas) -> Canvas:
        """The picture of a widget with what is read off it."""
        if self._mouse is None or self._mouse[0] != name:
            return canvas
        x, y = self._mouse[1:]
        if name == "timeline":
            return timeline_read.told(canvas, self.view, x, self.run_in_front)
        return self.crossed(name, canvas, x, y, cross=False)

    def crossed(self, name: str, canvas: Canvas, x: int, y: int, cross: bool) -> Canvas:
        """A picture with what is read at a cell in a box, which stays where it stood as far as it can."""
        drawn, self._box[name] = crosshair.over(canvas, x, y, cross, self._box.get(name))
        return drawn

    def point_at(self, mouse: tuple[str, int, int] | None) -> None:
        """The mouse is over this cell of this widget, or over nothing that can be read."""
        before, self._mouse = self._mouse, mouse
        if mouse is None:
            self._box.clear()
        if before != mouse:
            for name in {one[0] for one in (before, mouse) if one is not None}:
                if name in self._plain:
                    self.show_canvas(name, self._plain[name])

    def on_drawn_hovered(self, message: Drawn.Hovered) -> None:
        """The mouse reads what it is over."""
        name = message.widget.id or ""
        if name in self._plain:
            self.point_at(None if message.cell is None else (name, *message.cell))

    def on_key(self, event: events.Key) -> None:
        """Any key takes away what the mouse reads."""
        self.point_at(None)

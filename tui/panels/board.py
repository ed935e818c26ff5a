"""A widget that places its children by rectangles of cells, computed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from dlviz.tui.layout import Rect


class _ByRectangles(Layout):
    """Places every child that has a rectangle; the others are not shown."""

    name = "rectangles"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        assert isinstance(parent, Board)
        return [
            WidgetPlacement(
                Region(rect.x, rect.y, rect.width, rect.height), Offset(), Spacing(), child, order, overlay=False
            )
            for order, child in enumerate(children)
            if (rect := parent.rectangles.get(child)) is not None and rect.width and rect.height
        ]


class Board(Widget):
    """The whole screen as a plane on which panels have their places; later children lie on top."""

    DEFAULT_CSS = "Board { width: 100%; height: 100%; }"

    def __init__(self, *children: Widget, id: str | None = None) -> None:
        super().__init__(*children, id=id)
        self.rectangles: Mapping[Widget, Rect] = {}
        self._placing = _ByRectangles()

    @property
    def layout(self) -> Layout:
        """By rectangles, always."""
        return self._placing

    def place(self, rectangles: Mapping[Widget, Rect]) -> None:
        """Put each child where it belongs from now on."""
        if rectangles != self.rectangles:
            self.rectangles = dict(rectangles)
            self._clear_arrangement_cache()
            self.refresh(layout=True)

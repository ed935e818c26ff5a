"""Pictures: pure functions of a view, a size and a theme. What a panel shows is found here by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import data, gradients, landscape, lesson, loss, metrics, network
from dlviz.tui.pictures.frame import PanelTitle
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

__all__ = ["PICTURES", "PanelTitle", "Picture"]


@dataclass(frozen=True)
class Picture:
    """A panel's picture: its title, and the whole panel with the title row."""

    title: Callable[[View, PanelOptions], PanelTitle]
    draw: Callable[[View, int, int, Theme, PanelOptions], Canvas]


PICTURES: dict[str, Picture] = {
    name: Picture(module.title, module.draw)
    for name, module in (
        ("loss", loss),
        ("metrics", metrics),
        ("landscape", landscape),
        ("gradients", gradients),
        ("data", data),
        ("network", network),
        ("lesson", lesson),
    )
}

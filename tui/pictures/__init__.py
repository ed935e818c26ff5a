"""Pictures: pure functions of a view, a size and a theme. What a panel shows is found here by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dlviz.tui.canvas import Canvas
from dlviz.tui.lateness import late
from dlviz.tui.pictures import (
    activations,
    algorithm,
    curves,
    data,
    dropout,
    features,
    fit,
    gradients,
    image,
    landscape,
    lesson,
    loss,
    metrics,
    network,
    optimizer,
    predictions,
    signal,
    stability,
    weights,
)
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, say
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

__all__ = ["PICTURES", "PanelTitle", "Picture", "draw_panel"]


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
        ("fit", fit),
        ("network", network),
        ("activations", activations),
        ("features", features),
        ("predictions", predictions),
        ("dropout", dropout),
        ("weights", weights),
        ("stability", stability),
        ("curves", curves),
        ("signal", signal),
        ("image", image),
        ("algorithm", algorithm),
        ("optimizer", optimizer),
        ("lesson", lesson),
    )
}


def draw_panel(name: str, view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel of this name; one that tells the answer of an exercise stays empty until that is asked for."""
    picture = PICTURES[name]
    options = replace(options, late=late(name, view, options.run))
    if name not in view.card.hides or options.answered:
        return picture.draw(view, width, height, theme, options)
    canvas = panel(PanelTitle(picture.title(view, options).name), width, height, theme, options)
    say(canvas, Area(1, 1, width - 2, height - 1), "This would tell the answer: a shows both.")
    return canvas

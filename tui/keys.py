"""What the table of actions becomes: Textual's bindings, and the keys in the footer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from dlviz.tui.actions import Action, Place, actions_at

if TYPE_CHECKING:
    from dlviz.tui.theme import Theme


def bindings(place: Place) -> list[BindingType]:
    """The keys of a screen, or those that the app handles everywhere."""
    return [
        Binding(key, owned(action, call), action.title, show=False, priority=action.priority)
        for action in actions_at(place)
        if (place == "everywhere") == (action.app and action.place == "everywhere")
        for key, call in action.calls()
    ]


def owned(action: Action, call: str) -> str:
    """A call with its owner before it, as Textual finds it from anywhere."""
    return f"app.{call}" if action.app else f"screen.{call}"


@dataclass(frozen=True)
class Item:
    """A word of the footer with its keys; neighbours of one word share it, each with a key of its own."""

    keys: tuple[str, ...]
    word: str
    calls: tuple[str, ...]  # one a key
    lasting: bool

    @property
    def label(self) -> str:
        """The keys as they stand before the word."""
        return "".join(self.keys)

    def call_at(self, cell: int) -> str:
        """What a click means, counted in cells from the first key; the word stands for the last key."""
        for key, call in zip(self.keys, self.calls, strict=True):
            cell -= len(key)
            if cell < 0:
                return call
        return self.calls[-1]


PANEL = "Panel"
"""The word of the key that brings the next panel."""


def items(place: Place, on: Iterable[str] = (), off: Iterable[str] = (), hidden: int = 0) -> list[Item]:
    """The footer's items; of actions that are `on` the other word, none of those that are `off`.

    `hidden`: so many panels have no room, and come into sight one after the other.
    """
    out: list[Item] = []
    for action in actions_at(place):
        word = action.on if action.on and action.name in on else action.word
        if not word or action.numbered or action.name in off:
            continue
        if hidden and action.name == "focus_next":
            word = f"{hidden} more {PANEL.lower()}{'s' * (hidden > 1)}"
        one = Item((action.shown,), word, (_call(action),), action.lasting)
        if out and out[-1].word == word:
            last = out[-1]
            out[-1] = replace(last, keys=last.keys + one.keys, calls=last.calls + one.calls)
        else:
            out.append(one)
    return out


def fitting(every: list[Item], width: int, theme: Theme) -> list[Item]:
    """The items that fit into a row, in the table's order: what matters least is dropped, those that last stay."""
    from dlviz.tui.pictures import footer

    kept = list(every)
    while len(footer.spans(pairs(kept), width, theme)) < len(kept):
        passing = [item for item in kept if not item.lasting]
        if not passing:
            break
        kept.remove(max(passing, key=_dispensable))
    return kept


FIRST = (
    "Play", "Pause", "Step", "Answer", "Hide", "Pick", "Next", "Panel", "Change", "Run", "Zoom", "Unzoom", "Fork",
    "Apart", "Overlaid", "Axis", "Go to", "Compare", "Epoch", "Panels", "Input", "Build", "Runs", "Read", "Export",
    "Speed", "Log", "Restart",
)  # fmt: skip
"""Words of the footer, those that one cannot do without or would not think of first."""


def _dispensable(item: Item) -> int:
    word = PANEL if " more " in item.word else item.word
    return FIRST.index(word) if word in FIRST else len(FIRST)


def pairs(shown: list[Item]) -> list[tuple[str, str]]:
    """Items as the picture of the footer takes them."""
    return [(item.label, item.word) for item in shown]


def item_at(shown: list[Item], width: int, theme: Theme, x: int) -> str | None:
    """What a click on a cell of the footer calls."""
    from dlviz.tui.pictures import footer

    for item, (first, last) in zip(shown, footer.spans(pairs(shown), width, theme), strict=False):
        if first <= x < last:
            return item.call_at(x - first)
    return None


def _call(action: Action) -> str:
    return owned(action, next(call for _, call in action.calls()))

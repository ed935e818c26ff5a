"""The help: every key of the place where the user is, and how to read the panel in front."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from dlviz.tui import words
from dlviz.tui.actions import ACTIONS, CROSSHAIR, TIME, Action, Place, actions_at
from dlviz.tui.pictures import tabs
from dlviz.tui.screens.reading import COMPARING, POINTING, READING, SHEETS, TIME_TRAVEL

Explained = tuple[str, tuple[tuple[str, str], ...]]
"""A sheet by the words of `SHEETS`, and its own keys with what they mean there."""

KEYS_WIDTH = 8
UNBROKEN = 10_000  # cells, more than any sentence has
MOUSE: dict[Place, str] = {
    "workbench": "Over a panel the mouse reads the values under it. Drag along the timeline, or turn the wheel over it;"
    " click panels, layers, tabs and the keys below; a double click zooms, on a layer of the network it builds another"
    " one.",
    "compare": "Over a chart the mouse reads the values under it. Drag along the timeline; a click on a chart or a"
    " column brings its run to the front; the wheel scrolls the table.",
    "catalogue": "A click chooses, a double click runs, the wheel moves through the list.",
}

PRESENTING = (
    ("pgdn", "The next slide, as a presenter's remote sends it; so does a click on the words of a slide."),
    ("pgup", "The slide before."),
    ("a", "The answer of the question that is asked; again: back to the slide before."),
    ("tab", "Another panel; z: one panel alone, or two."),
    ("P", "Out of it and into it; so does esc, out."),
)
"""The presenter's keys, which stand first where slides are shown."""
RESTS = "All other keys do what they do elsewhere. While this help is open training rests."

SHORT = {CROSSHAIR: "Crosshair"}
"""Headings that are shorter in the line above the sections."""
MOST = 0.92  # of the screen's rows
_ALSO: dict[Place, tuple[Place, ...]] = {"workbench": ("crosshair",), "compare": ("crosshair",)}


def sections(
    place: Place,
    panel: str = "",
    ascii: bool = False,
    slides: bool = False,
    sheet: Explained | None = None,
    width: int = UNBROKEN,
) -> list[Content]:
    """How to read what is in front, the keys by what they are for, the mouse: a heading each.

    What a key does is broken into lines of `width` cells beside the key. `slides`: these are shown; `sheet`: one lies
    over the panels and is what there is to read.
    """

    def say(text: str, style: str = "") -> Content:
        return Content.styled(words.clean(text, ascii), style)

    def part(heading: str, *text: Content | str) -> Content:
        return Content.assemble(say(heading, "bold $text"), "\n", *text)

    def listed(keys: Iterable[tuple[str, str]]) -> Content:
        lines: list[Content] = []
        beside = Content("\n" + " " * KEYS_WIDTH)
        for key, sentence in keys:
            broken = words.wrap(words.clean(sentence, ascii), max(width - KEYS_WIDTH, 1), ascii)
            head = say(key.ljust(KEYS_WIDTH), "bold $primary")
            lines.append(Content.assemble(head, beside.join(say(line) for line in broken)))
        return Content("\n").join(lines)

    parts: list[Content] = []
    if slides:
        parts.append(part("Presenter's mode", listed(PRESENTING), "\n\n", say(RESTS)))
    if sheet is not None:
        name, text = SHEETS[sheet[0]]
        keys = listed((key, f"{word[:1].upper()}{word[1:]}.") for key, word in sheet[1])
        parts.append(part(f"Reading {name}", say(text), "\n\n", keys))
    elif panel in READING:
        text = READING[panel] + (f" {POINTING}" if panel != "lesson" else "")
        parts.append(part(f"Reading the panel {tabs.name(panel)}", say(text)))
    if place == "compare":
        parts.append(part("Reading the comparison", say(COMPARING)))
    offered = [action for action in ACTIONS if action in actions_at(place) or action.place in _ALSO.get(place, ())]
    offered = [action for action in offered if action.keys]
    for group, actions in groupby(sorted(offered, key=_group_order), key=lambda action: action.group):
        keys = listed((action.shown, action.sentence) for action in actions)
        below = Content.assemble("\n\n", say(TIME_TRAVEL)) if group == TIME else Content()
        parts.append(part(group, keys, below))
    return [*parts, part("Mouse", say(MOUSE[place]))]


def headings(parts: Iterable[Content]) -> list[str]:
    """What the sections are called in the line above them."""
    found = [part.plain.partition("\n")[0] for part in parts]
    return ["Reading" if heading.startswith("Reading") else SHORT.get(heading, heading) for heading in found]


def _group_order(action: Action) -> int:
    return [one.group for one in ACTIONS].index(action.group)


class Help(ModalScreen[None]):
    """The help over the screen; it goes with Escape, q or ?."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,q,question_mark,f1,enter", "leave", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space,ctrl+d,ctrl+f", "page(1)", show=False, priority=True),
        Binding("pageup,ctrl+u,ctrl+b", "page(-1)", show=False, priority=True),
        Binding("tab", "heading(1)", show=False, priority=True),
        Binding("shift+tab", "heading(-1)", show=False, priority=True),
        Binding("home,g", "edge(False)", show=False, priority=True),
        Binding("end,G", "edge(True)", show=False, priority=True),
    ]
    CSS = """
    Help { align: center middle; background: $background 60%; }
    Help Vertical { width: 84; max-width: 96%; height: auto; max-height: 92%; padding: 1 2; background: $surface; }
    Help VerticalScroll { height: auto; scrollbar-size-vertical: 0; }
    Help Static { height: auto; }
    Help .section { padding-bottom: 1; }
    Help #heads { color: $text-muted; padding-bottom: 1; }
    Help #foot { color: $text-muted; padding-top: 1; }
    """

    def __init__(
        self,
        place: Place,
        panel: str = "",
        ascii: bool = False,
        slides: bool = False,
        sheet: Explained | None = None,
    ) -> None:
        super().__init__()
        self._said = place, panel, ascii, slides, sheet
        parts = sections(*self._said)
        self._sections = [Static(text, classes="section") for text in parts]
        self._headings = headings(parts)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """What there is to read, its sections that scroll, and how to move in them and leave."""
        with Vertical():
            yield Static(id="heads")
            with VerticalScroll(*self._sections):
                pass
            yield Static(id="foot")

    def on_mount(self) -> None:
        """Arrows scroll at once; what else there is stands below."""
        self.watch(self._scroll, "scroll_y", self._say_where)
        self.watch(self._scroll, "virtual_size", self._say_where)
        self._scroll.focus()

    def on_resize(self) -> None:
        """Lines are broken for the room there is."""
        self.call_after_refresh(self._break_lines)

    def _break_lines(self) -> None:
        beside = sum(self.query_one(name).outer_size.height for name in ("#heads", "#foot"))
        room = int(self.size.height * MOST) - self.query_one(Vertical).gutter.height - beside
        self._scroll.styles.max_height = max(room, 1)
        for one, text in zip(self._sections, sections(*self._said, self._scroll.size.width), strict=True):
            one.update(text)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def _say_where(self) -> None:
        lines, shown = self._scroll.virtual_size.height, self._scroll.size.height
        first = round(self._scroll.scroll_y)
        where = f" · {first + 1}–{min(first + shown, lines)} of {lines}" if lines > shown else ""
        text = f"esc back · ↑↓ pgdn scroll · tab next heading{where}"
        self.query_one("#foot", Static).update(words.clean(text, self._ascii))
        here = max((i for i, top in enumerate(self._tops()) if top <= round(self._scroll.scroll_y)), default=0)
        pieces = [
            Content.styled(heading.replace(" ", "\N{NO-BREAK SPACE}"), "bold $primary" if i == here else "")
            for i, heading in enumerate(self._headings)
        ]
        self.query_one("#heads", Static).update(Content("  ").join(pieces))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self._scroll.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by what is seen, less a line."""
        self.action_scroll(by * max(self._scroll.size.height - 1, 1))

    def action_heading(self, by: int) -> None:
        """To the next heading, or the one before."""
        tops = self._tops()
        here = round(self._scroll.scroll_y)
        found = [top for top in tops if top > here] if by > 0 else [top for top in tops[::-1] if top < here]
        if found:
            self._scroll.scroll_to(y=found[0], animate=False)

    def _tops(self) -> list[int]:
        return [one.virtual_region.y for one in self._sections]

    def action_edge(self, last: bool) -> None:
        """To the first line or the last."""
        (self._scroll.scroll_end if last else self._scroll.scroll_home)(animate=False)

    def action_leave(self) -> None:
        """Back to what lay under it."""
        self.dismiss(None)

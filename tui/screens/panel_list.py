"""Choosing and ordering the panels of a scenario, while they go on behind the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from dlviz.tui.offers import Offer
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import panel_list as picture
from dlviz.tui.pictures import tabs
from dlviz.tui.pictures.panel_list import Row

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp
    from dlviz.tui.screens.help import Explained
    from dlviz.tui.theme import Theme

SHORT = 30
"""Letters of what would be lost that are written out."""


class PanelList(ModalScreen[str | None]):
    """All panels with those that are shown first; gives the panel to begin anew for, or None when done.

    `change` is told of the panels that are shown after every change, and of the one that was brought to the front.
    `lost` says what beginning anew would let go of.
    """

    BINDINGS = [  # noqa: RUF012
        Binding("escape,p,q", "leave", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("up,k", "choose(-1)", show=False),
        Binding("down,j", "choose(1)", show=False),
        Binding("home", "choose(-100)", show=False),
        Binding("end", "choose(100)", show=False),
        Binding("shift+up,K", "move(-1)", show=False),
        Binding("shift+down,J", "move(1)", show=False),
        Binding("space", "turn", show=False),
        Binding("enter", "front", show=False),
        Binding("r", "reset", show=False),
    ]
    CSS = """
    PanelList { align: right bottom; background: $background 0%; }
    """

    def __init__(
        self,
        offers: Sequence[Offer],
        shown: Sequence[str],
        own: Sequence[str],
        change: Callable[[tuple[str, ...], str], None],
        lost: Callable[[], str] = str,
    ) -> None:
        super().__init__()
        self._lost = lost
        self._offers = {offer.panel: offer for offer in offers}
        self._shown, self._own, self._change = list(shown), tuple(own), change
        self._chosen, self._top = 0, 0
        self._asked = ""  # the panel that was asked for and needs what is not measured
        self._sentence = ""

    def compose(self) -> ComposeResult:
        """One drawn list."""
        yield Drawn("panels")

    def on_mount(self) -> None:
        """Draw."""
        self.lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Find a new size."""
        self.lay_out()

    def lay_out(self) -> None:
        """Draw the list as it stands."""
        rows, look = self.rows(), self._look
        width, height = picture.size(rows, *self.size, look)
        shown = picture.room(height, look)
        self._top = min(max(self._top, self._chosen - shown + 1), self._chosen, max(len(rows) - shown, 0))
        drawn = self.query_one(Drawn)
        drawn.styles.width, drawn.styles.height = width, height
        drawn.styles.margin = (0, 0, picture.below(*self.size), 0)
        drawn.show(picture.draw(rows, self._chosen, self._top, width, height, look, self._sentence))

    def explained(self) -> Explained:
        """This list, and its keys."""
        return "panels", tuple(key for line in picture.KEYS for key in line)

    @property
    def _look(self) -> Theme:
        return cast("DlvizApp", self.app).look

    def rows(self) -> list[Row]:
        """The panels as they are listed."""
        shown = [Row(panel, number) for number, panel in enumerate(self._shown, start=1)]
        rest = [offer for offer in self._offers.values() if offer.panel not in self._shown]
        rest.sort(key=lambda offer: (bool(offer.why), bool(offer.needs)))
        said = {one.panel: one.why or (f"needs {one.needs}" if one.needs else "") for one in rest}
        return shown + [Row(one.panel, None, said[one.panel], bool(one.why)) for one in rest]

    # ── actions ─────────────────────────────────────────────────────────────────────────────────────────────

    def action_choose(self, by: int) -> None:
        """The row above or below."""
        self._chosen = min(max(self._chosen + by, 0), len(self._offers) - 1)
        self._say("")

    def action_turn(self) -> None:
        """Show the panel, or hide it."""
        panel = self.rows()[self._chosen].panel
        if panel not in self._shown:
            self._show(panel, len(self._shown))
        elif len(self._shown) == 1:
            self._say("One panel must stay.")
        else:
            self._shown.remove(panel)
            self._tell()

    def action_front(self) -> None:
        """Make it the first, and give it the focus."""
        panel = self.rows()[self._chosen].panel
        if panel in self._shown:
            self._shown.remove(panel)
            self._shown.insert(0, panel)
            self._chosen = 0
            self._tell(panel)
        else:
            self._show(panel, 0)

    def action_move(self, by: int) -> None:
        """Up or down among those that are shown."""
        panel = self.rows()[self._chosen].panel
        if panel not in self._shown:
            self._say("Only panels that are shown have an order: space shows it.")
            return
        to = min(max(self._chosen + by, 0), len(self._shown) - 1)
        self._shown.remove(panel)
        self._shown.insert(to, panel)
        self._chosen = to
        self._tell()

    def action_reset(self) -> None:
        """Those that the scenario itself shows."""
        self._shown = list(self._own)
        self._chosen = 0
        self._tell()

    def action_leave(self) -> None:
        """Done."""
        self.dismiss(None)

    def _show(self, panel: str, at: int) -> None:
        """Show a panel that can be; one that needs more is offered, and asked for once more begins anew."""
        offer = self._offers[panel]
        name = tabs.name(panel)
        if offer.why:
            self._say(f"{name}: {offer.why}.")
        elif offer.needs and panel == self._asked:
            self.dismiss(panel)
        elif offer.needs:
            self._say(_asking(name, offer.needs, self._lost()))
            self._asked = panel
        else:
            self._shown.insert(at, panel)
            self._chosen = at
            self._tell(panel)  # in front it is on the screen, however many there are

    def _tell(self, front: str = "") -> None:
        self._change(tuple(self._shown), front)
        self._say("")

    def _say(self, sentence: str) -> None:
        self._sentence, self._asked = sentence, ""
        self.lay_out()

    # ── mouse ───────────────────────────────────────────────────────────────────────────────────────────────

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """A click shows or hides."""
        row = self._top + message.y - 1
        if 1 <= message.y <= picture.room(message.widget.size.height, self._look) and row < len(self._offers):
            self._chosen = row
            self.action_turn()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves through the list."""
        self.action_choose(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves through the list."""
        self.action_choose(-1)


def _asking(name: str, needs: str, lost: str) -> str:
    """What a panel needs, and what goes when its runs are trained anew; three lines have room for it."""
    if not lost:
        return f"{name} needs {needs}, from the first step on. Once more begins anew with it."
    goes = lost if len(lost) <= SHORT else "all that was forked, added or changed"
    return f"{name} needs {needs}. Once more trains anew and lets go of {goes}."

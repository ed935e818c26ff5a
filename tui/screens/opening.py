"""The first words on the screen: what is being opened, while the code that draws it is still being imported."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from dlviz.tui.console import ASCII, shown


class Opening(Screen[None]):
    """Name and question of what is being opened, in the places they keep. Nothing here needs NumPy."""

    CSS = """
    Opening #bar { background: $surface; height: 1; padding: 0 1; }
    Opening #question { padding: 1 1; text-style: bold; }
    Opening #wait { padding: 0 1; color: $text-muted; }
    """

    def __init__(self, name: str = "", section: str = "", question: str = "", ascii: bool = False) -> None:
        super().__init__()
        where = f"§{section}" if section else ""
        texts = {"bar": f"dlviz  {name} {where}", "question": question, "wait": "opening …"}
        self._texts = {place: shown(text.strip()) for place, text in texts.items() if text}
        if ascii:
            self._texts = {place: text.translate(ASCII) for place, text in self._texts.items()}

    def compose(self) -> ComposeResult:
        """A bar, the question, and that it will not take long."""
        for place, text in self._texts.items():
            yield Static(Content(text), id=place)

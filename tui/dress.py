"""What the program wears: a theme, in the colours and signs that the terminal has, and the terminal's title."""

from __future__ import annotations

import os

from textual.app import App
from textual.theme import Theme as TextualTheme

from dlviz.tui import terminal
from dlviz.tui.errors import InputError
from dlviz.tui.preferences import Preferences
from dlviz.tui.theme import Theme, look, partner

FRAMED = """
    ModalScreen:ansi, CommandPalette:ansi { background: transparent; }
    ModalScreen:ansi > Vertical { border: round $foreground; }
    ModalScreen:ansi > Horizontal { border-left: outer $foreground; border-right: outer $foreground; }
    CommandPalette:ansi #--input { border: round $foreground; }
    CommandPalette:ansi #--input.--list-visible { border-bottom: none; }
    CommandPalette:ansi CommandList { border: round $foreground; border-top: none; }
    ModalScreen:ansi OptionList > .option-list--option-highlighted,
    CommandPalette:ansi CommandList > .option-list--option-highlighted {
        text-style: bold underline;
    }
"""
"""Where no ground tells what lies over the screen from what lies beneath it has a frame; what is chosen is underlined.

A ground out of 16 colours would be one that a terminal's user has chosen, on which dim words may not be seen.
"""


class Dressed(App[int]):
    """An app in a theme of ours. Of the preferences, "auto" colours are what this program was given."""

    titled = False
    """Whether the terminal has a title of ours."""
    amiss: tuple[str, ...] = ()
    """What is wrong in the user's settings, a sentence each."""

    def __init__(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self.colours = preferences.colours
        if self.colours == "auto":
            self.colours = "none" if os.environ.get("NO_COLOR") else "truecolor"
        self.ascii = preferences.ascii or not terminal.speaks_utf8()
        at_first = "truecolor" if self.colours == "256" else self.colours  # to choose among 256 takes NumPy
        self.look: Theme = look(preferences.theme, at_first, self.ascii)
        super().__init__(ansi_color=not self.look.greys)
        self._shades = {self.look.dark: preferences.theme}  # the theme of either kind that was last in use
        if self.ascii:
            from dlviz.tui.spelling import InAscii

            self._filters.append(InAscii())
        self._dress()

    # ── themes ──────────────────────────────────────────────────────────────────────────────────────────────

    def action_theme(self) -> None:
        """The other of dark and light: the one that was last in use, else the partner of this one."""
        self._shades[self.look.dark] = self.look.name
        if self.look.hues:
            self.wear(self._shades.get(not self.look.dark) or partner(self.look.name))

    def action_choose_theme(self) -> None:
        """Choose one from a list, seeing each at once; it is kept for the next start."""
        if self.colours in ("16", "none"):
            self._tell("This terminal has no colours for themes; start with --colours 256 or truecolor if it has.")
            return
        from dlviz.tui.screens.themes import Themes

        self.push_screen(Themes(self.look.name), self._keep_theme)

    def wear(self, name: str) -> None:
        """Draw everything in the theme of this name, as far as the terminal has the colours."""
        self.look = look(name, self.colours, self.ascii)
        self._dress()
        for screen in self.screen_stack:
            redraw = getattr(screen, "lay_out", None)
            if redraw is not None:
                redraw()

    @property
    def on_paper(self) -> Theme:
        """The theme of what is taken away: all its colours and signs, however few this terminal has."""
        return look(self.preferences.theme if self.colours in ("16", "none") else self.look.name)

    def _keep_theme(self, name: str | None) -> None:
        if name is None:
            return
        from dlviz.scenarios import ScenarioError
        from dlviz.tui import preferences

        try:
            preferences.keep("theme", name)
        except (InputError, ScenarioError) as error:
            self._tell(f"The theme is not kept for the next start: {error}")

    def _tell(self, text: str) -> None:
        """A sentence over what is on the screen, behind one that stands there, until the next key or for a while."""
        from dlviz.tui.screens.asking import Asking

        if isinstance(self.screen, Asking):
            self.screen._say(f"{self.screen.notice} {text}".strip())
        else:
            self.notify(text, markup=False)

    def _dress(self) -> None:
        """Have Textual's own widgets in the colours of the theme."""
        if self.look.greys:
            theme = in_textual(self.look)
            self.register_theme(theme)
            self.theme = theme.name
        else:
            self.theme = "ansi-dark"
        self.ansi_color = not self.look.greys

    def tell_amiss(self) -> None:
        """Say what is wrong in the settings, once the first screen is there."""
        if self.amiss:
            first, *more = self.amiss
            ends = "" if first.endswith("?") else "."
            held = f"The defaults hold there and in {len(more)} more" if more else "The default holds"
            self.screen.call_after_refresh(self._tell, f"{first}{ends} {held}; dlviz config lists all settings.")

    # ── the terminal around it ──────────────────────────────────────────────────────────────────────────────

    def entitle(self, name: str, first: str = "") -> None:
        """Have the terminal say what runs."""
        self.write_codes(first + terminal.title(f"dlviz · {name}" if name else "dlviz", self.ascii))

    def write_codes(self, codes: str) -> None:
        """Tell the terminal, in the order of all that it is told."""
        if self.titled and self._driver is not None:
            self._driver.write(codes)


def in_textual(theme: Theme) -> TextualTheme:
    """A theme of ours as Textual has its own."""

    def hex(colour: int) -> str:
        return f"#{colour:06x}"

    return TextualTheme(
        name=f"dlviz-{theme.name}",
        primary=hex(theme.cursor),
        secondary=hex(theme.run(0)),
        accent=hex(theme.cursor),
        warning=hex(theme.run(1)),
        error=hex(theme.bad),
        success=hex(theme.good),
        foreground=hex(theme.text),
        background=hex(theme.paper),
        surface=hex(theme.bar),
        panel=hex(theme.bar),
        dark=theme.dark,
        variables={"text-muted": hex(theme.muted), "block-cursor-background": hex(theme.rule),
                   "block-cursor-foreground": hex(theme.bright), "input-selection-background": hex(theme.rule),
                   "input-cursor-background": hex(theme.cursor), "input-cursor-foreground": hex(theme.paper)},
    )  # fmt: skip

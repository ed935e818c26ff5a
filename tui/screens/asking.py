"""What screens ask before something is lost: the key once more agrees, any other key only takes the question back."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.screen import ModalScreen

LEAVING = "Leave? {} would be lost. {} again leaves; any other key takes this back."
ONWARD = "{} opens another scenario and lets go of {}."


class Asking:
    """A screen with a notice above its footer, in which a question may stand."""

    notice = ""
    _question = ("", "")  # the key that agrees, and the words

    def _say(self, text: str) -> None:
        raise NotImplementedError

    def agreed(self, key: str, text: str) -> bool:
        """Whether what this key does was asked about already, and no other sentence came since; else it is now."""
        if self._question == (key, text) and self.notice in (text, ""):
            self._question = ("", "")
            return True
        self._question = (key, text)
        self._say(text)
        return False

    def lets_go(self, lost: str, key: str, again: str = "") -> bool:
        """Whether another scenario may be opened: nothing is lost by it, or that was asked about already.

        `again`: what is to be done once more, if not the key.
        """
        return not lost or self.agreed(key, ONWARD.format(again or f"{key} once more", lost))

    def take_back(self, event: events.Key) -> bool:
        """Whether the key only takes a question back, which stands as long as it is seen."""
        key, text = self._question
        stands = self.notice == text
        if not key or (stands and event.key == key):
            return False
        self._question = ("", "")
        if stands:
            event.stop()
            event.prevent_default()
            self._say("")
        return stands


def lets_leave(app: App[int], lost: str, key: str) -> bool:
    """Whether to leave: nothing is lost by it, or that was asked about already; lists make room for the question."""
    while lost and isinstance(app.screen, ModalScreen):
        app.screen.dismiss(None)
    asks = app.screen if lost and isinstance(app.screen, Asking) else None
    return asks is None or asks.agreed(key, LEAVING.format(lost, key))

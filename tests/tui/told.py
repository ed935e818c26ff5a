"""A worker that says when it rests, for windows on real sessions; read with runpy, as the sample views are."""

from __future__ import annotations

import threading

from dlviz.tui.worker import Worker


class Told(Worker):
    """A worker that tells when it has nothing left to do."""

    def __init__(self, scenario):
        super().__init__(scenario)
        self.idle = threading.Event()

    def turn(self):
        busy = super().turn()
        if not busy:
            self.idle.set()
        return busy

    def ask(self, wish):
        if wish != self._wish:
            self.idle.clear()
        super().ask(wish)

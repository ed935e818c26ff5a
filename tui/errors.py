"""What ends a command early."""

from __future__ import annotations

import signal


class InputError(ValueError):
    """Something that the user gave and that cannot be: one sentence that ends with the remedy."""


class Interrupted(KeyboardInterrupt):
    """A signal ended the command.

    `code` is what a shell expects: 128 and the number of the signal.
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.code = 128 + number

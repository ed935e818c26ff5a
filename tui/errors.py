"""What ends a command early, and what is told apart from a fault of ours."""

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


class TerminalGone(Interrupted):
    """The terminal that is written to was closed, of which SIGHUP may not have told yet."""

    def __init__(self) -> None:
        super().__init__(1)  # SIGHUP, which Windows does not name


def is_wrong_input(error: BaseException) -> bool:
    """Say whether one of the rooms raised its own sentence about a setting.

    They derive from ValueError; the engine's are told by their module, for importing them would import JAX.
    """
    return isinstance(error, ValueError) and type(error).__module__.startswith("dlviz.")

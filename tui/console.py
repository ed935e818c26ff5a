"""Where text goes: how wide it is there, and whether it can have colours and signs."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from dlviz.tui.errors import TerminalGone

MARKS = "●▲■◆▼★"
COLOURS = (94, 33, 36, 35, 32, 31)  # of runs 1-6: the terminal's own, so that they suit its background
STYLES = {
    "bold": 1,
    "dim": 2,
    "good": 32,
    "bad": 31,
    "code": 33,
    **dict(zip(MARKS, COLOURS, strict=True)),
}

SIGNS = "○●▲■◆▼★✓✗·━─–−∞§η√Σ→…×⣿"
ASCII = str.maketrans(
    dict(zip("●▲■◆▼★✓✗·━─–−→×│└┤┬", "O^#%V*vx.=--->x|+||", strict=True)) | {"∞": "inf", "…": "...", "§": "section "}
)
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python writes into LC_CTYPE where the locale is C, so that it can go on in UTF-8."""
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    r"""Return one line of text whose control characters can be seen, "\x1b", and do nothing."""
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def remark(sentences: Iterable[str]) -> None:
    """Tell on standard error, a line each, what was noticed about the user's files; what was asked for goes on."""
    aside = Console(sys.stderr)
    for sentence in sentences:
        aside.line(f"dlviz: {shown(sentence)}")


def is_terminal(stream: TextIO) -> bool:
    """Say whether a person looks at this stream, on a terminal that can move its cursor."""
    dumb = os.name != "nt" and os.environ.get("TERM", "") in ("", "dumb", "unknown")
    try:
        return stream.isatty() and not dumb
    except ValueError:  # closed
        return False


def ascii_locale() -> bool:
    """Say whether the user has set the locale to C or POSIX, which have no signs, though Python writes UTF-8 there.

    Where nothing is set at all, as in many containers, nobody has said so.
    """
    environ = os.environ
    if environ.get("PYTHONUTF8") == "1" or "utf" in environ.get("PYTHONIOENCODING", "").lower():
        return False
    kind = environ.get("LC_CTYPE", "")
    if kind in COERCED and not _started_with("LC_CTYPE"):
        kind = ""
    return (environ.get("LC_ALL") or kind or environ.get("LANG") or "") in ("C", "POSIX")


def _started_with(name: str) -> bool:
    """Whether a variable was there when this program was started; where that cannot be told it was."""
    try:
        return f"\0{name}=".encode() in b"\0" + Path("/proc/self/environ").read_bytes()
    except OSError:
        return True


class Console:
    """A stream with what is known about its reader.

    Text that a user wrote must go through `shown` before it is styled.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.terminal = is_terminal(stream)
        self.colour = self.terminal and not os.environ.get("NO_COLOR")
        self.signs = _can_write(stream, SIGNS) and not (self.terminal and ascii_locale())

    @property
    def width(self) -> int:
        """The columns of this stream's terminal, COLUMNS if that is set, 80 elsewhere."""
        if not self.terminal:
            return 80
        try:
            return int(os.environ.get("COLUMNS", "")) or 80
        except ValueError:
            pass
        try:
            return os.get_terminal_size(self.stream.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    @property
    def height(self) -> int:
        """The rows of this stream's terminal, LINES if that is set, 24 elsewhere."""
        if not self.terminal:
            return 24
        try:
            return int(os.environ.get("LINES", "")) or 24
        except ValueError:
            pass
        try:
            return os.get_terminal_size(self.stream.fileno()).lines or 24
        except (OSError, ValueError):
            return 24

    def line(self, text: str = "") -> None:
        """Write one line, in ASCII where the stream has no more."""
        self.write(text + "\n")

    def write(self, text: str) -> None:
        """Write text as it stands and hand it on at once.

        Raises: TerminalGone where a person looked and the terminal was closed.
        """
        try:
            self.stream.write(text if self.signs else text.translate(ASCII))
            self.stream.flush()
        except OSError as error:
            if self.terminal and error.errno == errno.EIO:
                raise TerminalGone from None
            raise

    def speak_utf8(self) -> None:
        """Write UTF-8 from now on, which is what JSON is written in."""
        if isinstance(self.stream, io.TextIOWrapper):
            self.stream.reconfigure(encoding="utf-8")

    def heading(self, title: str, section: str) -> None:
        """Write a scenario's title and where it stands in the notes."""
        self.line(f"{self.styled(shown(title), 'bold')}  {self.styled('§ ' + shown(section), 'dim')}")

    def styled(self, text: str, style: str) -> str:
        """Return text in a style, or in a run's colour by its mark, where there are colours."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def _can_write(stream: TextIO, signs: str) -> bool:
    try:
        signs.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

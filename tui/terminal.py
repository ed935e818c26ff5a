"""What the terminal must be able to do, how it is left, and where a crash is written down."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlviz.tui.console import ascii_locale, shown

if TYPE_CHECKING:
    from dlviz.tui.preferences import Preferences

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
RICH = ("kitty", "alacritty", "foot", "ghostty", "wezterm", "contour")
"""Terminals with 24-bit colours, whose description other machines often lack."""
UNTITLED = ("linux", "vt", "ansi", "cons", "sun")
"""Terminals without a title, some of which would print it."""
KEEP_TITLE, OLD_TITLE = "\x1b[22;2t", "\x1b[23;2t"
AS_BEFORE = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u\x1b[0m"
    "\x1b[?1049l\x1b[?25h" + OLD_TITLE
)
"""No mouse, no marked pastes, no reports of focus and size, the shell's screen, the cursor and the title."""
WORKER = "dlviz-worker"  # the name of the threads that train
REST = 0.25  # seconds for one to come to rest in
PATIENCE = 3.0  # seconds to leave in after a signal


def check() -> str | None:
    """One sentence about why the screen cannot be opened here, None if it can."""
    if not _is_terminal(sys.__stdin__):
        return "standard input is no terminal, so no key would arrive; run it in a terminal or add --headless"
    if not _is_terminal(sys.__stdout__) or not _is_terminal(sys.__stderr__):
        return "the output is no terminal; run it in a terminal or add --headless"
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        kind = os.environ.get("TERM") or "not set"
        return f"this terminal cannot place text (TERM is {kind}); use another terminal or add --headless"
    return None


def suited(preferences: Preferences) -> Preferences:
    """The same preferences, settled by what this terminal is; Textual is told the number of colours.

    To be called before Textual is imported, which looks once.
    """
    how = preferences.colours
    if how == "auto":
        how = "none" if os.environ.get("NO_COLOR") else colours(os.environ)
    if how == "none":
        os.environ["NO_COLOR"] = "1"
    else:
        os.environ.pop("NO_COLOR", None)  # what the user asked of dlviz wins; empty it means nothing
        os.environ["TEXTUAL_COLOR_SYSTEM"] = {"16": "standard"}.get(how, how)
    no_braille = ascii_locale() or os.environ.get("TERM", "").startswith(("linux", "vt"))  # fonts of consoles
    return preferences._replace(colours=how, ascii=preferences.ascii or no_braille)


def colours(environ: Mapping[str, str]) -> str:
    """How many colours a terminal has by its variables, and by the system's description of it: as in preferences."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    kind = environ.get("TERM", "")
    if kind.endswith("-direct") or any(name in kind for name in RICH):
        return "truecolor"
    if kind.endswith("-256color"):
        return "256"
    number = described_colours(kind)
    return "256" if number >= 256 else "16" if number >= 8 else "none"


def described_colours(kind: str) -> int:
    """The number of colours in the system's description of a terminal, 8 where there is none. It is read once."""
    try:
        import curses
    except ImportError:  # Windows
        return 8
    try:
        curses.setupterm(kind)
    except curses.error:
        return 8
    return curses.tigetnum("colors")


def title(text: str, ascii: bool) -> str:
    """What gives the terminal's window this title; empty where it has none."""
    if os.environ.get("TERM", "").startswith(UNTITLED):
        return ""
    said = shown(text)
    return f"\x1b]2;{said.replace('·', '-').encode('ascii', 'replace').decode() if ascii else said}\x07"


def speaks_utf8() -> bool:
    """Whether braille and box characters arrive as such on the stream that the screen is written to.

    A stream that was only told another encoding by PYTHONIOENCODING, in a UTF-8 locale, is set right.
    """
    stream = sys.__stderr__
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    if encoding == "utf8":
        return True
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    locale = next((name for name in names if name), "C").lower()
    if locale in ("c", "posix") or "utf" in locale:
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8")
        return True
    return False


def line_discipline() -> list[Any] | None:
    """How the terminal treats what is typed, to be handed back; None where that cannot be told."""
    import termios

    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def on_signals(leave: Callable[[int], None], before: list[Any] | None = None) -> None:
    """Have `leave(exit code)` called in the running event loop on SIGINT, SIGTERM and SIGHUP.

    What leaves too slowly, because the terminal is gone and takes no more bytes, is ended; a terminal that is still
    there becomes what it was `before`. So it does on SIGQUIT, of which the program dies at once, event loop or not.
    """

    def die(number: int, frame: object) -> None:
        _restore(before)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def obey(code: int) -> None:
        patience = threading.Timer(PATIENCE, _give_up, (code, before))
        patience.daemon = True
        patience.start()
        leave(code)

    loop = asyncio.get_running_loop()
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            try:
                loop.add_signal_handler(number, obey, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
                return
    signal.signal(signal.SIGQUIT, die)


def _give_up(code: int, before: list[Any] | None) -> None:
    try:
        _restore(before)
    finally:
        os._exit(code)


def _restore(before: list[Any] | None) -> None:
    import termios

    try:
        os.set_blocking(2, False)  # a terminal that takes no more bytes shall not hold this up as well
        os.write(2, AS_BEFORE.encode())
        os.set_blocking(2, True)  # the shell has the same
        if before is not None:
            termios.tcsetattr(0, termios.TCSANOW, before)
    except (OSError, termios.error):
        pass


def end(code: int) -> int:
    """The exit code, once no worker is left; one that is inside a long computation is ended, with the program.

    Python's own end takes its threads away wherever they are, and XLA answers that with an abort.
    """
    left = [thread for thread in threading.enumerate() if thread.name == WORKER]
    for thread in left:
        thread.join(REST)
    if any(thread.is_alive() for thread in left):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code


def log_crash(error: BaseException) -> Path:
    """Append the traceback to the log in the platform's folder and return where that is."""
    import platformdirs

    path = platformdirs.user_log_path("dlviz", appauthor=False) / "dlviz.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.writelines(traceback.format_exception(error))
    except OSError:
        return Path(os.devnull)
    return path


def _is_terminal(stream: object) -> bool:
    try:
        return bool(getattr(stream, "isatty", lambda: False)())
    except ValueError:  # closed
        return False

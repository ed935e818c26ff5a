"""Text on a grid of cells: nothing in it can move the cursor, change a colour or take more room than it says.

Control characters and escape codes show as their pictures (␛), combining marks join their letter or go, a wide
character takes two cells. Where only ASCII may be used, letters are spelt: η becomes eta, ← becomes <-.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from dlviz.tui.marks import IN_ASCII

_GREEK = (
    "α alpha β beta γ gamma δ delta ε eps ζ zeta η eta θ theta κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma "
    "τ tau φ phi χ chi ψ psi ω omega"
)
_SPELT = {
    **IN_ASCII,
    **dict(re.findall(r"(\S) (\w+)", _GREEK)),
    "Σ": "sum", "Δ": "d", "∆": "d", "∂": "d", "∇": "grad ", "φ": "phi", "ϕ": "phi", "√": "sqrt", "∞": "inf",
    "←": "<-", "→": "->", "↑": "^", "↓": "v", "⇧": "^", "−": "-", "–": "-", "—": "-", "·": ".", "×": "x", "‖": "|",
    "≤": "<=", "≥": ">=", "≈": "~", "≠": "!=", "…": "..", "✓": "v", "✗": "x", "✦": "*", "§": "S", "⊙": "*", "½": "1/2",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "∈": "in", "ℓ": "l", "ŷ": "y^", "▮": "|", "•": "*",
    "▶": ">", "▸": ">", "∝": "~", "±": "+-", "°": "deg", "↔": "<->", "⏎": "enter", "│": "|", "─": "-", "\u0302": "^",
    "━": "=", "╌": "-", "′": "'",
}  # fmt: skip
_UP = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ⁺⁻ˡᵗ"
_HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
HATTED = {letter + _HAT: chr(0xE000 + i) for i, letter in enumerate("mvρθR")}
"""Letters whose hat is a character of its own, and the one code that stands for both in a cell."""
AS_WRITTEN = {ord(code): letters for letters, code in HATTED.items()}
"""For `str.translate`: what such a code is on the way out."""


LEADING = frozenset(re.findall(r"\S+", "a an and at by for from in of on or over per the to with · + − - = < > → /"))
"""Words and signs that lead to the next one."""


@lru_cache(maxsize=8192)
def clean(text: str, ascii: bool = False) -> str:
    """The text as it may stand on a screen: one line, every character one or two cells wide."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    letters = unicodedata.normalize("NFC", text)
    for previous, char in zip(" " + letters, letters, strict=False):
        code = ord(char)
        if char in "\n\t\r":
            char = " "
        elif code < 32:
            char = "?" if ascii else chr(0x2400 + code)
        elif 127 <= code < 160:
            char = "?" if ascii else "␡"
        elif ascii and code > 127:
            char = _spell(char, previous)
        elif char == _HAT and previous + _HAT in HATTED:
            pass
        elif cell_len(char) == 0 or 0x1F1E6 <= code <= 0x1F1FF or 0x1F3FB <= code <= 0x1F3FF or 0xD800 <= code < 0xE000:
            continue
        out.append(char)
    return "".join(out)


def _spell(char: str, previous: str) -> str:
    if char in _UP:
        plain = unicodedata.normalize("NFKD", char).replace("−", "-")
        return plain if previous in _UP else "^" + plain
    if char in _SPELT:
        return str(_SPELT[char])
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if ord(c) < 128)
    return base if base or unicodedata.combining(char) else "?" * max(1, cell_len(char))


@lru_cache(maxsize=8192)
def codes(text: str, ascii: bool = False) -> NDArray[np.uint32]:
    """Code points, one a cell; 0 is the second cell of a wide character."""
    text = clean(text, ascii)
    if _HAT in text:
        for letters, code in HATTED.items():
            text = text.replace(letters, code)
    if not text.isascii() and cell_len(text) != len(text):
        text = "".join(char + "\0" * (cell_len(char) - 1) for char in text)
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)


def width(text: str, ascii: bool = False) -> int:
    """Cells that the text takes."""
    return len(codes(text, ascii))


def column(name: str) -> str:
    """A column of a trace as a reader calls it: best_loss is the best loss, log10_points is log₁₀ points."""
    return re.sub(r"\blog10_", "log₁₀ ", name).replace("_", " ")


def shorten(text: str, room: int, ascii: bool = False) -> str:
    """The text, or its beginning with an ellipsis at the end, in at most `room` cells."""
    text = clean(text, ascii)
    if width(text, ascii) <= room:
        return text
    end = ".." if ascii else "…"
    if room < len(end):
        return ""
    while text and width(text, ascii) > room - len(end):
        text = text[:-1]
    return text.rstrip() + end


def beginning(text: str, room: int, ascii: bool = False) -> str:
    """The text, or as many whole words of it as have room with an ellipsis behind them; none where none has.

    It ends neither within brackets nor at a word that leads to the next one.
    """
    text = clean(text, ascii)
    if width(text, ascii) <= room:
        return text
    end = " .." if ascii else " …"
    kept = text.split(" ")
    while kept and (
        width(" ".join(kept) + end, ascii) > room
        or kept[-1].strip("(") in LEADING
        or sum(word.count("(") - word.count(")") for word in kept) > 0
    ):
        kept.pop()
    return " ".join(kept) + end if kept else ""


def elide(text: str, room: int, ascii: bool = False) -> str:
    """The text, or its beginning and its end around an ellipsis, in at most `room` cells: names often differ last."""
    text = clean(text, ascii)
    dots = ".." if ascii else "…"
    if width(text, ascii) <= room or room < len(dots) + 6 or width(text, ascii) != len(text):
        return shorten(text, room, ascii)
    end = (room - len(dots)) // 3
    return text[: room - len(dots) - end] + dots + text[-end:]


def apart(names: Sequence[str], shown: Sequence[str], room: int, ascii: bool = False) -> list[str]:
    """What is shown of names in at most `room` cells; where two different ones look alike, so that they differ.

    Of these the middle goes instead of the end; where that does not part them either, their number stands last.
    """
    out = list(shown)
    for text in dict.fromkeys(shown):
        alike = [i for i, one in enumerate(shown) if one == text]
        full = [clean(names[i], ascii) for i in alike]
        if len(set(full)) < 2:
            continue
        for i, one in zip(alike, _parted(full, room, ".." if ascii else "…"), strict=True):
            out[i] = one
    return out


def _parted(names: list[str], room: int, dots: str) -> list[str]:
    """Names that begin alike, each with as much of its beginning as leaves them apart."""
    third = max(room // 3, 1)
    for end in (*range(third, room - len(dots)), *range(1, third)):
        cut = [name[: room - len(dots) - end] + dots + name[-end:] for name in names]
        if len(set(cut)) == len(set(names)) and all(width(one) <= room for one in cut):
            return cut
    return [shorten(name, room - len(str(i)), dots != "…") + str(i) for i, name in enumerate(names, start=1)]


def wrap(text: str, room: int, ascii: bool = False) -> list[str]:
    """Lines of at most `room` cells, broken at spaces, and inside a word only if it is longer than a line.

    No lines where there is no room.
    """
    if room < 1:
        return []
    lines: list[str] = []
    line = ""
    for word in clean(text, ascii).split():
        if line and width(line) + 1 + width(word) <= room:
            line += " " + word
            continue
        if line:
            lines.append(line)
        while width(word) > room:
            head = _fit(word, room) or word[:1]
            lines.append(head)
            word = word[len(head) :]
        line = word
    return [*lines, line] if line else lines


def _fit(word: str, room: int) -> str:
    while word and width(word) > room:
        word = word[:-1]
    return word

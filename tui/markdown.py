"""The little Markdown that lessons use: paragraphs, # heads, - items, **strong**, *weak* and `code`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dlviz.tui import words

Piece = tuple[str, str, bool]
"""Text, the role of its colour, bold."""
SHORT = 16
"""Characters of `code`, its quotes included, that no line end comes between, as in `--seed 1`."""


@dataclass(frozen=True)
class Line:
    """Pieces of text with their roles, and what stands at the right edge."""

    pieces: tuple[Piece, ...] = ()
    indent: int = 0
    right: str = ""

    @property
    def text(self) -> str:
        """The words alone, indented."""
        return " " * self.indent + "".join(text for text, _, _ in self.pieces)


@lru_cache(maxsize=512)
def lines(text: str, room: int, ascii: bool = False) -> tuple[Line, ...]:
    """The text in lines of at most `room` cells, an empty one between paragraphs."""
    out: list[Line] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        if out:
            out.append(Line())
        for item in re.split(r"\n(?=\s*[-*] )", part):
            head = re.match(r"\s*#+\s+", item)
            bullet = re.match(r"\s*[-*] ", item)
            body = item[(head or bullet).end() :] if (head or bullet) else item  # type: ignore[union-attr]
            rows = _rows(body, room - 2 * bool(bullet), "bright" if head else "text", bool(head), ascii)
            for i, pieces in enumerate(rows):
                lead = (("- " if ascii else "· ", "muted", False),) if bullet and i == 0 else ()
                out.append(Line((*lead, *pieces), 2 if bullet and i else 0))
    return tuple(out)


@lru_cache(maxsize=64)
def beginnings(text: str) -> tuple[str, ...]:
    """The text, and the text up to each end of a sentence or a block, the longest first, at least one sentence."""
    text = text.strip()
    ends = {match.end(1) for match in re.finditer(r"([.!?:][)\"”*`]*)(?=\s|$)", text)}
    ends |= {match.start() for match in re.finditer(r"\n\s*\n|\n(?=\s*[-*] )", text)} | {len(text)}
    # A sentence that announces a list does not stand without it.
    return tuple(text[:end] for end in sorted(ends, reverse=True) if end == len(text) or text[end - 1 : end] != ":")


def _rows(text: str, room: int, role: str, bold: bool, ascii: bool) -> list[tuple[Piece, ...]]:
    rows: list[tuple[Piece, ...]] = []
    row: list[Piece] = []
    for group in _unbroken(_tokens(text, role, bold, ascii)):
        for part in _parts(group, room):
            size = sum(words.width(t) for t, _, _ in row)
            need = sum(words.width(t) for t, _, _ in part)
            if row and size + need > room:
                rows.append(tuple(row))
                row = []
            if not row:
                part = [(part[0][0].lstrip(), *part[0][1:]), *part[1:]]
            row += part
    return [*rows, tuple(row)] if row else rows


def _tokens(text: str, role: str, bold: bool, ascii: bool) -> list[Piece]:
    tokens: list[Piece] = []
    gap = ""
    for piece in re.split(r"(\*\*[^*]+\*\*|`[^`]+`|(?<!\w)\*[^*\s][^*]*\*)", text):
        if piece.startswith("**") and len(piece) > 4:
            style = (piece[2:-2], "bright", True)
        elif piece.startswith("`") and len(piece) > 2:
            style = (piece[1:-1], "cursor", False)
        elif piece.startswith("*") and piece.endswith("*") and len(piece) > 2:
            style = (piece[1:-1], "bright", False)
        else:
            style = (piece, role, bold)
        said = gap + words.clean(style[0], ascii)
        # A word keeps the space before it, so that `code` and a comma after it stay together; short code is one word.
        whole = piece.startswith("`") and len(piece) <= SHORT
        for word in [said] if whole else re.findall(r"\s*\S+|\s+$", said):
            gap = " " if word.isspace() else ""
            tokens += [] if gap else [(word, style[1], style[2])]
    return tokens


def _unbroken(tokens: list[Piece]) -> list[list[Piece]]:
    """Words with what stands right beside them."""
    groups: list[list[Piece]] = []
    for text, role, bold in tokens:
        if groups and not text[0].isspace():
            groups[-1].append((text, role, bold))
        else:
            groups.append([(" " + text.strip() if text[0].isspace() else text, role, bold)])
    return groups


def _parts(group: list[Piece], room: int) -> list[list[Piece]]:
    """The word as it is; in pieces of a line each where it is longer than a line."""
    if sum(words.width(t.lstrip()) for t, _, _ in group) <= max(room, 1):
        return [group]
    return [[(part, role, bold)] for text, role, bold in group for part in words.wrap(text, max(room, 1))]


def marked(glyph: Piece, text: str, room: int, ascii: bool = False) -> list[Line]:
    """Markdown behind a glyph, its other lines indented under it."""
    size = words.width(glyph[0], ascii)
    found = lines(text, room - size, ascii) if text.strip() else (Line(),)
    return [Line((glyph, *found[0].pieces)), *(Line(one.pieces, one.indent + size) for one in found[1:])]

"""The lesson: the question, a paragraph, the formulas, and claims with their check marks at the cursor."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import PanelTitle, panel
from dlviz.tui.pictures.labels import minus
from dlviz.tui.theme import Theme
from dlviz.tui.view import ClaimView, PanelOptions, View


@dataclass(frozen=True)
class _Line:
    """Pieces of text with their roles, and what stands at the right edge."""

    pieces: tuple[tuple[str, str, bool], ...] = ()  # text, role, bold
    indent: int = 0
    right: str = ""


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Lesson`, and the scenario's title."""
    return PanelTitle("Lesson", view.card.title if view.card.title != view.card.name else "")


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included: the question and the claims first, words and formulas as there is room.

    Where something was left out the title says so; a zoomed panel leaves out nothing but the end.
    """
    room = width - 2
    if room < 4 or height < 2:
        return panel(title(view, options), width, height, theme, options)
    lines, whole = (_fit, _from_the_top)[options.zoomed](view, room, height - 1, theme)
    head = title(view, options)
    if not whole and not options.zoomed:
        head = PanelTitle(head.name, head.unit, (("z ", "cursor"), ("more", "muted")))
    canvas = panel(head, width, height, theme, options)
    for y, line in enumerate(lines, 1):
        x = 1 + line.indent
        for text, role, bold in line.pieces:
            x += canvas.write(x, y, text, theme.ink(role), bold=bold, room=max(width - 1 - x, 0))
        if line.right:
            canvas.write(width - 2, y, line.right, theme.muted, align="right")
    return canvas


def _fit(view: View, room: int, rows: int, theme: Theme) -> tuple[list[_Line], bool]:
    """Blocks in order of the page, with air between them where there are rows for it, and whether that is all.

    What does not fit is left out: sentences from the end of the prose, then the formulas, then all prose.
    """
    question, formulas, claims = _blocks(view, room, theme)
    texts = _beginnings(view.card.look)
    for airs, shown, prose_from in (
        ((3, 2), formulas, texts),
        ((1,), formulas, texts),
        ((2, 1), [], texts),
        ((0,), [], texts),
        ((3, 2, 1, 0), formulas, ("",)),
        ((3, 2, 1, 0), [], ("",)),
    ):
        for text in prose_from:
            for air in airs:
                page = _page(question, (_prose(text, room, theme), shown, claims), air)
                if len(page) <= rows:
                    return _aired(page, rows), text == texts[0] and shown == formulas
    return _cut(question + claims, rows), False


def _from_the_top(view: View, room: int, rows: int, theme: Theme) -> tuple[list[_Line], bool]:
    """All blocks with as much air as there is; what has no room is cut off at the end."""
    question, formulas, claims = _blocks(view, room, theme)
    blocks = (_prose(view.card.look.strip(), room, theme), formulas, claims)
    for air in (3, 2, 1, 0):
        page = _page(question, blocks, air)
        if len(page) <= rows:
            return _aired(page, rows), True
    return _cut(_page(question, blocks, 3), rows), False


def _blocks(view: View, room: int, theme: Theme) -> tuple[list[_Line], list[_Line], list[_Line]]:
    question = [_Line(((line, "bright", True),)) for line in words.wrap(view.card.question, room, theme.ascii)]
    claims = [line for claim in view.claims for line in _claim(claim, room, theme)]
    return question, _formulas(view, room, theme), claims


def _page(question: list[_Line], blocks: tuple[list[_Line], ...], air: int) -> list[_Line]:
    """The blocks under each other; `air` 1 parts the words, 2 the claims, 3 the formulas from what is above."""
    out = list(question)
    for block, parted in zip(blocks, (air > 0, air > 2, air > 1), strict=True):
        out += [_Line()] * (parted and bool(block)) + block
    return out


def _aired(page: list[_Line], rows: int) -> list[_Line]:
    return [_Line()] * (rows - len(page) >= 2) + page


def _cut(page: list[_Line], rows: int) -> list[_Line]:
    """The first lines, the last of them an ellipsis where there are more."""
    return page if len(page) <= rows else [*page[: max(rows - 1, 0)], *[_Line((("…", "muted", False),))] * (rows > 0)]


@lru_cache(maxsize=64)
def _beginnings(text: str) -> tuple[str, ...]:
    """The text, and the text up to each end of a sentence or a block, the longest first, at least one sentence."""
    text = text.strip()
    ends = {match.end(1) for match in re.finditer(r"([.!?:][)\"”*`]*)(?=\s|$)", text)}
    ends |= {match.start() for match in re.finditer(r"\n\s*\n|\n(?=\s*[-*] )", text)} | {len(text)}
    # A sentence that announces a list does not stand without it.
    return tuple(text[:end] for end in sorted(ends, reverse=True) if end == len(text) or text[end - 1 : end] != ":")


@lru_cache(maxsize=256)
def _prose(text: str, room: int, theme: Theme) -> list[_Line]:
    """The little Markdown that lessons use: paragraphs, # heads, - items, **strong**, *weak* and `code`."""
    out: list[_Line] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        if out:
            out.append(_Line())
        items = re.split(r"\n(?=\s*[-*] )", part)
        for item in items:
            head = re.match(r"\s*#+\s+", item)
            bullet = re.match(r"\s*[-*] ", item)
            body = item[(head or bullet).end() :] if (head or bullet) else item  # type: ignore[union-attr]
            lines = _rich_lines(body, room - 2 * bool(bullet), "bright" if head else "text", bool(head), theme)
            for i, pieces in enumerate(lines):
                lead = (("- " if theme.ascii else "· ", "muted", False),) if bullet and i == 0 else ()
                out.append(_Line((*lead, *pieces), 2 if bullet and i else 0))
    return out


def _rich_lines(text: str, room: int, role: str, bold: bool, theme: Theme) -> list[tuple[tuple[str, str, bool], ...]]:
    tokens: list[tuple[str, str, bool]] = []
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
        # A word keeps the space before it, so that `code` and a comma after it stay together.
        for word in re.findall(r"\s*\S+|\s+$", gap + words.clean(style[0], theme.ascii)):
            gap = " " if word.isspace() else ""
            tokens += [] if gap else [(word, style[1], style[2])]
    lines: list[tuple[tuple[str, str, bool], ...]] = []
    line: list[tuple[str, str, bool]] = []
    for group in _unbroken(tokens):
        size = sum(words.width(t) for t, _, _ in line)
        need = sum(words.width(t) for t, _, _ in group)
        if line and size + need > room:
            lines.append(tuple(line))
            line = []
        if not line:
            group = [(group[0][0].lstrip(), *group[0][1:]), *group[1:]]
        line += group
    return [*lines, tuple(line)] if line else lines


def _unbroken(tokens: list[tuple[str, str, bool]]) -> list[list[tuple[str, str, bool]]]:
    groups: list[list[tuple[str, str, bool]]] = []
    for text, role, bold in tokens:
        if groups and not text[0].isspace():
            groups[-1].append((text, role, bold))
        else:
            groups.append([(" " + text.strip() if text[0].isspace() else text, role, bold)])
    return groups


def _formulas(view: View, room: int, theme: Theme) -> list[_Line]:
    """The formulas; the bound of stable learning rates gets its number, or a line of its own."""
    bound = view.landscape.stable_rate if view.landscape is not None else None
    known = bound is not None and math.isfinite(bound)
    number = f" = {labels.rate(bound)}" if bound is not None and known else ""
    named = [formula for formula in view.card.formulas if "2/λmax" in formula]
    texts = [(formula + number if formula in named else formula, "cursor") for formula in view.card.formulas]
    if known and not any("stable" in formula for formula in view.card.formulas):
        texts.append((f"stable while η < 2/λmax{number}", "muted"))
    out = []
    for text, role in texts:
        # Indented as far as the line leaves room.
        indent = max(min(2, room - words.width(text, theme.ascii)), 0)
        out += [_Line(((line, role, False),), indent) for line in words.wrap(text, room - indent, theme.ascii)]
    return out


def _claim(claim: ClaimView, room: int, theme: Theme) -> list[_Line]:
    """`✓ text      0.10 < 0.26`; the numbers below it where they do not fit beside it."""
    glyph, role = {True: ("✓", "good"), False: ("✗", "bad"), None: ("·", "muted")}[claim.holds]
    ink = "muted" if claim.holds is None else "text"
    value = words.clean(compared(claim), theme.ascii)
    lines = words.wrap(claim.text, room - 2, theme.ascii) or [""]
    out = [_Line(((f"{glyph} ", role, False), (lines[0], ink, False)))]
    out += [_Line(((line, ink, False),), 2) for line in lines[1:]]
    if not value:
        return out
    if words.width(lines[-1]) + 2 + words.width(value) + 2 <= room:
        last = out[-1]
        out[-1] = _Line(last.pieces, last.indent, value)
    elif room >= words.width(value) + 2:
        out.append(_Line((), 2, value))
    return out


def compared(claim: ClaimView) -> str:
    """The two sides of a claim as they are: `0.103 < 0.260`."""
    a, b = claim.left, claim.right
    if a is None or b is None or not (math.isfinite(a) and math.isfinite(b)):
        known = [v for v in (a, b) if v is not None and not math.isnan(v)]
        return _brief(known[0]) if len(known) == 1 else ""
    return f"{_brief(a)} {'<' if a < b else '>' if a > b else '='} {_brief(b)}"


def _brief(value: float) -> str:
    """A number as short as it can be said: whole ones without decimals, others with three."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e7:
        return minus(count(int(value)))
    return labels.column([value], narrow=True, wide=True)[0]

"""How numbers read: one rule for pictures, tables and lines.

Below 1 four decimals, up to 999 four significant figures, above with thousands marks, and powers of ten only
where nothing else fits: below 0.001 and, in narrow places, from 100,000 on. What is not a number is a dash.
"""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"


def number(value: float | None, wide: bool = False) -> str:
    """Return a number as the screen shows it, at most 8 characters unless `wide`.

    `wide` writes large numbers out, "386,275", where there is room for them.
    """
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    return _magnitude(abs(value), wide) if value >= 0 else MINUS + _magnitude(-value, wide)


def count(value: int) -> str:
    """Return a count of things, "1,240"."""
    return f"{value:,}"


def plain(value: float | None) -> str:
    """Return a number for files and lines that programs read: six figures in ASCII, "nan", "inf"."""
    return "nan" if value is None else f"{value:.6g}"


def _magnitude(value: float, wide: bool) -> str:
    if value == 0:
        return "0"
    if value < 0.001:
        return f"{value:.1e}"
    if value < 0.99995:
        return f"{value:.4f}"
    if value < 999.5:
        figures = f"{value:#.4g}"
        return figures.rstrip(".")
    if value < 99_999.5 or (wide and value < 1e15):
        return f"{value:,.0f}"
    return f"{value:.1e}"

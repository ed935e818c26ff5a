"""Numbers as pictures write them: ticks, columns with one count of decimals, rates, exponents.

Source: LOOK.md, Numbers. The rule for one number by itself is `dlviz.tui.numbers`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.numbers import MINUS, number

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def minus(text: str) -> str:
    """The sign of a mantissa as a true minus; that of an exponent stays."""
    return MINUS + text[1:] if text.startswith("-") else text


def column(values: Sequence[float | None], narrow: bool = False, wide: bool | None = None) -> list[str]:
    """Numbers of one kind under each other: as many decimals everywhere as the largest of them leaves room for.

    `narrow` takes three decimals; `wide` writes 386,275 out, which is otherwise done where it is not narrow.
    """
    finite = [abs(v) for v in values if v is not None and math.isfinite(v)]
    top = max(finite, default=0.0)
    if not finite or top >= 999.5 or any(0 < v < 0.001 for v in finite):
        return [number(v, wide=(not narrow if wide is None else wide) and top < 1e7) for v in values]
    places = (3 if narrow else 4) if top < 0.99995 else 3 if top < 9.9995 else 2 if top < 99.995 else 1
    if any(0 < v < 0.5 * 10.0**-places for v in finite):  # only zero is shown as zero
        return [number(v) for v in values]
    return [minus(f"{v + 0.0:.{places}f}") if v is not None and math.isfinite(v) else number(v) for v in values]


def counts(values: Sequence[float | None]) -> list[str]:
    """Whole numbers, with thousands apart: 283, 1,330."""
    return [minus(f"{v + 0.0:,.0f}") if v is not None and math.isfinite(v) else number(v) for v in values]


def are_whole(values: NDArray[np.floating]) -> bool:
    """Whether numbers can be written as counts: all that are known are whole, and not of too many digits."""
    known = values[np.isfinite(values)]
    return bool(len(known) and (known == np.round(known)).all() and (np.abs(known) < 1e7).all())


def figures(values: Sequence[float | None]) -> list[str]:
    """Numbers of one kind under each other, three figures of the largest of them: 0.00836, −0.00065."""
    top = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    if not 1e-4 <= top < 0.1:
        return column(values, narrow=True)
    places = 2 - math.floor(math.log10(float(f"{top:.2e}")))
    if any(v is not None and 0 < abs(v) < 0.5 * 10.0**-places for v in values):  # only zero is shown as zero
        return [number(v) for v in values]
    return [minus(f"{v + 0.0:.{places}f}") if v is not None and math.isfinite(v) else number(v) for v in values]


def setting(value: float) -> str:
    """A number as it was set: 1e-07, 0.999, 300."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e9 else minus(f"{value:.4g}")


def roots(text: str, ascii: bool) -> str:
    """The text, the root of one letter in brackets where it will be spelt: √v as sqrt(v)."""
    return re.sub(r"√([^\W\d_][\N{COMBINING CIRCUMFLEX ACCENT}⁺]*)", r"√(\1)", text) if ascii else text


def rate(value: float) -> str:
    """A learning rate as one writes it in code: 1e-05, 4.94e-05, 0.2."""
    size = abs(value)
    if not math.isfinite(value) or size == 0:
        return number(value)
    return minus(f"{value:.2e}" if size < 0.001 or size >= 1e5 else f"{value:.4g}")


def tick(value: float, step: float) -> str:
    """A tick of a linear axis, with the decimals that its step needs."""
    if value == 0:
        return "0"
    digits = f"{step:.1e}"
    exponent = int(digits.split("e")[1]) - (digits[2] != "0")
    size = max(abs(value), step)
    if size >= 1e7 or size < 1e-4 or exponent < -5:
        mantissa, power = f"{value:.1e}".split("e")
        return minus(f"{mantissa.removesuffix('.0')}e{power}")
    return minus(f"{value:,.{max(0, -exponent)}f}")


def decade(exponent: int, ascii: bool = False) -> str:
    """A tick of a logarithmic axis: 10⁻³, 1e-3."""
    return f"1e{exponent}" if ascii else f"10{str(exponent).translate(_RAISED)}"


def speed(ticks_a_second: float) -> str:
    """How fast the cursor moves: 8 steps/s, 1,024 steps/s, 1 step in 4 s, or full speed."""
    if math.isinf(ticks_a_second):
        return "full speed"
    if ticks_a_second < 1:
        return f"1 step in {1 / ticks_a_second:.3g} s"
    said = f"{ticks_a_second:,.0f}" if ticks_a_second >= 10 else f"{ticks_a_second:.3g}"
    return f"{said} step{'s' * (ticks_a_second != 1)}/s"

"""The grammar of claims: small, closed, parsed by hand, never evaluated as code.

    claim      = and-terms joined by `or`; an and-term is not-terms joined by `and`
    not-term   = [`not`] comparison
    comparison = sum (< | <= | > | >= | == | !=) sum        sum, product, -x, ( ), abs(x) as everywhere
    value      = RUN.COLUMN[.LABEL].REDUCER | minimum.NAME
    reducer    = last | first | min | max | mean | argmin | argmax | min_step | max_step | rises
               | at(STEP) | first_below(NUMBER) | share_below(COLUMN)

A run or label that is not one word stands in quotes: "1e-05".loss.last. What the reducers mean: `reducers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dlviz.scenarios.claims import (
    MINIMUM,
    PLAIN,
    REDUCERS,
    WITH_COLUMN,
    Absolute,
    Arithmetic,
    Both,
    ClaimError,
    Comparison,
    Logic,
    Minimum,
    Not,
    Number,
    Sum,
    Value,
)

MOST_TOKENS, MOST_BRACKETS = 300, 20
"""A claim longer or deeper than this is no claim that anybody could read."""


def parse(text: str) -> Logic:
    """The claim as a tree.

    Raises: ClaimError with the place.
    """
    parser = _Parser(text)
    claim = parser.either()
    if parser.now.kind != "end":
        raise parser.error("this does not go on from what stands before it")
    return parser.logic(claim, 0)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<word>[^\W\d]\w*)|\"(?P<string>[^\"]*)\""
    r"|(?P<sign><=|>=|==|!=|[-+*/<>().]))"
)
_COMPARE = ("<", "<=", ">", ">=", "==", "!=")


def _tokens(text: str) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if not found:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            odd = "this quote is never closed" if text[start] == '"' else f"{text[start]!r} has no meaning here"
            raise ClaimError(text, start, odd)
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind) - (kind == "string")))
        at = found.end()
        if len(tokens) > MOST_TOKENS:
            raise ClaimError(text, tokens[-1].at, f"a claim has at most {MOST_TOKENS} words and signs")
    return [*tokens, _Token("end", "", len(text))]


class _Parser:
    """Recursive descent, one method per level of the grammar; each returns a number or a truth value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.index = 0
        self.brackets = 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.index]

    def error(self, problem: str, at: int | None = None) -> ClaimError:
        return ClaimError(self.text, self.now.at if at is None else at, problem)

    def accept(self, *texts: str) -> str | None:
        token = self.now
        if token.kind in ("sign", "word") and token.text in texts:
            self.index += 1
            return token.text
        return None

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(f"{text!r} is missing")

    def logic(self, node: Logic | Arithmetic, at: int) -> Logic:
        if isinstance(node, Arithmetic):
            raise self.error("a comparison such as GD.loss.last < 0.1 is needed, this is only a number", at)
        return node

    def arithmetic(self, node: Logic | Arithmetic, at: int) -> Arithmetic:
        if isinstance(node, Logic):
            raise self.error("a number is needed, this is true or false", at)
        return node

    def either(self) -> Logic | Arithmetic:
        at = self.now.at
        node = self.all_of()
        while self.accept("or"):
            right = self.now.at
            node = Both("or", self.logic(node, at), self.logic(self.all_of(), right))
        return node

    def all_of(self) -> Logic | Arithmetic:
        at = self.now.at
        node = self.negation()
        while self.accept("and"):
            right = self.now.at
            node = Both("and", self.logic(node, at), self.logic(self.negation(), right))
        return node

    def negation(self) -> Logic | Arithmetic:
        if self.accept("not"):
            at = self.now.at
            return Not(self.logic(self.negation(), at))
        return self.comparison()

    def comparison(self) -> Logic | Arithmetic:
        at = self.now.at
        left = self.sum()
        operator = self.accept(*_COMPARE)
        if operator is None:
            return left
        right_at = self.now.at
        right = self.arithmetic(self.sum(), right_at)
        if self.now.text in _COMPARE and self.now.kind == "sign":
            raise self.error("comparisons cannot be chained; join two with `and`")
        return Comparison(operator, self.arithmetic(left, at), right)

    def sum(self) -> Logic | Arithmetic:
        at = self.now.at
        node = self.product()
        while operator := self.accept("+", "-"):
            right = self.now.at
            node = Sum(operator, self.arithmetic(node, at), self.arithmetic(self.product(), right))
        return node

    def product(self) -> Logic | Arithmetic:
        at = self.now.at
        node = self.sign()
        while operator := self.accept("*", "/"):
            right = self.now.at
            node = Sum(operator, self.arithmetic(node, at), self.arithmetic(self.sign(), right))
        return node

    def sign(self) -> Logic | Arithmetic:
        if self.accept("-"):
            at = self.now.at
            return Sum("-", Number(0.0), self.arithmetic(self.sign(), at))
        return self.atom()

    def atom(self) -> Logic | Arithmetic:
        token = self.now
        if token.kind == "number":
            self.index += 1
            return Number(float(token.text))
        if self.accept("("):
            return self.bracketed(self.either)
        if token.text == "abs" and self.tokens[self.index + 1].text == "(":
            self.index += 2
            at = self.now.at
            return Absolute(self.arithmetic(self.bracketed(self.sum), at))
        if token.kind in ("word", "string") and token.text not in ("and", "or", "not"):
            return self.value()
        raise self.error("a number or RUN.COLUMN.REDUCER is missing")

    def bracketed(self, inside: Callable[[], Logic | Arithmetic]) -> Logic | Arithmetic:
        self.brackets += 1
        if self.brackets > MOST_BRACKETS:
            raise self.error(f"a claim has at most {MOST_BRACKETS} brackets inside each other")
        node = inside()
        self.expect(")")
        self.brackets -= 1
        return node

    def part(self) -> str:
        token = self.now
        if token.kind not in ("word", "string"):
            raise self.error("a name is missing; one that is not a single word stands in quotes")
        self.index += 1
        return token.text

    def value(self) -> Value | Minimum:
        at = self.now.at
        quoted = self.now.kind == "string"
        run = self.part()
        places, parts = [], []
        while self.accept("."):
            places.append(self.now.at)
            parts.append(self.part())
        if run == MINIMUM and not quoted:
            if len(parts) != 1:
                raise self.error("minimum takes one name, such as minimum.loss", at)
            return Minimum(parts[0], at)
        if not 2 <= len(parts) <= 3:
            raise self.error("write RUN.COLUMN.REDUCER, or RUN.COLUMN.LABEL.REDUCER for a column of several", at)
        column, *label, reducer = parts
        if reducer not in REDUCERS:
            raise self.error(f"there is no reducer {reducer!r} (there are {', '.join(REDUCERS)})", places[-1])
        return Value(run, column, label[0] if label else None, reducer, self.argument(reducer), at)

    def argument(self, reducer: str) -> float | str | None:
        if reducer in PLAIN:
            return None
        self.expect("(")
        argument: float | str
        if reducer in WITH_COLUMN:
            argument = self.part()
        else:
            sign = -1.0 if self.accept("-") else 1.0
            if self.now.kind != "number":
                raise self.error(f"{reducer} needs a number")
            argument = sign * float(self.now.text)
            self.index += 1
        self.expect(")")
        return argument

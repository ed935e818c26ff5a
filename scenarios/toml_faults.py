"""Why a text is no TOML: the parser's sentence, or a plainer one where a slip of the kind that is common explains it.

units = 4,5              a number has a decimal point: 4.5
activation = relu        text stands in quotation marks: "relu"
activation = "relu       the closing quotation mark of "relu is missing
"""

from __future__ import annotations

import re

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_COMMA = re.compile(r"=\s*(?P<whole>[-+]?\d+),(?P<rest>\d+)")
_POINT = re.compile(r"=\s*(?P<sign>[-+]?)(?P<whole>\d*)\.(?P<rest>\d*)\s*(?:[,}#]|$)")
_WORD = re.compile(r"[^\W\d][\w-]*")
_CURLY = "“”„‘’‚«»"
_QUOTED = re.compile(
    r"""
    \#[^\n]*
    | \"{3} (?:\\.|[^\\])*? \"{3}    | '{3} .*? '{3}
    | "(?!"") (?:\\[^\n]|[^"\\\n])* "    | '(?!'') [^'\n]* '
    | (?P<open>\"{3}|'{3}|"|') [^\n]*
    """,
    re.DOTALL | re.VERBOSE,
)
"""A comment, a string, or one that has a beginning and no end."""

SHOWN = 20
"""Characters of a string that a message repeats."""


def fault(text: str, said: str) -> str:
    """What is wrong with a text of which the parser said this, with line and column; of one that ends too soon, the
    last line."""
    place = _PLACE.search(said)
    if place is None:
        return _small(said)
    if any(sign in said for sign in ("Illegal character", "invalid character", "Unterminated", "Expected \"'")):
        return _unclosed(text) or _at_the_end(text, said)
    if place["line"] is None:
        return _at_the_end(text, said)
    line = text.replace("\r\n", "\n").split("\n")[int(place["line"]) - 1]
    slip = _slip(line, int(place["column"]) - 1, said)
    return f"{slip}{place[0]}" if slip else _small(said)


def _slip(line: str, at: int, said: str) -> str:
    """What was meant by the line at which the parser stopped, empty where that cannot be told."""
    if found := _COMMA.search(line):
        return f"a number has a decimal point: {found['whole']}.{found['rest']}"
    if (found := _POINT.search(line)) and bool(found["whole"]) != bool(found["rest"]):
        right = f"{found['sign']}{found['whole'] or 0}.{found['rest'] or 0}"
        return f"a number has digits on both sides of its point: {right}"
    if line[at : at + 1] in tuple(_CURLY):
        return f'quotation marks are straight in TOML, " in the place of {line[at]}'
    if "Invalid value" in said and (found := _WORD.match(line, at)):
        word = found[0]
        if word.lower() in ("true", "false"):
            return f"true and false are written in small letters: {word.lower()}"
        return f'text stands in quotation marks: "{word}"'
    return ""


def _unclosed(text: str) -> str:
    """The sentence about the first string that has no end, empty where all have one."""
    for found in _QUOTED.finditer(text):
        if found["open"]:
            line, start = text.count("\n", 0, found.start()) + 1, text.rfind("\n", 0, found.start()) + 1
            shown = found[0] if len(found[0]) <= SHOWN else f"{found[0][:SHOWN]}…"
            place = f"(at line {line}, column {found.start() - start + 1})"
            return f"the closing quotation mark of {shown.rstrip()} is missing {place}"
    return ""


def _at_the_end(text: str, said: str) -> str:
    last = text.rstrip("\n").count("\n") + 1
    return _small(said.replace("at end of document", f"at line {last}, where it ends"))


def _small(said: str) -> str:
    return f"{said[:1].lower()}{said[1:]}"

"""Words as LaTeX reads them: its own signs escaped, letters of formulas in mathematics, what is left spelt."""

from __future__ import annotations

import re
import unicodedata

from dlviz.tui import words

_ESCAPED = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
}
_GREEK = (
    "α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho "
    "σ sigma τ tau φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Σ Sigma Φ Phi Ω Omega"
)
_SIGNS = (
    "∂ partial ∇ nabla ∆ Delta ‖ | × times · cdot ± pm ≤ le ≥ ge ≠ ne ≈ approx ∞ infty ∈ in ← leftarrow → rightarrow "
    "↑ uparrow ↓ downarrow ∝ propto ⊙ odot √ surd ℓ ell ° circ"
)
_MATHEMATICS = {
    **{sign: f"\\{name}" for sign, name in re.findall(r"(\S) (\S+)", f"{_GREEK} {_SIGNS}")},
    "−": "-",
    "′": "'",
}
_PLAIN = {
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "…": r"\ldots{}",
    "½": "$1/2$",
    "ß": r"\ss{}",
    "ø": r"\o{}",
    "æ": r"\ae{}",
}


def tex(text: str) -> str:
    """The text for a label, a legend or a title; `$…$` pieces that meet are joined."""
    written = "".join(_char(char) for char in unicodedata.normalize("NFC", words.clean(text)))
    once = None
    while once != written:  # one power of two digits, not a power of a power
        once, written = written, re.sub(r"([\^_])\{([^{}]*)\}\$\$\1\{", r"\1{\2", written)
    return written.replace("$$", "")


def _char(char: str) -> str:
    if char in _ESCAPED:
        return _ESCAPED[char]
    if char in _MATHEMATICS:
        return f"${_MATHEMATICS[char]}$"
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isascii():
        return char
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    if kind in ("<super>", "<sub>") and code:
        inner = "".join(_raised(chr(int(one, 16))) for one in code.split())
        return f"${'^' if kind == '<super>' else '_'}{{{inner}}}$"
    if unicodedata.combining(char):
        return ""
    base, accents = unicodedata.normalize("NFD", char)[:1], unicodedata.normalize("NFD", char)[1:]
    if base.isascii() and base.isalpha() and all(accent in _ACCENTS for accent in accents) and accents:
        for accent in accents:
            base = f"\\{_ACCENTS[accent]}{{{base}}}"
        return base
    return "".join(_ESCAPED.get(one, one) for one in words.clean(char, ascii=True))


def _raised(char: str) -> str:
    return _MATHEMATICS.get(char, char if char.isascii() else words.clean(char, ascii=True))


_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u030a": "r",
    "\u0327": "c",
    "\u030c": "v",
}

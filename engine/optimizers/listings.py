"""Each optimizer's algorithm as pseudo-code, in the symbols of its paper; beside each line, what it computes.

    for line in listing(Adam(learning_rate=0.01)):
        line.text     "m ← β₁·m + (1 − β₁)·g"
        line.shows    ("m", "m̂"): quantities of `Optimizer.explain` whose numbers belong to the line

θ are the weights, g the gradient of the minibatch, η the learning rate, t = 1, 2, … the update. What an optimizer
does not do is not printed: no line of clipping without clipping. A test runs these lines, word by word, against the
code they stand for.
"""

from __future__ import annotations

from functools import singledispatch
from typing import NamedTuple

from dlviz.engine.optimizers.adam import Adam, Adamax, Nadam
from dlviz.engine.optimizers.adaptive import Adadelta, Adagrad, Lion, RMSprop
from dlviz.engine.optimizers.base import Optimizer
from dlviz.engine.optimizers.sgd import SGD


class Line(NamedTuple):
    """One line, and the quantities whose numbers stand beside it."""

    text: str
    shows: tuple[str, ...] = ()


FIRST = "m ← β₁·m + (1 − β₁)·g"
SECOND = "v ← β₂·v + (1 − β₂)·g²"


def listing(optimizer: Optimizer) -> tuple[Line, ...]:
    """Return the lines of one update, from the gradient to the new weights."""
    gradient = Line("g ← ∇L(θ)", ("L", "g"))
    clips = {
        "clipvalue": "g ← min(max(g, −c), c)",
        "clipnorm": "g ← g·min(1, c/‖g‖)  each array by its own norm",
        "global_clipnorm": "g ← g·min(1, c/‖g‖)  by the norm of all of g",
    }
    clipped = [Line(text, ("g clipped",)) for option, text in clips.items() if getattr(optimizer, option) is not None]
    decay = [Line("θ ← θ − η·λ·θ")] if optimizer.weight_decay is not None else []
    return (gradient, *clipped, *decay, *_own(optimizer))


def title(optimizer: Optimizer) -> str:
    """Return its name with what sets this variant apart: "Adam, the paper's form", "SGD with momentum"."""
    name = type(optimizer).__name__
    if isinstance(optimizer, SGD) and optimizer.momentum:
        return "SGD with Nesterov's momentum" if optimizer.nesterov else "SGD with momentum"
    if isinstance(optimizer, Adam):
        said = {
            "keras": "Keras' form",
            "paper": "the paper's form",
            "uncorrected": "without bias correction",
            "printed": "as the notes print it",
        }
        return f"{name}, AMSGrad" if optimizer.amsgrad else f"{name}, {said[optimizer.form]}"
    if isinstance(optimizer, RMSprop):
        kinds = ["centred"] * optimizer.centered + ["with momentum"] * (optimizer.momentum > 0)
        return ", ".join([name, *kinds])
    return name


def numbers(optimizer: Optimizer) -> tuple[tuple[str, str], ...]:
    """Return the options that stand in the lines: (symbol, option), without the learning rate."""
    symbols = {
        "momentum": "β", "beta_1": "β₁", "beta_2": "β₂", "rho": "ρ", "epsilon": "ε",
        "weight_decay": "λ", "clipvalue": "c", "clipnorm": "c", "global_clipnorm": "c",
    }  # fmt: skip
    return tuple((symbol, option) for option, symbol in symbols.items() if option in optimizer.hyper())


@singledispatch
def _own(optimizer: Optimizer) -> tuple[Line, ...]:
    """Return the lines that are this optimizer's own."""
    raise NotImplementedError(f"{type(optimizer).__name__} has no listing")


@_own.register
def _(optimizer: SGD) -> tuple[Line, ...]:
    if not optimizer.momentum:
        return (Line("θ ← θ − η·g", ("Δθ",)),)
    last = "θ ← θ + β·v − η·g" if optimizer.nesterov else "θ ← θ + v"
    return (Line("v ← β·v − η·g", ("v",)), Line(last, ("Δθ",)))


@_own.register
def _(optimizer: Adam) -> tuple[Line, ...]:
    if optimizer.form == "printed":
        return (
            Line("m ← (β₁·m + (1 − β₁)·g)/(1 − β₁ᵗ)", ("m",)),
            Line("v ← (β₂·v + (1 − β₂)·g²)/(1 − β₂ᵗ)", ("v",)),
            Line("θ ← θ − η·m/√(v + ε)", ("Δθ",)),
        )
    if optimizer.form == "paper":
        return (
            Line(FIRST, ("m",)),
            Line(SECOND, ("v",)),
            Line("m̂ ← m/(1 − β₁ᵗ)", ("m̂",)),
            Line("v̂ ← v/(1 − β₂ᵗ)", ("v̂",)),
            Line("θ ← θ − η·m̂/(√v̂ + ε)", ("Δθ",)),
        )
    if optimizer.form == "uncorrected":
        return (Line(FIRST, ("m",)), Line(SECOND, ("v",)), Line("θ ← θ − η·m/(√v + ε)", ("Δθ",)))
    largest = (Line("v⁺ ← max(v⁺, v)", ("v⁺",)),) if optimizer.amsgrad else ()
    root = "√v⁺" if optimizer.amsgrad else "√v"
    return (
        Line(FIRST, ("m", "m̂")),
        Line(SECOND, ("v", "v̂")),
        *largest,
        Line("α ← η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)", ("α",)),
        Line(f"θ ← θ − α·m/({root} + ε)", ("Δθ",)),
    )


@_own.register
def _(optimizer: Adamax) -> tuple[Line, ...]:
    return (
        Line(FIRST, ("m",)),
        Line("u ← max(β₂·u, |g|)", ("u",)),
        Line("θ ← θ − η/(1 − β₁ᵗ)·m/(u + ε)", ("Δθ",)),
    )


@_own.register
def _(optimizer: Nadam) -> tuple[Line, ...]:
    return (
        Line("μ ← β₁·(1 − ½·0.96ᵗ),  μ⁺ ← β₁·(1 − ½·0.96ᵗ⁺¹)", ("μ",)),
        Line("Π ← Π·μ", ("Π",)),
        Line(FIRST, ("m",)),
        Line(SECOND, ("v",)),
        Line("m̂ ← μ⁺·m/(1 − Π·μ⁺) + (1 − μ)·g/(1 − Π)", ("m̂",)),
        Line("v̂ ← v/(1 − β₂ᵗ)", ("v̂",)),
        Line("θ ← θ − η·m̂/(√v̂ + ε)", ("Δθ",)),
    )


@_own.register
def _(optimizer: RMSprop) -> tuple[Line, ...]:
    averages = [Line("v ← ρ·v + (1 − ρ)·g²", ("v",))]
    inside = "v + ε"
    if optimizer.centered:
        averages.append(Line("a ← ρ·a + (1 − ρ)·g", ("a",)))
        inside = "v − a² + ε"
    if not optimizer.momentum:
        return (*averages, Line(f"θ ← θ − η·g/√({inside})", ("Δθ",)))
    return (*averages, Line(f"m ← β·m + η·g/√({inside})", ("m",)), Line("θ ← θ − m", ("Δθ",)))


@_own.register
def _(optimizer: Adagrad) -> tuple[Line, ...]:
    return (Line("a ← a + g²", ("a",)), Line("θ ← θ − η·g/√(a + ε)", ("Δθ",)))


@_own.register
def _(optimizer: Adadelta) -> tuple[Line, ...]:
    return (
        Line("a ← ρ·a + (1 − ρ)·g²", ("a",)),
        Line("δ ← −√(d + ε)/√(a + ε)·g", ("δ",)),
        Line("d ← ρ·d + (1 − ρ)·δ²", ("d",)),
        Line("θ ← θ + η·δ", ("Δθ",)),
    )


@_own.register
def _(optimizer: Lion) -> tuple[Line, ...]:
    return (
        Line("c ← β₁·m + (1 − β₁)·g", ("c",)),
        Line("θ ← θ − η·sign(c)", ("Δθ",)),
        Line("m ← β₂·m + (1 − β₂)·g", ("m",)),
    )

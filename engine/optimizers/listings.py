"""Each optimizer's algorithm as pseudo-code, in the symbols of its paper; beside each line, what it computes.

    for line in listing(Adam(learning_rate=0.01)):
        line.text     "m ← β₁·m + (1 − β₁)·g"
        line.shows    ("m", "m̂"): quantities of `Optimizer.explain` whose numbers belong to the line
        line.says     "m is a running mean of the gradients …": what the line is for

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
    """One line, the quantities whose numbers stand beside it, and a sentence about it."""

    text: str
    shows: tuple[str, ...] = ()
    says: str = ""


FIRST = "m ← β₁·m + (1 − β₁)·g"
SECOND = "v ← β₂·v + (1 − β₂)·g²"
MEAN = "m, a running mean of the gradients: what keeps its sign adds up, what changes it cancels."
SQUARES = "v, a running mean of the squared gradients of each weight: how large they usually are."
M_HAT = "m starts at 0 and is too small at first, by just this factor."
V_HAT = "v starts at 0 too; the closer β₂ is to 1, the longer it takes to fill up."
DIVIDED = "Each weight moves by about η, less where its gradients change their sign."


def listing(optimizer: Optimizer) -> tuple[Line, ...]:
    """Return the lines of one update, from the gradient to the new weights."""
    gradient = Line("g ← ∇L(θ)", ("L", "g"), "The gradient of the minibatch's loss L at the present weights θ.")
    clips = {
        "clipvalue": ("g ← min(max(g, −c), c)", "Every number of the gradient is cut to the range from −c to c."),
        "clipnorm": ("g ← g·min(1, c/‖g‖)", "Each array of weights by itself: a gradient longer than c is cut to c."),
        "global_clipnorm": ("g ← g·min(1, c/‖g‖)", "A gradient longer than c, all layers together, is cut to c."),
    }
    clipped = [
        Line(text, ("g clipped",), says)
        for option, (text, says) in clips.items()
        if getattr(optimizer, option) is not None
    ]
    shrinks = "Every weight shrinks by the share η·λ, whatever its gradient."
    decay = [Line("θ ← θ − η·λ·θ", (), shrinks)] if optimizer.weight_decay is not None else []
    return (gradient, *clipped, *decay, *_own(optimizer))


def title(optimizer: Optimizer, exact: bool = False) -> str:
    """Return its name with what sets this variant apart: "Adam, the paper's form", "SGD with momentum".

    `exact`: of gradients of the whole loss, with which Keras' SGD is gradient descent.
    """
    name = type(optimizer).__name__
    if exact and isinstance(optimizer, SGD) and not optimizer.momentum:
        return "gradient descent (SGD)"
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
        return (Line("θ ← θ − η·g", ("Δθ",), "A step against the gradient, η times as long as it is."),)
    last = "θ ← θ + β·v − η·g" if optimizer.nesterov else "θ ← θ + v"
    ahead = "As if the gradient were taken where the velocity is about to carry θ: it brakes a step earlier."
    return (
        Line("v ← β·v − η·g", ("v",), "The velocity keeps the share β of itself, and the gradient pushes it."),
        Line(last, ("Δθ",), ahead if optimizer.nesterov else "The weights move by the velocity."),
    )


@_own.register
def _(optimizer: Adam) -> tuple[Line, ...]:
    if optimizer.form == "printed":
        return (
            Line("m ← (β₁·m + (1 − β₁)·g)/(1 − β₁ᵗ)", ("m",), "What is divided here is multiplied again next time."),
            Line("v ← (β₂·v + (1 − β₂)·g²)/(1 − β₂ᵗ)", ("v",), "So v grows, and fast: 1 − β₂ᵗ is tiny at first."),
            Line("θ ← θ − η·m/√(v + ε)", ("Δθ",), "m and v are no longer averages, and η no longer the step."),
        )
    if optimizer.form == "paper":
        return (
            Line(FIRST, ("m",), MEAN),
            Line(SECOND, ("v",), SQUARES),
            Line("m̂ ← m/(1 − β₁ᵗ)", ("m̂",), M_HAT),
            Line("v̂ ← v/(1 − β₂ᵗ)", ("v̂",), V_HAT),
            Line("θ ← θ − η·m̂/(√v̂ + ε)", ("Δθ",), DIVIDED),
        )
    if optimizer.form == "uncorrected":
        last = Line("θ ← θ − η·m/(√v + ε)", ("Δθ",), "At first m and v are both too small, and √v by more: long steps.")
        return (Line(FIRST, ("m",), MEAN), Line(SECOND, ("v",), SQUARES), last)
    keeps = "The largest v so far: the steps can only get shorter."
    largest = (Line("v⁺ ← max(v⁺, v)", ("v⁺",), keeps),) if optimizer.amsgrad else ()
    root = "√v⁺" if optimizer.amsgrad else "√v"
    return (
        Line(FIRST, ("m", "m̂"), MEAN),
        Line(SECOND, ("v", "v̂"), SQUARES),
        *largest,
        Line(
            "α ← η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)",
            ("α",),
            "Both corrections, m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ), in one number.",
        ),
        Line(f"θ ← θ − α·m/({root} + ε)", ("Δθ",), DIVIDED),
    )


@_own.register
def _(optimizer: Adamax) -> tuple[Line, ...]:
    return (
        Line(FIRST, ("m",), MEAN),
        Line("u ← max(β₂·u, |g|)", ("u",), "The largest gradient of each weight, slowly forgotten."),
        Line("θ ← θ − η/(1 − β₁ᵗ)·m/(u + ε)", ("Δθ",), "No weight moves by more than about η."),
    )


@_own.register
def _(optimizer: Nadam) -> tuple[Line, ...]:
    return (
        Line(
            "μ ← β₁·(1 − ½·0.96ᵗ),  μ⁺ ← β₁·(1 − ½·0.96ᵗ⁺¹)",
            ("μ",),
            "How much momentum counts now and in the next step.",
        ),
        Line("Π ← Π·μ", ("Π",), "The product of all μ so far, for the correction below."),
        Line(FIRST, ("m",), MEAN),
        Line(SECOND, ("v",), SQUARES),
        Line(
            "m̂ ← μ⁺·m/(1 − Π·μ⁺) + (1 − μ)·g/(1 − Π)", ("m̂",), "Momentum as of the next step, and the gradient of now."
        ),
        Line("v̂ ← v/(1 − β₂ᵗ)", ("v̂",), V_HAT),
        Line("θ ← θ − η·m̂/(√v̂ + ε)", ("Δθ",), DIVIDED),
    )


@_own.register
def _(optimizer: RMSprop) -> tuple[Line, ...]:
    averages = [Line("v ← ρ·v + (1 − ρ)·g²", ("v",), SQUARES)]
    inside = "v + ε"
    if optimizer.centered:
        averages.append(Line("a ← ρ·a + (1 − ρ)·g", ("a",), "The mean gradient; v − a² is their variance."))
        inside = "v − a² + ε"
    if not optimizer.momentum:
        return (
            *averages,
            Line(f"θ ← θ − η·g/√({inside})", ("Δθ",), "Each weight moves by about η, however steep it is."),
        )
    push = Line(f"m ← β·m + η·g/√({inside})", ("m",), "A velocity, pushed by the gradient over its usual size.")
    return (*averages, push, Line("θ ← θ − m", ("Δθ",), "The weights move by the velocity."))


@_own.register
def _(optimizer: Adagrad) -> tuple[Line, ...]:
    return (
        Line("a ← a + g²", ("a",), "The sum of all squared gradients of each weight: it never falls."),
        Line("θ ← θ − η·g/√(a + ε)", ("Δθ",), "Steps get shorter the more a weight was pushed so far."),
    )


@_own.register
def _(optimizer: Adadelta) -> tuple[Line, ...]:
    return (
        Line("a ← ρ·a + (1 − ρ)·g²", ("a",), "A running mean of the squared gradients."),
        Line("δ ← −√(d + ε)/√(a + ε)·g", ("δ",), "The size of past steps over the size of past gradients is the rate."),
        Line("d ← ρ·d + (1 − ρ)·δ²", ("d",), "A running mean of the squared steps."),
        Line("θ ← θ + η·δ", ("Δθ",), "With η = 1, as in the paper, the method has no learning rate at all."),
    )


@_own.register
def _(optimizer: Lion) -> tuple[Line, ...]:
    return (
        Line("c ← β₁·m + (1 − β₁)·g", ("c",), "The running mean, with the gradient of now."),
        Line("θ ← θ − η·sign(c)", ("Δθ",), "Only the sign counts: every weight moves by exactly η."),
        Line("m ← β₂·m + (1 − β₂)·g", ("m",), "The running mean is renewed after the step."),
    )

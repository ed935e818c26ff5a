"""Sample views of algorithms and optimizers: Adam on a bowl of two weights by NumPy, and four layers of a network."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from dlviz.tui.moving import MotionView, QuantityView, WorkLineView, WorkView
from dlviz.tui.view import View

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

CODE = (
    ("for t = 1 … 300", 0),
    ("g ← ∇L(θ)", 1),
    ("m ← β₁·m + (1 − β₁)·g", 1),
    ("v ← β₂·v + (1 − β₂)·g²", 1),
    ("m̂ ← m/(1 − β₁ᵗ)", 1),
    ("v̂ ← v/(1 − β₂ᵗ)", 1),
    ("θ ← θ − η·m̂/(√v̂ + ε)", 1),
)
RATE = 0.1


def adam(steps: int) -> list[dict[str, np.ndarray]]:
    """Adam, the paper's form, down ½(x² + 10·y²) from (−4, 1), a dict a step."""
    θ, m, v = np.array([-4.0, 1.0]), np.zeros(2), np.zeros(2)
    out = []
    for t in range(1, steps + 1):
        g = θ * np.array([1.0, 10.0])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        Δ = -RATE * m_hat / (np.sqrt(v_hat) + 1e-8)
        L = np.array([0.5 * (θ[0] ** 2 + 10 * θ[1] ** 2)])
        θ = θ + Δ
        out.append({"L": L, "g": g, "m": m, "v": v, "m̂": m_hat, "v̂": v_hat, "Δθ": Δ, "θ": θ})
    return out


def adam_work(step: int, scale: float = 1.0) -> WorkView:
    """The algorithm at a step from 0; numbers times `scale`."""
    found = adam(step + 1)[-1]
    shown = ((), ("L", "g"), ("m",), ("v",), ("m̂",), ("v̂",), ("Δθ", "θ"))
    lines = tuple(
        WorkLineView(
            code,
            "" if symbols else f"t = {step + 1}",
            tuple(QuantityView(symbol, tuple((found[symbol] * scale).tolist())) for symbol in symbols),
            indent,
            f"What {code.split()[0]} is for.",
        )
        for (code, indent), symbols in zip(CODE, shown, strict=True)
    )
    settings = tuple(
        QuantityView(s, (x,)) for s, x in (("η", RATE), ("β₁", 0.9), ("β₂", 0.999), ("ε", 1e-8), ("t", step + 1.0))
    )
    return WorkView("Adam, the paper's form", lines, (6,), tuple(range(7)), settings, ("x", "y"))


def adam_motion(step: int, scale: float = 1.0) -> MotionView:
    """The optimizer's memory at a step from 0."""
    past = np.array(
        [
            [f["g"], f["m̂"], np.sqrt(f["v̂"]), RATE / np.sqrt(f["v̂"]), f["Δθ"]]
            for f in adam(step + 1)[max(step - 59, 0) :]
        ]
    ).transpose(0, 2, 1)
    past = past * scale
    symbols = ("g", "m̂", "√v̂", "η/√v̂", "Δθ")
    return MotionView(
        "Adam, the paper's form", ("x", "y"), symbols, past[-1], True, RATE, np.full(51, RATE), 1, step, past
    )


def two_weights(cursor: int = 35, scale: float = 1.0) -> View:
    """GD and SGD of the sample views, each with the algorithm and the memory of Adam on the bowl."""
    view = views.gd_vs_sgd(cursor=cursor)
    return replace(
        view,
        works=(adam_work(cursor, scale),) * 2,
        motions=(adam_motion(cursor, scale),) * 2,
    )


def network_work(step: int) -> WorkView:
    """Momentum in seven layers: norms over all and of each layer, by minibatches."""
    layers = {f"dense_{i}" if i else "dense": 0.01 * (i + 1) for i in range(7)}
    doubled = {name: 2 * x for name, x in layers.items()}
    norm = float(np.sqrt(sum(x * x for x in layers.values())))
    size = (QuantityView("‖g‖", (norm,), layers),)
    lines = (
        WorkLineView("for epoch = 1 … 200", f"epoch {step // 5 + 1}"),
        WorkLineView("shuffle the 150 rows", indent=1),
        WorkLineView("for each minibatch of 30 rows", f"{step % 5 + 1} of 5", indent=1),
        WorkLineView("g ← ∇L(θ)", "", (QuantityView("L", (1.09,)), *size), 2),
        WorkLineView("v ← β·v − η·g", "", (QuantityView("‖v‖", (2 * norm,), doubled),), 2),
        WorkLineView("θ ← θ + v", "", (QuantityView("‖Δθ‖", (2 * norm,), doubled),), 2),
    )
    settings = (QuantityView("η", (0.1,)), QuantityView("β", (0.9,)), QuantityView("t", (step + 1.0,)))
    order = (0, 1, 2, 3, 4, 5) if step % 5 == 0 else (2, 3, 4, 5)
    return WorkView("SGD with momentum", lines, (5,), order, settings)


def network_motion(step: int, rows: int = 1000) -> MotionView:
    """Seven layers under Adam with a schedule that falls like a cosine."""
    rng = np.random.default_rng(2)
    names = ("dense", *(f"dense_{i}" for i in range(1, 7)))
    depth = np.arange(7.0)
    g = 0.1 * 10.0 ** (-0.45 * depth[::-1])
    rates = 0.001 * 0.5 * (1 + np.cos(np.pi * np.arange(0, rows + 1, 5) / rows))
    now = 0.001 * 0.5 * (1 + np.cos(np.pi * step / rows))
    values = np.stack([g, 0.6 * g, g, now / g, 0.6 * now * np.ones(7)], axis=1)
    spread = np.zeros((7, 120), np.int64)
    for layer in range(7):
        place = (rng.normal(np.log10(now / g[layer]), 0.5, 200) + 9) * 10
        np.add.at(spread[layer], np.clip(place, 0, 119).astype(int), 1)
    symbols = ("g", "m̂", "√v̂", "η/√v̂", "Δθ")
    return MotionView("Adam, Keras' form", names, symbols, values, False, float(now), rates, 5, step, spread=spread)


def network(cursor: int = 240) -> View:
    """The seven layers of the sample views."""
    view = views.vanishing(cursor=cursor)
    return replace(view, works=(network_work(cursor),) * 3, motions=(network_motion(cursor),) * 3)


def computation() -> View:
    """An algorithm with its own words and numbers, and no optimizer."""
    work = WorkView("tanh", (WorkLineView("o ← w·x + b", "o = 0.5"), WorkLineView("a ← φ(o)", "a = 0.462")), (1,))
    return replace(views.perceptron(), works=(work, None, None), motions=(None, None, None))


def ended() -> View:
    """At the closing row: the note that the update is not made."""
    view = two_weights(50)
    note = "this update would come next; the run has ended before it"
    return replace(view, works=tuple(replace(work, note=note) for work in view.works))


def without_numbers(value: float) -> View:
    """Everything NaN, ∞ or 0."""
    view = two_weights()

    def filled(line: WorkLineView) -> WorkLineView:
        return replace(line, quantities=tuple(replace(q, values=(value,) * len(q.values)) for q in line.quantities))

    return replace(
        view,
        works=tuple(replace(work, lines=tuple(map(filled, work.lines))) for work in view.works),
        motions=tuple(
            replace(m, values=np.full_like(m.values, value), past=np.full_like(m.past, value)) for m in view.motions
        ),
    )


ALL = {
    "two weights": two_weights,
    "first step": lambda: two_weights(0),
    "tiny": lambda: two_weights(scale=1e-12),
    "huge": lambda: two_weights(scale=1e30),
    "network": network,
    "computation": computation,
    "ended": ended,
    "NaN": lambda: without_numbers(np.nan),
    "infinite": lambda: without_numbers(np.inf),
    "zero": lambda: without_numbers(0.0),
    "slow": lambda: replace(two_weights(), phase=0.5, playing=True, speed=0.25),
}

"""Sample views, built with NumPy alone: what the four first scenarios look like, and what can go wrong.

Trainings here are closed forms or a few lines of NumPy; numbers are near those of the scenarios, not equal to them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dlviz.tui.view import (
    Card,
    ClaimView,
    DataView,
    Event,
    FitView,
    LandscapeView,
    LayerView,
    RegionView,
    RunView,
    View,
)

Array = NDArray[np.float64]


def replace_in(table: Any, **changes: Any) -> Any:
    """A table of a scenario with other values, which may be plain ones."""
    return msgspec.convert(msgspec.to_builtins(table) | changes, type(table))


def frozen(values: object) -> NDArray[np.float32]:
    """A read-only float32 column, as a trace has them."""
    out = np.array(values, dtype=np.float32)
    out.flags.writeable = False
    return out


def perceptron(cursor: int = 6, front: int | None = None) -> View:
    """One weight, three rates, ten updates: a parabola with a fast, a slow and a climbing descent."""
    rng = np.random.default_rng(0)
    x = np.clip(rng.normal(6.28, 0.70, 506), 3.6, 8.8)
    y = np.clip(9.1 * x - 34.7 + rng.normal(0, 5.5, 506), 5.0, 50.0)
    sxx, sxy, syy = float(x @ x), float(x @ y), float(y @ y)
    front = 10 if front is None else front

    def loss(w: Array | float) -> Array:
        return np.asarray(syy - 2 * w * sxy + w * w * sxx)

    runs = []
    rates = (1e-5, 1e-6, 5e-5)
    for index, rate in enumerate(rates):
        w = [0.0]
        for _ in range(front):
            w.append(w[-1] - rate * 2 * (sxx * w[-1] - sxy))
        path = np.array(w)
        runs.append(
            RunView(
                name=("1e-05", "1e-06", "5e-05")[index],
                index=index,
                stage="ended" if front == 10 else "training",
                status="finished" if front == 10 else "training",
                steps=10,
                steps_per_epoch=1,
                columns={
                    "loss": frozen(loss(path)),
                    "epoch_loss": frozen(loss(path)),
                    "position": frozen(path[:, None]),
                    "grad_norm": frozen(np.abs(2 * (sxx * path - sxy))[:, None]),
                },
                labels={"position": ("w",), "grad_norm": ("dense",)},
                settings=f"SGD · η = {rate:g}",
            )
        )
    grid = np.linspace(-2.0, 10.0, 241)
    best = sxy / sxx
    ends = np.array([x.min(), x.max()])
    at = min(cursor, front)
    weights = [float(run.columns["position"][at, 0]) for run in runs]
    fits = tuple(
        FitView(
            curve=np.stack([ends, ends * w], axis=1),
            values=x * w,
            truth=y,
            training=506,
            target="PRICE",
            feature="RM",
            inputs=x,
        )
        for w in weights
    )
    last = [float(run.columns["loss"][at]) for run in runs]
    return View(
        card=Card(
            name="perceptron-gd",
            title="Gradient descent",
            section="1.2.1",
            question="What does the learning rate decide?",
            look="One weight, one parabola. Every run starts at w = 0 and takes the same formula; only η differs.",
            formulas=("w ← w − η · dL/dw",),
            panels=("landscape", "loss", "data", "lesson"),
            loss_name="Σ(ŷ − y)²",
        ),
        runs=tuple(runs),
        cursor=cursor,
        front=front,
        ticks=10,
        speed=1.0,
        claims=(
            ClaimView("1e-05 ends within 1 % of the minimum", None, float(runs[0].columns["position"][at, 0]), best),
            ClaimView("1e-06 is still far away", True, float(runs[1].columns["position"][at, 0]), 0.5 * best),
            ClaimView("5e-05 climbs at every step", True, last[2], float(runs[2].columns["loss"][0])),
        ),
        landscape=LandscapeView(
            axes=("w",),
            grids=(grid,),
            loss=loss(grid),
            exact=True,
            unit="Σ(ŷ − y)²",
            minimum=np.array([best]),
            minimum_loss=float(loss(best)),
            stable_rate=1.0 / sxx,
        ),
        data=DataView(
            name="boston",
            rows=506,
            x=x,
            y=y,
            x_label="RM",
            y_label="PRICE",
            header=("RM", "PRICE"),
            head=tuple((f"{a:.3f}", f"{b:.1f}") for a, b in zip(x[:5], y[:5], strict=True)),
            tail=tuple((f"{a:.3f}", f"{b:.1f}") for a, b in zip(x[-2:], y[-2:], strict=True)),
        ),
        fits=fits,
        networks=((LayerView("dense", "Dense linear", "(·, 1)", 1),),) * 3,
    )


def gd_vs_sgd(cursor: int = 35, front: int = 50) -> View:
    """Two weights: GD and SGD on the contours of one logistic loss."""
    rng = np.random.RandomState(0)
    x = rng.rand(20, 2) * 3 - 1.5
    y = np.where(x[:, 0] > 0, 1.0, -1.0)

    def gradient(a: Array, rows: NDArray[np.int64], lam: float) -> Array:
        margin = y[rows] * (x[rows] @ a)
        return np.asarray(-(y[rows] / (1 + np.exp(margin))) @ x[rows] + lam * a)

    def loss(a: Array) -> Array:
        margin = y * (a @ x.T)
        return np.asarray(np.logaddexp(0.0, -margin).sum(axis=-1) + 0.05 * (a**2).sum(axis=-1))

    rows = np.arange(20)
    paths = [[np.array([1.0, -3.0])], [np.array([1.0, -3.0])]]
    for _ in range(10):
        paths[0].append(paths[0][-1] - 0.2 * gradient(paths[0][-1], rows, 0.1))
        for _ in range(5):
            batch = rng.choice(20, 4)
            paths[1].append(paths[1][-1] - 0.2 * gradient(paths[1][-1], batch, 0.02))
    best = np.array([4.9, -0.3])
    for _ in range(2000):
        best = best - 0.2 * gradient(best, rows, 0.1)
    runs = []
    for index, (name, k, settings) in enumerate((("GD", 1, "20 points a step"), ("SGD", 5, "4 points a step"))):
        path = np.array(paths[index])[: front * k // 5 + 1]
        norms = np.array([[np.linalg.norm(gradient(a, rows, 0.1))] for a in path])
        runs.append(
            RunView(
                name=name,
                index=index,
                stage="training" if front < 50 else "ended",
                status="training" if front < 50 else "finished",
                steps=10 * k,
                steps_per_epoch=k,
                columns={
                    "loss": frozen(loss(path)),
                    "full_loss": frozen(loss(path)),
                    "position": frozen(path),
                    "grad_norm": frozen(norms),
                },
                labels={"position": ("α₀", "α₁"), "grad_norm": ("dense",)},
                settings=settings,
            )
        )
    gx, gy = np.linspace(-2.6, 9.4, 121), np.linspace(-4.2, 2.2, 81)
    mesh = np.stack(np.meshgrid(gx, gy), axis=-1)
    return View(
        card=Card(
            name="gd-vs-sgd",
            title="Stochastic gradient descent",
            section="4.1",
            question="Is a noisy gradient a bad gradient?",
            look="In one epoch GD makes one exact update; SGD makes five rough ones, on 4 points each. "
            "Same start, same η = 0.2, same contours.",
            formulas=("α ← α − η · ∇L(α)",),
            panels=("landscape", "loss", "lesson"),
            fields=True,
            loss_name="",
            loss_column="full_loss",
            loss_minus_minimum=True,
        ),
        runs=tuple(runs),
        cursor=cursor,
        front=front,
        ticks=50,
        ticks_per_epoch=5,
        playing=True,
        speed=2.0,
        claims=(
            ClaimView("GD goes down at every update", True, None, None),
            ClaimView("SGD goes up at some updates", True, None, None),
            ClaimView("After 10 epochs both are within 0.5 of L*", None, 0.363, 0.5),
        ),
        landscape=LandscapeView(
            axes=("α₀", "α₁"),
            grids=(gx, gy),
            loss=loss(mesh),
            exact=True,
            unit="L(α)",
            minimum=best,
            minimum_loss=float(loss(best)),
            stable_rate=0.61,
        ),
        data=DataView("20 points", 20, x[:, 0], x[:, 1], "x₀", "x₁", (y > 0).astype(np.int64), ("−1", "+1")),
        networks=((LayerView("dense", "Dense linear", "(·, 1)", 2),),) * 2,
    )


def vanishing(cursor: int = 240, front: int = 600, rows: int = 1000) -> View:
    """Seven layers with sigmoid, tanh and ReLU: flat loss and vanishing gradients against noisy descent."""
    rng = np.random.default_rng(1)
    layers = tuple(["dense"] + [f"dense_{i}" for i in range(1, 7)])
    depth = np.arange(6, -1, -1)
    n = front + 1
    t = np.arange(n) * (1000 / rows)
    runs = []
    for index, (name, floor, fall, shrink, noise) in enumerate(
        (
            ("sigmoid", 1.09, 0.01, 0.45, 0.004),
            ("tanh", 0.015, 90.0, 0.05, 0.7),
            ("relu", 0.02, 60.0, 0.0, 0.8),
        )
    ):
        level = floor + (1.1 - floor) / (1 + (t / fall) ** 1.4)
        loss = level * np.exp(noise * rng.normal(size=n) - noise**2 / 2)
        base = 0.11 * 10 ** (-shrink * depth)
        drift = 0.4 * np.sin(t[:, None] / 170 + depth[None] / 2)
        norms = base * 10 ** (drift * (0.2 if index == 0 else 1.0) + 0.18 * (index > 0) * rng.normal(size=(n, 7)))
        update, weight = 0.01 * norms, np.ones((n, 7))
        runs.append(
            RunView(
                name=name,
                index=index,
                stage="training" if front < rows else "ended",
                status="training" if front < rows else "finished",
                steps=rows,
                steps_per_epoch=5,
                columns={
                    "loss": frozen(loss),
                    "grad_norm": frozen(norms),
                    "update_norm": frozen(update),
                    "weight_norm": frozen(weight),
                },
                labels={"grad_norm": layers, "update_norm": layers, "weight_norm": layers},
                settings="SGD · η = 0.1",
                events=(Event(int(0.4 * rows), "change", "η 0.1 → 0.05"),) if index == 2 and front > 0.4 * rows else (),
            )
        )
    return View(
        card=Card(
            name="vanishing-gradients",
            title="The curse of depth",
            section="4.3",
            question="Which layers stop learning, and why?",
            look="Backpropagation multiplies one factor φ′(o) per layer. For the sigmoid it **never exceeds 1/4**, "
            "so six layers shrink the gradient by at least 4⁶ = 4,096 before the weights come in.\n\n"
            "- Watch the first layer of `sigmoid`.\n- Compare it with `relu`.",
            formulas=("∂L/∂W⁽ˡ⁾ = δ⁽ˡ⁾ a⁽ˡ⁻¹⁾ᵀ", "δ⁽ˡ⁾ = φ′(o⁽ˡ⁾) ⊙ W⁽ˡ⁺¹⁾ δ⁽ˡ⁺¹⁾"),
            panels=("loss", "gradients", "network", "lesson"),
            loss_name="cross-entropy",
        ),
        runs=tuple(runs),
        cursor=cursor,
        front=front,
        ticks=rows,
        ticks_per_epoch=5,
        playing=True,
        speed=8.0,
        claims=(
            ClaimView("sigmoid: the first layer gets 100 times less than the last", True, 469.0, 100.0),
            ClaimView("relu: less than 10 times between first and last", False, 12.4, 10.0),
            ClaimView("relu ends below a loss of 0.01", None, 0.0229, 0.01),
        ),
        networks=(
            tuple(
                LayerView(name, "Dense", f"(·, {16 if i < 6 else 3})", (80, 272, 272, 272, 272, 272, 51)[i])
                for i, name in enumerate(layers)
            ),
        )
        * 3,
    )


def iris(cursor: int = 120, front: int = 200) -> View:
    """One run with validation loss and accuracy, minibatches, classes in the data."""
    rng = np.random.default_rng(3)
    k, epochs = 4, 50
    done = front // k
    n = front + 1
    t = np.arange(n)
    loss = (1.1 * np.exp(-t / 60) + 0.09) * np.exp(0.12 * rng.normal(size=n))

    def epochal(values: Array) -> NDArray[np.float32]:
        column = np.full(n, np.nan)
        column[k::k] = values[:done]
        return frozen(column)

    e = np.arange(1, epochs + 1)
    centres = np.array([[1.46, 0.25], [4.26, 1.33], [5.55, 2.03]])
    classes = np.repeat(np.arange(3), 50)
    points = centres[classes] + rng.normal(size=(150, 2)) * np.array([[0.4, 0.18]]) * (0.4 + 0.3 * classes[:, None])
    classes, points = classes[order := rng.permutation(150)], points[order]

    def given(a: Array, b: Array) -> Array:
        powers = np.exp(np.stack([8 * (0.8 - b), np.zeros_like(a), 4 * (a + b - 6.7)], axis=-1))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True))

    across, up = np.linspace(0.0, 8.0, 40), np.linspace(-0.5, 3.2, 30)
    shares, predicted = given(*np.meshgrid(across, up)), given(points[:, 0], points[:, 1]).argmax(axis=-1)
    run = RunView(
        name="mlp",
        index=0,
        stage="training" if front < k * epochs else "ended",
        status="training" if front < k * epochs else "finished",
        steps=k * epochs,
        steps_per_epoch=k,
        columns={
            "loss": frozen(loss),
            "epoch_loss": epochal(1.1 * np.exp(-e / 14) + 0.09),
            "accuracy": epochal(1 - 0.65 * np.exp(-e / 9)),
            "val_loss": epochal(1.0 * np.exp(-e / 16) + 0.16),
            "val_accuracy": epochal(0.97 - 0.62 * np.exp(-e / 10)),
            "grad_norm": frozen(np.stack([0.5 * np.exp(-t / 90), 0.8 * np.exp(-t / 70)], axis=1)),
        },
        labels={"grad_norm": ("dense", "dense_1")},
        settings="Adam · η = 0.001",
    )
    return View(
        card=Card(
            name="iris-mlp",
            title="Multilayer perceptron",
            section="2.4",
            question="How well does one hidden layer tell three irises apart?",
            look="4 → 100 ReLU → 3 softmax. The *validation* rows are the last 30 %.",
            panels=("loss", "metrics", "data", "network", "lesson"),
            loss_name="cross-entropy",
        ),
        runs=(run,),
        cursor=cursor,
        front=front,
        ticks=k * epochs,
        ticks_per_epoch=k,
        speed=16.0,
        claims=(ClaimView("validation accuracy above 0.9", True, 0.955, 0.9),),
        data=DataView(
            "iris",
            150,
            points[:, 0],
            points[:, 1],
            "petal length",
            "petal width",
            classes,
            ("setosa", "versicolor", "virginica"),
            ("sepal length", "sepal width", "petal length", "petal width", "species"),
            (("5.1", "3.5", "1.4", "0.2", "setosa"), ("4.9", "3.0", "1.4", "0.2", "setosa")),
            (("5.9", "3.0", "5.1", "1.8", "virginica"),),
        ),
        fits=(
            FitView(
                predicted=predicted,
                truth=classes,
                training=105,
                classes=("setosa", "versicolor", "virginica"),
                target="species",
            ),
        ),
        regions=(
            RegionView(
                across=across,
                up=up,
                shares=shares,
                x=points[:, 0],
                y=points[:, 1],
                x_label="petal length",
                y_label="petal width",
                held=2,
            ),
        ),
        batches=(np.arange(k % 7, 105, 7),),
        networks=(
            (
                LayerView("dense", "Dense relu", "(·, 100)", 500),
                LayerView("dense_1", "Dense softmax", "(·, 3)", 303),
            ),
        ),
    )


def iris_runs(cursor: int = 120) -> View:
    """Three runs with validation: one learns slowly, one overfits and was changed at step 60, one stopped early."""
    from dlviz.scenarios import load

    view = iris(cursor=cursor)
    run, spec = view.runs[0], load("iris-mlp").runs[0]
    known = np.arange(4, 201, 4)
    runs = []
    for index, (name, rate, turn) in enumerate((("slow", 1e-4, 60), ("fast", 1e-2, 18), ("stopped", 1e-3, 30))):
        last = 160 if index == 2 else 200
        columns = {column: values[: last + 1].copy() for column, values in run.columns.items()}
        at = known[known <= last]
        columns["val_loss"][at] = 0.3 + np.abs(at / 4 - turn) / (100 - index)
        training = replace_in(spec.document.training, optimizer={"name": "Adam", "learning_rate": rate})
        runs.append(
            replace(
                run,
                name=name,
                index=index,
                columns={column: frozen(values) for column, values in columns.items()},
                spec=replace(spec, document=replace_in(spec.document, training=training)),
                status="stopped early at epoch 40" if index == 2 else "finished",
                events=(Event(60, "change", "η 0.01 → 0.02"),) if index == 1 else (),
                examples=105,
                seconds=0.5 * (index + 1),
            )
        )
    return replace(view, runs=tuple(runs), networks=view.networks * 3)


def eight() -> View:
    """Eight runs, more than have room beside each other on a small screen."""
    view = vanishing()
    runs = tuple(replace(view.runs[i % 3], name=f"run {i + 1}", index=i, seconds=1.0 + i) for i in range(8))
    return replace(view, runs=runs, networks=view.networks[:1] * 8)


def _with_columns(view: View, change: dict[str, NDArray[np.float32]], **fields: object) -> View:
    runs = tuple(replace(run, columns={**run.columns, **change}, **fields) for run in view.runs)  # type: ignore[arg-type]
    return replace(view, runs=runs)


def empty() -> View:
    """Before the first row: runs are named, nothing is measured, JAX is being imported."""
    view = vanishing(cursor=0, front=5)
    runs = tuple(replace(run, columns={}, labels={}, stage="importing", status="waiting") for run in view.runs)
    return replace(view, runs=runs, front=0, claims=(), message="importing JAX …")


def one_row() -> View:
    """Row 0 alone: the start, before any update."""
    return perceptron(cursor=0, front=0)


def constant() -> View:
    """A loss that never moves."""
    view = vanishing(cursor=100, front=300)
    return _with_columns(view, {"loss": frozen(np.full(301, 0.5)), "grad_norm": frozen(np.full((301, 7), 0.25))})


def zeros() -> View:
    """A loss and gradients of exactly zero."""
    view = vanishing(cursor=100, front=300)
    return _with_columns(view, {"loss": frozen(np.zeros(301)), "grad_norm": frozen(np.zeros((301, 7)))})


def nans() -> View:
    """Nothing but NaN, in the traces, in the landscape and in the data."""
    view = perceptron()
    nan = frozen(np.full(11, np.nan))
    view = _with_columns(view, {"loss": nan, "position": nan[:, None], "grad_norm": nan[:, None]})
    assert view.landscape is not None
    assert view.data is not None
    landscape = replace(view.landscape, loss=np.full(241, np.nan), minimum=np.array([np.nan]), stable_rate=np.nan)
    data = replace(view.data, x=np.full(506, np.nan))
    nothing = np.full(506, np.nan)
    fits = tuple(
        FitView(curve=np.full((2, 2), np.nan), values=nothing, truth=nothing, training=506, inputs=nothing)
        for _ in view.runs
    )
    return replace(view, landscape=landscape, data=data, fits=fits)


def infinite() -> View:
    """±inf among the numbers, in two axes of weights."""
    view = gd_vs_sgd()
    runs = []
    for run in view.runs:
        loss, path = run.columns["full_loss"].copy(), run.columns["position"].copy()
        loss[3], loss[4] = np.inf, -np.inf
        path[3:5] = np.inf
        runs.append(
            replace(
                run,
                columns={
                    **run.columns,
                    "full_loss": loss,
                    "position": path,
                    "grad_norm": np.repeat(loss[:, None], 1, axis=1),
                },
            )
        )
    assert view.landscape is not None
    spoilt = view.landscape.loss.copy()
    spoilt[:20, :30], spoilt[70:] = np.inf, np.nan
    return replace(view, runs=tuple(runs), landscape=replace(view.landscape, loss=spoilt))


def diverged() -> View:
    """The third of three runs blows up and ends at step 31; the others go on."""
    view = vanishing(cursor=200, front=600)
    run = view.runs[2]
    blown = 1.1 * 7.0 ** np.arange(32)
    blown[31] = np.inf
    norms = np.outer(0.1 * 9.0 ** np.arange(32.0), np.ones(7))
    norms[31] = np.nan
    columns = {"loss": frozen(blown), "grad_norm": frozen(norms)}
    run = replace(run, columns=columns, stage="ended", status="diverged at step 31", events=())
    return replace(view, runs=(*view.runs[:2], run))


def nothing() -> View:
    """No runs, no landscape, no data, no words."""
    card = Card(
        "empty",
        "",
        "",
        "",
        "",
        panels=("loss", "metrics", "landscape", "gradients", "data", "network", "lesson"),
    )
    return View(card=card, runs=())


def rude() -> View:
    """A user's own words: markup, escape codes, control characters, wide and combining letters, very long names."""
    view = perceptron()
    name = "[bold red]x[/] \x1b[31mred\x07"
    runs = (
        replace(view.runs[0], name=name),
        replace(view.runs[1], name="学習率 0.000001"),
        replace(view.runs[2], name="e\u0301te\u0301 👩\u200d🔬 " + "long" * 12),
    )
    card = replace(
        view.card,
        name="[mine]\n\x1b]0;title\x07",
        question="Does [link=x]this[/link] stay \x1b[2Jtext?",
        look="A line with [brackets], 漢字漢字漢字漢字 and \x9b31m codes.\n\n- " + "unbroken" * 20,
        loss_name="[red]loss[/red]",
    )
    return replace(view, runs=runs, card=card)


def computation(cursor: int = 23, inputs: bool = False) -> View:
    """Two functions and their slopes over o; or, with `inputs`, eight steps for each of five inputs."""
    o = -4 + 0.2 * np.arange(40 if inputs else 41)
    last = len(o) - 1
    σ = 1 / (1 + np.exp(-o))
    runs = tuple(
        RunView(
            name=name,
            index=index,
            stage="ended",
            status="finished",
            steps=last,
            steps_per_epoch=8 if inputs else 1,
            columns={"o": frozen(o), "output": frozen(a), "derivative": frozen(slope)},
            labels={},
        )
        for index, (name, a, slope) in enumerate((("tanh", np.tanh(o), 1 - np.tanh(o) ** 2), ("σ", σ, σ * (1 - σ))))
    )
    card = Card(
        name="activations",
        title="Activation functions",
        section="2.3",
        question="What does an activation do to a sum?",
        look="From o = −4 to o = 4.",
        panels=("curves", "algorithm", "lesson"),
        curves_x="o",
        curves=("output", "derivative"),
        curves_apart=True,
        group="input",
    )
    return View(card=card, runs=runs, cursor=cursor, front=last, ticks=last, ticks_per_epoch=8 if inputs else 1)


NORMAL = {
    "perceptron": perceptron,
    "gd_vs_sgd": gd_vs_sgd,
    "vanishing": vanishing,
    "iris": iris,
    "computation": computation,
}
ODD = {
    "empty": empty,
    "one_row": one_row,
    "constant": constant,
    "zeros": zeros,
    "nans": nans,
    "infinite": infinite,
    "diverged": diverged,
    "nothing": nothing,
    "rude": rude,
}
ALL = NORMAL | ODD

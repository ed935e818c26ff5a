"""One moment of a run in which every panel has something to show, and a window on it that stands still."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from dlviz.tui.view import View


def _sample(name: str) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name(f"{name}.py"))))


views, inputs, masks, units, moves = map(_sample, ("views", "input_views", "mask_views", "unit_views", "moves"))
sliding = _sample("test_sliding")

PANELS = (
    "loss", "metrics", "landscape", "gradients", "data", "fit", "network", "activations", "features", "predictions",
    "dropout", "weights", "stability", "curves", "signal", "image", "algorithm", "optimizer", "lesson",
)  # fmt: skip


def everything(cursor: int = 120) -> View:
    """The irises, with what all other panels show borrowed from their own sample views."""
    base = views.iris(cursor=cursor)
    run = base.runs[0]
    n = run.front + 1
    sharp = np.full(n, np.nan)
    sharp[::5] = np.linspace(10.0, 60.0, len(sharp[::5]))
    columns = {
        **run.columns,
        "sharpness": views.frozen(sharp),
        "stability_bound": views.frozen(np.where(np.isnan(sharp), np.nan, 40.0)),
        "update_norm": views.frozen(np.full((n, 2), 0.25)),
        "position": views.frozen(np.stack([np.linspace(-1.0, 3.0, n), np.linspace(2.0, -0.5, n)], axis=1)),
    }
    labels = {**run.labels, "update_norm": ("dense", "dense_1"), "position": ("α₀", "α₁")}
    return replace(
        base,
        card=replace(base.card, panels=PANELS, curves=("loss",), fields=True),
        runs=(replace(run, columns=columns, labels=labels),),
        landscape=views.gd_vs_sgd().landscape,
        graphs=(units.graph(4, 5, 3),),
        activities=(units.ActivityView((units.units("dense"), units.units("dense_1", "relu"))),),
        features=(inputs.lenet(),),
        predictions=(inputs.mistakes(),),
        dropouts=(masks.dropout(masks.mask(64), masks.mask(12, of="dense_1", seed=1)),),
        kernels=(masks.weights(masks.kernel(4, 16), masks.kernel(3, 3, 2, 6, name="conv2d")),),
        signals=(sliding.SIGNALS["middle"],),
        images=(sliding.IMAGES["middle"],),
        works=(moves.adam_work(cursor),),
        motions=(moves.adam_motion(cursor),),
    )

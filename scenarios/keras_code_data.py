"""The rows of a run as lines of Python: read or made, shuffled, scaled and split as dlviz does it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz import data
from dlviz.scenarios.data_tables import Data
from dlviz.scenarios.keras_code_text import call, render
from dlviz.scenarios.rows import code, loss_name, prepare, width
from dlviz.scenarios.scenario import RunSpec

GENERATED: dict[str, Callable[[int], list[str]]] = {
    "halfplane": lambda rows: [
        f"x = random.rand({rows}, 2) * 3 - 1.5",
        "y = (x[:, 0] > 0).astype(int)  # 1: right of the vertical axis",
    ],
    "curve": lambda rows: [
        f"x = random.rand({rows}, 1) * 4 - 2",
        f"y = np.sin(4 * x) + x / 2 + 0.1 * random.randn({rows}, 1)",
    ],
    "chirp": lambda rows: [f"x = random.rand({rows}, 1) * 4 - 2", "y = np.sin(4 * x**2)"],
    "noise": lambda rows: [
        f"x = random.randn({rows}, 6)",
        f"y = (np.arange({rows}) >= {rows // 2}).astype(int)  # no pattern",
    ],
}
"""The generators of `dlviz.data` in NumPy, from `random = np.random.RandomState(seed)`."""


def rows_of(spec: RunSpec) -> list[str]:
    """Lines that leave x, y and, with a split, x_val, y_val."""
    settings, table = spec.document.data, spec.table
    assert settings is not None
    assert table is not None
    y = code(table, loss_name(spec.document.training.loss), width(spec.document.model))
    rows = prepare(settings, table, y)
    lines = _source(settings, table)
    if table.classes is not None and y.ndim == 2:
        coded = "y.reshape(-1, 1)" if y.shape[1] == 1 else f"keras.utils.to_categorical(y, {len(table.classes)})"
        lines.append(f"y = {coded}")
    if settings.shuffle is not False:
        lines.append(f"order = np.random.default_rng({int(settings.shuffle)}).permutation(len(x))")
        lines.append("x, y = x[order], y[order]")
    if table.sample_weight is not None:
        lines.append("weight = table.sample_weight" + ("[order]" if settings.shuffle is not False else ""))
    start = len(rows.x)
    lines += _scaled(settings, rows.table.x, start)
    if table.shape:
        lines.append(f"x = x.reshape({', '.join(map(str, (-1, *table.shape)))})")
    if rows.validation is not None:
        lines.append(f"x, x_val = x[:{start}], x[{start}:]")
        lines.append(f"y, y_val = y[:{start}], y[{start}:]")
        if table.sample_weight is not None:
            lines.append(f"weight = weight[:{start}]  # Keras weighs validation rows only if it is told to")
    return lines


def _source(settings: Data, table: data.Table) -> list[str]:
    """The table's x and y, neither shuffled nor scaled: by NumPy or pandas alone where a few lines can."""
    cut = settings.classes is not None or settings.window is not None
    if settings.source in GENERATED and settings.noise is None and not cut:
        return _made(settings, table)
    if (_plain_csv(settings) or settings.source in PLAIN) and not cut:
        return _read(settings, table)
    return _loaded(settings, table)


def _loaded(settings: Data, table: data.Table) -> list[str]:
    """By the room of dlviz that holds data, which needs no JAX."""
    if settings.source is None:
        own = next(key for key in ("csv", "parquet", "npz") if getattr(settings, key) is not None)
        keys = ("target", "features", "categories", "missing", "sample_weight", "encoding")
        asked = {key: getattr(settings, key) for key in keys if own != "npz" or key == "sample_weight"}
        path = str(Path(table.source).resolve())
        made = call(f"data.from_{own}", path, **{k: _listed(v) for k, v in asked.items() if v})
    else:
        given = {"rows": settings.rows, "seed": settings.seed, "noise": settings.noise}
        made = call("data.load", settings.source, **{k: v for k, v in given.items() if v is not None})
    lines = [render(made, "table = ")]
    if settings.features is not None and settings.csv is None and settings.parquet is None:
        lines.append(render(list(settings.features), "table = table.select(", ")"))
    if settings.classes is not None:
        lines.append(render(list(settings.classes), "table = table.of_classes(", ")"))
    if settings.window is not None:
        lines.append(f"table = table.windows({settings.window}, horizon={settings.horizon})")
    elif table.classes is not None and settings.source is None:
        lines.append("table = table if table.classes else table.as_classes()")
    column = "[:, None]" if table.classes is None else ""
    return [*lines, f"x, y = table.x, table.y{column}"]


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _plain_csv(settings: Data) -> bool:
    """Whether the user's file takes a line of pandas."""
    asked = (settings.categories, settings.missing, settings.sample_weight, settings.encoding)
    return settings.csv is not None and Path(settings.csv).suffix.lower() != ".tsv" and not any(asked)


PLAIN = ("boston", "iris", "sunspots")
"""Built-in tables that are a CSV file."""


def _made(settings: Data, table: data.Table) -> list[str]:
    name = str(settings.source)
    lines = [f"random = np.random.RandomState({settings.seed or 0})", *GENERATED[name](table.rows)]
    made = data.load(name, rows=table.rows).features
    chosen = [made.index(feature) for feature in table.features]
    return lines if len(chosen) == len(made) else [*lines, f"x = x[:, {chosen}]"]


def _read(settings: Data, table: data.Table) -> list[str]:
    if settings.csv is not None:
        read = f"pd.read_csv({render(str(Path(table.source).resolve()))}, skipinitialspace=True)"
    else:
        path = Path(str(resources.files("dlviz.data").joinpath("files", f"{settings.source}.csv")))
        read = f"pd.read_csv({render(str(path))})"
    lines = [
        "# For another computer, copy this file along.",
        f"table = {read}",
        render(list(table.features), "x = table[", "].to_numpy()"),
    ]
    target = render(table.target)
    if table.classes is None:
        return [*lines, f"y = table[[{target}]].to_numpy()"]
    if settings.csv is not None and all(name.lstrip("-").isdigit() for name in table.classes):
        return [*lines, f"y = np.unique(table[{target}], return_inverse=True)[1]  # the number of each class"]
    return [
        *lines,
        render(list(table.classes), "classes = "),
        f"y = table[{target}].astype(str).map(classes.index).to_numpy()  # the number of each class",
    ]


def _scaled(settings: Data, x: NDArray[np.float64], start: int) -> list[str]:
    if not settings.standardize:
        return []
    fitted = x if settings.standardize == "all" else x[:start]
    seen = "x" if settings.standardize == "all" or start == len(x) else f"x[:{start}]"
    sd = f"{seen}.std(axis=0)"
    if (fitted.max(axis=0) == fitted.min(axis=0)).any():  # a column that does not vary keeps its scale
        sd = f"np.where({seen}.max(axis=0) > {seen}.min(axis=0), {sd}, 1.0)"
    return [f"x = (x - {seen}.mean(axis=0)) / {sd}"]

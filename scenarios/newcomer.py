"""A scenario to begin with: the text of a commented file for a table of the user's own.

Defaults that hold in most cases: inputs standardised on the training rows, rows shuffled and a quarter of them held
out, one hidden layer, Adam, early stopping that keeps the best weights, a claim against the forecast that needs no
network at all.
"""

from __future__ import annotations

import json
import math
import textwrap

import numpy as np

from dlviz.data import Table, shuffled, validation_start
from dlviz.data.survey import Survey

SPLIT = 0.25
LEAST_TO_SPLIT = 20
"""Rows from which on some are held out; of fewer nothing could be told."""

UPDATES = 6000
"""Updates that training may take at most, so that it ends while one watches."""

WIDTH = 110


def for_table(name: str, path: str, found: Survey) -> str:
    """The file for a table: `name` is the file's own, `path` the table's as the file shall call it."""
    table = found.table
    return "\n".join(
        [
            *_heading(name, path, found),
            *_data(path, found),
            *_model(table),
            *_training(found),
            *_runs(),
            *_claims(table),
            *_display(found),
        ]
    )


def described(found: Survey) -> str:
    """In a line, what is learned from what."""
    table = found.table
    count = f"{len(table.features)} input{'s' * (len(table.features) != 1)}"
    what = (
        f"{quoted(table.target)}, a number (a regression)"
        if table.classes is None
        else f"{quoted(table.target)}, one of {_some(table.classes)} (a classification)"
    )
    return f"{what}, from {count} in {table.rows:,} rows"


def remarks(found: Survey) -> list[str]:
    """What was decided about the file that its owner should know, beside what is doubtful in it."""
    out = [column for column in found.left_out if not column.doubtful]
    said = [f"{quoted(column.name)} is left out: it {column.why}" for column in out[:10]]
    if len(out) > 10:
        said.append(f"{len(out) - 10} more columns are left out")
    if found.categories:
        said.append(f"each value of {_some(found.categories)} becomes an input of its own (one-hot)")
    dropped = found.rows - found.table.rows
    if found.missing == "drop":
        said.append(f"{dropped} of {found.rows} rows lack a value and are left out")
    elif found.missing == "median":
        also = f"; {dropped} rows without a target are left out" if dropped else ""
        said.append(f"{found.holes} of {found.rows} rows lack a value: the median of its column takes its place{also}")
    if found.encoding:
        said.append(f"the file is not UTF-8; it is read as {found.encoding}, look at the letters with accents")
    if found.written:
        said.append(found.written)
    if found.guessed:
        said.append(
            f"{quoted(found.table.target)} holds few whole numbers, so they are taken for classes; "
            "for a regression see the comment at loss"
        )
    return said


def quoted(text: str) -> str:
    """Text as a string of TOML's, all of it on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _some(names: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(map(quoted, names[:most])) + (f", … ({len(names)} in all)" if len(names) > most else "")


def _list(names: tuple[str, ...], before: str) -> list[str]:
    """An array of TOML's, over several lines where it is long."""
    line = f"{before}[{', '.join(map(quoted, names))}]"
    if len(line) <= WIDTH:
        return [line]
    words = ", ".join(quoted(name).replace(" ", "\0") for name in names) + ","
    lines = textwrap.wrap(words, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return [f"{before}[", *(f"    {one}".replace("\0", " ") for one in lines), "]"]


def _comments(lines: list[str]) -> list[str]:
    return [
        line for text in lines for line in textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ")
    ]


_PARTED = "Where the two loss curves part, the network begins to remember its rows instead of learning from them."
_NONE_HELD_OUT = (
    "The loss is that of the rows it learns from, which are too few to hold some out: it may fall to nothing and the\n"
    "network still be wrong about every other row."
)
"""What to look for, where rows are held out and where none are."""


def _heading(name: str, path: str, found: Survey) -> list[str]:
    target = found.table.target
    look = _PARTED if found.table.rows >= LEAST_TO_SPLIT else _NONE_HELD_OUT
    return [
        f"# {quoted(path)[1:-1]}: {described(found)}.",
        *_comments([*found.doubts, *remarks(found)]),
        f"title = {quoted(name)}",
        f"question = {quoted(f'How well does a small network predict {target}?')}",
        'look = """',
        look,
        '"""',
        "",
    ]


def _data(path: str, found: Survey) -> list[str]:
    table = found.table
    lines = ["[data]", f"{found.key} = {quoted(path)}  # relative to this file"]
    if found.key != "npz":
        lines.append(f"target = {quoted(table.target)}  # the column to predict")
        if found.left_out:
            lines += _list(found.features, "features = ")
        else:
            lines.append("# features = […] chooses among the columns; without it all but the target are learned from")
        if found.categories:
            lines += ["# one-hot: each value of these columns becomes an input of its own, 0 or 1"]
            lines += _list(found.categories, "categories = ")
    if found.missing == "drop":
        lines.append('missing = "drop"  # rows that lack a value are left out; "median" would fill them in')
    elif found.missing == "median":
        lines.append(
            'missing = "median"  # of the column, in place of what is missing; "drop" would leave such rows out'
        )
    if found.encoding:
        lines.append(f"encoding = {quoted(found.encoding)}")
    lines.append('standardize = "train"  # each input to mean 0 and deviation 1, measured on the training rows')
    lines.append("shuffle = 0  # the seed of the shuffle")
    if table.rows >= LEAST_TO_SPLIT:
        lines.append(f"validation_split = {SPLIT}  # the last quarter of the shuffled rows is held out")
    else:
        lines.append(f"# validation_split = {SPLIT} would hold out a quarter of the rows; these are too few for that")
    return [*lines, ""]


def _layer(kind: str, *options: str) -> list[str]:
    return ["[[model]]", f'type = "{kind}"', *options, ""]


def _model(table: Table) -> list[str]:
    lines: list[str] = []
    match len(table.shape):
        case 2:
            size = min(5, table.shape[0])
            lines += [f"# a row is a series of {table.shape[0]} steps, {table.shape[1]} numbers each"]
            lines += _layer(
                "Conv1D", "filters = 16", f"kernel_size = {size}", 'padding = "same"', 'activation = "relu"'
            )
            lines += _layer("Flatten")
        case 3:
            lines += [f"# a row is a picture of {table.shape[0]} x {table.shape[1]} pixels"]
            lines += _layer("Conv2D", "filters = 8", "kernel_size = 3", 'padding = "same"', 'activation = "relu"')
            lines += _layer("MaxPooling2D", 'padding = "same"') + _layer("Flatten")
        case 4:
            lines += _layer("Flatten")
    lines += _layer("Dense", "units = 32  # the hidden layer", 'activation = "relu"')
    if table.classes is None:
        spread = float(np.std(table.y)) or 1.0
        return [
            *lines,
            "# the output begins near the mean of the target and varies as much as the target does",
            *_layer(
                "Dense",
                'name = "output"',
                "units = 1",
                f'kernel_initializer = {{ name = "variance_scaling", scale = {_number(spread**2)}, mode = "fan_avg" }}',
                f'bias_initializer = {{ name = "constant", value = {_number(float(np.mean(table.y)))} }}',
            ),
        ]
    if len(table.classes) == 2:
        return lines + _layer(
            "Dense",
            'name = "output"',
            f"units = 1  # the probability of {quoted(table.classes[1])}",
            'activation = "sigmoid"',
        )
    return lines + _layer(
        "Dense", 'name = "output"', f"units = {len(table.classes)}  # one a class", 'activation = "softmax"'
    )


def _number(value: float) -> str:
    """A number of TOML's with four digits that tell."""
    short = f"{value:.4g}"
    return short if any(sign in short for sign in ".e") else f"{short}.0"


def _training(found: Survey) -> list[str]:
    table = found.table
    batch = 32 if table.rows < 20_000 else 256
    rows = validation_start(table.rows, SPLIT) if table.rows >= LEAST_TO_SPLIT else table.rows
    epochs = max(3, min(200, UPDATES // math.ceil(rows / batch)))
    lines = ["[training]"]
    if table.classes is None:
        lines.append('loss = "mean_squared_error"')
        metrics = ["mean_absolute_error", "r2_score"]
    else:
        if found.guessed:
            lines.append(
                '# for a regression: loss = "mean_squared_error", and an output of one unit without activation'
            )
        lines.append(f'loss = "{"binary" if len(table.classes) == 2 else "categorical"}_crossentropy"')
        metrics = ["accuracy"]
    watched = "val_loss" if table.rows >= LEAST_TO_SPLIT else "loss"
    lines += [
        'optimizer = { name = "Adam", learning_rate = 0.01 }',
        f"batch = {batch}",
        f"epochs = {epochs}  # at most: early stopping ends it sooner",
        f"metrics = {json.dumps(metrics)}",
        f'early_stopping = {{ monitor = "{watched}", patience = 20, restore_best_weights = true }}',
        "seed = 0  # of the initial weights and of the minibatches",
        "",
    ]
    return lines


def _runs() -> list[str]:
    return [
        "[[runs]]",
        'name = "network"',
        "",
        "# A second run beside it: take away the # to compare. Each run sets what it does differently.",
        "# [[runs]]",
        '# name = "wide"',
        '# set = { "model[-2].units" = 128 }',
        "",
    ]


def _claims(table: Table) -> list[str]:
    """What a network is worth: better than the answer that does not look at the row."""
    held_out = table.rows >= LEAST_TO_SPLIT
    prefix, rows = ("val_", "rows it never learned from") if held_out else ("", "the rows it learned from")
    if table.classes is None:
        text = f"On {rows} it is better than always saying their mean"
        return ["[[claims]]", f"text = {quoted(text)}", f'check = "network.{prefix}r2_score.max > 0"', ""]
    order = shuffled(table.rows, 0)[validation_start(table.rows, SPLIT) :] if held_out else np.arange(table.rows)
    share = np.bincount(table.y[order]).max() / len(order)
    text = f"On {rows} it is right more often than always saying the commonest class"
    rounded = math.ceil(share * 1e4) / 1e4  # up: to be right as often is not enough
    return ["[[claims]]", f"text = {quoted(text)}", f'check = "network.{prefix}accuracy.max > {rounded:g}"', ""]


def _display(found: Survey) -> list[str]:
    """The panels; across and upwards in the scatter stand numbers, not the 0 and 1 of a category."""
    table = found.table
    panels = ["loss", "metrics", "fit", "data", "network", "lesson"]
    if table.shape:
        panels = ["loss", "metrics", "predictions", "features", "network", "lesson"]
    lines = ["[display]", f"panels = {json.dumps(panels)}", ""]
    numbers = [column.name for column in found.columns if column.use == "number" and column.values > 2]
    if not numbers or not found.categories:
        return lines
    axes = zip("x" if table.classes is None else "xy", numbers, strict=False)
    return [*lines, "[display.data]", *(f"{axis} = {quoted(name)}" for axis, name in axes), ""]

"""Build docs/scenarios.md and docs/catalogue.md, with its pictures and that of the README, from the code.

    python tools/build_docs.py [--words]      # --words: without the pictures, which train for a minute

A test holds the pages equal to what this makes; run it after a change of the schema or of the catalogue.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from dlviz import data
from dlviz.engine import computations, instruments, layers, losses, objectives
from dlviz.scenarios import (
    catalogue,
    claim_parser,
    computation_inputs,
    computation_tables,
    display_tables,
    instrument_tables,
    json_schema,
    layer_tables,
    objective_tables,
    reducers,
    training_tables,
)
from dlviz.scenarios.entries import CHAPTERS
from dlviz.scenarios.explain import in_words, show
from dlviz.scenarios.meanings import MEANINGS

DOCS = Path(__file__).parent.parent / "docs"

PICTURES = {
    1: ("perceptron-gd", "landscape"),
    2: ("iris-mlp", "fit"),
    3: ("losses", "curves"),
    4: ("optimizers-race", "landscape"),
    5: ("overfitting", "loss"),
    6: ("image-channels", "image"),
}
"""The picture of each chapter: scenario and panel."""

SIZE = "80x24"

FIRST = ("gd-vs-sgd", "--step", "22", "--size", "120x36")
"""What the README opens with."""

TABLES = {
    "Document": ("The file", ""),
    "Data": ("[data]", "Exactly one of source, csv, parquet and npz."),
    "Training": ("[training]", "Exactly one of epochs and steps."),
    "Batch": ("training.batch", 'A number of rows, `"full"`, or a table with exactly one of size and given:'),
    "EarlyStopping": ("training.early_stopping", ""),
    "ReduceLROnPlateau": ("training.reduce_lr", ""),
    "Run": ("[[runs]]", ""),
    "Weights": ("runs.weights", ""),
    "Change": ("runs.changes", "What a run lacks joins it there: momentum, clipping, a penalty, a Dropout."),
    "Claim": ("[[claims]]", ""),
    "Exercise": ("[[exercises]]", ""),
    "Display": ("[display]", ""),
    "Landscape": ("[display.landscape]", ""),
    "Axis": ("display.landscape.axes", ""),
    "LossPanel": ("[display.loss]", ""),
    "DataPanel": ("[display.data]", ""),
    "Curves": ("[display.curves]", ""),
}
"""The tables of the page, in order: heading, and a sentence where keys exclude each other."""

HEAD = """\
# Scenario files

<!-- Made by tools/build_docs.py from the code: change it there. -->

A scenario is one TOML file. `dlviz new mine.toml` writes one to begin with, [your-own.md](your-own.md) walks through
it, and `dlviz schema > schema.json` prints the JSON Schema of all that stands here, from which an editor completes
keys and shows what they mean: with Taplo or Even Better TOML, `#:schema ./schema.json` in the first line.

A file is strict: an unknown key, a wrong type or parts that do not go together are refused in one sentence, with the
place and the nearest right spelling. Every key can be changed from the command line, `--set training.epochs=5`, and
by a run, `set = { "model[0].units" = 64 }`.
"""

CLAIMS = """\
## Claims

A claim compares numbers of traces. `dlviz check mine.toml` proves it, `--seeds 10` says for how many training seeds.
The grammar:

```text
{grammar}
```

The columns of a run: `loss` and `learning_rate` at every step; `epoch_loss`, the metrics and, with held-out rows,
`val_loss` and `val_` with a metric's name at the end of each epoch; `grad_norm`, `update_norm` and `weight_norm` with
an entry for each trained layer; `full_loss`, the loss on all training rows; and those of `training.instruments`.

```text
{reducers}
```
"""

NAMES = """\
## Names

Options stand with their defaults; a name alone, `"relu"`, takes them all, a table, `{ name = "elu", alpha = 0.5 }`,
changes some. An option without a default must be given.
"""


def scenarios_page() -> str:
    """Return docs/scenarios.md."""
    parts = [HEAD]
    for table, (heading, note) in TABLES.items():
        parts.append("\n".join([f"## {heading}", "", *([note, ""] if note else []), *keys(table)]) + "\n")
    grammar = indented(claim_parser.__doc__ or "").replace(" What the reducers mean: `reducers`.", "")
    reduced = indented(reducers.__doc__ or "")
    parts += [CLAIMS.format(grammar=grammar, reducers=reduced), NAMES]
    return "\n".join([*parts, *(names(*section) for section in sections())])


def keys(table: str) -> list[str]:
    """Return the keys of a table as rows of Markdown."""
    node = json_schema()["$defs"][table]
    needed = node.get("required", [])
    lines = ["| key | may be | default | meaning |", "|---|---|---|---|"]
    for key, inside in node["properties"].items():
        default = "needed" if key in needed else default_of(inside)
        lines.append(row(f"`{key}`", brief(in_words(inside)), default, MEANINGS[table][key]))
    return lines


def brief(words: str) -> str:
    """Return what a value may be, where it is no long list that stands below."""
    return words if len(words) < 110 else "see below"


def default_of(inside: dict[str, Any]) -> str:
    """Return a default as a file would have it."""
    value = inside.get("default")
    empty = value is None or isinstance(value, dict) or value in ("", [], ())
    return "" if empty else f"`{show(value)}`"


def sections() -> Iterable[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Return heading, remark, names with their options, and what tells their meaning, of every list of names."""
    yield "sources", "", {name: {} for name in data.TABLES}, dict(data.TABLES)
    of_generators = {name: parameters(function) for name, function in data.GENERATORS.items()}
    yield "generators", "`source = …` as well.", of_generators, dict(data.GENERATORS)
    yield "layers", "`type = …`; each may have a `name`.", layer_tables.LAYERS, layers.LAYERS
    yield "activations", "", layer_tables.ACTIVATIONS, {}
    yield "initializers", "", layer_tables.INITIALIZERS, {}
    yield "regularizers", "`{ l1 = …, l2 = … }`, one of them or both: λ₁ Σ|w| + λ₂ Σw², added to the loss.", {}, {}
    reductions = "`reduction` of each: sum_over_batch_size (the default), sum, mean_with_sample_weight."
    yield "losses", reductions, training_tables.LOSSES, losses.LOSSES
    yield "metrics", "The threshold of an accuracy is ½ unless given, 0 with logits.", training_tables.METRICS, {}
    shared = "`learning_rate` of each is a number or a schedule; each also has weight_decay, clipnorm, clipvalue and "
    yield "optimizers", shared + "global_clipnorm.", training_tables.OPTIMIZERS, {}
    yield "schedules", "", training_tables.SCHEDULES, {}
    yield "instruments", "", instrument_tables.INSTRUMENTS, instruments.INSTRUMENTS
    drawn = "`function = …`; each has `start` and `noise`."
    yield "objectives", drawn, objective_tables.OBJECTIVES, objectives.FUNCTIONS
    yield "computations", "`kind = …`.", computation_tables.COMPUTATIONS, computations.COMPUTATIONS
    slid = "What `signal` and `image` of a computation may name, beside numbers in lists."
    yield "signals and pictures", slid, computation_inputs.SERIES | computation_inputs.PICTURES, dict(data.ARRAYS)
    yield "panels", joined(get_args(display_tables.Panel)) + ".", {}, {}


def parameters(function: Any) -> dict[str, Any]:
    """Return the options of a generator with their defaults."""
    return {name: (None, one.default) for name, one in inspect.signature(function).parameters.items()}


def names(heading: str, remark: str, options: dict[str, Any], told_by: dict[str, Any]) -> str:
    """Return a list of names as Markdown."""
    lines = [f"### {heading}", ""]
    if remark:
        lines += [remark, ""]
    if options:
        lines += (
            ["| name | options | what it is |", "|---|---|---|"] if told_by else ["| name | options |", "|---|---|"]
        )
        for name, own in options.items():
            cells = [f"`{name}`", ", ".join(map(option, own, own.values()))]
            lines.append(row(*cells, *([first_sentence(told_by[name])] if told_by else [])))
        lines.append("")
    return "\n".join(lines)


def first_sentence(documented: Any) -> str:
    """Return the first sentence of a docstring."""
    text = " ".join((documented.__doc__ or "").partition("\n\n")[0].split())
    return text.partition(". ")[0].rstrip(".:")


def option(name: str, kind: Any) -> str:
    """Return an option with its default."""
    pictured = isinstance(kind, tuple) and isinstance(kind[1], tuple) and any(isinstance(one, tuple) for one in kind[1])
    if not isinstance(kind, tuple) or kind[1] in (None, ()) or pictured:
        return f"`{name}`"
    return f"`{name} = {show(kind[1])}`"


def catalogue_page() -> str:
    """Return docs/catalogue.md."""
    lines = ["# The catalogue", "", "<!-- Made by tools/build_docs.py from the scenarios: change them. -->", ""]
    lines += ["`dlviz run NAME` trains one and shows it, `dlviz list --section 4.3` finds those of a section.", ""]
    for chapter, members in groupby(catalogue(), key=lambda entry: entry.chapter):
        lines += [f"## {chapter}  {CHAPTERS[chapter]}", ""]
        if chapter in PICTURES:
            name, panel = PICTURES[chapter]
            lines += [f"![{name}: {panel}](pictures/{name}.svg)", "", f"`dlviz plot {name} --panel {panel}`", ""]
        lines += ["| scenario | section | title | question |", "|---|---|---|---|"]
        lines += [row(f"`{one.name}`", one.section, one.title, one.question) for one in members]
        lines.append("")
    return "\n".join(lines)


def row(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').strip() for cell in cells)} |"


def joined(words: Iterable[str]) -> str:
    """Return names in a line."""
    return ", ".join(f"`{word}`" for word in words)


def indented(docstring: str) -> str:
    """Return the part of a docstring that stands behind its first sentence."""
    return docstring.partition("\n\n")[2].strip("\n").rstrip()


def draw() -> None:
    """Draw the picture of the README and of each chapter as `dlviz plot` does."""
    from dlviz.tui.cli import main

    (DOCS / "pictures").mkdir(exist_ok=True)
    wanted = {DOCS / f"{FIRST[0]}.svg": FIRST}
    for name, panel in PICTURES.values():
        wanted[DOCS / "pictures" / f"{name}.svg"] = (name, "--panel", panel, "--size", SIZE)
    for out, asked in wanted.items():
        if main(["plot", *asked, "--out", str(out)]):
            sys.exit(f"{asked[0]} could not be drawn")


if __name__ == "__main__":
    for page, text in {"scenarios.md": scenarios_page(), "catalogue.md": catalogue_page()}.items():
        (DOCS / page).write_text(text, encoding="utf-8")
    if "--words" not in sys.argv:
        draw()

"""The training algorithm of a run at one step: loops and pseudo-code, each line with what it computes there.

    found = next_update(run.problem, run.optimizer, run.state_at(t), run.feed(t))
    work = training(run, found, t)
    work.lines[3].code, work.lines[3].numbers        # "g ← ∇L(θ)", (L = 0.83, ‖g‖ = 0.41)

Where a problem has one or two weights the very numbers stand there, else the norm over all trainable weights, and
over those of each layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from dlviz.engine.batches import FullBatch, Shuffled, WithReplacement
from dlviz.engine.optimizers import listings
from dlviz.engine.probes.update import Update
from dlviz.engine.probes.work import Line, Quantity, Work
from dlviz.engine.state import Weights

if TYPE_CHECKING:
    from dlviz.engine.run import Run

FEW = 2
"""Weights whose numbers are written out, all of them."""


def training(run: Run, found: Update, weights: Weights, step: int) -> Work:
    """Return the algorithm at update `step` (from 0), which `found` is.

    `weights`: the trainable ones before it. At the end of a run that update is measured and not made: the note says so.
    """
    found = jax.device_get(found)
    hyper = {**run.settings.at(step).hyper["optimizer"], "learning_rate": run.learning_rate(step)}
    epoch, within = divmod(step, run.steps_per_epoch)
    lines, first = _loops(run, epoch, within)
    indent = lines[-1].indent + 1
    begin = len(lines)
    moved = jax.tree.map(np.add, jax.device_get(weights), found.updates)
    known = {"g": found.gradients, "g clipped": found.clipped, "θ": moved, **_later(found.parts)}
    for line in listings.listing(run.optimizer):
        numbers = [quantity(symbol, known[symbol]) for symbol in line.shows if symbol in known]
        if "L" in line.shows:
            numbers.insert(0, Quantity("L", (float(found.loss),)))
        if "Δθ" in line.shows and _count(moved) <= FEW:
            numbers.append(quantity("θ", moved))
        lines.append(Line(line.text, tuple(numbers), indent, line.says))
    last = next(i for i, line in enumerate(lines) if any(q.symbol in ("Δθ", "‖Δθ‖") for q in _quantities(line)))
    settings = [Quantity("η", (hyper["learning_rate"],))]
    settings += [Quantity(symbol, (float(hyper[option]),)) for symbol, option in listings.numbers(run.optimizer)]
    note = ""
    if step >= run.step and run.ended:
        note = "this update would come next; the run has ended before it"
    return Work(
        listings.title(run.optimizer, isinstance(run.batches, FullBatch) and not getattr(run.problem, "noise", 0.0)),
        tuple(lines),
        at=(last,),
        order=(*first, *range(begin, len(lines))),
        settings=(*settings, Quantity("t", (float(step + 1),))),
        note=note,
    )


def quantity(symbol: str, tree: Weights) -> Quantity:
    """Return a quantity of the trainable weights: its numbers where they are few, else norms."""
    shown = symbol.removesuffix(" clipped")
    leaves = [np.asarray(leaf, float) for leaf in jax.tree.leaves(tree)]
    if all(leaf.ndim == 0 for leaf in leaves):  # one number for all weights, such as Adam's α
        return Quantity(shown, (float(leaves[0]),))
    if sum(leaf.size for leaf in leaves) <= FEW:
        return Quantity(shown, tuple(np.concatenate([leaf.ravel() for leaf in leaves]).tolist()))
    layers = {layer: _norm(arrays) for layer, arrays in tree.items()}
    with np.errstate(over="ignore", invalid="ignore"):
        return Quantity(f"‖{shown}‖", (float(np.sqrt(sum(norm**2 for norm in layers.values()))),), layers)


def _norm(arrays: Mapping[str, Any]) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(sum((np.asarray(array, float) ** 2).sum() for array in arrays.values())))


def _count(tree: Weights) -> int:
    return sum(np.size(leaf) for leaf in jax.tree.leaves(tree))


def _later(parts: Mapping[str, Weights]) -> dict[str, Weights]:
    """All that the optimizer computes after the gradient."""
    return {symbol: tree for symbol, tree in parts.items() if symbol != "g"}


def _quantities(line: Line) -> tuple[Quantity, ...]:
    return line.numbers if isinstance(line.numbers, tuple) else ()


def _loops(run: Run, epoch: int, within: int) -> tuple[list[Line], tuple[int, ...]]:
    """The loops around an update, and which of their lines are carried out before this one."""
    plan, rows = run.batches, f"{run.problem.rows:,}"
    if not run.problem.data:  # a function of its weights: nothing is drawn, an update is an epoch
        return [Line(f"for t = 1 … {run.steps:,}", f"t = {epoch + 1:,}")], (0,)
    lines = [Line(f"for epoch = 1 … {-(-run.steps // run.steps_per_epoch):,}", f"epoch {epoch + 1:,}")]
    number = f"{within + 1:,} of {run.steps_per_epoch:,}"
    match plan:
        case FullBatch():
            lines.append(Line(f"take all {rows} rows", "", 1))
            return lines, (0, 1)
        case WithReplacement():
            lines.append(Line(f"repeat {run.steps_per_epoch:,} times", number, 1))
            lines.append(Line(f"draw {plan.size:,} of {rows} rows, each drawn anew", "", 2))
            return lines, (0, 1, 2)[within > 0 :]
        case Shuffled():
            lines.append(Line(f"shuffle the {rows} rows", "", 1))
    lines.append(Line(f"for each minibatch of {run.batch_size:,} rows", number, 1))
    return lines, tuple(range(len(lines)))[-1 if within else 0 :]

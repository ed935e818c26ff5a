"""What runs set differently: their documents laid flat, and the places where they do not agree.

A layer is called as Keras calls it, `dense_1.units`; what belongs to the training has no prefix: `learning_rate`,
`batch`, `loss`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from dlviz.scenarios.columns import named
from dlviz.scenarios.layer_tables import groups
from dlviz.scenarios.schema import Batch, Document
from dlviz.scenarios.tables import kind, options
from dlviz.scenarios.training_tables import Loss, Optimizer

if TYPE_CHECKING:
    from dlviz.scenarios.scenario import RunSpec

ASIDE = ("metrics", "instruments")
"""Keys of [training] that change nothing in what is learned."""

LONGEST = 6
"""Entries up to which a list is written out."""


class Said(NamedTuple):
    """A setting in words; whether it was given, not left to the default; in full, where the words are cut short."""

    text: str
    given: bool = True
    full: str = ""


Flat = Mapping[str, Said]


class Difference(NamedTuple):
    """A setting and what each run has there, None where it has no such thing; `more`: places alike beside this one."""

    path: str
    values: tuple[str | None, ...]
    more: int = 0

    @property
    def label(self) -> str:
        """What it is called: dense.activation, or dense.activation + 5 where five more layers differ so."""
        return f"{self.path} + {self.more}" if self.more else self.path


def flat(spec: RunSpec) -> dict[str, Said]:
    """Every setting of a run that tells in its training, by name."""
    document = spec.document
    found: dict[str, Said] = {}
    if document.data is not None:
        found |= _table("data", document.data)
    for tagged, place in ((document.objective, "objective"), (document.computation, "computation")):
        if tagged is not None:
            found |= {place: Said(kind(tagged))} | _table(place, tagged)
    found |= _layers("", document.model)
    if document.computation is None:
        found |= _training(document)
    if (heir := spec.inherits) is not None:
        found["weights"] = Said(f"{heir.source}: {', '.join(heir.layers)}")
    return found


def differing(runs: Sequence[Flat]) -> list[Difference]:
    """The settings in which runs differ, in the order of a file; layers that differ alike are told once.

    What only some can have, the options of an optimizer, is told if it was given; layers that only some have are told
    by what they are.
    """
    found: dict[tuple[str, tuple[str | None, ...]], Difference] = {}
    heads = _heads(runs)
    apart: list[str] = []  # layers that not all have
    for path in dict.fromkeys(path for run in runs for path in run):
        said = [run.get(path) for run in runs]
        known = {one.full or one.text for one in said if one is not None}
        if path.startswith(tuple(f"{one}{sign}" for one in apart for sign in "./")):
            continue
        if None in said and not any(one is not None and one.given for one in said):
            continue
        if None in said and path in heads:
            apart.append(path)
        if len(known) > 1 or None in said:
            values = tuple(None if one is None else one.text for one in said)
            owner, _, option = path.rpartition(".")
            key = option if owner in heads else "" if path in apart else path
            old = found.get((key, values))
            found[key, values] = Difference(path, values) if old is None else old._replace(more=old.more + 1)
    return list(found.values())


def _heads(runs: Sequence[Flat]) -> set[str]:
    """The layers of all runs: what has options beneath it, and is none itself."""
    every = {path for run in runs for path in run}
    return {owner for path in every if (owner := path.rpartition(".")[0]) in every} - {"objective", "computation"}


def in_words(value: Any) -> str:
    """A setting as one writes it: 0.001, relu, 3 3, none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, msgspec.Struct):
        given = {name: in_words(one) for name, one in msgspec.to_builtins(value).items()}
        name = given.pop("name", given.pop("function", given.pop("type", "")))
        return " ".join([name, *(f"{key} {one}" for key, one in given.items())]).strip()
    if isinstance(value, dict):
        return ", ".join(f"{key} {in_words(one)}" for key, one in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(in_words, value)) or "none"
    return str(value)


def _training(document: Document) -> dict[str, Said]:
    training = document.training
    found: dict[str, Said] = {}
    for name, value in options(training).items():
        if name in ASIDE or name in ("optimizer", "loss", "batch", "start"):
            continue
        if name in ("epochs", "steps") and value is None:
            continue
        found[name] = _said(value, value is not None)
    if training.loss is not None:
        loss = msgspec.convert({"name": training.loss}, Loss) if isinstance(training.loss, str) else training.loss
        found |= {"loss": Said(kind(loss))} | _table("loss", loss)
    given = training.optimizer
    optimizer = msgspec.convert({"name": given}, Optimizer) if isinstance(given, str) else given
    found |= {"optimizer": Said(kind(optimizer))} | _table("", optimizer)
    if document.data is not None:
        found["batch"] = Said(_batch(training.batch))
    return found | {f"start.{path}": _said(value) for path, value in training.start.items()}


def _said(value: Any, given: bool = True) -> Said:
    """A setting in words; of a long list how many entries it has."""
    words = in_words(value)
    if isinstance(value, list | tuple) and (entries := words.count(", ") + 1) > LONGEST:
        return Said(f"{', '.join(words.split(', ')[:2])}, … ({entries})", given, words)
    return Said(words, given)


def _batch(batch: Any) -> str:
    if not isinstance(batch, Batch):
        return str(batch)
    if batch.given is not None:
        return f"{len(batch.given)} given"
    words = [str(batch.size)]
    if batch.replacement:
        words.append("with replacement" + (f", {batch.per_epoch} an epoch" if batch.per_epoch else ""))
    elif not batch.shuffle:
        words.append("in order")
    return " ".join(words)


def _layers(prefix: str, model: Sequence[Any], counts: dict[str, int] | None = None) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for name, layer in named(model, counts):
        found[prefix + name] = Said(kind(layer))
        found |= _table(prefix + name, layer, without=("name", "layers", "branches"))
        inner: dict[str, int] = {}
        for group in groups(layer):
            found |= _layers(f"{prefix}{name}/", group, inner)
    return found


def _table(place: str, table: Any, without: Sequence[str] = ()) -> dict[str, Said]:
    given = msgspec.to_builtins(table)
    return {
        f"{place}.{name}" if place else name: _said(value, name in given)
        for name, value in options(table).items()
        if name not in without
    }

"""Whether losses of runs can be compared: whether they are numbers of one function, or of several.

A loss that is a sum grows with the rows it is summed over, and a penalty comes on top of it. `full_loss` is on all
rows, and where there is a landscape it has the penalties of the run whose landscape that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from dlviz.scenarios.columns import simple_layers
from dlviz.scenarios.differences import Difference, in_words
from dlviz.scenarios.layer_tables import Penalty
from dlviz.scenarios.objective_tables import SHARED
from dlviz.scenarios.schema import Batch, Document
from dlviz.scenarios.tables import kind, options
from dlviz.scenarios.training_tables import Loss

OF_A_BATCH = ("loss", "epoch_loss")
"""The losses of minibatches, and their mean."""
SUMMED = "summed over"
LOSSES = (*OF_A_BATCH, "full_loss", "val_loss")


def unlike(documents: Sequence[Document], column: str, rows: Sequence[int]) -> list[Difference]:
    """Why the losses in a column cannot be compared, and what stands there in each run; nothing where they can.

    `rows`: how many an epoch of each run learns from.
    """
    if column not in LOSSES or any(document.computation is not None for document in documents):
        return []
    found = [Difference("measured by", tuple(map(_function, documents)))]
    if column != "full_loss" or any(document.display.landscape is None for document in documents):
        found.append(Difference("with penalties", tuple(_penalties(document) or None for document in documents)))
    if column in OF_A_BATCH and any(_is_sum(document) for document in documents):
        sizes = (_batch(*pair) for pair in zip(documents, rows, strict=True))
        found.append(Difference(SUMMED, tuple(f"{size} row{'s' * (size != 1)}" for size in sizes)))
    return [one for one in found if len(set(one.values)) > 1]


def _function(document: Document) -> str:
    """The loss of a row in words."""
    if document.objective is not None:
        given = {name: one for name, one in options(document.objective).items() if name not in SHARED}
        return " ".join([kind(document.objective), *(f"{name} {in_words(one)}" for name, one in given.items())])
    weights = document.training.class_weight
    return in_words(_loss(document)) + (f", weighed {in_words(weights)}" if weights else "")


def _loss(document: Document) -> Any:
    loss = document.training.loss
    return msgspec.convert({"name": loss}, Loss) if isinstance(loss, str) else loss


def _is_sum(document: Document) -> bool:
    return document.objective is None and _loss(document).reduction == "sum"


def _penalties(document: Document) -> str:
    """Each penalty of a layer once, in the order of the layers; one without strength is none."""
    found = []
    for _, layer, _ in simple_layers(document.model):
        for name, value in options(layer).items():
            if isinstance(value, Penalty) and (value.l1 or value.l2):
                said = " ".join(f"{key} {in_words(one)}" for key, one in options(value).items() if one)
                whose = name.removesuffix("_regularizer")
                found.append(said if whose == "kernel" else f"{said} of the {whose}")
    return ", ".join(dict.fromkeys(found))


def _batch(document: Document, rows: int) -> int:
    """The rows of a minibatch."""
    batch = document.training.batch
    if isinstance(batch, Batch):
        return batch.size or max(map(len, batch.given or ()))
    return rows if batch == "full" else min(batch, rows)

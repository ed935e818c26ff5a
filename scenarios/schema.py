"""What a scenario file may hold: strict tables, checked by msgspec, and their JSON Schema."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from dlviz.scenarios import computation_tables
from dlviz.scenarios.computation_tables import Computation
from dlviz.scenarios.data_tables import Data
from dlviz.scenarios.display_tables import NEED_A_NETWORK, Display
from dlviz.scenarios.errors import choices
from dlviz.scenarios.instrument_tables import NEED_ROWS, Instrument, column
from dlviz.scenarios.layer_tables import Layer
from dlviz.scenarios.meanings import MEANINGS
from dlviz.scenarios.objective_tables import Objective
from dlviz.scenarios.tables import Count, NotNegative, Positive, Seed, Table, Text, Updates
from dlviz.scenarios.training_tables import LOSSES, METRICS, OPTIMIZERS, Loss, Metric, Optimizer, metric_name

Section = Annotated[str, Meta(pattern=r"^(\d+(\.\d+)*)?$", description='a section number such as "4.1"')]

MOST_DRAWN = 10_000_000
"""Rows drawn with replacement in one epoch: their numbers are planned at once, 40 MB."""


_RowNumbers = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(min_length=1)]


class Batch(Table, frozen=True):
    """Minibatches beyond a plain size; `given`: the rows of each, by number from 0, the same in every epoch."""

    size: Count | None = None
    shuffle: bool = True
    replacement: bool = False
    per_epoch: Count | None = None
    given: Annotated[tuple[_RowNumbers, ...], Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        """Refuse keys that contradict each other."""
        if (self.size is None) == (self.given is None):
            both = "none" if self.size is None else "both"
            raise ValueError(f"give one of size (rows in a minibatch) and given (lists of row numbers), not {both}")
        if self.size is None:
            if not self.shuffle or self.replacement or self.per_epoch is not None:
                raise ValueError("given minibatches are neither shuffled nor drawn; leave the other keys out")
            return
        if self.replacement and not self.shuffle:
            raise ValueError("rows drawn with replacement have no order; leave shuffle out")
        if self.per_epoch is not None and not self.replacement:
            raise ValueError("per_epoch counts batches drawn with replacement; set replacement = true or leave it out")
        if self.replacement and self.size * (self.per_epoch or 1) > MOST_DRAWN:
            raise ValueError(f"an epoch draws size times per_epoch rows, at most {MOST_DRAWN}; choose smaller ones")


class EarlyStopping(Table, frozen=True):
    """Stop when a column no longer improves, as Keras' callback of this name."""

    monitor: Text = "val_loss"
    min_delta: NotNegative = 0.0
    patience: Annotated[int, Meta(ge=0)] = 0
    mode: Literal["auto", "min", "max"] = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: Annotated[int, Meta(ge=0)] = 0


class ReduceLROnPlateau(Table, frozen=True):
    """Lower the learning rate when a column no longer improves, as Keras' callback of this name."""

    monitor: Text = "val_loss"
    factor: Annotated[float, Meta(gt=0, lt=1)] = 0.1
    patience: Annotated[int, Meta(ge=0)] = 10
    mode: Literal["auto", "min", "max"] = "auto"
    min_delta: NotNegative = 1e-4
    cooldown: Annotated[int, Meta(ge=0)] = 0
    min_lr: NotNegative = 0.0


BATCH = 32
"""Keras' size of a minibatch."""


class Training(Table, frozen=True, kw_only=True):
    """[training]: how the weights are found."""

    loss: Literal[tuple(LOSSES)] | Loss | None = None  # type: ignore[valid-type]
    optimizer: Literal[tuple(OPTIMIZERS)] | Optimizer  # type: ignore[valid-type]
    epochs: Updates | None = None
    steps: Updates | None = None
    batch: Count | Literal["full"] | Batch = BATCH
    seed: Seed = 0
    start: dict[str, Any] = field(default_factory=dict)
    metrics: tuple[Literal[tuple(METRICS)] | Metric, ...] = ()  # type: ignore[valid-type]
    early_stopping: EarlyStopping | None = None
    reduce_lr: ReduceLROnPlateau | None = None
    class_weight: dict[str, Positive] | None = None
    instruments: tuple[Instrument, ...] = ()

    def __post_init__(self) -> None:
        """Refuse keys that contradict each other."""
        if (self.epochs is None) == (self.steps is None):
            given = "none" if self.epochs is None else "both"
            raise ValueError(f"give one of epochs (passes through the rows) and steps (updates), not {given}")
        instruments = [column(instrument) for instrument in self.instruments]
        for key, names in (("instruments", instruments), ("metrics", [metric_name(one) for one in self.metrics])):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"{key} names {name} twice; name it once")

    def updates(self, per_epoch: int) -> int:
        """The planned number of updates."""
        return self.steps if self.steps is not None else (self.epochs or 0) * per_epoch


NO_TRAINING = Training(optimizer="SGD", steps=1)
"""What stands in the place of [training] where nothing is trained: a computation."""


class Weights(Table, frozen=True):
    """The weights that another run has found, to begin with: of some of its layers, or of all that both have."""

    source: Text = field(name="from")
    layers: Annotated[tuple[Text, ...], Meta(min_length=1)] | None = None
    frozen: bool = False


class Change(Table, frozen=True):
    """What changes in a run after so many updates: hyper-parameters, by the names that the window has for them."""

    step: Count
    set: Annotated[dict[str, float], Meta(min_length=1)]


class Run(Table, frozen=True):
    """[[runs]]: one of the trajectories to compare, and what it sets differently."""

    name: Text
    set: dict[str, Any] = field(default_factory=dict)
    weights: Weights | None = None
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that claims could not write."""
        if '"' in self.name or not self.name.isprintable() or self.name == "minimum":
            raise ValueError(f"a run cannot be named {self.name!r}; choose another name, without quotes")
        for one, after in pairwise(self.changes):
            if after.step <= one.step:
                raise ValueError(f"the changes of {self.name!r} stand at steps {one.step}, {after.step}; let them rise")


class Claim(Table, frozen=True):
    """[[claims]]: a sentence, and the check that proves it."""

    text: Text
    check: Text


class Exercise(Table, frozen=True):
    """[[exercises]]: a question to think about before watching, and the answer that is shown on request.

    `right`: which of the choices; `hides`: what else would tell the answer, shown together with it.
    """

    ask: Text
    answer: Text
    choices: Annotated[tuple[Text, ...], Meta(min_length=2, max_length=4)] = ()
    right: Text | None = None
    hides: tuple[Literal["claims", "formulas", "network"], ...] = ()

    def __post_init__(self) -> None:
        """Refuse choices without a right one, and a right one that cannot be chosen."""
        if bool(self.choices) != (self.right is not None):
            raise ValueError("choices and right go together: right is the choice that the answer explains")
        if self.right is not None and self.right not in self.choices:
            raise ValueError(f"right is {self.right!r}; {choices(self.right, self.choices)}")


class Document(Table, frozen=True, kw_only=True):
    """A scenario file."""

    data: Data | None = None
    model: tuple[Layer, ...] = ()
    objective: Objective | None = None
    computation: Computation | None = None
    training: Training = NO_TRAINING
    title: str = ""
    section: Section = ""
    order: Annotated[int, Meta(ge=0)] = 0
    question: str = ""
    look: str = ""
    tries: tuple[Text, ...] = field(name="try", default=())
    runs: tuple[Run, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    claims: tuple[Claim, ...] = ()
    display: Display = Display()

    def __post_init__(self) -> None:
        """Refuse what belongs to rows and a network beside an objective, and the lack of it elsewhere."""
        if self.computation is not None:
            self._check_computation()
            return
        for panel in self.display.panels:
            if panel in computation_tables.SLIDING:
                raise ValueError(f"display.panels: {panel} shows a computation; leave {panel} out")
        if self.display.landscape is None and "landscape" in self.display.panels:
            raise ValueError(
                'display: the landscape panel needs landscape = { projection = "pca" } in [display], or a table '
                "[display.landscape] with axes and range"
            )
        if self.training is NO_TRAINING:
            raise ValueError("the file needs [training] with optimizer and epochs")
        if self.objective is None:
            self._check_rows()
        else:
            self._check_objective()

    def _check_rows(self) -> None:
        if self.data is None or not self.model:
            missing = "[data]" if self.data is None else "[[model]]"
            raise ValueError(
                f"{missing} is missing; give [data] and [[model]], or in their place [objective] or [computation]"
            )
        if self.training.loss is None:
            raise ValueError("training needs the key 'loss', such as mean_squared_error or categorical_crossentropy")

    def _check_computation(self) -> None:
        if self.display.landscape is not None:
            raise ValueError(computation_tables.TRAINS_NOTHING.format("[display.landscape]"))
        for panel in self.display.panels:
            if panel not in computation_tables.PANELS:
                raise ValueError(f"display.panels: a computation has nothing to show in {panel}; leave it out")
            if panel in computation_tables.OWN and not computation_tables.slides(self.computation, panel):
                raise ValueError(f"display.panels: this computation has no {panel} to show; leave {panel} out")

    def _check_objective(self) -> None:
        if self.display.landscape is not None and self.display.landscape.projection:
            raise ValueError("display.landscape.projection: an objective's two numbers are its axes; leave it out")
        if self.data is not None or self.model:
            given = "[data]" if self.data is not None else "[[model]]"
            raise ValueError(f"[objective] stands in the place of [data] and [[model]]; leave {given} out")
        training = self.training
        for key, is_given in (
            ("loss", training.loss is not None),
            ("batch", training.batch != BATCH),
            ("metrics", bool(training.metrics)),
            ("class_weight", training.class_weight is not None),
        ):
            if is_given:
                raise ValueError(f"training.{key}: an objective is its own loss and has no rows; leave {key} out")
        for instrument in training.instruments:
            if column(instrument) in NEED_ROWS:
                raise ValueError(f"training.instruments: {column(instrument)} needs rows and units; leave it out")
        for panel in self.display.panels:
            if panel in NEED_A_NETWORK:
                raise ValueError(f"display.panels: an objective has nothing to show in {panel}; leave it out")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files, for editors, with what each key means."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dlviz scenario"}
    schema |= msgspec.json.schema(Document)
    for table, keys in MEANINGS.items():
        properties = schema["$defs"][table]["properties"]
        for key in keys.keys() & properties:
            properties[key] = {"description": keys[key]} | properties[key]  # a pattern has its own, for messages
    return schema

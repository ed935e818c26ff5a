"""What a scenario file may hold: strict tables, checked by msgspec, and their JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from dlviz.scenarios import computation_tables
from dlviz.scenarios.computation_tables import Computation
from dlviz.scenarios.errors import choices
from dlviz.scenarios.instrument_tables import NEED_ROWS, Instrument, column
from dlviz.scenarios.layer_tables import Layer
from dlviz.scenarios.meanings import MEANINGS
from dlviz.scenarios.objective_tables import Objective
from dlviz.scenarios.tables import Count, NotNegative, Positive, Seed, Share, Table, Updates
from dlviz.scenarios.training_tables import LOSSES, METRICS, OPTIMIZERS, Loss, Metric, Optimizer, metric_name

Text = Annotated[str, Meta(min_length=1)]
Section = Annotated[str, Meta(pattern=r"^(\d+(\.\d+)*)?$", description='a section number such as "4.1"')]
Weight = Annotated[
    str,
    Meta(
        pattern=r"^[^.\[\]]+\.[^.\[\]]+(\[\s*\d+(\s*,\s*\d+)*\s*\])?$",
        description='one weight, such as "dense.kernel[0,0]"',
    ),
]
Off = Annotated[bool, Meta(extra_json_schema={"const": False})]  # an option that false switches off


FILES = {
    "categories": ("csv", "parquet"),
    "missing": ("csv", "parquet"),
    "sample_weight": ("csv", "parquet", "npz"),
    "encoding": ("csv",),
}
"""Keys of [data] that speak of the user's own file, and beside which of them they may stand."""


class Data(Table, frozen=True):
    """[data]: the rows to learn from."""

    source: Text | None = None
    csv: Text | None = None
    parquet: Text | None = None
    npz: Text | None = None
    target: Text | None = None
    features: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    categories: tuple[Text, ...] = ()
    missing: Literal["drop", "median"] | None = None
    sample_weight: Text | None = None
    encoding: Text | None = None
    rows: Annotated[int, Meta(ge=2, le=100_000)] | None = None
    seed: Seed | None = None
    noise: NotNegative | None = None
    classes: Annotated[tuple[Text, ...], Meta(min_length=2)] | None = None
    window: Count | None = None
    horizon: Count = 1
    standardize: Literal["all", "train"] | Off = False
    shuffle: Seed | Off = False
    validation_split: Share = 0.0

    def __post_init__(self) -> None:
        """Refuse keys that contradict each other."""
        given = [key for key in ("source", "csv", "parquet", "npz") if getattr(self, key) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "none"
            raise ValueError(f"give one of source (a built-in name), csv, parquet and npz (your own file), not {said}")
        own = given[0]
        if own in ("csv", "parquet") and self.target is None:
            raise ValueError(f"{own} needs target, the name of the column to predict")
        if own != "source" and not self.rows == self.seed == self.noise is None:
            raise ValueError(f"rows, seed and noise belong to generated data; leave them out beside {own}")
        for key, place in FILES.items():
            if getattr(self, key) and own not in place:
                raise ValueError(f"{key} belongs to {' and '.join(place)}; leave it out beside {own}")
        if self.window is None and self.horizon != 1:
            raise ValueError("horizon says how far ahead of a window to predict; set window too, or leave horizon out")
        if self.window is not None and self.features is not None:
            raise ValueError("window learns from the target's own past; leave features out")
        if self.target is not None and own in ("source", "npz"):
            what = "a built-in source has its target already" if own == "source" else "the target of an npz is its y"
            raise ValueError(f"{what}; leave target out")
        if self.standardize is True:
            raise ValueError('standardize is true; it must be "all", "train" or false')
        if self.shuffle is True:
            raise ValueError("shuffle is true; it must be the seed of the shuffle, such as 0, or false")


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


class Run(Table, frozen=True):
    """[[runs]]: one of the trajectories to compare, and what it sets differently."""

    name: Text
    set: dict[str, Any] = field(default_factory=dict)
    weights: Weights | None = None

    def __post_init__(self) -> None:
        """Refuse a name that claims could not write."""
        if '"' in self.name or not self.name.isprintable() or self.name == "minimum":
            raise ValueError(f"a run cannot be named {self.name!r}; choose another name, without quotes")


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


class Axis(Table, frozen=True):
    """An axis of a landscape: one weight, and what it is called on the screen."""

    path: Weight
    label: Text


Range = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]


class Landscape(Table, frozen=True):
    """[display.landscape]: the loss over one or two weights, or over a plane through all of them.

    `projection`: the plane in which the paths of the runs vary most ("pca"), one along two random directions through
    the weights at the cursor ("random"), the one through where three runs end ("ends").
    """

    axes: Annotated[tuple[Axis, ...], Meta(min_length=1, max_length=2)] = ()
    range: Annotated[tuple[Range, ...], Meta(min_length=1, max_length=2)] = ()
    projection: Literal["pca", "random", "ends"] | None = None
    run: Text | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse ranges that do not go with the axes, and a plane beside axes."""
        if self.projection is not None:
            for key in ("axes", "range"):
                if getattr(self, key):
                    raise ValueError(f"projection = {self.projection!r} finds its own {key}; leave {key} out")
            return
        if not self.axes:
            raise ValueError('give axes with their range, or projection: "pca", "random" or "ends"')
        if len(self.axes) != len(self.range):
            raise ValueError(f"{len(self.axes)} axes need as many ranges, not {len(self.range)}")
        if len({axis.label for axis in self.axes}) < len(self.axes):
            raise ValueError(f"two axes have the label {self.axes[0].label!r}; give one another label")
        for low, high in self.range:
            if not low < high:
                raise ValueError(f"the range [{low:g}, {high:g}] is empty; its first number must be the smaller one")


class LossPanel(Table, frozen=True):
    """[display.loss]: the column that the loss panel draws."""

    column: Text = "loss"
    minus_minimum: bool = False


class DataPanel(Table, frozen=True):
    """[display.data]: the columns of the scatter."""

    x: Text | None = None
    y: Text | None = None


Panel = Literal[
    "loss", "metrics", "landscape", "gradients", "data", "fit", "network", "algorithm", "optimizer", "activations",
    "dropout", "weights", "stability", "curves", "features", "predictions", "signal", "image", "lesson",
]  # fmt: skip


class Curves(Table, frozen=True):
    """[display.curves]: the columns that are drawn over another one; `apart`: each in a chart of its own."""

    x: Text = "step"
    columns: Annotated[tuple[Text, ...], Meta(min_length=1)] = ("loss",)
    apart: bool = False


NEED_A_NETWORK = ("data", "fit", "network", "metrics", "activations", "dropout", "weights", "features", "predictions")
"""Panels that have nothing to show for an objective, which has neither rows nor units."""


class Display(Table, frozen=True):
    """[display]: what stands on the screen."""

    panels: Annotated[tuple[Panel, ...], Meta(min_length=1)] = ("loss", "gradients", "network", "lesson")
    speed: Positive | None = None
    formulas: tuple[str, ...] = ()
    landscape: Landscape | None = None
    loss: LossPanel = LossPanel()
    data: DataPanel = DataPanel()
    curves: Curves | None = None

    def __post_init__(self) -> None:
        """Refuse what would need a landscape where there is none."""
        if self.curves is None and "curves" in self.panels:
            raise ValueError("the curves panel needs [display.curves] with x and columns")
        if self.landscape is None and self.loss.minus_minimum:
            raise ValueError("loss.minus_minimum needs [display.landscape], whose minimum is subtracted")
        if self.landscape is not None and self.landscape.projection and self.loss.minus_minimum:
            raise ValueError("loss.minus_minimum: a projection has no minimum to subtract; leave it out")


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
                "display: the landscape panel needs [display.landscape] with axes and range, or a projection"
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

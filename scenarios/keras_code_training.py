"""How a run is trained, as Keras says it: optimizer, loss, metrics, callbacks, minibatches."""

from __future__ import annotations

from typing import Any

from dlviz.scenarios.keras_code_model import changed, with_options
from dlviz.scenarios.keras_code_text import Call, Code, call, render
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.schema import Batch, Training
from dlviz.scenarios.tables import Table, kind
from dlviz.scenarios.training_tables import metric_name

METRICS = {
    "binary_accuracy": "BinaryAccuracy",
    "top_k_categorical_accuracy": "TopKCategoricalAccuracy",
    "sparse_top_k_categorical_accuracy": "SparseTopKCategoricalAccuracy",
    "precision": "Precision",
    "recall": "Recall",
    "f1_score": "F1Score",
    "auc": "AUC",
    "root_mean_squared_error": "RootMeanSquaredError",
    "r2_score": "R2Score",
}
"""Metrics whose class must be named; Keras finds the others by their own name."""

RENAMED = {"threshold": "thresholds"}
"""What Keras calls an option of precision and recall."""

ONE_CYCLE = '''\
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up to the highest rate along half a cosine, then down; PyTorch has this schedule, Keras does not."""

    def __init__(self, max_learning_rate, total_steps, pct_start=0.3, div_factor=25.0, final_div_factor=1e4):
        self.highest, self.first = max_learning_rate, max_learning_rate / div_factor
        self.last = self.first / final_div_factor
        self.top, self.end = pct_start * total_steps - 1, total_steps - 1

    def __call__(self, step):
        step = keras.ops.minimum(keras.ops.cast(step, "float32"), self.end)
        up, down = step / self.top, (step - self.top) / (self.end - self.top)

        def between(a, b, share):
            return b + (a - b) / 2 * (1 + keras.ops.cos(np.pi * share))

        rising, falling = between(self.first, self.highest, up), between(self.highest, self.last, down)
        return keras.ops.where(step <= self.top, rising, falling)
'''

WITH_REPLACEMENT = '''\
def drawn(arrays, size, per_epoch, seed):
    """Minibatches whose rows are drawn from all rows with replacement, the very ones that dlviz draws."""
    for epoch in itertools.count():
        rows = np.random.default_rng((seed, epoch)).integers(len(arrays[0]), size=(per_epoch, size), dtype=np.int32)
        for batch in rows:
            yield tuple(array[batch] for array in arrays)
'''

GIVEN = '''\
def given(arrays, batches):
    """Minibatches of these rows, the same ones in every epoch."""
    for rows in itertools.cycle(batches):
        yield tuple(array[rows] for array in arrays)
'''

STOP_AFTER = '''\
class StopAfter(keras.callbacks.Callback):
    """End training after so many updates, in the middle of an epoch."""

    def __init__(self, updates):
        super().__init__()
        self.updates = updates

    def on_train_batch_end(self, batch, logs=None):
        self.updates -= 1
        self.model.stop_training = self.updates <= 0
'''

HELPERS = {"OneCycle(": ONE_CYCLE, "drawn(": WITH_REPLACEMENT, "given(": GIVEN, "StopAfter(": STOP_AFTER}
"""What Keras lacks, by the call that needs it."""


def optimizer(training: Training) -> Call:
    """The optimizer with its rate or schedule."""
    given = training.optimizer
    if isinstance(given, str):
        return call(f"keras.optimizers.{given}")
    rate = given.learning_rate
    made = {name: value for name, value in changed(given).items() if name not in ("learning_rate", "form")}
    return call(f"keras.optimizers.{kind(given)}", learning_rate=_rate(rate), **made)


def unlike_keras(training: Training) -> tuple[str, bool]:
    """Why Keras cannot do the same, and whether it can do nearly the same; "" where it can."""
    form = getattr(training.optimizer, "form", "keras")
    if form == "keras":
        return "", True
    name = kind(training.optimizer)
    if form == "paper":
        return f"Keras has not the paper's form of {name}: it adds ε to √v, the paper adds it to √v̂.", True
    return f"Keras has not this form of {name} ({form}), so there is no program for this run.", False


def _rate(rate: Any) -> Any:
    if not isinstance(rate, Table):
        return rate
    prefix = "" if kind(rate) == "OneCycle" else "keras.optimizers.schedules."
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in changed(rate).items()}
    return call(f"{prefix}{kind(rate)}", **plain)


def loss(training: Training) -> Any:
    """The loss by name, or with its options."""
    given = training.loss
    if isinstance(given, str) or given is None:
        return given
    return with_options("keras.losses.", given) if changed(given) else kind(given)


def metrics(training: Training) -> list[Any]:
    """The metrics, under the names that dlviz gives them."""
    logits = bool(getattr(training.loss, "from_logits", False))
    made: list[Any] = []
    for metric in training.metrics:
        name = metric_name(metric)
        given = {} if isinstance(metric, str) else changed(metric)
        if name == "accuracy" and (given or (logits and kind(training.loss).startswith("binary"))):
            # an output of 0 stands for the probability one half
            made.append(call("keras.metrics.BinaryAccuracy", name=name, **({"threshold": 0.0} | given)))
        elif name in METRICS:
            if name in ("precision", "recall"):
                given = {RENAMED[option]: value for option, value in given.items()}
            given |= {"average": getattr(metric, "average", "macro")} if name == "f1_score" else {}
            made.append(call(f"keras.metrics.{METRICS[name]}", name=name, **given))
        elif given:
            # the loss's mean over the rows, under its own name
            made.append(call("keras.metrics.MeanMetricWrapper", Code(f"keras.losses.{name}"), name=name, **given))
        else:
            made.append(name)
    return made


def compiled(training: Training) -> str:
    """The line that joins model, optimizer, loss and metrics."""
    given: dict[str, Any] = {"optimizer": optimizer(training), "loss": loss(training)}
    if training.metrics:
        given["metrics"] = metrics(training)
    return render(call("model.compile", **given))


def fitted(spec: RunSpec, rows: int, outputs: int, held_out: bool, most: int | None) -> list[str]:
    """The lines that train and keep the history.

    `rows`: of training; `outputs`: numbers of a row's target; `most`: updates, if bounded.
    """
    training = spec.document.training
    batch = training.batch
    per_epoch = updates_an_epoch(training, rows)
    updates = training.updates(per_epoch)
    updates = updates if most is None else min(updates, most)
    given: dict[str, Any] = {}
    lines: list[str] = []
    first: list[Any]
    classes = class_weights(spec)
    weighed = spec.table is not None and spec.table.sample_weight is not None
    drawn = isinstance(batch, Batch) and (batch.replacement or batch.given is not None)
    if classes is not None and (weighed or drawn):  # Keras takes one of the two, and a generator brings its own
        numbers = "y.argmax(axis=1)" if outputs > 1 else "y.astype(int).ravel()"
        lines = [f"weight = {'weight * ' * weighed}np.array({list(classes.values())})[{numbers}]"]
    elif classes is not None:
        given["class_weight"] = classes
    if isinstance(batch, Batch) and drawn:
        arrays = Code("(x, y, weight)" if lines or weighed else "(x, y)")
        if batch.given is not None:
            first = [call("given", arrays, [list(rows) for rows in batch.given])]
        else:
            first = [call("drawn", arrays, size=batch.size, per_epoch=per_epoch, seed=training.seed)]
        given |= {"steps_per_epoch": per_epoch, "shuffle": False}
    else:
        first = [Code("x"), Code("y")]
        given["batch_size"] = Code("len(x)") if batch == "full" else batch.size if isinstance(batch, Batch) else batch
        if isinstance(batch, Batch) and not batch.shuffle:
            given["shuffle"] = False
        if lines or weighed:
            given["sample_weight"] = Code("weight")
    given["epochs"] = -(-updates // per_epoch)
    if held_out:
        given["validation_data"] = Code("(x_val, y_val)")
    if calls := callbacks(training, updates if updates % per_epoch else None):
        given["callbacks"] = calls
    fit = call("model.fit", *first, **given, verbose=0)
    return [*lines, render(fit, f"history[{render(spec.name)}] = ", ".history")]


def class_weights(spec: RunSpec) -> dict[int, float] | None:
    """The weight of every class by its number."""
    given = spec.document.training.class_weight
    names = (spec.table.classes if spec.table else None) or ()
    return None if given is None else {i: given.get(name, 1.0) for i, name in enumerate(names)}


def updates_an_epoch(training: Training, rows: int) -> int:
    """How many minibatches an epoch has."""
    batch = training.batch
    if batch == "full":
        return 1
    if isinstance(batch, Batch) and batch.given is not None:
        return len(batch.given)
    size = batch.size if isinstance(batch, Batch) else int(batch)
    assert size is not None
    return (batch.per_epoch if isinstance(batch, Batch) else None) or -(-rows // size)


def callbacks(training: Training, updates: int | None) -> list[Call]:
    """Keras' callbacks, and the end in the middle of an epoch where there is one."""
    made = [call("StopAfter", updates)] if updates is not None else []
    for callback in (training.early_stopping, training.reduce_lr):
        if callback is not None:
            given = {"monitor": callback.monitor} | changed(callback)
            made.append(call(f"keras.callbacks.{type(callback).__name__}", **given))
    return made

"""From a checked run to what the engine trains: model, problem, optimizer, batches, instruments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlviz.engine import computations, layers, optimizers
from dlviz.engine import instruments as measure
from dlviz.engine.axes import Axis
from dlviz.engine.batches import Batches, FullBatch, Given, InOrder, Shuffled, WithReplacement
from dlviz.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from dlviz.engine.errors import SettingError
from dlviz.engine.instruments import Instrument
from dlviz.engine.model import Sequential
from dlviz.engine.objectives import Objective
from dlviz.engine.problem import Supervised
from dlviz.engine.run import Run
from dlviz.engine.snapshots import SnapshotBudget
from dlviz.engine.walk import Walk
from dlviz.scenarios import arrays
from dlviz.scenarios.columns import wants_full_loss
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.instrument_tables import column
from dlviz.scenarios.layer_tables import Penalty
from dlviz.scenarios.rows import Rows, code, loss_name, prepare
from dlviz.scenarios.scenario import RunSpec, Scenario
from dlviz.scenarios.schema import Batch, Training
from dlviz.scenarios.tables import Table, kind, options


@dataclass(frozen=True)
class Built:
    """A problem with the rows it was made of, None for an objective and for a computation."""

    problem: Any  # Supervised, Objective or a Computation
    rows: Rows | None


def build_problem(spec: RunSpec) -> Built:
    """The problem of one run: model and rows, or an objective.

    Raises: ScenarioError with the engine's sentence where the layers do not fit.
    """
    document = spec.document
    if document.computation is not None:
        with _speaking_of(spec):
            return Built(_computation(document.computation), None)
    if document.data is None or spec.table is None:
        return Built(_objective(spec), None)
    with _speaking_of(spec):
        model = _model(spec)
        outputs = model.output_shape[-1] if model.output_shape else None
        rows = prepare(document.data, spec.table, code(spec.table, loss_name(document.training.loss), outputs))
        problem = Supervised(
            model,
            rows.x,
            rows.y,
            loss=_plain(document.training.loss),
            validation=rows.validation,
            metrics=[_metric(metric) for metric in document.training.metrics],
            sample_weight=rows.sample_weight,
            class_weight=_class_weight(document.training, spec.table.classes or ()),
        )
    return Built(problem, rows)


def build_model(spec: RunSpec) -> Sequential | None:
    """The network of a run, whose shapes are known and nothing else; None where there is none.

    Raises: ScenarioError with the engine's sentence where the layers do not fit.
    """
    if spec.document.data is None or spec.table is None:
        return None
    with _speaking_of(spec):
        model = _model(spec)
        outputs = model.output_shape[-1] if model.output_shape else None
        code(spec.table, loss_name(spec.document.training.loss), outputs)
    return model


def _model(spec: RunSpec) -> Sequential:
    assert spec.table is not None
    return Sequential([_layer(table) for table in spec.document.model], input_shape=spec.table.input_shape)


def _objective(spec: RunSpec) -> Objective:
    given = options(spec.document.objective)
    return Objective(kind(spec.document.objective), given.pop("start"), given.pop("noise"), **given)


def _computation(table: Any) -> computations.Computation:
    settings = {name: _plain(value) for name, value in options(table).items()}
    for name in arrays.NAMES & settings.keys():
        settings[name] = arrays.resolve(settings[name], kind(table))
    return computations.COMPUTATIONS[kind(table)](**settings)


def _metric(given: Any) -> Any:
    """A metric as the engine takes it; an option that is not given is left to the engine."""
    return given if isinstance(given, str) else {k: v for k, v in _plain(given).items() if v is not None}


def _class_weight(training: Training, classes: tuple[str, ...]) -> dict[int, float] | None:
    """The weight of every class by its number, 1 where the file names none."""
    weights = training.class_weight
    return None if weights is None else {i: weights.get(name, 1.0) for i, name in enumerate(classes)}


def build_walk(spec: RunSpec, built: Built, scenario: Scenario) -> Walk:
    """The computation as something to step through."""
    assert isinstance(built.problem, computations.Computation)
    with _speaking_of(spec):
        return Walk(built.problem, scenario.steps)


def build_run(
    spec: RunSpec,
    built: Built,
    scenario: Scenario,
    instruments: tuple[Instrument, ...],
    snapshots: SnapshotBudget,
) -> Run:
    """The run, not yet compiled.

    Raises: ScenarioError with the engine's sentence, too large a network included.
    """
    training = spec.document.training
    stopping, plateau = training.early_stopping, training.reduce_lr
    with _speaking_of(spec):
        plan = FullBatch() if built.rows is None else _batches(training, built.problem.rows)
        planned = training.updates(len(plan.sizes(built.problem.rows)))
        return Run(
            built.problem,
            build_optimizer(training),
            batches=plan,
            steps=planned if scenario.steps is None else min(planned, scenario.steps),
            seed=training.seed,
            params=_start(training),
            early_stopping=None if stopping is None else EarlyStopping(**options(stopping)),
            reduce_lr=None if plateau is None else ReduceLROnPlateau(**options(plateau)),
            instruments=instruments,
            snapshots=snapshots,
        )


def check_inheritances(runs: Mapping[str, tuple[RunSpec, Any]]) -> None:
    """Check that the weights which a run takes over will fit it; `runs`: each with its settings, by name.

    Raises: ScenarioError that names the weight and both shapes.
    """
    for spec, run in runs.values():
        heir = spec.inherits
        if heir is None:
            continue
        for layer, group in run.shapes.items():
            if layer.split("/")[0] not in heir.layers:
                continue
            theirs = runs[heir.source][1].shapes.get(layer, {})
            for weight, own in group.items():
                if weight not in theirs or theirs[weight].shape != own.shape:
                    other = f"has shape {theirs[weight].shape}" if weight in theirs else "does not exist"
                    raise ScenarioError(
                        f"{spec.label}: weights.from: {layer}.{weight} has shape {own.shape} here, in "
                        f"{heir.source!r} it {other}; give both layers the same options"
                    )


def build_optimizer(training: Training) -> Any:
    """The engine's optimizer."""
    return optimizers.get(_plain(training.optimizer))


def build_instruments(scenario: Scenario, spec: RunSpec, reference: Built | None) -> tuple[Instrument, ...]:
    """What is measured: the norms, what the run asks for, and what the display or a claim does.

    `reference` is the problem that the landscape shows; its penalties count in `full_loss` of all runs.
    """
    found: tuple[Instrument, ...] = measure.NORMS
    landscape = scenario.display.landscape
    if landscape is not None and landscape.axes:
        found = (*found, measure.Position(axes=landscape_axes(scenario)))
    asked = {column(one): {} if isinstance(one, str) else options(one) for one in spec.document.training.instruments}
    if wants_full_loss(scenario.display, scenario.checks):
        asked.setdefault("full_loss", {})
    for name, given in asked.items():
        if name == "full_loss" and reference is not None:
            found = (*found, measure.FullLoss.by(reference.problem, **given))
        else:
            found = (*found, measure.INSTRUMENTS[name](**given))
    return found


def landscape_axes(scenario: Scenario) -> tuple[Axis, ...]:
    """The weights along which the landscape lies.

    Raises: ScenarioError for a path that does not parse.
    """
    landscape = scenario.display.landscape
    try:
        return tuple(Axis.parse(axis.path, axis.label) for axis in landscape.axes) if landscape else ()
    except ValueError as error:
        raise ScenarioError(f"{scenario.label}: display.landscape: {error}") from None


def describe(training: Training, rows: int | None) -> str:
    """The optimizer on one line: SGD · η = 0.1 · β = 0.9 · 30 rows a step (None: a problem without rows).

    With all rows in every step there is nothing stochastic: gradient descent · η = 0.1 · all 150 rows.
    """
    optimizer = build_optimizer(training)
    rate = optimizer.learning_rate
    full = rows is not None and training.batch == "full"
    parts = [
        "gradient descent" if full and isinstance(optimizer, optimizers.SGD) else type(optimizer).__name__,
        f"η = {rate:g}" if isinstance(rate, float | int) else f"η: {type(rate).__name__}",
    ]
    if (form := getattr(optimizer, "form", "keras")) != "keras":
        parts[0] += f" ({form})"
    if momentum := getattr(optimizer, "momentum", 0):
        parts.append(f"β = {momentum:g}" + (" Nesterov" if getattr(optimizer, "nesterov", False) else ""))
    if rows is not None:
        count = f"{rows} row{'s' * (rows != 1)}"
        parts.append(f"all {count}" if full else f"{count} a step")
    return " · ".join(parts)


@contextmanager
def _speaking_of(spec: RunSpec) -> Iterator[None]:
    """Turn the engine's sentence into one that begins with file and run."""
    try:
        yield
    except (SettingError, ScenarioError) as error:
        raise ScenarioError(f"{spec.label}: {error}") from None


def _layer(table: Any) -> Any:
    settings = {
        name: _layers(value) if name in ("layers", "branches") else _plain(value)
        for name, value in options(table).items()
    }
    return layers.LAYERS[kind(table)](**settings)


def _layers(tables: Any) -> Any:
    """Lists of layers, or lists of lists, as a block takes them."""
    return tuple(_layers(inside) if isinstance(inside, tuple) else _layer(inside) for inside in tables)


def _plain(value: Any) -> Any:
    """A table as the dict that the engine takes: its name, if it has one, and its options."""
    if isinstance(value, Penalty):
        return {name: strength for name, strength in options(value).items() if strength is not None}
    if isinstance(value, Table):
        return {"name": kind(value)} | {name: _plain(inside) for name, inside in options(value).items()}
    return value


def _batches(training: Training, rows: int) -> Batches:
    batch = training.batch
    if batch == "full":
        return FullBatch()
    if not isinstance(batch, Batch):
        return Shuffled(int(batch))
    if batch.given is not None:
        return Given(batch.given)
    assert batch.size is not None
    if batch.replacement:
        return WithReplacement(batch.size, batch.per_epoch or -(-rows // batch.size))
    return Shuffled(batch.size) if batch.shuffle else InOrder(batch.size)


def _start(training: Training) -> dict[str, dict[str, Any]]:
    given: dict[str, dict[str, Any]] = {}
    for path, value in training.start.items():
        layer, _, weight = path.partition(".")
        given.setdefault(layer, {})[weight] = np.asarray(value, dtype=float)
    return given

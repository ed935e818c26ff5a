"""What pictures see: plain NumPy arrays and words, immutable, made by the player and read by everybody.

A `View` is one moment of a session: the traces up to the training front, the cursor, and what the probes
computed at it. It holds nothing that can train, and no part of it changes after it was published; a part
that did not change is the same object in the next view, so a picture may be cached by identity.

Time is counted in ticks, the clock that all runs of a session share. One tick is one update of the run with
the most updates per epoch; a run with fewer stands still in between, so that runs meet at every epoch.

A run has two numbers. Its `index` is where it stands among all runs of the scenario: its colour and its mark, the
same when it is shown alone. Its place is where it stands in `View.runs`, which may be fewer: by it everything that
belongs to a run is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.inputs import FeaturesView, PredictionsView
from dlviz.tui.kernels import WeightsView
from dlviz.tui.masks import DropoutView
from dlviz.tui.moving import MotionView, WorkView
from dlviz.tui.sliding import ImageView, SignalView
from dlviz.tui.strides import PlaneView, StrideView
from dlviz.tui.units import ActivityView, GraphView

if TYPE_CHECKING:
    from dlviz.scenarios.scenario import RunSpec

Floats = NDArray[np.floating]
Stage = Literal["waiting", "importing", "building", "compiling", "training", "ended"]


@dataclass(frozen=True)
class Event:
    """Something that happened at a row of a run: a fork, a changed hyper-parameter."""

    row: int
    kind: Literal["fork", "change"]
    text: str


@dataclass(frozen=True)
class Left:
    """Where a fork left another run: what that was called, at which of its steps, and what was changed there."""

    name: str
    row: int
    changes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RunView:
    """One run: its trace so far and where it stands.

    `columns` hold rows 0 … front, shape (front + 1,) or (front + 1, labels); what does not exist is NaN.
    """

    name: str
    index: int  # which colour and mark: where it stands among all runs of the scenario, shown or not
    stage: Stage
    status: str  # in words: "training", "finished", "diverged at step 31"
    steps: int  # planned updates
    steps_per_epoch: int
    columns: Mapping[str, Floats]
    labels: Mapping[str, tuple[str, ...]]  # of the vector columns: layers, axes
    settings: str = ""  # "SGD · η = 1e-05"
    events: tuple[Event, ...] = ()
    examples: int = 0  # rows that an epoch learns from, 0 where there are none
    seconds: float = 0.0  # of computing; of a fork, since it left
    own: bool = True  # one of the scenario: it can be hidden, not removed
    edited: int = 0  # how often its settings were changed
    left: Left | None = None  # of a fork: where it left another run
    knobs: Mapping[str, float] = field(default_factory=dict)  # what can be changed while it trains, as it is
    scheduled: bool = False  # its learning rate follows a schedule
    spec: RunSpec | None = None  # its settings as they are now

    @property
    def front(self) -> int:
        """The last row that has been measured, -1 before the first."""
        return len(next(iter(self.columns.values()), ())) - 1


@dataclass(frozen=True)
class ClaimView:
    """A claim at the cursor: `holds` is None while it cannot be said; `unit`: what its sides count, if anything."""

    text: str
    holds: bool | None
    left: float | None
    right: float | None
    unit: str = ""


@dataclass(frozen=True)
class LandscapeView:
    """The loss over one or two chosen weights.

    Shapes: `grids` one (n,) per axis; `loss` (n,) for one axis, (n_y, n_x) for two. Every run's path lies in
    its column `position`, shape (rows, axes), in the same order of axes.
    """

    axes: tuple[str, ...]  # labels: "w", "α₀"
    grids: tuple[Floats, ...]
    loss: Floats
    exact: bool  # the axes are all weights there are; otherwise a slice through the state at the cursor
    unit: str = ""  # "Σ(ŷ − y)²"
    minimum: Floats | None = None  # (axes,)
    minimum_loss: float | None = None
    stable_rate: float | None = None  # 2/λmax at the minimum
    minimisers: Floats | None = None  # (k, axes): all minima that are known
    plane: PlaneView | None = None  # where the axes are directions through all weights
    growing: bool = False  # it is computed point by point: what is not known yet is NaN
    note: str = ""  # what holds for the other weights


@dataclass(frozen=True)
class FitView:
    """What one run predicts at the cursor for the rows of its table, of which it learns from the first `training`.

    Shapes: `curve` (points, 2): predictions along the one feature, `inputs` (n,) its values in the rows; `values` (n,)
    numbers, or `predicted` (n,) class numbers, -1 where the outputs are not finite; `truth` (n,) what these should be.
    Of a large table `rows` (n,) are the rows that were taken, None for all, and `of` says of how many. Of a series,
    `inputs` (n,) are the times of the rows, and `naive` (n,) forecasts that it stays as it was last.
    """

    curve: Floats | None = None
    predicted: NDArray[np.integer] | None = None
    values: Floats | None = None
    truth: NDArray[np.generic] | None = None
    training: int = 0
    classes: tuple[str, ...] = ()  # their names
    of: str = ""  # which rows are counted, where they are not all of their kind
    target: str = ""  # what is predicted
    feature: str = ""  # the one that it is predicted from
    inputs: Floats | None = None
    naive: Floats | None = None
    rows: NDArray[np.integer] | None = None


@dataclass(frozen=True)
class RegionView:
    """What one run would predict at the cursor all over the plane of two features.

    Shapes: `across` (columns,) and `up` (rows,) values of the features, rising; `shares` (rows, columns, classes) how
    much goes to each class, in 0 … 1; x, y (n,) where the rows of the fit lie.
    """

    across: Floats
    up: Floats
    shares: Floats
    x: Floats
    y: Floats
    x_label: str
    y_label: str
    held: int = 0  # so many other features are held at their mean


@dataclass(frozen=True)
class DataView:
    """The rows that are learned from, reduced to a scatter and a few lines of table.

    Shapes: x, y (n,): the two numbers of a point; classes (n,) or None for regression. `over_time`: y is a series, x
    when.
    """

    name: str
    rows: int
    x: Floats
    y: Floats
    x_label: str
    y_label: str
    classes: NDArray[np.integer] | None = None
    class_names: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    head: tuple[tuple[str, ...], ...] = ()  # first rows as text
    tail: tuple[tuple[str, ...], ...] = ()  # last rows as text
    training: int = 0  # so many of the rows are learned from, the last ones are held out; 0: all
    samples: Floats | None = None  # (k, height, width, channels) or (k, steps, channels): some, class after class
    sampled: NDArray[np.integer] | None = None  # (k,) which rows these are
    over_time: bool = False


@dataclass(frozen=True)
class LayerView:
    """A row of the network's table."""

    name: str
    type: str
    output: str
    params: int
    frozen: int = 0  # of its parameters: those that training does not move


@dataclass(frozen=True)
class ExerciseView:
    """A question to think about first; its answer is shown on request, or when one of the choices was taken.

    `right`: which of the choices, or empty; `hides`: what is shown only then.
    """

    ask: str
    answer: str
    choices: tuple[str, ...] = ()
    right: str = ""
    hides: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Card:
    """The scenario's words.

    `hides`: what would tell the answer of an exercise and is shown only with it: claims, formulas, panels.
    """

    name: str
    title: str
    section: str
    question: str
    look: str  # Markdown
    formulas: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    loss_name: str = "loss"
    loss_column: str = "loss"
    loss_minus_minimum: bool = False
    curves_x: str = "step"  # the column that curves are drawn over
    curves: tuple[str, ...] = ()  # the columns that they draw
    curves_apart: bool = False  # each column has a chart of its own
    group: str = "epoch"  # what the steps of ticks_per_epoch are together: an epoch, or of a computation an input
    fields: bool = False  # the landscape will have two axes, so that of two runs each gets its own
    exercises: tuple[ExerciseView, ...] = ()
    hides: frozenset[str] = frozenset()
    tries: tuple[str, ...] = ()  # Markdown
    next_name: str = ""  # the scenario that follows
    next_title: str = ""


@dataclass(frozen=True)
class View:
    """One moment of a session."""

    card: Card
    runs: tuple[RunView, ...]
    cursor: int = 0  # tick being looked at
    front: int = 0  # last tick that every run still training has reached
    ticks: int = 0  # planned length
    ticks_per_epoch: int = 1
    chosen: int | None = None  # the row that was chosen as the input to look at, None: as the probe thinks best
    playing: bool = False
    speed: float = 1.0  # ticks a second; inf: as fast as it goes
    reached: float | None = None  # what the cursor makes of it, where training cannot keep up
    claims: tuple[ClaimView, ...] = ()
    verdicts: tuple[tuple[int, bool], ...] = ()  # of each claim that the end of a run decided: when, and how
    landscape: LandscapeView | None = None
    own_landscapes: Mapping[int, LandscapeView] = field(default_factory=dict)  # of runs that do not lie on it, by place
    data: DataView | None = None
    fits: tuple[FitView, ...] = ()  # one a run, by place
    regions: tuple[RegionView | None, ...] = ()  # one a run, by place
    batches: tuple[NDArray[np.integer] | None, ...] = ()  # the rows of the minibatch at the cursor, None for all
    networks: tuple[tuple[LayerView, ...], ...] = ()  # one a run, by place
    graphs: tuple[GraphView | None, ...] = ()  # one a run, by place
    activities: tuple[ActivityView | None, ...] = ()  # one a run, by place
    features: tuple[FeaturesView | None, ...] = ()  # one a run, by place
    predictions: tuple[PredictionsView | None, ...] = ()  # one a run, by place
    works: tuple[WorkView | None, ...] = ()  # one a run, by place
    motions: tuple[MotionView | None, ...] = ()  # one a run, by place
    strides: tuple[StrideView | None, ...] = ()  # one a run, by place
    signals: tuple[SignalView | None, ...] = ()  # one a run, by place
    images: tuple[ImageView | None, ...] = ()  # one a run, by place
    dropouts: tuple[DropoutView | None, ...] = ()  # one a run, by place
    kernels: tuple[WeightsView | None, ...] = ()  # one a run, by place
    found_at: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # of which rows these are, by a run's index
    phase: float | None = None  # how much of a step has gone by, where it goes by slowly enough to be watched
    message: str = ""  # what is being waited for, or what went wrong
    troubles: Mapping[str, str] = field(default_factory=dict)  # why a panel lacks what was to be computed for it

    def landscape_of(self, place: int) -> LandscapeView | None:
        """The landscape that the run at this place lies on."""
        return self.own_landscapes.get(place, self.landscape)

    def network_of(self, place: int) -> tuple[LayerView, ...]:
        """The layers of the run at this place, none where it has no network."""
        return self.networks[place] if place < len(self.networks) else ()

    def row(self, run: RunView, tick: int | None = None) -> int:
        """The row of this run at a tick (the cursor), at most its front."""
        tick = self.cursor if tick is None else tick
        return min(tick * run.steps_per_epoch // self.ticks_per_epoch, run.front)


@dataclass(frozen=True)
class PanelOptions:
    """How one panel is to be drawn."""

    focused: bool = False
    log: bool | None = None  # None: as the picture thinks best
    run: int = 0  # the place of the run in front
    zoomed: bool = False  # the panel has all the room there is
    alone: bool = False  # draw this run only: the panel stands once for each run
    answered: bool = False  # the answers of the exercises are asked for
    picked: tuple[tuple[int, str], ...] = ()  # the exercises that were answered, by number, and what was chosen
    choosing: tuple[int, int] | None = None  # the exercise, and the one of its choices, that is about to be taken
    scroll: int = 0  # lines of the lesson's page above its first row
    layer: str | None = None  # the layer that was chosen in the network, which other panels follow
    late: int | None = None  # the step that the panel still shows, where that is another than the cursor's

"""Models, losses, optimizers, the compiled step, runs and their traces, probes. No files, no screen.

from dlviz.engine import Adam, Dense, Run, Sequential, Shuffled, Supervised

model = Sequential([Dense(16, activation="relu"), Dense(3, activation="softmax")], input_shape=(4,))
problem = Supervised(model, x, y, loss="categorical_crossentropy")
run = Run(problem, Adam(learning_rate=1e-3), batches=Shuffled(30), epochs=100, seed=0)
run.advance(200)
run.trace["loss"]           # (201,)
"""

from dlviz.engine.axes import Axis
from dlviz.engine.batches import Batches, FullBatch, Given, InOrder, Shuffled, WithReplacement
from dlviz.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from dlviz.engine.directions import Plane, coordinates, plane_loss, plane_through, random_plane, trajectory_plane
from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.instruments import FullLoss, GradNorm, Instrument, Position, UpdateNorm, WeightNorm
from dlviz.engine.landscape import Landscape, Minimum, minimise, refine, slice_loss
from dlviz.engine.layers import *  # noqa: F403 - every layer, by Keras' name
from dlviz.engine.layers import __all__ as _layers
from dlviz.engine.memory import MemoryEstimateError
from dlviz.engine.model import Sequential
from dlviz.engine.objectives import Objective
from dlviz.engine.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Nadam, Optimizer, RMSprop
from dlviz.engine.problem import Problem, Supervised
from dlviz.engine.run import Run
from dlviz.engine.settings import Event
from dlviz.engine.snapshots import SnapshotBudget
from dlviz.engine.state import State, flatten, unflatten
from dlviz.engine.trace import Trace

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Axis",
    "Batches",
    "EarlyStopping",
    "Event",
    "FullBatch",
    "FullLoss",
    "Given",
    "GradNorm",
    "InOrder",
    "Instrument",
    "Landscape",
    "Lion",
    "MemoryEstimateError",
    "Minimum",
    "Nadam",
    "Objective",
    "Optimizer",
    "Plane",
    "Position",
    "Problem",
    "RMSprop",
    "ReduceLROnPlateau",
    "Run",
    "Sequential",
    "SettingError",
    "ShapeError",
    "Shuffled",
    "SnapshotBudget",
    "State",
    "Supervised",
    "Trace",
    "UpdateNorm",
    "WeightNorm",
    "WithReplacement",
    "flatten",
    "coordinates",
    "minimise",
    "plane_loss",
    "plane_through",
    "random_plane",
    "refine",
    "slice_loss",
    "trajectory_plane",
    "unflatten",
    *_layers,
]

"""What is measured inside the compiled step; `base` states the contract."""

from dlviz.engine.instruments.activations import (
    ActivationMean,
    ActivationStd,
    DeadUnits,
    SaturatedUnits,
)
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.instruments.curvature import (
    Eigenvalues,
    HessianTrace,
    PreconditionedSharpness,
    Sharpness,
    StabilityBound,
)
from dlviz.engine.instruments.histograms import ActivationHistogram, GradientHistogram, WeightHistogram
from dlviz.engine.instruments.motion import (
    DistanceFromStart,
    FullLoss,
    GradientCosine,
    LossAlongUpdate,
    Position,
    UpdateCosine,
)
from dlviz.engine.instruments.noise import GradientNoiseScale, GradientSNR
from dlviz.engine.instruments.norms import (
    GradientMean,
    GradientStd,
    GradNorm,
    UpdateNorm,
    UpdateRatio,
    WeightNorm,
)
from dlviz.engine.instruments.optimizer import EffectiveRate, FirstMoment, SecondMoment, Velocity
from dlviz.engine.instruments.sparsity import Zeros

NORMS: tuple[Instrument, ...] = (GradNorm(), UpdateNorm(), WeightNorm())
"""The three norms per layer."""

SMALL = 2**14
"""Parameters up to which all three norms cost next to nothing."""


def default(parameters: int) -> tuple[Instrument, ...]:
    """Return what a run of so many trainable parameters measures unless told otherwise, beside the loss.

    Small networks: all three norms at every step. Larger ones: the gradient's alone, since updates and weights
    have to be kept and read once more for theirs (on the 4-256-256-256-3 MLP 5 % against 27 % of a step).
    """
    return NORMS if parameters <= SMALL else (GradNorm(),)


INSTRUMENTS: dict[str, type[Instrument]] = {
    kind.column: kind
    for kind in (
        GradNorm, UpdateNorm, WeightNorm, UpdateRatio, GradientMean, GradientStd, GradientCosine, UpdateCosine,
        DistanceFromStart, LossAlongUpdate, Position, FullLoss, DeadUnits, SaturatedUnits, ActivationMean,
        ActivationStd, ActivationHistogram, GradientHistogram, WeightHistogram, Velocity, FirstMoment, SecondMoment,
        EffectiveRate, GradientNoiseScale, GradientSNR, Sharpness,
        PreconditionedSharpness, Eigenvalues, HessianTrace, StabilityBound, Zeros,
    )
}  # fmt: skip
"""Every instrument by its column."""

__all__ = [
    "INSTRUMENTS",
    "NORMS",
    "ActivationHistogram",
    "ActivationMean",
    "ActivationStd",
    "DeadUnits",
    "DistanceFromStart",
    "EffectiveRate",
    "Eigenvalues",
    "FirstMoment",
    "FullLoss",
    "GradNorm",
    "GradientCosine",
    "GradientHistogram",
    "GradientMean",
    "GradientNoiseScale",
    "GradientSNR",
    "GradientStd",
    "HessianTrace",
    "Instrument",
    "LossAlongUpdate",
    "Position",
    "PreconditionedSharpness",
    "Reading",
    "SaturatedUnits",
    "SecondMoment",
    "Sharpness",
    "StabilityBound",
    "UpdateCosine",
    "UpdateNorm",
    "UpdateRatio",
    "Velocity",
    "WeightHistogram",
    "WeightNorm",
    "Zeros",
    "default",
]

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

DEFAULT: tuple[Instrument, ...] = (GradNorm(), UpdateNorm(), WeightNorm())
"""What a run measures unless told otherwise; the loss is always measured."""

INSTRUMENTS: dict[str, type[Instrument]] = {
    kind.column: kind
    for kind in (
        GradNorm, UpdateNorm, WeightNorm, UpdateRatio, GradientMean, GradientStd, GradientCosine, UpdateCosine,
        DistanceFromStart, LossAlongUpdate, Position, FullLoss, DeadUnits, SaturatedUnits, ActivationMean,
        ActivationStd, ActivationHistogram, GradientHistogram, WeightHistogram, Velocity, FirstMoment, SecondMoment,
        EffectiveRate, GradientNoiseScale, GradientSNR, Sharpness,
        PreconditionedSharpness, Eigenvalues, HessianTrace, StabilityBound,
    )
}  # fmt: skip
"""Every instrument by its column."""

__all__ = [
    "DEFAULT",
    "INSTRUMENTS",
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
]

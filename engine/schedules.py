"""Learning rates that change from update to update, on the host: schedule(step) -> η, steps counted from 0.

Names, options and formulas as in Keras, `OneCycle` as in PyTorch. s is the step, p = s / decay_steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import ceil, cos, floor, log, pi
from typing import Any

from dlviz.engine.errors import SettingError, bad_options, number, unknown, whole


@dataclass(frozen=True)
class Schedule:
    """The contract: calling it with the number of an update gives its learning rate.

    Raises: SettingError for a number out of its range.
    """

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.name.endswith("_steps"):
                whole(owner, entry.name, value, least=0 if entry.name == "warmup_steps" else 1)
            elif entry.type is float:
                number(owner, entry.name, value, least=0)

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        raise NotImplementedError


@dataclass(frozen=True)
class ConstantRate(Schedule):
    """η = value."""

    value: float

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        return self.value


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """η = η₀ rᵖ; a staircase takes ⌊p⌋."""

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        p = step / self.decay_steps
        return float(self.initial_learning_rate * self.decay_rate ** (floor(p) if self.staircase else p))


@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """η = η₀ / (1 + r p); a staircase takes ⌊p⌋."""

    initial_learning_rate: float
    decay_steps: int
    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        p = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (floor(p) if self.staircase else p))


@dataclass(frozen=True)
class PiecewiseConstantDecay(Schedule):
    """η = valueᵢ, i the number of boundaries below s (the update at a boundary still has the value before
    it)."""

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "boundaries", tuple(self.boundaries))
        object.__setattr__(self, "values", tuple(self.values))
        if len(self.values) != len(self.boundaries) + 1:
            raise SettingError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need "
                f"{len(self.boundaries) + 1} values, not {len(self.values)}"
            )
        if any(a >= b for a, b in zip(self.boundaries, self.boundaries[1:], strict=False)):
            raise SettingError(f"PiecewiseConstantDecay: the boundaries {self.boundaries} do not rise")
        for value in self.values:
            number("PiecewiseConstantDecay", "values", value, least=0)

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        return self.values[sum(step > boundary for boundary in self.boundaries)]


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """η = (η₀ - η₁) (1 - p)ᵏ + η₁ up to p = 1, then η₁; a cycle stretches decay_steps to the next multiple
    beyond s."""

    initial_learning_rate: float
    decay_steps: int
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        p = step / self.decay_steps
        p = p / max(1, ceil(p)) if self.cycle else min(p, 1.0)
        return float(
            (self.initial_learning_rate - self.end_learning_rate) * (1 - p) ** self.power + self.end_learning_rate
        )


@dataclass(frozen=True)
class CosineDecay(Schedule):
    """η = η₀ ((1 - α) ½ (1 + cos πp) + α) up to p = 1; first a straight warm-up to `warmup_target`, if one is
    given.

    Source: Loshchilov and Hutter 2017.
    """

    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.warmup_target is not None:
            number("CosineDecay", "warmup_target", self.warmup_target, least=0)

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return (self.warmup_target - top) * step / self.warmup_steps + top
            top, step = self.warmup_target, step - self.warmup_steps
        p = min(step / self.decay_steps, 1.0)
        return top * ((1 - self.alpha) * 0.5 * (1 + cos(pi * p)) + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    """CosineDecay that begins again, each time t_mul longer and m_mul as high.

    Source: Loshchilov and Hutter 2017 (SGDR).
    """

    initial_learning_rate: float
    first_decay_steps: int
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        number("CosineDecayRestarts", "t_mul", self.t_mul, least=1)

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        p = step / self.first_decay_steps
        if self.t_mul == 1:
            restarts = floor(p)
            p -= restarts
        else:
            # restart i begins at p = (1 - tⁱ) / (1 - t); the small term keeps a whole power from falling
            # below itself
            restarts = floor(log(1 - p * (1 - self.t_mul)) / log(self.t_mul) + 1e-9)
            p = (p - (1 - self.t_mul**restarts) / (1 - self.t_mul)) / self.t_mul**restarts
        wave = 0.5 * self.m_mul**restarts * (1 + cos(pi * p))
        return float(self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha))


@dataclass(frozen=True)
class OneCycle(Schedule):
    """From η_max / div_factor up to η_max over the first pct_start of the updates, then down to η_start /
    final_div_factor.

    Both ways along half a cosine.
    Source: Smith and Topin 2018; PyTorch's OneCycleLR.
    """

    max_learning_rate: float
    total_steps: int
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4

    def __post_init__(self) -> None:
        super().__post_init__()
        number("OneCycle", "pct_start", self.pct_start, least=0, most=1)
        number("OneCycle", "div_factor", self.div_factor, least=1)
        number("OneCycle", "final_div_factor", self.final_div_factor, least=1)

    def __call__(self, step: int) -> float:
        """Return the learning rate of an update."""
        start = self.max_learning_rate / self.div_factor
        last = self.total_steps - 1
        turn = self.pct_start * self.total_steps - 1
        step = min(step, last)
        if step <= turn:
            return _cosine(start, self.max_learning_rate, step / turn if turn else 1.0)
        return _cosine(self.max_learning_rate, start / self.final_div_factor, (step - turn) / (last - turn))


def _cosine(begin: float, end: float, p: float) -> float:
    return end + (begin - end) * 0.5 * (1 + cos(pi * p))


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.__name__: schedule
    for schedule in (
        ConstantRate,
        ExponentialDecay,
        InverseTimeDecay,
        PiecewiseConstantDecay,
        PolynomialDecay,
        CosineDecay,
        CosineDecayRestarts,
        OneCycle,
    )
}
Spec = Mapping[str, Any] | Schedule | float


def get(spec: Spec) -> Schedule:
    """Return the schedule for {"name": …, option: value}, a number, or a `Schedule`; letter case is free.

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Schedule):
        return spec
    if not isinstance(spec, Mapping):
        return ConstantRate(number("learning_rate", "value", spec, least=0))
    given = dict(spec)
    name = given.pop("name", None)
    found = {known.lower(): known for known in SCHEDULES}.get(str(name).lower())
    if found is None:
        raise unknown("schedule", name, SCHEDULES)
    known = [entry.name for entry in fields(SCHEDULES[found])]
    if not set(given) <= set(known):
        raise bad_options(f"schedule {found}", given, known)
    try:
        return SCHEDULES[found](**given)
    except TypeError as error:
        raise SettingError(f"schedule {found}: {str(error).split('() ')[-1]}") from None

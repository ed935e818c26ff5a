"""The engine's instruments that a file can ask for: their options, and what their columns hold.

Only words and ranges stand here, so that a file is checked before JAX is imported. A test holds these tables
against the engine's instruments. The norms of gradient, update and weights are measured in any case, and so is
the position on a landscape.
"""

from __future__ import annotations

from typing import Any, Literal

from dlviz.scenarios.tables import Few, Options, Positive, Updates, kind, tables_of

Entries = Literal["one", "layers", "units", "λ", "scales", "bins", "bins of units"]
"""What a column holds: one number, one a trained layer, one a layer with an activation, eigenvalues, …"""

_EVERY: Options = {"every": (Updates, 1)}
_DEAR: Options = {"every": (Updates, 10), "iterations": (Few, 12)}
_BINS: Options = _EVERY | {"low": (float, -1.0), "high": (float, 1.0), "bins": (Few, 24)}
_KINDS: dict[str, tuple[Entries, Options]] = {
    "update_ratio": ("layers", _EVERY),
    "gradient_mean": ("layers", _EVERY),
    "gradient_std": ("layers", _EVERY),
    "gradient_cosine": ("layers", _EVERY),
    "update_cosine": ("layers", _EVERY),
    "distance_from_start": ("layers", _EVERY),
    "loss_along_update": ("scales", _EVERY),
    "full_loss": ("one", _EVERY),
    "dead_units": ("units", _EVERY),
    "saturated_units": ("units", _EVERY),
    "activation_mean": ("units", _EVERY),
    "activation_std": ("units", _EVERY),
    "activation_histogram": ("bins of units", _BINS),
    "weight_histogram": ("bins", _BINS),
    "gradient_histogram": ("bins", _BINS),
    "velocity": ("layers", _EVERY),
    "first_moment": ("layers", _EVERY),
    "second_moment": ("layers", _EVERY),
    "effective_rate": ("layers", _EVERY),
    "gradient_noise_scale": ("one", _EVERY),
    "gradient_snr": ("layers", _EVERY),
    "sharpness": ("one", _DEAR),
    "preconditioned_sharpness": ("one", _DEAR),
    "eigenvalues": ("λ", _DEAR | {"iterations": (Few, 20), "k": (Few, 5)}),
    "hessian_trace": ("one", {"every": (Updates, 10), "samples": (Few, 8)}),
    "stability_bound": ("one", _EVERY),
    "zeros": ("layers", _EVERY | {"threshold": (Positive, 1e-3)}),
}
ENTRIES: dict[str, Entries] = {name: entries for name, (entries, _) in _KINDS.items()}
INSTRUMENTS: dict[str, Options] = {name: options for name, (_, options) in _KINDS.items()}
SCALES = ("0", "0.5", "1", "2")
"""The labels of loss_along_update: how many times the update."""

NEED_ROWS = ("gradient_noise_scale", "gradient_snr", *(name for name, entries in ENTRIES.items() if "units" in entries))
"""What an objective, which has neither rows nor units, cannot be asked for."""

_Table: Any = tables_of(INSTRUMENTS, "name", {})
Instrument: Any = Literal[tuple(INSTRUMENTS)] | _Table


def column(instrument: Any) -> str:
    """The column that an instrument fills, however it is written."""
    return instrument if isinstance(instrument, str) else kind(instrument)


def stride(instrument: Any) -> int:
    """Every how many steps it measures."""
    if isinstance(instrument, str):
        return int(INSTRUMENTS[instrument]["every"][1])
    return int(instrument.every)


def eigenvalues(instrument: Any) -> tuple[str, ...]:
    """The labels λ1 … λk."""
    count = INSTRUMENTS["eigenvalues"]["k"][1] if isinstance(instrument, str) else instrument.k
    return tuple(f"λ{place}" for place in range(1, count + 1))


def bins(instrument: Any, layers: tuple[str, ...]) -> tuple[str, ...]:
    """The labels layer[bin] of a histogram, layer after layer."""
    count = INSTRUMENTS[instrument]["bins"][1] if isinstance(instrument, str) else instrument.bins
    return tuple(f"{layer}[{place}]" for layer in layers for place in range(count))

"""The hyper-parameters of a run over time: what holds at which step, and how they are changed.

A change holds from its step on and is remembered, so that replay uses at every step what was used then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from math import isfinite
from numbers import Real
from typing import Any, NamedTuple

from dlviz.engine.errors import SettingError
from dlviz.engine.numbers import plain

MANY = 3
"""Layers of which the same is said once."""


class Event(NamedTuple):
    """Something that was done to a run at a step: kind "change" or "fork", and the sentence that says it."""

    step: int
    kind: str
    text: str


class Setting(NamedTuple):
    """What holds from `step` on. `rate`: a learning rate that took the optimizer's place, or None.

    `change`: the number of the change that led to it, 0 at first; no other setting of the run has it.
    """

    step: int
    hyper: dict[str, dict[str, Any]]
    rate: float | None
    change: int = 0


class Settings:
    """The settings of one run, by step."""

    def __init__(self, hyper: dict[str, dict[str, Any]]) -> None:
        """Start with `hyper`: {"layers": {layer: {option: value}}, "optimizer": {option: value}, …}."""
        self._history = [Setting(0, hyper, None)]

    def at(self, step: int) -> Setting:
        """Return what holds at a step."""
        return self._history[bisect_right(self._history, step, key=lambda setting: setting.step) - 1]

    def next_change(self, step: int) -> int | None:
        """Return the first step after `step` at which something changes, or None."""
        place = bisect_right(self._history, step, key=lambda setting: setting.step)
        return self._history[place].step if place < len(self._history) else None

    def until(self, step: int) -> Settings:
        """Return settings of their own that agree up to and including a step."""
        twin = Settings(self._history[0].hyper)
        twin._history = [setting for setting in self._history if setting.step <= step]
        return twin

    def joined(self, hyper: Mapping[str, Mapping[str, Any]], nothing: Callable[[str], float]) -> Settings:
        """Return settings of their own that have all options of `hyper` too, at values that do nothing."""

        def filled(had: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
            return {name: had.get(name, nothing(name)) for name in own}

        def with_all(had: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
            layers = {layer: filled(had["layers"].get(layer, {}), own) for layer, own in hyper["layers"].items()}
            return {**had, "layers": layers, "optimizer": filled(had["optimizer"], hyper["optimizer"])}

        twin = Settings({})
        twin._history = [setting._replace(hyper=with_all(setting.hyper)) for setting in self._history]
        return twin

    def options(self) -> tuple[str, ...]:
        """Return all names that `change` takes."""
        return ("learning_rate", *self.numbers(self._history[-1].step))

    def numbers(self, step: int) -> dict[str, float]:
        """Return what `change` takes, but for the learning rate, with what holds at a step."""
        hyper = self.at(step).hyper
        layers = {f"{layer}.{name}": value for layer, own in hyper["layers"].items() for name, value in own.items()}
        return {**hyper["optimizer"], **layers}

    def change(self, step: int, rate: float, changes: Mapping[str, float], new: Container[str] = ()) -> str:
        """Change options from a step on and return the sentence that says so; `rate` is the one in use, `new` joined.

        Keys are options of the optimizer (`learning_rate`, `momentum`) or of a layer (`dropout.rate`,
        `dense.kernel_l2`). Raises SettingError for an option that does not exist or a value that is no number.
        """
        last = self._history[-1]
        hyper, new_rate = deepcopy(last.hyper), last.rate
        words: list[tuple[str, str]] = []
        if not changes:
            raise SettingError(f"name an option to change; there are {', '.join(self.options())}")
        for name, value in changes.items():
            if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
                raise SettingError(f"{name} is {value!r}; it must be a finite number")
            layer, _, option = name.rpartition(".")
            if name == "learning_rate":
                before, new_rate = rate, float(value)
            elif name in hyper["optimizer"]:
                before, hyper["optimizer"][name] = hyper["optimizer"][name], float(value)
            elif option in hyper["layers"].get(layer, {}):
                before, hyper["layers"][layer][option] = hyper["layers"][layer][option], float(value)
            else:
                known = self.options()
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                raise SettingError(f"this run has no option {name} to change; {hint}")
            words.append((name, f"{plain(value)} added" if name in new else f"{plain(before)} → {plain(value)}"))
        if step == last.step and len(self._history) > 1:
            self._history.pop()
        self._history.append(Setting(step, hyper, new_rate, last.change + 1))
        return _said(words)

    def told(self, rate: float) -> str:
        """Return the sentence about all that the last change left different from before; `rate` was in use then.

        Changes at one step are one change: those that were taken back are not told.
        """
        if len(self._history) < 2:
            return ""
        (_, before, old, _), (_, now, new, _) = self._history[-2:]
        words = [("learning_rate", rate if old is None else old, rate if new is None else new)]
        words += [(name, before["optimizer"][name], value) for name, value in now["optimizer"].items()]
        for layer, options in now["layers"].items():
            words += [(f"{layer}.{name}", before["layers"][layer][name], value) for name, value in options.items()]
        return _said([(name, f"{plain(was)} → {plain(value)}") for name, was, value in words if was != value])


def _said(words: Sequence[tuple[str, str]]) -> str:
    """Options and what became of them, as a sentence; what became the same of many layers is said once."""
    layers = Counter((name.rpartition(".")[2], text) for name, text in words if "." in name)
    said = []
    for name, text in words:
        layer, _, option = name.rpartition(".")
        many = layers[option, text] if layer else 0
        said.append(f"{option} {text} in {many} layers" if many >= MANY else f"{name} {text}")
    return ", ".join(dict.fromkeys(said))

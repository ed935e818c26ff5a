"""Numbers of a run that a sheet changes: what they are called, and rows that stand for those of all layers at once.

`*.kernel_l2` is the L2 penalty of every kernel: one row, one value, one change for all layers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dlviz.scenarios import ScenarioError
from dlviz.scenarios.additions import with_options
from dlviz.tui.view import RunView

ALL = "*"
"""In the place of a layer's name: every layer that has the option."""
OF_OPTIMIZER = {
    "learning_rate": "learning rate η",
    "momentum": "momentum β",
    "beta_1": "β₁, of the mean",
    "beta_2": "β₂, of the squares",
    "rho": "ρ, of the squares",
    "epsilon": "ε",
    "weight_decay": "weight decay",
    "clipnorm": "clip each norm",
    "global_clipnorm": "clip the norm",
    "clipvalue": "clip each number",
}
OF_LAYER = {"rate": "dropout rate", "stddev": "noise σ", "noise": "noise σ"}


def label(name: str) -> str:
    """What an option is called in a row."""
    layer, _, option = name.rpartition(".")
    if not layer:
        return OF_OPTIMIZER.get(option, option)
    of, _, strength = option.partition("_")
    said = f"{strength.upper()} of {of}" if strength in ("l1", "l2") else OF_LAYER.get(option, option)
    return f"{'all layers' if layer == ALL else layer}: {said}"


def gathered(names: Iterable[str]) -> tuple[str, ...]:
    """The names, and before the first of those that several layers have the one that stands for all."""
    names = tuple(names)
    found: list[str] = []
    for name in names:
        together = f"{ALL}.{name.rpartition('.')[2]}"
        if "." in name and together not in found and len(spread(together, names)) > 1:
            found.append(together)
        found.append(name)
    return tuple(found)


def values(numbers: Mapping[str, float]) -> dict[str, float]:
    """The numbers of a run, with one for all layers where these agree."""
    found = {name: {numbers[one] for one in spread(name, numbers)} for name in gathered(numbers)}
    return {name: each.pop() for name, each in found.items() if len(each) == 1}


def spread(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that a name stands for: itself, or those of all layers."""
    return tuple(one for one in names if one == name or (name.startswith(ALL) and one.endswith(name[1:])))


def check(run: RunView, changes: Mapping[str, float]) -> None:
    """Ask the scenario's own checker.

    Raises: ScenarioError with the sentence that a file would get, but for the place in the file: the row says it.
    """
    if run.spec is None:
        return
    try:
        with_options(run.spec, changes)
    except ScenarioError as error:
        found = re.fullmatch(r"\S+ is (\S+); (it must be .+?)(, or a table .+)?", str(error))
        raise ScenarioError(f"It cannot be {found[1]}; {found[2]}." if found else str(error)) from None

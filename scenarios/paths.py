"""Addressing a place in a scenario: training.batch, model[0].units, training.start."dense.kernel".

`model[*].activation` speaks to every layer that has the option, `[0:6]` and `[:-1]` to a stretch of layers,
`[-1]` to the last.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from dlviz.scenarios.errors import TOO_LONG, ScenarioError, choices
from dlviz.scenarios.layer_tables import LAYERS

_Step = str | int | slice

_KEY = re.compile(r'(?P<bare>[A-Za-z0-9_-]+)|"(?P<quoted>[^"]*)"')
_INDEX = re.compile(r"\[\s*(?:(?P<all>\*)|(?P<start>-?\d+)?\s*(?P<colon>:)?\s*(?P<stop>-?\d+)?)\s*\]")
_SHORT = {
    "optimizer": "name",
    "loss": "name",
    "batch": "size",
}  # what a plain value of these keys abbreviates


def parse_override(text: str) -> tuple[str, Any]:
    """Split KEY=VALUE; the value is TOML, and a bare word is text.

    Raises: ScenarioError where there is no `=`, or a number that is too long to be read.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ScenarioError(f"--set {text}: write KEY=VALUE, such as training.epochs=5")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return key.strip(), value.strip()
    except ValueError:  # Python's own, of a number with too many digits
        raise ScenarioError(f"--set {key.strip()}: {TOO_LONG}") from None


def assign(document: dict[str, Any], path: str, value: Any) -> None:
    """Put `value` at `path`, making tables on the way; whether the key may be there, the schema says.

    Raises: ScenarioError for a path that does not parse, for a layer that is not there.
    """
    _assign(document, _parse(path), value, path, "")


def _parse(path: str) -> list[_Step]:
    steps: list[_Step] = []
    at = 0
    while at < len(path):
        if (steps and path[at] == ".") or (not steps and at == 0):
            found = _KEY.match(path, at + (path[at] == "." and bool(steps)))
            if not found:
                break
            steps.append(found["bare"] if found["bare"] is not None else found["quoted"])
        elif found := _INDEX.match(path, at):
            if found["all"]:
                steps.append(slice(None))
            elif found["colon"]:
                bounds = [int(found[name]) if found[name] else None for name in ("start", "stop")]
                steps.append(slice(*bounds))
            elif found["start"]:
                steps.append(int(found["start"]))
            else:
                break
        else:
            break
        at = found.end()
    if at < len(path) or not steps:
        raise ScenarioError(
            f"the path does not parse at character {at + 1}; write it like training.batch or model[0].units"
        )
    return steps


def _assign(place: Any, steps: list[_Step], value: Any, path: str, done: str) -> None:
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        _assign_key(place, step, rest, value, path, done)
    elif not isinstance(place, list):
        raise ScenarioError(f"{done} is not a list, so it has no {_spell(step)}; leave that out")
    elif isinstance(step, int):
        if not -len(place) <= step < len(place):
            raise ScenarioError(f"{done} has no {_spell(step)}; it goes from {done}[0] to {done}[{len(place) - 1}]")
        _into(place, step, rest, value, path, f"{done}{_spell(step)}")
    else:
        chosen = [i for i in range(len(place))[step] if not rest or _takes(place[i], rest[0])]
        if not chosen:
            word = rest[0] if rest else ""
            kinds = dict.fromkeys(str(item.get("type")) for item in place if isinstance(item, dict))
            names = dict.fromkeys(name for kind in kinds for name in LAYERS.get(kind, ()))
            raise ScenarioError(
                f"no layer of {done}{_spell(step)} has the option {word!r}; {choices(str(word), names)}"
            )
        for i in chosen:
            _into(place, i, rest, value, path, f"{done}[{i}]")


def _assign_key(place: Any, step: str, rest: list[_Step], value: Any, path: str, done: str) -> None:
    if not isinstance(place, dict):
        there = (
            f"there is {done}[0] to {done}[{len(place) - 1}]" if isinstance(place, list) and place else f"it is {place}"
        )
        raise ScenarioError(f"{done} has no key {step!r}; {there}")
    if rest and step not in place:
        place[step] = {}
    elif rest and step in _SHORT and isinstance(rest[0], str) and isinstance(place[step], str | int):
        place[step] = {} if place[step] == "full" else {_SHORT[step]: place[step]}
    _into(place, step, rest, value, path, f"{done}.{step}" if done else step)


def _into(place: Any, key: Any, rest: list[_Step], value: Any, path: str, done: str) -> None:
    if rest:
        _assign(place[key], rest, value, path, done)
    else:
        place[key] = value


def _takes(layer: Any, option: _Step) -> bool:
    kind = layer.get("type") if isinstance(layer, dict) else None
    return isinstance(option, str) and (option in LAYERS.get(str(kind), ()) or option in ("name", "type"))


def _spell(step: int | slice) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    start, stop = ("" if bound is None else str(bound) for bound in (step.start, step.stop))
    return "[*]" if step == slice(None) else f"[{start}:{stop}]"


def root(path: str) -> str:
    """The first word of a path."""
    found = _KEY.match(path)
    return (found["bare"] or found["quoted"] or "") if found else ""

"""The layers of a run as Keras' own: options that are Keras' defaults are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from dlviz.scenarios.columns import named
from dlviz.scenarios.keras_code_text import Code, call, render
from dlviz.scenarios.layer_tables import Penalty, groups
from dlviz.scenarios.tables import Table, kind, options

BY_PLACE = ("units", "filters", "kernel_size", "rate", "stddev", "target_shape", "pool_size")
"""Options that stand first, without their name; Keras has no default for most of them."""

BRANCHES = "abcdefghijklmnopqrstuvwxyz"


def camel(name: str) -> str:
    """The class of a name: random_normal -> RandomNormal."""
    return {"kl_divergence": "KLDivergence"}.get(name, name.title().replace("_", ""))


def with_options(prefix: str, table: Any, leave_out: Mapping[str, Any] | None = None) -> Any:
    """A table as a call of its class with the options that are not default."""
    return call(f"{prefix}{camel(kind(table))}", **changed(table, leave_out))


def changed(table: Any, leave_out: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The options of a table that are neither default nor left out."""
    fields, defaults = table.__struct_fields__, table.__struct_defaults__
    default = dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=True))
    missing = object()
    return {
        name: value
        for name, value in options(table).items()
        if value != default.get(name, missing) and not (leave_out and leave_out.get(name, missing) == value)
    }


def model(
    tables: Sequence[Any], shape: tuple[int, ...], start: Mapping[str, Any], called: Collection[str] = ()
) -> list[str]:
    """Lines that leave `model`, its start weights set where they are given.

    `start`: {"dense.kernel": value}, by the layers' names in dlviz; `called`: layers that must have theirs in Keras.
    """
    plain = all(not groups(table) for table in tables)
    tables = [
        msgspec.structs.replace(table, name=name) if name in called else table
        for name, table in zip(names(tables), tables, strict=True)
    ]
    return _sequential(tables, shape, start) if plain else _functional(tables, shape, start)


def _sequential(tables: Sequence[Any], shape: tuple[int, ...], start: Mapping[str, Any]) -> list[str]:
    made = [call("keras.Input", shape=shape), *map(layer, tables)]
    lines = [render(call("keras.Sequential", made), "model = ")]
    places = {name: f"model.layers[{i}]" for i, name in enumerate(names(tables))}
    return lines + [line for path, value in start.items() for line in _assigned(path, value, places)]


def _functional(tables: Sequence[Any], shape: tuple[int, ...], start: Mapping[str, Any]) -> list[str]:
    lines = [f"inputs = h = keras.Input(shape={shape})"]
    given = [path.rpartition(".")[0] for path in start]
    places: dict[str, str] = {}

    def through(table: Any, name: str, variable: str, before: str) -> None:
        made = layer(_named(table, name))
        if name in given:
            places[name] = keras_name(name)
            lines.append(render(made, f"{places[name]} = "))
            made = Code(places[name])
        lines.append(render(made, f"{variable} = ", f"({before})"))

    for table, name in zip(tables, names(tables), strict=True):
        stacks, inner = groups(table), iter(_inner_names(table))
        ends = []
        for stack, variable in zip(stacks, BRANCHES, strict=False):
            before = "h"
            for inside in stack:
                inside_name = f"{name}/{next(inner)}"
                one = msgspec.structs.replace(inside, name=inside_name) if table.name else inside
                through(_frozen(one, table), inside_name, variable, before)
                before = variable
            ends.append(variable)
        if kind(table) == "Residual":
            lines.append("h = layers.Add()([h, a])")
        elif len(stacks) > 1:
            lines.append(f"h = layers.Concatenate()([{', '.join(ends)}])")
        elif stacks:
            lines.append("h = a")
        else:
            through(table, name, "h", "h")
    lines.append("model = keras.Model(inputs, h)")
    return lines + [line for path, value in start.items() for line in _assigned(path, value, places)]


def _assigned(path: str, value: Any, places: Mapping[str, str]) -> list[str]:
    name, _, weight = path.rpartition(".")
    variable = f"{places[name]}.{weight}"
    if isinstance(value, int | float):
        return [f"{variable}.assign(np.full({variable}.shape, {value!r}))"]
    return [render(call(f"{variable}.assign", value))]


def layer(table: Any) -> Any:
    """One layer as Keras makes it."""
    given = changed(table)
    first = [_value(options(table)[name]) for name in BY_PLACE if name in options(table)]
    rest = {
        name: _option(name, value)
        for name, value in given.items()
        if name not in BY_PLACE and not (isinstance(value, Penalty) and not (value.l1 or value.l2))
    }
    if "name" in rest:
        rest["name"] = rest.pop("name")  # last
    if kind(table) == "Activation":
        first, rest = [_activation(table.activation)], {name: v for name, v in rest.items() if name != "activation"}
    return call(f"layers.{kind(table)}", *first, **rest)


def names(tables: Sequence[Any]) -> list[str]:
    """The layers' names as dlviz gives them."""
    return [name for name, _ in named(tables)]


def _inner_names(table: Any) -> list[str]:
    return names([inside for stack in groups(table) for inside in stack])


def _frozen(inside: Any, block: Any) -> Any:
    """A layer of a block that is frozen is frozen too, where it has weights at all."""
    if block.trainable or not hasattr(inside, "trainable"):
        return inside
    return msgspec.structs.replace(inside, trainable=False)


def keras_name(name: str) -> str:
    """A layer's full name as Keras may have it, without the slash of a block."""
    return name.replace("/", "_")


def _named(table: Any, name: str) -> Any:
    """A layer whose own name, if it has one, is unique in the whole model: two blocks may hold the same."""
    return msgspec.structs.replace(table, name=keras_name(name)) if table.name else table


def _option(name: str, value: Any) -> Any:
    if name == "activation":
        return _activation(value)
    if isinstance(value, Penalty):
        return _penalty(value)
    if isinstance(value, Table):
        return with_options("keras.initializers.", value)
    return _value(value)


def _penalty(penalty: Penalty) -> Any:
    given = {name: strength for name, strength in options(penalty).items() if strength is not None}
    if len(given) == 1:
        [(name, strength)] = given.items()
        return call(f"keras.regularizers.{name.upper()}", strength)
    return call("keras.regularizers.L1L2", **given)


def _activation(value: Any) -> Any:
    name = value if isinstance(value, str) else kind(value)
    given = {} if isinstance(value, str) else options(value)
    if name == "prelu":  # of one fixed slope, which Keras calls leaky
        name, given = "leaky_relu", {"negative_slope": given.get("alpha", 0.25)}
    if not given:
        return name
    return Code(render(call(f"keras.activations.{name}", Code("o"), **given), "lambda o: "))


def _value(value: Any) -> Any:
    return tuple(map(_value, value)) if isinstance(value, tuple | list) else value

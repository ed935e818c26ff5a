"""Turning a complaint of msgspec into one sentence a person can act on.

msgspec says where and what; what is possible there is read from the JSON Schema, so that the message, the
check and the editor's completion all speak from one source.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from dlviz.scenarios.errors import choices, listed, nearest
from dlviz.scenarios.schema import json_schema

_Node = dict[str, Any]


def explain(error: msgspec.ValidationError, raw: Any) -> str:
    """The sentence for `error`, which msgspec raised for the document `raw`."""
    message, _, place = str(error).partition(" - at `")
    place = place.removesuffix("`")
    steps = [int(i) if i else key for key, i in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", place)]
    schema = json_schema()
    node, value = _walk(schema, schema, raw, steps)
    where = spell(steps)
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", message):
        return f"unknown key {found[1]!r} in {where or 'the file'}; {choices(found[1], node['properties'])}"
    if found := re.fullmatch(r"Object missing required field `(.*)`", message):
        if found[1] in _tags(node):
            return f"{where} needs the key {found[1]!r}; possible: {listed(_tags(node)[found[1]])}"
        kind = _describe(schema, node["properties"][found[1]])
        return f"{where or 'the file'} needs the key {found[1]!r}: {kind}"
    if found := re.fullmatch(r"Invalid value '(.*)'", message):
        names = [name for tags in _tags(node).values() for name in tags]
        return f"{where} is {show(found[1])}; {choices(found[1], names)}"
    if message.startswith(("Expected", "Invalid")):
        return f"{where} is {show(value)}; it must be {_describe(schema, node)}{_hint(schema, node, value)}"
    return f"{where}: {message}" if where else message  # from a table's own check of its keys against each other


def spell(steps: list[int | str]) -> str:
    """The place in the file: model[0].units."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def in_words(node: dict[str, Any]) -> str:
    """What may stand at a place of the JSON Schema."""
    return _describe(json_schema(), node)


SHORT = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "rmse": "root_mean_squared_error",
    "bce": "binary_crossentropy",
    "cce": "categorical_crossentropy",
    "kld": "kl_divergence",
    "acc": "accuracy",
    "r2": "r2_score",
}
"""Short names that people bring from elsewhere, offered where the long one is meant."""


def show(value: Any) -> str:
    """What was given, short enough for a sentence."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 41 else f'"{value}"'
    if isinstance(value, dict):
        return f"a table with {listed(value) or 'no key'}"
    if isinstance(value, list | tuple):
        text = "[" + ", ".join(map(show, value[:4])) + (", …" if len(value) > 4 else "") + "]"
        return text if len(text) < 60 else f"a list of {len(value)}"
    text = str(value)
    return text if len(text) < 40 else f"{text[:12]}… ({len(text)} characters)"


def _walk(schema: _Node, node: _Node, value: Any, steps: list[int | str]) -> tuple[_Node, Any]:
    """The node of the schema that stands at these steps, and the value there."""
    node = _resolve(schema, node, value)
    for step in steps:
        inside: Any = None
        if isinstance(step, int):
            prefix = node.get("prefixItems", [])
            node = prefix[step] if step < len(prefix) else node.get("items") or {}
            inside = value[step] if isinstance(value, list | tuple) and step < len(value) else None
        elif step in _tags(node):  # the key that chooses among tables: msgspec complains about it there
            return node, value.get(step)
        else:
            node = node.get("properties", {}).get(step) or node.get("additionalProperties") or {}
            inside = value.get(step) if isinstance(value, dict) else None
        value = inside
        node = _resolve(schema, node if isinstance(node, dict) else {}, value)
    return node, value


def _resolve(schema: _Node, node: _Node, value: Any) -> _Node:
    """Follow references and go into the alternative meant: that of lists for a list, for a table that of its tag."""
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    if isinstance(value, list | tuple) and "anyOf" in node:
        return next((option for option in _alternatives(schema, node) if option.get("type") == "array"), node)
    if isinstance(value, dict) and "anyOf" in node:
        tables = [option for option in node["anyOf"] if "$ref" in option or "discriminator" in option]
        if discriminator := node.get("discriminator"):
            chosen = discriminator["mapping"].get(str(value.get(discriminator["propertyName"])))
            return _resolve(schema, {"$ref": chosen}, value) if chosen else node
        if len(tables) == 1:
            return _resolve(schema, tables[0], value)
    return node


def _tags(node: _Node) -> dict[str, list[str]]:
    discriminator = node.get("discriminator")
    return {discriminator["propertyName"]: list(discriminator["mapping"])} if discriminator else {}


def _alternatives(schema: _Node, node: _Node) -> list[_Node]:
    """The node's alternatives, those of tagged tables taken together as one."""
    if "anyOf" in node and "discriminator" not in node:
        return [leaf for option in node["anyOf"] for leaf in _alternatives(schema, option)]
    return [node]


def _describe(schema: _Node, node: _Node) -> str:
    """In words, what may stand there."""
    alternatives = _alternatives(schema, node)
    words = [word for option in alternatives for word in option.get("enum", [])]
    names = [name for option in alternatives for name in (*_tags(option).values(), [])[0]]
    if names and set(names) <= set(words):  # a name alone, or a table that begins with it
        key = next(tag for option in alternatives for tag in _tags(option))
        these = "one of these" if len(names) == len(words) else "one of these that has options"
        return f"one of {listed(names if len(names) == len(words) else words)}, or a table with {key} = {these}"
    parts = dict.fromkeys(_one(schema, option) for option in alternatives)
    parts.pop("nothing", None)
    joint = ", or " if any("," in part for part in parts) else " or "
    return joint.join(parts) or "something else"


def _one(schema: _Node, node: _Node) -> str:
    if "$ref" in node or "discriminator" in node:
        tags = _tags(node)
        if tags:
            key, names = next(iter(tags.items()))
            return f"a table with {key} = one of {listed(names)}"
        return f"a table with {listed(_resolve(schema, node, None).get('properties', {}))}"
    if "const" in node:
        return str(node["const"]).lower()
    if "enum" in node:
        return ("one of " if len(node["enum"]) > 1 else "") + listed(show(word) for word in node["enum"])
    match node.get("type"):
        case "integer":
            return "a whole number" + _bounds(node)
        case "number":
            return "a number" + _bounds(node)
        case "boolean":
            return "true or false"
        case "string":
            return _text(node)
        case "array":
            return _list(schema, node)
        case "object":
            if keys := node.get("properties"):
                return f"a table with {listed(keys)}"
            inside = _describe(schema, node.get("additionalProperties") or {})
            return "a table" if inside in ("nothing", "something else") else f"a table, each of its values {inside}"
    return "nothing"


def _text(node: _Node) -> str:
    if "pattern" in node:
        return str(node["description"])
    return "text that is not empty" if node.get("minLength") else "text"


def _list(schema: _Node, node: _Node) -> str:
    least, most = node.get("minItems"), node.get("maxItems")
    many = {None: ""}.get(
        least, f"{least} " if least == most else f"{least} to {most} " if most else f"at least {least} "
    )
    inside = node.get("items") or (node.get("prefixItems") or [{}])[0]
    word = "entry" if least == most == 1 else "entries"
    return f"a list of {many}{word}, each {_describe(schema, inside)}"


def _bounds(node: _Node) -> str:
    names = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }
    parts = [
        f"{word} {node[key]:g}" if node[key] < 1e6 else f"{word} {node[key]}"
        for key, word in names.items()
        if key in node
    ]
    return f", {' and '.join(parts)}" if parts else ""


def _hint(schema: _Node, node: _Node, value: Any) -> str:
    """The nearest word of a closed list, for a misspelt one."""
    words = [word for option in _alternatives(schema, node) for word in option.get("enum", [])]
    known = [word for word in words if isinstance(word, str)]
    meant = SHORT.get(value.lower()) if isinstance(value, str) else None
    near = meant if meant in known else nearest(value, known) if isinstance(value, str) else None
    return f"; did you mean {show(near)}?" if near else ""

"""Tables of a scenario file, and how they are made from names, options and ranges."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A table of a scenario file: no key beyond the ones named; turned back into plain ones it keeps what was given."""


Text = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=1)]
Few = Annotated[int, Meta(ge=1, le=1000)]  # of what costs a pass over all rows each
Updates = Annotated[int, Meta(ge=1, le=10**9)]  # below 2³¹, where the engine's step number ends
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, lt=1)]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]

Options = dict[str, Any]
"""Option -> its type, or (type, default)."""


def tables_of(kinds: dict[str, Options], tag_field: str, shared: Options, prefix: str = "") -> Any:
    """A union of one table type per name, told apart by the key `tag_field`; `prefix`: of its name in the schema."""
    union: Any = None
    for name, options in kinds.items():
        fields = [
            (option, *(kind if isinstance(kind, tuple) else (kind,))) for option, kind in (shared | options).items()
        ]
        table = msgspec.defstruct(
            f"{prefix}{name}", fields, bases=(Table,), tag_field=tag_field, tag=name, kw_only=True, frozen=True
        )
        union = table if union is None else union | table
    return union


def options(table: Any) -> dict[str, Any]:
    """The options of a layer, loss or optimizer table, without the key that names it."""
    return {field: getattr(table, field) for field in table.__struct_fields__}


def kind(table: Any) -> str:
    """What a layer, loss or optimizer table is called."""
    return str(type(table).__struct_config__.tag)

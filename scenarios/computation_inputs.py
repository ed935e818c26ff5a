"""What a computation may be given: series, pictures and filters, by name and option, or number by number."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from dlviz.scenarios.tables import Options, Positive, Seed, tables_of

SQUARE = tuple(tuple(float(2 <= i <= 3 and 2 <= j <= 3) for j in range(6)) for i in range(6))
SHADES = tuple(tuple((i / 11, j / 11, 0.5) for j in range(12)) for i in range(12))
"""The pictures of a file that names none; the engine has the same."""

Place = Annotated[int, Meta(ge=0)]

SERIES: dict[str, Options] = {
    "random_walk": {
        "steps": (Annotated[int, Meta(ge=2, le=2000)], 50),
        "seed": (Seed, 0),
        "noise": (Positive, 0.1),
    },
    "sine_pulse": {"period": (Annotated[int, Meta(ge=2, le=1000)], 60)},
}
"""Series that are made, by name and option."""

PICTURES: dict[str, Options] = {
    "picture": {"size": (Annotated[int, Meta(ge=8, le=64)], 24), "seed": (Seed, 0), "grey": (bool, False)},
    "digit": {"row": (Place, 0)},
    "mnist": {"row": (Place, 0)},
}
"""Pictures that are drawn or built in, likewise."""

FILES = ("png", "jpg", "jpeg", "gif", "bmp", "webp")
"""What the name of a picture of the user's own ends in."""

OF_A_FILE: Options = {"path": Annotated[str, Meta(min_length=1)], "size": (Annotated[int, Meta(ge=2, le=64)], 24)}

Series: Any = (
    Literal[tuple(SERIES)]
    | tables_of(SERIES, "name", {})
    | Annotated[tuple[float, ...], Meta(min_length=1, max_length=2000)]
)
_Row = Annotated[tuple[float | Annotated[tuple[float, ...], Meta(min_length=3, max_length=3)], ...], Meta(min_length=1)]
Picture: Any = (
    Annotated[
        str,
        Meta(
            min_length=1,  # not a pattern: beside tables and lists in one union it breaks msgspec 0.22's memory
            description=f'{", ".join(PICTURES)}, or a file of your own such as "photo.png"',
        ),
    ]
    | tables_of(PICTURES | {"file": OF_A_FILE}, "name", {})
    | Annotated[tuple[_Row, ...], Meta(min_length=1, max_length=64)]
)
_Weights = Annotated[tuple[float, ...], Meta(min_length=1, max_length=100)]
Filter: Any = Literal["gaussian", "mean", "difference"] | _Weights
Filter2D: Any = Literal["mean", "gaussian", "edges"] | Annotated[tuple[_Weights, ...], Meta(min_length=1)]
Size = Annotated[int, Meta(ge=2, le=32)]
Padding = Literal["valid", "same"]

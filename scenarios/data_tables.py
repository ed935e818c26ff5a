"""What [data] may hold: a built-in table, or the user's own file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from dlviz.scenarios.tables import Count, NotNegative, Seed, Share, Table, Text

Off = Annotated[bool, Meta(extra_json_schema={"const": False})]  # an option that false switches off

FILES = {
    "categories": ("csv", "parquet"),
    "missing": ("csv", "parquet"),
    "sample_weight": ("csv", "parquet", "npz"),
    "encoding": ("csv",),
}
"""Keys of [data] that speak of the user's own file, and beside which of them they may stand."""


class Data(Table, frozen=True):
    """[data]: the rows to learn from."""

    source: Text | None = None
    csv: Text | None = None
    parquet: Text | None = None
    npz: Text | None = None
    target: Text | None = None
    features: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    categories: tuple[Text, ...] = ()
    missing: Literal["drop", "median"] | None = None
    sample_weight: Text | None = None
    encoding: Text | None = None
    rows: Annotated[int, Meta(ge=2, le=100_000)] | None = None
    seed: Seed | None = None
    noise: NotNegative | None = None
    classes: Annotated[tuple[Text, ...], Meta(min_length=2)] | None = None
    window: Count | None = None
    horizon: Count = 1
    standardize: Literal["all", "train"] | Off = False
    shuffle: Seed | Off = False
    validation_split: Share = 0.0

    def __post_init__(self) -> None:
        """Refuse keys that contradict each other."""
        given = [key for key in ("source", "csv", "parquet", "npz") if getattr(self, key) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "none"
            raise ValueError(f"give one of source (a built-in name), csv, parquet and npz (your own file), not {said}")
        own = given[0]
        if own in ("csv", "parquet") and self.target is None:
            raise ValueError(f"{own} needs target, the name of the column to predict")
        if own != "source" and not self.rows == self.seed == self.noise is None:
            raise ValueError(f"rows, seed and noise belong to generated data; leave them out beside {own}")
        for key, place in FILES.items():
            if getattr(self, key) and own not in place:
                raise ValueError(f"{key} belongs to {' and '.join(place)}; leave it out beside {own}")
        if self.window is None and self.horizon != 1:
            raise ValueError("horizon says how far ahead of a window to predict; set window too, or leave horizon out")
        if self.window is not None and self.features is not None:
            raise ValueError("window learns from the target's own past; leave features out")
        if self.target is not None and own in ("source", "npz"):
            what = "a built-in source has its target already" if own == "source" else "the target of an npz is its y"
            raise ValueError(f"{what}; leave target out")
        if self.standardize is True:
            raise ValueError('standardize is true; it must be "all", "train" or false')
        if self.shuffle is True:
            raise ValueError("shuffle is true; it must be the seed of the shuffle, such as 0, or false")

"""The engine's analytic functions, by name and option, and where their landscapes lie.

Only words and ranges stand here, so that a file is checked before JAX is imported. A test holds these tables
against the engine's functions.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from dlviz.scenarios.tables import NotNegative, Options, Positive, tables_of

Span = tuple[float, float]

OBJECTIVES: dict[str, Options] = {
    "quadratic": {"condition": (Annotated[float, Meta(ge=1)], 10.0), "angle": (float, 0.0)},
    "rosenbrock": {},
    "himmelblau": {},
    "beale": {},
    "saddle": {},
    "rastrigin": {},
    "styblinski_tang": {},
    "ravine": {"steepness": (Positive, 40.0)},
}
RANGES: dict[str, tuple[Span, Span]] = {
    "quadratic": ((-5.0, 5.0), (-3.0, 3.0)),
    "rosenbrock": ((-2.0, 2.0), (-1.0, 3.0)),
    "himmelblau": ((-5.0, 5.0), (-5.0, 5.0)),
    "beale": ((-1.0, 4.0), (-1.5, 2.0)),
    "saddle": ((-2.0, 2.0), (-1.6, 1.6)),
    "rastrigin": ((-3.0, 3.0), (-3.0, 3.0)),
    "styblinski_tang": ((-4.5, 4.5), (-4.5, 4.5)),
    "ravine": ((-5.0, 2.0), (-2.0, 2.0)),
}
"""The part of the plane that is drawn unless a file says otherwise."""

_Point = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]
SHARED: Options = {"start": (_Point | None, None), "noise": (NotNegative, 0.0)}
Objective: Any = tables_of(OBJECTIVES, "function", SHARED)

AXES = ({"path": "point.x[0]", "label": "x"}, {"path": "point.x[1]", "label": "y"})
LAYER = "point"
"""What stands in the place of a layer: the two numbers are its one weight."""

PANELS = ("landscape", "loss", "lesson", "gradients")


def completed(raw: dict[str, Any]) -> dict[str, Any]:
    """The document with the landscape and the panels that an objective has unless its file says otherwise."""
    objective, display = raw.get("objective"), raw.get("display", {})
    function = objective.get("function") if isinstance(objective, dict) else None
    landscape = display.get("landscape", {}) if isinstance(display, dict) else None
    if not isinstance(function, str) or function not in RANGES or not isinstance(landscape, dict):
        return raw
    ranges = [list(span) for span in RANGES[function]]
    own = {"axes": list(AXES), "range": ranges, "unit": "f(x, y)"} if "projection" not in landscape else {}
    return raw | {"display": {"panels": list(PANELS)} | display | {"landscape": own | landscape}}

"""Scenarios: named experiments in TOML files, checked, run, and judged by their claims.

    from dlviz.scenarios import load
    load("gd-vs-sgd").run().frame()

Importing this package imports nothing heavy; each name brings in what it needs when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlviz.scenarios.entries import Entry, catalogue
    from dlviz.scenarios.errors import ScenarioError
    from dlviz.scenarios.judge import ClaimResult
    from dlviz.scenarios.loading import load
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.scenario import Scenario
    from dlviz.scenarios.schema import json_schema
    from dlviz.scenarios.session import Session

_HOMES = {
    "Entry": "entries",
    "catalogue": "entries",
    "ScenarioError": "errors",
    "ClaimResult": "judge",
    "Scenario": "scenario",
    "load": "loading",
    "json_schema": "schema",
    "Session": "session",
    "SessionRun": "roster",
}

__all__ = [
    "ClaimResult",
    "Entry",
    "Scenario",
    "ScenarioError",
    "Session",
    "SessionRun",
    "catalogue",
    "json_schema",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

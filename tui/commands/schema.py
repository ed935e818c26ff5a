"""Print the JSON Schema of scenario files, for editors that complete them."""

from __future__ import annotations

import json
import sys

from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console


def add_arguments(parser: Parser) -> None:
    """Take no arguments."""


def run(arguments: Namespace) -> int:
    """Print the schema."""
    from dlviz.scenarios.schema import json_schema

    console = Console(sys.stdout)
    console.line(json.dumps(json_schema(), indent=2, ensure_ascii=not console.signs))
    return 0

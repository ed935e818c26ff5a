"""A scenario: a checked file, with what was overridden, resolved run by run. Nothing here imports JAX."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlviz.scenarios.claims import Logic
from dlviz.scenarios.display_tables import Display
from dlviz.scenarios.inheritance import Inheritance
from dlviz.scenarios.schema import Change, Claim, Document, Exercise, json_schema

if TYPE_CHECKING:
    from dlviz import data
    from dlviz.scenarios.session import Session


@dataclass(frozen=True)
class RunSpec:
    """One run with everything that it sets resolved.

    `index`: its place among all runs of the scenario; `label`: file and run, for messages; `table`: None where an
    objective stands in the place of rows. `inherits`: the layers whose weights it begins with, and from which run.
    `changes`: what changes on the way.
    """

    name: str
    index: int
    label: str
    document: Document
    table: data.Table | None
    inherits: Inheritance | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A checked scenario, ready to be run.

    `all_runs`: every run it has; `run_names`: those that were asked for. `steps`: at most so many updates a
    run, if given. `own_panels`: what its file shows, whatever was overridden.
    """

    name: str
    path: Path | None
    label: str
    document: Document
    all_runs: tuple[RunSpec, ...]
    run_names: tuple[str, ...]
    checks: tuple[Logic, ...]
    steps: int | None = None
    own_panels: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its title, or its name where it has none."""
        return self.document.title or self.name

    @property
    def section(self) -> str:
        """The section of the notes that it belongs to, such as "4.1"."""
        return self.document.section

    @property
    def question(self) -> str:
        """The question it answers."""
        return self.document.question

    @property
    def look(self) -> str:
        """What to look at, in Markdown."""
        return self.document.look

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas at work, each one line."""
        return self.document.display.formulas

    @property
    def tries(self) -> tuple[str, ...]:
        """What to press or to change next, in Markdown."""
        return self.document.tries

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Questions to think about before watching, with their answers."""
        return self.document.exercises

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The sentences that `check` proves."""
        return self.document.claims

    @property
    def display(self) -> Display:
        """What stands on the screen."""
        return self.document.display

    @property
    def runs(self) -> tuple[RunSpec, ...]:
        """The runs that were asked for."""
        return tuple(spec for spec in self.all_runs if spec.name in self.run_names)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What its runs' tables hold that their owner may have meant otherwise, each sentence once."""
        said = (remark for one in self.runs if one.table is not None for remark in one.table.remarks)
        return tuple(dict.fromkeys(said))

    @property
    def depends_on_seed(self) -> bool:
        """Whether anything is drawn from the seed: not so in a computation without random numbers."""
        return any(
            one.document.computation is None or hasattr(one.document.computation, "seed") for one in self.all_runs
        )

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of scenario files."""
        return json_schema()

    def __repr__(self) -> str:
        """One line for a notebook, not all that the file holds."""
        return f"<scenario {self.name}: {', '.join(self.run_names)}>"

    def session(self) -> Session:
        """A session that has not imported, loaded or compiled anything yet."""
        from dlviz.scenarios.session import Session

        return Session(self)

    def run(self) -> Session:
        """Train all runs to their ends."""
        session = self.session()
        session.build()
        session.train()
        return session

"""Write a scenario of your own to begin with: a TOML file that runs at once, with comments.

With --csv it is made for your table (.csv .tsv .parquet .npz): which columns are numbers and which
categories, regression or classification, what is missing. Without it, it is a small comparison on Iris.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console, remark, shown
from dlviz.tui.errors import InputError

if TYPE_CHECKING:
    from dlviz.data.survey import Survey


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz new` takes."""
    parser.add_argument("file", metavar="FILE.toml", help="the file to write")
    parser.add_argument("--csv", metavar="DATA", help="a table of your own: .csv .tsv .parquet .npz")
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict (of an .npz it is the array y)")
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")


def run(arguments: Namespace) -> int:
    """Look at the table, write the file, say what to do next."""
    path = Path(arguments.file)
    check(path, arguments)
    from dlviz.scenarios import newcomer, writers
    from dlviz.scenarios.starter import STARTER

    found: Survey | None = None
    if arguments.csv is None:
        text = STARTER
    else:
        from dlviz.data.survey import survey

        table = Path(arguments.csv)
        found = survey(table, arguments.target)
        remark(found.doubts)
        text = newcomer.for_table(path.stem, between(table, path.parent), found)
    writers.whole(path, lambda temporary: write(temporary, text), option="")
    console = Console(sys.stdout)
    console.line(f"wrote {shown(str(path))}")
    if found is not None:
        console.line(f"  it predicts {shown(newcomer.described(found))}")
        for decision in newcomer.remarks(found):
            console.line(f"  {shown(decision)}")
    console.line("next:")
    for command, what in (("run", "train it and watch"), ("check", "see whether its claim holds")):
        console.line(f"  dlviz {command} {shown(str(path))}  ({what})")
    return 0


def check(path: Path, arguments: Namespace) -> None:
    """Refuse before anything is read.

    Raises: InputError.
    """
    if path.suffix != ".toml":
        raise InputError(f"{path}: a scenario is a TOML file; call it {path.name or 'mine'}.toml")
    if path.exists() and not arguments.force:
        raise InputError(f"{path} is there already; choose another name, or replace it with --force")
    if path.is_dir():
        raise InputError(f"{path} is a folder; give a file in it")
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent}; make it first or choose another")
    if arguments.target is not None and arguments.csv is None:
        raise InputError("--target names a column of a table; give the table with --csv")


def between(table: Path, folder: Path) -> str:
    """The table's path as seen from the folder of the scenario."""
    try:
        return Path(os.path.relpath(table.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return table.resolve().as_posix()


def write(path: Path, text: str) -> None:
    """Write the file and read it as `dlviz run` will, so that nothing is kept that does not run.

    Raises: ScenarioError where the scenario would be refused.
    """
    from dlviz.scenarios import load

    path.write_text(text, encoding="utf-8", newline="\n")
    load(path)

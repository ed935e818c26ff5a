"""The pages under docs/ say what the program does: made by the tool from the code, or walked through here."""

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dlviz.scenarios import catalogue, json_schema
from dlviz.scenarios.meanings import MEANINGS
from dlviz.tui.actions import actions_at
from dlviz.tui.cli import COMMANDS, main

HOUSE = Path(__file__).parent.parent
DOCS = HOUSE / "docs"
REMEDY = "run python tools/build_docs.py --words"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("build_docs", HOUSE / "tools" / "build_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_keys_are_those_of_the_schema(tool):
    """docs/scenarios.md is what the tool makes of the schema today."""
    assert (DOCS / "scenarios.md").read_text("utf-8") == tool.scenarios_page(), REMEDY


def test_the_catalogue_is_the_catalogue(tool):
    """docs/catalogue.md names every scenario, with its question, and no other."""
    assert (DOCS / "catalogue.md").read_text("utf-8") == tool.catalogue_page(), REMEDY


def test_schema_and_documentation_list_the_same_names(tool):
    """Each table of the schema stands on the page under a heading, with all its keys; each name in a list of names."""
    page = (DOCS / "scenarios.md").read_text("utf-8")
    defined = json_schema()["$defs"]
    listed = {name for _, _, options, _ in tool.sections() for name in options}
    # a name written as a table has the options of the list; a penalty is a table without a name
    assert {name.removeprefix("metric_") for name in defined} <= {*MEANINGS, *listed, "Penalty", "file"}
    assert set(tool.TABLES) == set(MEANINGS) <= set(defined)
    for table, keys in MEANINGS.items():
        assert set(keys) == set(defined[table]["properties"]), table
    assert [name for name in listed if f"| `{name}` |" not in page] == []


def test_editors_are_told_what_keys_mean():
    """The schema carries the sentences of the page."""
    assert json_schema()["$defs"]["Data"]["properties"]["missing"]["description"] == MEANINGS["Data"]["missing"]


def test_the_pictures_are_there_and_small(tool):
    """Each chapter has its picture; all of docs/ stays under two megabytes."""
    assert set(tool.PICTURES) == {entry.chapter for entry in catalogue()}
    for name, panel in tool.PICTURES.values():
        assert panel in next(entry.panels for entry in catalogue() if entry.name == name)
        assert (DOCS / "pictures" / f"{name}.svg").read_text("utf-8").startswith("<svg")
    assert sum(path.stat().st_size for path in DOCS.rglob("*")) < 2_000_000


@pytest.mark.parametrize("page", ["README.md", "docs/scenarios.md", "docs/your-own.md", "docs/catalogue.md"])
def test_links_lead_somewhere(page):
    """A link to a file leads to one, a command is one that there is."""
    text = (HOUSE / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((HOUSE / page).parent / target).exists(), target
    assert set(re.findall(r"`dlviz ([a-z]+)[ `]", text)) <= set(COMMANDS)


def test_the_keys_of_the_readme_are_those_of_the_workbench():
    """Each key of the table does something there, and each that does stands in it once, between a topic and words."""
    text = (HOUSE / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (?:[A-Z][a-z ]+ )?\| (`[^|]+`) \| [^|]+ \|$", text, re.MULTILINE)
    keys = [key for row in rows for key in re.findall(r"`([^`]+)`", row)]
    assert sorted(keys) == sorted(action.shown for action in actions_at("workbench"))


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / "your-own.md").read_text("utf-8"), re.DOTALL)


def test_five_minutes(tmp_path, monkeypatch, capsys):
    """Every step of docs/your-own.md does what the page says, to the letter where it shows what is printed."""
    monkeypatch.chdir(tmp_path)
    (program,), (addition,) = blocks("python"), blocks("toml")
    subprocess.run([sys.executable, "-c", program], check=True)
    for number, block in enumerate(blocks("console")):
        for step in block.removeprefix("$ ").split("\n$ "):
            command, _, printed = step.partition("\n")
            words, _, target = command.removeprefix("dlviz ").partition(" > ")
            assert main(shlex.split(words)) == 0
            out, err = capsys.readouterr()
            assert not printed.strip() or out == printed
            assert "Traceback" not in err
            if target:
                Path(target).write_text(out, "utf-8")
        if number == 1:
            with Path("exam.toml").open("a", encoding="utf-8") as file:
                file.write(f"\n{addition}")
    assert {path.name for path in tmp_path.iterdir()} == {
        "grades.csv", "exam.toml", "rows.csv", "fit.svg", "exam.py"
    }  # fmt: skip
    compile(Path("exam.py").read_text("utf-8"), "exam.py", "exec")

"""What shells complete, asked as their scripts ask, and by the scripts themselves where there is the shell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from dlviz.scenarios.entries import catalogue
from dlviz.tui import kinds
from dlviz.tui.cli import COMMANDS, main
from dlviz.tui.commands.completion import SCRIPTS
from dlviz.tui.completion import FILES, lines
from dlviz.tui.theme import NAMES

CLI = "import sys; from dlviz.tui.cli import main; sys.exit(main(sys.argv[1:]))"


def words(*typed):
    """The candidates alone."""
    return [line.partition("\t")[0] for line in lines(typed)]


def test_commands_come_with_their_meaning():
    said = lines([""])
    assert [line.partition("\t")[0] for line in said] == list(COMMANDS)
    assert "list\tList the scenarios: name, section of the notes, title." in said
    assert words("ru") == ["run"]
    assert words("--th") == ["--theme"]
    assert words("nothing", "") == []


def test_scenarios_and_files_of_scenarios(tmp_path, monkeypatch):
    """A name of the catalogue, a TOML file, or a folder to look into; hidden ones when a dot was typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").touch()
    (tmp_path / "mine.csv").touch()
    (tmp_path / ".hidden.toml").touch()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a b.toml").touch()
    assert words("run", "mom") == ["momentum", FILES]
    assert words("run", "m")[-3:] == [FILES, "mine.toml", "more/"]
    assert words("check", "momentum", "more/") == [FILES, "more/a b.toml"]
    assert words("show", ".h") == [FILES, ".hidden.toml"]
    assert words("new", "x.toml", "--csv", "mi") == [FILES, "mine.csv"]
    assert words("run", "momentum", "--out", "mi") == [FILES, "mine.csv", "mine.toml"]
    assert words("run", "/no/such/") == [FILES]
    every = words("run", "")
    assert {entry.name for entry in catalogue()} < set(every)
    assert words("run", "momentum", "") == []  # there is one scenario


def test_what_is_in_a_scenario(tmp_path, monkeypatch):
    """Its runs, its settings with the values they have, the panels there are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('[training]\nepochs = 7\n[[model]]\ntype = "Dense"\n[[runs]]\nname = "a"')
    (tmp_path / "broken.toml").write_text("[training")
    assert words("run", "mine.toml", "--run", "") == ["a"]
    assert lines(["run", "mine.toml", "--set", "training.ep"]) == ["training.epochs=\t7"]
    assert words("run", "mine.toml", "--set", "training.epochs=") == ["training.epochs=7"]
    assert words("run", "mine.toml", "--set", "model") == ["model[0].type="]
    assert "training.batch=" in words("run", "mine.toml", "--set", "training.")
    assert words("run", "broken.toml", "--set", "t") == []
    assert words("run", "--set", "t") == []  # of which scenario?
    assert "training.optimizer=" not in words("run", "momentum", "--set", "")
    assert words("plot", "momentum", "--panel", "l") == ["loss", "landscape", "lesson"]


def test_options_once_each_and_their_values():
    """An option that was given is offered again only if it may be repeated."""
    offered = words("run", "momentum", "--seed", "1", "--run", "plain", "--")
    assert "--seed" not in offered
    assert {"--run", "--set", "--headless", "--theme", "--no-mouse"} <= set(offered)
    assert words("run", "--theme", "nor", "momentum")[:1] == ["momentum"]
    assert words("run", "momentum", "--theme", "n") == ["nord"]
    assert words("run", "momentum", "--colours", "") == ["auto", "truecolor", "256", "16", "none"]
    assert words("list", "--section", "4.2") == ["4.2"]


def test_formats_are_those_that_plot_knows():
    assert words("plot", "momentum", "--format", "") == list(kinds.SUFFIXES)


def test_settings():
    assert words("config", "th") == ["theme"]
    assert words("config", "theme", "") == list(NAMES)
    assert words("config", "mouse", "") == ["true", "false"]
    assert words("config", "speed", "") == words("config", "nothing", "") == []
    assert words("config", "--unset", "th") == ["theme"]


def test_completing_imports_nothing_heavy():
    """A key press waits for it."""
    program = (
        "import sys, json; from dlviz.tui.cli import main; main(['completion', '--for=' + sys.argv[1]]);"
        "print(json.dumps(sorted(sys.modules)))"
    )
    for typed in ("run\x1fmom", "run\x1fmomentum\x1f--set\x1ftr"):
        done = subprocess.run([sys.executable, "-c", program, typed], capture_output=True, text=True, check=True)
        assert not set(json.loads(done.stdout.splitlines()[-1])) & {"numpy", "jax", "textual", "pandas", "rich"}


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_shell_gets_its_script(shell, capsys):
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == SCRIPTS[shell]
    assert main(["completion", "csh"]) == main(["completion"]) == 2


@pytest.fixture
def path(tmp_path):
    """A folder for the search path in which dlviz is this one."""
    program = tmp_path / "bin" / "dlviz"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{CLI}' \"$@\"\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}


def available(shell):
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"there is no {shell}")


@available("bash")
def test_bash(path, tmp_path):
    """The function completes words, values behind an equals sign, quoted words and files with a space in them."""
    (tmp_path / "a b").mkdir()
    program = """
        eval "$(dlviz completion bash)"
        compopt() { echo "option $2"; }
        COMP_WORDBREAKS='=:'
        try() {
            COMP_LINE=$1 COMP_POINT=${#1}
            _dlviz dlviz
            printf '<%s>' "${COMPREPLY[@]}"
            echo
        }
        try "dlviz ru"
        try "dlviz run 'mom"
        try "dlviz run momentum --run "
        try "dlviz run momentum --set training.ste"
        try "dlviz run momentum --set training.steps="
        try "dlviz run momentum --set training.steps=1"
        try "dlviz run momentum --out a\\ "
    """
    done = subprocess.run(["bash", "-c", program], env=path, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "<run>",
        "option filenames",
        "<momentum>",
        "<plain><momentum><tuned><heavy>",
        "option nospace",
        "<training.steps=>",
        "<100>",
        "<100>",
        "option filenames",
        "<a b>",
    ]


@available("zsh")
def test_zsh_reads_its_script():
    subprocess.run(["zsh", "-f", "-n"], input=SCRIPTS["zsh"], text=True, check=True)


@available("fish")
def test_fish(path):
    program = SCRIPTS["fish"] + 'complete -C "dlviz run mome"; complete -C "dlviz --theme nor"'
    done = subprocess.run(["fish", "--no-config", "-c", program], env=path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["momentum\t4.2 Momentum", "nord"]

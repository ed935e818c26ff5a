import subprocess
import sys
from pathlib import Path

import pytest

from dlviz.scenarios.entries import catalogue
from dlviz.tui.cli import COMMANDS, main


def test_help_names_every_command(capsys):
    """`dlviz --help` lists each command with the first line of its own help."""
    assert main(["--help"]) == 0
    out, err = capsys.readouterr()
    assert not err
    for name in COMMANDS:
        assert main([name, "--help"]) == 0
        first = capsys.readouterr().out.partition("\n\n")[2].partition("\n")[0]
        assert f"  {name:12}{first}" in out


def test_version(capsys):
    """`dlviz --version` is one line, however it is asked for."""
    for asked in ("--version", "-V", "version"):
        assert main([asked]) == 0
        assert capsys.readouterr().out == "dlviz 0.1.0\n"


def test_help_as_people_type_it(capsys):
    """`dlviz help` and `dlviz help run` are `dlviz --help` and `dlviz run --help`; another word is told."""
    for asked, same in ((["help"], ["--help"]), (["help", "run"], ["run", "--help"]), (["help", "help"], ["--help"])):
        assert main(asked) == main(same) == 0
        out = capsys.readouterr().out
        assert out == 2 * out[: len(out) // 2]
    assert main(["help", "rnu"]) == 2
    assert capsys.readouterr().err == "dlviz: there is no command 'rnu'; did you mean run?\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lits"], "there is no command 'lits'; did you mean list?"),
        (["quux"], "there is no command 'quux'; there are run, list, show, plot, check, new, schema"),
        (["perceptrongd"], "there is no command 'perceptrongd'; did you mean dlviz run perceptron-gd"),
        (["iris-mlp"], "'iris-mlp' is a scenario, not a command; say: dlviz run iris-mlp"),
        (["mine.toml"], "'mine.toml' is a scenario, not a command; say: dlviz run mine.toml"),
        (["list", "--jsn"], "dlviz list does not know '--jsn'; did you mean --json?"),
        (["list", "4.3"], "dlviz list does not know '4.3'; see dlviz list --help"),
        (["list", "--section", "9"], "there is no scenario for section '9'; there are "),
        (["run"], "the following arguments are required: SCENARIO; see dlviz run --help"),
        (["run", "x", "--steps", "0"], "--steps: '0' is not a whole number from 1 on; see dlviz run --help"),
        (["run", "x", "--seed", "-1"], "--seed: '-1' is not a whole number from 0 on; see dlviz run --help"),
        (
            ["run", "x", "--seed", "1.5"],
            "--seed: '1.5' is not a whole number from 0 on; see dlviz run --help",
        ),
        (
            ["check", "--seeds", "none"],
            "--seeds: 'none' is not a whole number from 1 on; see dlviz check --help",
        ),
        (
            ["check", "-", "--seeds", "2"],
            "--seeds reads a scenario once for each seed; give a file in the place of -",
        ),
        (["ru\x1b[31mn"], r"there is no command 'ru\x1b[31mn'; there are run, list, show, plot, check, new, schema"),
        ([], "the catalogue needs a terminal; dlviz list prints it, dlviz --help says what else there is"),
    ],
)
def test_wrong_usage(arguments, sentence, capsys):
    """A wrong word on the command line is one sentence on standard error with its remedy, and exit code 2."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"dlviz: {sentence}")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_fault_is_one_line(capsys, monkeypatch):
    """An error that nobody foresaw is one line that says how to see more, and not taken for wrong input."""
    monkeypatch.setattr("dlviz.scenarios.entries.catalogue", lambda: 1 / 0)
    assert main(["list"]) == 70
    assert capsys.readouterr().err == (
        "dlviz: a fault of dlviz, ZeroDivisionError: division by zero; DLVIZ_DEBUG=1 shows where\n"
    )
    monkeypatch.setenv("DLVIZ_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["list"])


def test_a_reader_that_goes_away():
    """`dlviz schema | head` ends quietly, as if by SIGPIPE."""
    program = "import sys; from dlviz.tui.cli import main; sys.exit(main(sys.argv[1:]))"
    child = subprocess.Popen([sys.executable, "-c", program, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.close()
    assert child.stderr.read() == b""
    assert child.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk():
    """Help that has nowhere to go is told, with exit code 2."""
    program = "import sys; from dlviz.tui.cli import main; sys.exit(main(['--help']))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "dlviz: No space left on device\n")


def test_ascii_output():
    """Where the encoding lacks a letter, its number stands in its place."""
    program = "import sys; from dlviz.tui.cli import main; sys.exit(main(['list', '--json']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONIOENCODING": "ascii", "PATH": str(Path(sys.executable).parent)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.isascii()
    assert len(__import__("json").loads(done.stdout)) == len(catalogue())

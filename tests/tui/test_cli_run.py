import csv
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dlviz.scenarios import Session, load, writers
from dlviz.scenarios.entries import catalogue
from dlviz.tui.cli import main
from dlviz.tui.headless.progress import Progress

PROGRAM = "import sys; from dlviz.tui.cli import main; sys.exit(main(sys.argv[1:]))"
LONG = ["iris-mlp", "--set", "training.epochs=10000000"]
MINE = """
title = "Mine [bold]\\u001b[31m"

[data]
source = "iris"

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.01 }
batch = "full"
epochs = 3

[[runs]]
name = "a [red]"

[[runs]]
name = "b"

[[claims]]
text = "it [blue]falls[/]\\u001b[2J"
check = "b.loss.last < b.loss.first"

[[claims]]
text = "it rises"
check = "b.loss.last > b.loss.first"
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A scenario file of one's own, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(MINE, encoding="utf-8")
    return "mine.toml"


def test_lines(mine, capsys):
    """Without a terminal a run prints what it trains, then what each run reached and each claim, in lines."""
    assert main(["run", mine]) == 0
    out, err = capsys.readouterr()
    assert not err
    reached = r"steps 3 epochs 3 loss \d\.\d+ epoch_loss \d\.\d+ seconds 0\.\d+"
    patterns = [
        r"training 2 runs 6 steps",
        r'scenario "mine" seed 0',
        rf'run "a \[red\]" status "finished" {reached}',
        rf'run "b" status "finished" {reached}',
        r'claim holds "it \[blue\]falls\[/\]\\u001b\[2J" left \d\.\d+ right \d\.\d+',
        r'claim fails "it rises" left \d\.\d+ right \d\.\d+',
    ]
    lines = [line for line in out.splitlines() if not line.startswith("progress ")]  # on a slow machine
    for line, pattern in zip(lines, patterns, strict=True):
        assert re.fullmatch(pattern, line), line


def test_json(capsys):
    """--json prints one object and nothing else; the numbers in it are those of the engine."""
    assert main(["run", "perceptron-gd", "--json", "--run", "1e-05", "--seed", "4", "--steps", "7"]) == 0
    out, err = capsys.readouterr()
    assert not err
    found = json.loads(out)
    assert found["scenario"] == "perceptron-gd"
    assert found["seed"] == 4
    (run,) = found["runs"]
    assert (run["name"], run["status"], run["steps"], run["epochs"]) == ("1e-05", "finished", 7, 7)
    assert run["loss"] > 0
    assert run["seconds"] > 0
    assert list(run["params"]) == ["dense.kernel"]
    assert [claim["holds"] for claim in found["claims"]] == [None, None, None, True]


def test_a_diverging_run_is_a_result(capsys):
    """A run that diverges ends with exit code 0, its loss is null, and the claims about it are decided."""
    arguments = ["--run", "5e-05", "--set", "training.optimizer.learning_rate=1", "--json"]
    assert main(["run", "perceptron-gd", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["runs"][0]["status"].startswith("diverged at step ")
    assert found["runs"][0]["loss"] is None


def test_out(mine, capsys):
    """--out writes a row per run and step, the same in every form, and the report is printed as well."""
    assert main(["run", mine, "--out", "rows.csv"]) == 0
    assert main(["run", mine, "--out", "rows.jsonl", "--json"]) == 0
    capsys.readouterr()
    assert main(["run", mine, "--out", "-"]) == 0
    out, err = capsys.readouterr()
    assert not err
    rows = [json.loads(line) for line in out.splitlines()]
    assert out == Path("rows.jsonl").read_text(encoding="utf-8")
    assert [(row["run"], row["step"]) for row in rows] == [
        (name, step) for name in ("a [red]", "b") for step in range(4)
    ]
    with Path("rows.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in table] == [row["loss"] for row in rows]
    assert {"grad_norm.dense", "update_norm.dense", "epoch_loss"} <= set(table[0])
    assert sorted(path.name for path in Path().iterdir()) == ["mine.toml", "rows.csv", "rows.jsonl"]


def test_parquet(mine):
    """A .parquet file holds the same rows."""
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    assert main(["run", mine, "--out", "rows.parquet", "--json"]) == 0
    assert pd.read_parquet("rows.parquet")["step"].tolist() == [0, 1, 2, 3] * 2


def test_user_text_is_shown_as_text(mine, capsys):
    """Brackets and escape codes in titles, names and claims reach the output as text, never as codes."""
    assert main(["run", mine]) == 0
    assert main(["show", mine]) == 0
    out, _ = capsys.readouterr()
    assert "\x1b" not in out
    assert 'run "a [red]" status' in out
    assert r'claim holds "it [blue]falls[/]\u001b[2J"' in out
    assert r"Mine [bold]\x1b[31m" in out


def test_standard_input(monkeypatch, capsys):
    """`dlviz run -` reads a scenario from standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MINE.encode())))
    assert main(["run", "-"]) == 0
    assert 'run "b" status "finished" steps 3' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["prceptron-gd"], "there is no scenario 'prceptron-gd'; did you mean perceptron-gd"),
        (["missing.toml"], "there is no file missing.toml; check the path"),
        (["broken.toml"], "broken.toml: not valid TOML: invalid value (at line 2, column 6)"),
        (["latin.toml"], "latin.toml: not UTF-8 at line 2, byte 10; save the file as UTF-8"),
        (["key.toml"], "key.toml: unknown key 'titel' in the file; did you mean title"),
        (["mine.toml", "--run", "c"], "--run c: there is no such run; "),
        (["mine.toml", "--set", "epochs"], "mine.toml: --set epochs: write KEY=VALUE"),
        (["mine.toml", "--set", "training.epoch=5"], "mine.toml: --set training.epoch=5: unknown key 'epoch'"),
        (["mine.toml", "--set", "training.epochs=-3"], "mine.toml: --set training.epochs=-3: "),
        (["mine.toml", "--set", "training.epochs=many"], "mine.toml: --set training.epochs=many: "),
        (["mine.toml", "--set", "model[0].units=0"], "mine.toml: --set model[0].units=0: model[0].units is 0; "),
        (["mine.toml", "--set", "model[4].units=5"], "mine.toml: --set model[4].units=5: model has no [4]"),
        (["mine.toml", "--set", "data.validation_split=1.2"], "mine.toml: --set data.validation_split=1.2: "),
        (["mine.toml", "--set", "training.optimizer.learning_rate=nan"], "mine.toml: --set training.optimizer."),
        (["iris-mlp", "--set", "model[0].units=1000000000"], "iris-mlp: run 'MLP': the network has 8,000,000,003 "),
        (["mine.toml", "--out", "nowhere/rows.csv"], "--out nowhere/rows.csv: there is no folder nowhere; "),
        (["mine.toml", "--out", "mine.toml/rows.csv"], "--out mine.toml/rows.csv: there is no folder mine.toml"),
        (["mine.toml", "--out", "rows.xlsx"], "--out rows.xlsx has the suffix '.xlsx'; possible: .jsonl, .csv"),
        (["mine.toml", "--out", "rows"], "--out rows has no suffix; possible: .jsonl, .csv, .parquet"),
        (["mine.toml", "--json", "--out", "-"], "--json and --out - both want standard output; give --out a file"),
    ],
)
def test_wrong_input(arguments, sentence, mine, capsys, monkeypatch):
    """Wrong input is one sentence on standard error and exit code 2, before anything is trained."""
    monkeypatch.setattr(Session, "train", lambda *_: pytest.fail("it was trained"))
    Path("broken.toml").write_text('title = "x"\na = [=]\n')
    Path("latin.toml").write_bytes(b'# a name:\ntitle = "\xe9t\xe9"\n')
    Path("key.toml").write_text(MINE.replace("title", "titel"), encoding="utf-8")
    assert main(["run", "--headless", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"dlviz: {sentence}")
    assert err.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="has no folder that not even root can write")
def test_a_folder_that_cannot_be_written(capsys):
    """A folder where no file can be made is found out before training, even by root."""
    assert main(["run", "perceptron-gd", "--out", "/proc/rows.csv"]) == 2
    assert capsys.readouterr() == (
        "",
        "dlviz: --out /proc/rows.csv: the folder /proc is not writable; choose another\n",
    )


def start(*arguments, **options):
    """Run the program itself, with pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


def test_a_signal_keeps_what_there_is(tmp_path):
    """SIGTERM in the midst of training writes --out, reports the run as interrupted, says so, and exits with 143."""
    child = start("run", *LONG, "--out", str(tmp_path / "rows.csv"))
    assert child.stdout.readline() == "training 1 run 70000000 steps\n"
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate()
    assert child.returncode == 143
    assert 'run "MLP" status "interrupted" steps ' in out
    assert 'claim undecided "' in out
    steps = int(re.search(r"steps (\d+) epochs", out)[1])
    assert err == f"dlviz: interrupted after {steps} of 70000000 steps; what there is was written\n"
    assert (tmp_path / "rows.csv").read_text().count("\n") == steps + 2


def test_a_signal_before_training(monkeypatch, capsys, tmp_path):
    """Ctrl-C while JAX is being imported ends at once, leaves no file and says nothing."""
    monkeypatch.setattr(Session, "build", lambda *_, **__: os.kill(os.getpid(), signal.SIGINT))
    monkeypatch.chdir(tmp_path)
    assert main(["run", "iris-mlp", "--out", "rows.csv"]) == 130
    assert capsys.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_a_signal_with_json(monkeypatch, capsys):
    """Interrupted, --json still prints one whole object."""
    monkeypatch.setattr(Progress, "update", lambda *_: os.kill(os.getpid(), signal.SIGINT))
    assert main(["run", *LONG, "--json"]) == 130
    out, err = capsys.readouterr()
    assert json.loads(out)["runs"][0]["status"] == "interrupted"
    assert err.startswith("dlviz: interrupted after ")


def test_a_file_that_fails_at_the_end_does_not_take_the_report_away(mine, monkeypatch, capsys):
    """When the disk is full after training the object is printed whole, then the error, and the exit code is 2."""

    def full(path, columns, rows):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(writers.WRITERS, ".csv", full)
    assert main(["run", mine, "--out", "rows.csv", "--json"]) == 2
    out, err = capsys.readouterr()
    assert [run["status"] for run in json.loads(out)["runs"]] == ["finished", "finished"]
    assert err == "dlviz: --out rows.csv: no space left on device\n"
    assert main(["run", mine, "--out", "rows.csv"]) == 2
    assert 'claim fails "it rises"' in capsys.readouterr().out
    assert sorted(path.name for path in Path().iterdir()) == ["mine.toml"]


@pytest.mark.parametrize(("signals", "written"), [(1, True), (2, False)])
def test_a_second_signal_while_writing_ends_the_program(mine, monkeypatch, capsys, signals, written):
    """One Ctrl-C while the rows are written lets them be finished; another ends at once and leaves no half file."""
    write = writers.WRITERS[".csv"]

    def slow(path, columns, rows):
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGINT)
        write(path, columns, rows)

    monkeypatch.setitem(writers.WRITERS, ".csv", slow)
    assert main(["run", mine, "--out", "rows.csv"]) == 130
    assert ("claim" in capsys.readouterr().out) == written
    assert sorted(path.name for path in Path().iterdir()) == ["mine.toml", "rows.csv"][: 1 + written]


def test_handlers_are_handed_back(capsys):
    """After a run Ctrl-C does what it did before."""
    numbers = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
    before = [signal.getsignal(number) for number in numbers]
    assert main(["run", "perceptron-gd", "--steps", "1"]) == 0
    assert [signal.getsignal(number) for number in numbers] == before


def test_rows_into_a_closed_pipe():
    """`dlviz run … --out - | head -1` ends quietly, as if by SIGPIPE."""
    child = start("run", "local-minima", "--out", "-")
    assert json.loads(child.stdout.readline())["step"] == 0
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait() == 141


def test_check(mine, capsys):
    """`dlviz check` says of each claim whether it holds, with both sides, and exits with 1 if one fails."""
    assert main(["check", "gd-vs-sgd", mine]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r'✓ gd-vs-sgd holds "GD goes down at every update" left -\S+ right 0', lines[0])
    assert re.fullmatch(r'✓ mine holds "it \[blue\]falls\[/\]\\u001b\[2J" left \S+ right \S+', lines[-2])
    assert re.fullmatch(r'✗ mine fails "it rises" left \S+ right \S+', lines[-1])
    assert main(["check", "gd-vs-sgd"]) == 0


def test_check_over_seeds(mine, capsys):
    """Over seeds a line says for how many of them the claim holds."""
    assert main(["check", mine, "--seeds", "2"]) == 1
    assert capsys.readouterr().out == ('✓ mine 2/2 "it [blue]falls[/]\\u001b[2J"\n✗ mine 0/2 "it rises"\n')


def test_check_without_claims(mine, capsys):
    """A scenario without claims is said to have none, and does not fail."""
    Path(mine).write_text(MINE.partition("[[claims]]")[0], encoding="utf-8")
    assert main(["check", mine]) == 0
    assert capsys.readouterr().out == "· mine has no claims\n"


def test_check_finds_a_wrong_name_before_training(monkeypatch, capsys):
    """A misspelt name at the end of the list is told before the first is trained."""
    monkeypatch.setattr(Session, "train", lambda *_: pytest.fail("it was trained"))
    assert main(["check", "iris-mlp", "iris-mpl"]) == 2
    assert "did you mean iris-mlp" in capsys.readouterr().err


def test_show(capsys):
    """`dlviz show` prints the words of a scenario; with --toml its file, to begin one's own with."""
    assert main(["show", "gd-vs-sgd"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Gradient descent and stochastic gradient descent  § 4.1\n\nIs a noisy gradient a bad gradient?\n"
    )
    assert "runs    GD, SGD\n" in out
    assert main(["show", "gd-vs-sgd", "--toml"]) == 0
    assert capsys.readouterr().out == Path(sys.modules["dlviz.scenarios"].__path__[0], "ch4/gd-vs-sgd.toml").read_text(
        "utf-8"
    )


def test_show_keras(capsys):
    """`show --keras` prints a program; of two things at once, or where nothing is trained, one sentence."""
    assert main(["show", "gd-vs-sgd", "--keras"]) == 0
    out = capsys.readouterr().out
    assert "layers.Dense(1, use_bias=False, kernel_regularizer=keras.regularizers.L2(0.05)),\n" in out
    compile(out, "program", "exec")
    assert main(["show", "gd-vs-sgd", "--keras", "--toml"]) == 2
    assert capsys.readouterr().err.startswith("dlviz: --toml: not allowed with argument --keras; see dlviz show")
    assert main(["show", "iris-mlp", "--keras"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "dlviz: --keras would tell the answer to a question of this scenario; add --answer\n")
    assert main(["show", "iris-mlp", "--keras", "--answer"]) == 0
    assert "softmax" in capsys.readouterr().out
    assert main(["show", "activations", "--keras"]) == 2
    assert capsys.readouterr().err.startswith("dlviz: activations computes and trains nothing, so there is no Keras")


ASKING = """
title = "Asking"
question = "Does it fall?"
look = "It falls **fast**, see `loss`:\\n\\n- *once*,\\n- twice."
try = ["`>`: nothing."]
[objective]
function = "quadratic"
[training]
optimizer = "SGD"
steps = 3
[[exercises]]
ask = "How **low**?"
choices = ["very", "not at all"]
right = "very"
answer = "To the bottom."
hides = ["claims", "formulas"]
[[claims]]
text = "It falls"
check = "run.loss.last < run.loss.first"
[display]
formulas = ["f(x)"]
"""


def test_show_prints_the_answers_only_with_answer(capsys, tmp_path):
    """Without it the questions and choices stand there, of what would tell that it comes; Markdown shows no signs."""
    path = tmp_path / "asking.toml"
    path.write_text(ASKING)
    assert main(["show", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Asking  § \n\nDoes it fall?\n\nIt falls fast, see loss:\n\n· once,\n· twice.\n\n")
    assert "think   How low?\n     ○  very\n     ○  not at all\n        the answer: --answer\n" in out
    assert "try     >: nothing.\n" in out
    assert "claims  one comes with --answer\n" in out
    for hidden in ("bottom", "f(x)", "It falls\n", "●"):
        assert hidden not in out
    assert main(["show", str(path), "--answer"]) == 0
    out = capsys.readouterr().out
    assert "     ●  very\n     ○  not at all\nanswer  To the bottom.\n" in out
    assert "    f(x)\n" in out
    assert "claim   It falls\n" in out


def test_show_renders_markdown_on_a_terminal(tmp_path, monkeypatch):
    """Strong words are bold and code has a colour, and with NO_COLOR neither."""
    from dlviz.scenarios import load
    from dlviz.tui.commands import show
    from dlviz.tui.console import Console

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    path = tmp_path / "asking.toml"
    path.write_text(ASKING)
    lines = "\n".join(show.words(load(path), Console(Terminal()), answered=False))
    assert "\x1b[1mfast\x1b[0m" in lines.replace("\x1b[1m ", " \x1b[1m")
    assert "\x1b[33mloss\x1b[0m" in lines.replace("\x1b[33m ", " \x1b[33m")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "\n".join(show.words(load(path), Console(Terminal()), answered=False))


def test_schema(capsys):
    """`dlviz schema` is a JSON Schema that knows the tables of a scenario."""
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"data", "model", "training", "runs", "claims"} <= set(schema["$defs"]["Document"]["properties"])


def test_list(capsys):
    """`dlviz list` has a line for each scenario, in columns that `cut` can take apart; --section narrows it."""
    assert main(["list"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines == [[entry.name, entry.section, entry.title, entry.question] for entry in catalogue()]
    assert main(["list", "--json", "--section", "4."]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in entries] == [entry.name for entry in catalogue() if entry.chapter == 4]
    assert list(entries[0]) == ["name", "title", "section", "chapter", "question", "panels", "seen"]


def test_a_scenario_on_standard_input_is_shown_as_a_file_that_says_the_same(capsys, monkeypatch):
    """What comes from standard input has no file: it is written anew, by the writer that `w` uses in the window."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MINE.encode())))
    assert main(["show", "-", "--toml"]) == 0
    text = capsys.readouterr().out
    assert load(text).runs == load(MINE).runs

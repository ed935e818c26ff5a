"""`dlviz plot`: pictures without a window, as text, with a terminal's colours, as SVG."""

import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.scenarios import catalogue
from dlviz.tui.cli import main
from dlviz.tui.headless import plot
from dlviz.tui.pictures import PICTURES
from dlviz.tui.text import cells

FAST = {
    "dropout": ("dropout-masks",),
    "landscape": ("gd-vs-sgd",),
    "curves": ("activations",),
    "stability": ("edge-of-stability", "--run", "η = 0.1", "--steps", "40"),
}
IRIS = ("iris-mlp", "--set", "training.epochs=2", "--answer")


OF_DIGITS = {"features", "predictions", "dropout", "weights"}
USUAL = {"loss", "metrics", "gradients", "data", "fit", "network", "algorithm", "optimizer", "activations", "lesson"}


PICTURES_OF_DIGITS = """
data = { source = "digits", validation_split = 0.5 }
model = [
    { type = "Conv2D", filters = 3, kernel_size = 3, activation = "relu" },
    { type = "MaxPooling2D" },
    { type = "Flatten" },
    { type = "Dropout", rate = 0.2 },
    { type = "Dense", units = 10, activation = "softmax" },
]
training = { loss = "categorical_crossentropy", optimizer = "Adam", batch = "full", epochs = 3 }
"""


def shown_by(panel, folder):
    """A scenario that can show a panel, and options that make it fast."""
    if panel in FAST:
        return FAST[panel]
    if panel in USUAL:
        return IRIS
    if panel in OF_DIGITS:
        (folder / "digits.toml").write_text(PICTURES_OF_DIGITS)
        return (str(folder / "digits.toml"),)
    return (next(entry.name for entry in catalogue() if panel in entry.panels), "--steps", "4", "--answer")


def lines(capsys):
    out, err = capsys.readouterr()
    assert not err
    return out.splitlines()


@pytest.mark.parametrize("panel", sorted(PICTURES))
def test_every_panel(panel, capsys, tmp_path, tmp_path_factory):
    """Each panel is drawn under the header with its marks, in the size asked for; as SVG it is well-formed."""
    given = shown_by(panel, tmp_path_factory.mktemp("scenario"))
    assert main(["plot", *given, "--panel", panel, "--size", "90x24", "--step", "3"]) == 0
    shown = lines(capsys)
    assert len(shown) == 24
    assert max(map(cells, shown)) <= 90
    assert Path(given[0]).stem in shown[0]
    assert re.match(r"─ \w+ ", shown[1])
    assert sum(map(len, map(str.strip, shown[2:]))) > 20, "an empty panel"
    target = tmp_path / "it.svg"
    assert main(["plot", *given, "--panel", panel, "--size", "90x24", "--step", "3", "--out", str(target)]) == 0
    assert not lines(capsys)
    root = ElementTree.fromstring(target.read_text("utf-8"))
    assert root.attrib["viewBox"] == f"0 0 {90 * 20} {24 * 40}"
    assert not [path.name for path in tmp_path.iterdir() if path != target]


def test_the_whole_screen(capsys):
    """Without --panel all panels stand there with header, time line and keys, at the end of training."""
    assert main(["plot", "momentum"]) == 0
    shown = lines(capsys)
    assert len(shown) == 36
    assert "step 100/100" in shown[0]
    for title in ("Loss", "landscape", "Lesson"):
        assert any(title in line for line in shown)
    assert "✓" in "\n".join(shown)
    assert shown[-1].endswith("q Quit")


def test_runs_beside_each_other(capsys):
    """The losses, what is set differently and what it came to at a step; what an exercise hides waits for --answer."""
    assert main(["plot", "optimizers-race", "--panel", "compare", "--size", "100x30", "--step", "9"]) == 0
    shown = "\n".join(lines(capsys))
    assert "what it came to at step 9" in shown
    assert re.search(r"momentum +0 +0.9 +– +0 +–", shown)
    iris = ["plot", "iris-mlp", "--set", "training.epochs=2", "--panel", "compare"]
    assert main(iris) == main([*iris, "--answer"]) == 0
    assert "\n".join(lines(capsys)).count("params ") == 1


def test_when(capsys):
    """--step and --epoch choose the moment on the clock that all runs share, and nothing beyond it is trained."""
    assert main(["plot", "gd-vs-sgd", "--panel", "loss", "--epoch", "2"]) == 0
    by_epoch = lines(capsys)
    assert "epoch 2/10" in by_epoch[0]
    assert main(["plot", "gd-vs-sgd", "--panel", "loss", "--step", "10"]) == 0
    assert lines(capsys) == by_epoch
    wanted = plot.Wanted("gd-vs-sgd", "loss", step=10)
    view = plot.look(plot.find(wanted), wanted, SimpleNamespace(say=str, begin=str, update=str, end=str))
    assert [run.front for run in view.runs] == [2, 10]


def test_runs_and_settings(capsys):
    """--run, --set, --seed and --steps mean what they mean in `run`."""
    assert main(["plot", "momentum", "--panel", "loss", "--run", "heavy", "--steps", "20"]) == 0
    shown = lines(capsys)
    assert "heavy" in shown[0]
    assert "plain" not in shown[0]
    assert "step 20/20" in shown[0]
    texts = []
    for more in ([], ["--seed", "1"], ["--set", "training.optimizer.learning_rate=0.02"]):
        assert main(["plot", *IRIS, "--panel", "loss", *more]) == 0
        texts.append(lines(capsys))
    assert texts[0] != texts[1]
    assert texts[0] != texts[2]


@pytest.mark.parametrize(("suffix", "coloured"), [(".txt", False), (".ans", True)])
def test_files_of_text(suffix, coloured, tmp_path, capsys):
    """A .txt file has no escape codes, an .ans file has 24-bit colours of the theme asked for."""
    target = tmp_path / f"it{suffix}"
    for theme, paper in (("dark", "48;2;17;21;26"), ("light", "48;2;251;250;246")):
        assert main(["plot", "momentum", "--panel", "loss", "--theme", theme, "--out", str(target)]) == 0
        text = target.read_text("utf-8")
        assert ("\x1b[" in text) is coloured
        assert (paper in text) is coloured
        assert len(text.splitlines()) == 30
    assert main(["plot", "momentum", "--panel", "loss", "--format", "ansi", "--colours", "256"]) == 0
    assert "38;5;" in capsys.readouterr().out
    assert main(["plot", "momentum", "--panel", "loss", "--format", "ansi", "--colours", "16"]) == 0
    assert "\x1b[94m" in capsys.readouterr().out
    assert main(["plot", "momentum", "--panel", "loss", "--ascii", "--out", str(target)]) == 0
    text = target.read_text("utf-8")
    assert text.isascii()
    assert ("48;2;17;21;26" in text) is coloured


def test_a_terminal_gets_colours(monkeypatch, capsys):
    """On a terminal the picture has colours and fits; with NO_COLOR none, in a pipe none."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def drawn(encoding="utf-8", **environment):
        class Terminal(io.TextIOWrapper):
            def isatty(self):
                return True

        screen = Terminal(io.BytesIO(), encoding=encoding)
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", screen)
            for name, value in {"COLUMNS": "70", "LINES": "20", **environment}.items():
                patch.setenv(name, value)
            assert main(["plot", "momentum", "--panel", "loss", "--step", "5"]) == 0
        screen.flush()
        return screen.buffer.getvalue().decode(encoding)

    assert "38;5;" in drawn(COLORTERM="")
    coloured = drawn(COLORTERM="truecolor")
    assert "38;2;" in coloured
    text = re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()
    assert len(text) == 19
    assert {cells(line) for line in text} == {70}
    assert "38;2;" not in drawn(NO_COLOR="1")
    assert drawn(encoding="ascii", NO_COLOR="1").isascii()


def test_ascii(capsys):
    """--theme ascii has nothing above 127, whatever the encoding."""
    assert main(["plot", "gd-vs-sgd", "--panel", "landscape", "--theme", "ascii", "--step", "4"]) == 0
    assert "\n".join(lines(capsys)).isascii()


def test_standard_input(monkeypatch, capsys):
    """A scenario on standard input is drawn, with a panel that is not on its screen too."""
    text = b'objective = { function = "saddle" }\ntraining = { optimizer = "SGD", steps = 3 }'
    for panel in ("loss", "optimizer"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["plot", "-", "--panel", panel]) == 0
        assert "step 3/3" in lines(capsys)[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["momentum", "--panel", "los"], "--panel los: there is no such panel; did you mean loss?"),
        (["momentum", "--panel", "data"], "--panel data: an objective has nothing to show in data; possible: loss, "),
        (
            ["iris-mlp", "--panel", "landscape"],
            '--panel landscape: the landscape panel needs landscape = { projection = "pca" } in [display], or a table ',
        ),
        (
            ["iris-mlp", "--panel", "stability"],
            "--panel stability: stability needs one of eigenvalues, preconditioned_sharpness, sharpness in training.",
        ),
        (["momentum", "--size", "big"], "--size big: write columns x rows, such as 100x30"),
        (["momentum", "--size", "50x20"], "--size 50x20: the whole screen can have from 60x16 to 500x200 cells"),
        (
            ["momentum", "--panel", "loss", "--size", "9x9"],
            "--size 9x9: a panel can have from 20x5 to 500x200 cells",
        ),
        (["momentum", "--size", "99999x99999"], "--size 99999x99999: the whole screen can have from"),
        (["momentum", "--theme", "drak"], "--theme drak: there is no such theme; did you mean dark?"),
        (["momentum", "--colours", "8"], "--colours 8: there are auto, truecolor, 256, 16, none"),
        (["momentum", "--ascii", "--out", "x.svg"], "--ascii is for text, plain or with colours; a .svg has all signs"),
        (["momentum", "--colours", "16", "--out", "x.svg"], "--colours is for a terminal and for --format ansi"),
        (["momentum", "--step", "101"], "--step 101: momentum ends at step 100; choose one from 0 to 100"),
        (["iris-mlp", "--epoch", "101"], "--epoch 101: iris-mlp ends at epoch 100; choose one from 0 to 100"),
        (
            ["neuron", "--panel", "algorithm", "--epoch", "4"],
            "--epoch 4: neuron trains nothing and has no epochs; choose a --step from 0 to 19",
        ),
        (["momentum", "--step", "-1"], "--step: '-1' is not a whole number from 0 on; see dlviz plot --help"),
        (["momentum", "--step", "1", "--epoch", "1"], "--epoch: not allowed with argument --step; see dlviz plot"),
        (["momentum", "--out", "it.bmp"], "--out it.bmp has the suffix '.bmp'; possible: .svg, .png, .txt, .ans"),
        (["momentum", "--out", "/no/it.svg"], "--out /no/it.svg: there is no folder /no; make it first"),
        (["momentun"], "there is no scenario 'momentun'; did you mean momentum"),
        (
            ["momentum", "--panel", "optimizer", "--layer", "dense"],
            "--layer dense: there is no such layer; there are point",
        ),
        (
            ["momentum", "--layer", "point"],
            "--layer point is chosen in a panel that shows layers; add --panel with one of",
        ),
        (
            ["exploding-gradients", "--run", "too large", "--epoch", "200", "--panel", "loss"],
            "--epoch 200: too large diverged at step ",
        ),
    ],
)
def test_wrong_usage(arguments, sentence, capsys):
    """What cannot be drawn is one sentence on standard error, and exit code 2."""
    assert main(["plot", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith(f"dlviz: {sentence}")
    assert err.count("\n") == 1


def test_answers_are_kept(capsys, tmp_path):
    """A panel that would tell the answer to a question is drawn only with --answer."""
    scenario = tmp_path / "asking.toml"
    scenario.write_text(
        """
        data = { source = "iris" }
        model = [{ type = "Dense", units = 3, activation = "softmax" }]
        training = { loss = "categorical_crossentropy", optimizer = "SGD", epochs = 1 }
        exercises = [{ ask = "How many weights?", answer = "15.", hides = ["network"] }]
        """
    )
    assert main(["plot", str(scenario), "--panel", "network"]) == 2
    assert (
        "--panel network would tell the answer to a question of this scenario; add --answer" in capsys.readouterr().err
    )
    for panel in ("activations", "features", "weights"):
        assert main(["plot", str(scenario), "--panel", panel]) == 2
        assert f"--panel {panel} would tell the answer" in capsys.readouterr().err
        assert main(["plot", str(scenario), "--set", f'display.panels=["{panel}"]', "--panel", panel]) == 2
        assert f"--panel {panel} would tell the answer" in capsys.readouterr().err
        # On the whole screen a sentence stands in its place.
        assert main(["plot", str(scenario), "--set", f'display.panels=["{panel}"]', "--size", "80x24"]) == 0
        assert "This would tell the answer" in capsys.readouterr().out
    assert main(["plot", str(scenario), "--panel", "network", "--answer"]) == 0
    assert any("15 parameters" in line for line in lines(capsys))


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, monkeypatch, capsys):
    """Where writing fails, what stood there stays, and nothing else is left behind."""
    target = tmp_path / "it.svg"
    target.write_text("old")

    def full(path, text, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    assert main(["plot", "momentum", "--panel", "loss", "--step", "2", "--out", str(target)]) == 2
    assert capsys.readouterr().err == f"dlviz: --out {target}: no space left on device\n"
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_row_is_chosen_and_one_that_there_is_not_is_refused(capsys):
    """Counted from 1, as the picture says it; beyond the last, and where there is no data, a sentence."""
    few = ("iris-mlp", "--steps", "2", "--answer")
    assert main(["plot", *few, "--panel", "network", "--size", "100x30", "--input", "121"]) == 0
    assert "row 121," in capsys.readouterr().out
    assert main(["plot", *few, "--input", "151"]) == 2
    assert "--input 151: iris has rows 1 to 150" in capsys.readouterr().err
    assert main(["plot", "race-saddle", "--steps", "2", "--input", "1"]) == 2
    assert "there are no rows here" in capsys.readouterr().err

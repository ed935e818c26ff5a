"""`dlviz plot` to PNG, to a film, to the numbers behind a picture."""

import csv
import io
import sys

import numpy as np
import pytest
from PIL import Image

from dlviz.tui import film, raster
from dlviz.tui.cli import main
from dlviz.tui.errors import Interrupted
from dlviz.tui.headless import filming
from dlviz.tui.theme import named

MOMENTUM = ("plot", "momentum", "--panel", "loss", "--size", "60x14")


def refused(capsys, *arguments):
    assert main([*arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.count("\n") == 1
    return err.removeprefix("dlviz: ").rstrip()


def test_a_png_is_the_picture(tmp_path, capsys):
    """Of the size and the theme asked for, twice as fine on request; Textual's themes can be named."""
    target = tmp_path / "it.png"
    for theme, scale in (("light", 1), ("nord", 2)):
        assert main([*MOMENTUM, "--step", "5", "--theme", theme, "--scale", str(scale), "--out", str(target)]) == 0
        with Image.open(target) as image:
            assert image.size == (600 * scale, 280 * scale)
            paper = named(theme).paper
            assert image.getpixel((3, 100 * scale)) == (paper >> 16, paper >> 8 & 255, paper & 255)
    assert not capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["it.png"]


def test_a_film_shows_each_step_as_it_was(tmp_path, capsys):
    """A frame is the picture of its step on the scale of --to, epochs too; what was trained stays dimmed ahead."""
    target, stills = tmp_path / "it.gif", [tmp_path / "10.png", tmp_path / "40.png"]
    given = ("plot", "gd-vs-sgd", "--panel", "landscape", "--size", "60x20")
    assert main([*given, "--from", "e2", "--to", "40", "--every", "7", "--fps", "25", "--out", str(target)]) == 0
    for step, still in zip(("10", "40"), stills, strict=True):
        assert main([*given, "--step", step, "--to", "40", "--out", str(still)]) == 0
    with Image.open(target) as image, Image.open(stills[0]) as first, Image.open(stills[1]) as last:
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(first).astype(int)).max() < 60
        assert image.n_frames == 6  # 10 17 24 31 38 40
        assert image.info["duration"] == 40
        image.seek(5)
        assert image.info["duration"] == 2000
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(last).astype(int)).max() < 60
    out, err = capsys.readouterr()
    assert not out
    assert not err, "no progress where no person looks"


def test_a_film_says_how_far_it_is(tmp_path, monkeypatch, capsys):
    """On a terminal the frame at work stands on standard error, and goes at the end."""
    monkeypatch.setattr("dlviz.tui.console.is_terminal", lambda stream: stream is sys.stderr)
    assert main([*MOMENTUM, "--to", "9", "--frames", "3", "--out", str(tmp_path / "it.gif")]) == 0
    out, err = capsys.readouterr()
    assert not out
    assert "drawing frame 2/3" in err
    assert "writing frame 3/3" in err
    assert err.endswith("\r\x1b[K")


def test_an_interrupted_film_leaves_nothing(tmp_path, monkeypatch):
    """A signal while frames are written leaves what stood there, and no half of a film."""
    target = tmp_path / "it.gif"
    target.write_text("old")
    indices = film._indices

    def interrupted(canvas, palette, scale):
        interrupted.frames += 1
        if interrupted.frames > 2:
            raise Interrupted
        return indices(canvas, palette, scale)

    interrupted.frames = 0
    monkeypatch.setattr(film, "_indices", interrupted)
    assert main([*MOMENTUM, "--to", "20", "--out", str(target)]) == 130
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_numbers_go_to_a_file_or_to_standard_output(tmp_path, capsys):
    """CSV and pgf by suffix or by --format; both are the same in a file and on standard output."""
    for name, begins in (("it.csv", "run,step,loss\n"), ("it.tex", "% Momentum, loss; step 20 of 20; plain: ")):
        target = tmp_path / name
        kind = "csv" if name.endswith("csv") else "pgf"
        assert main([*MOMENTUM, "--steps", "20", "--out", str(target)]) == 0
        assert main([*MOMENTUM, "--steps", "20", "--format", kind]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(begins)
        assert target.read_text("utf-8") == shown
    rows = list(csv.DictReader(io.StringIO((tmp_path / "it.csv").read_text("utf-8"))))
    assert [row["step"] for row in rows if row["run"] == "plain"] == [str(step) for step in range(21)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "3", "--out", "it.svg"), "--from makes a film, and --out it.svg holds one picture; add --out FILE"),
        (("--fps", "9", "--out", "it.txt"), "--fps makes a film, and --out it.txt holds one picture"),
        (("--to", "9", "--out", "it.svg"), "--to makes a film, and --out it.svg holds one picture"),
        (("--step", "9", "--to", "3"), "--to 3 lies before --step 9; a picture shows a step of what is trained"),
        (("--every", "9"), "--every makes a film, and standard output holds one picture"),
        (("--step", "3", "--out", "it.gif"), "--step chooses one picture, and a .gif is a film; choose --from A --to"),
        (("--frames", "3", "--every", "3", "--out", "it.gif"), "--frames says how many and --every how far apart"),
        (("--from", "9", "--to", "3", "--out", "it.gif"), "--to 3 lies before --from 9; a film goes forward"),
        (("--to", "900", "--out", "it.gif"), "--to 900: momentum ends at step 100; choose one from 0 on"),
        (("--to", "soon", "--out", "it.gif"), "--to soon: a step is written 120, an epoch e12"),
        (("--format", "png"), "--format png writes a file; add --out FILE.png"),
        (("--format", "pdf"), "--format pdf: there is no such format; did you mean pgf?"),
        (("--format", "pgf", "--out", "it.svg"), "--format pgf does not go with --out it.svg; give it the suffix .pgf"),
        (("--scale", "2", "--out", "it.svg"), "--scale 2 makes pixels larger, of a .png or a .gif; leave it out"),
        (
            ("--panel", "lesson", "--format", "csv"),
            "--panel lesson: lesson is no chart with numbers to take away; loss",
        ),
    ],
)
def test_wrong_usage(arguments, sentence, capsys):
    """What does not go together is one sentence, before anything is trained."""
    assert refused(capsys, *MOMENTUM, *arguments).startswith(sentence)


def test_without_pillow_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    """The remedy stands in the sentence, before anything is trained; other kinds need no Pillow."""
    monkeypatch.setitem(sys.modules, "PIL", None)
    for name in ("it.png", "it.gif"):
        assert "install it with pip install 'dlviz[images]'" in refused(
            capsys, *MOMENTUM, "--out", str(tmp_path / name)
        )
    assert main([*MOMENTUM, "--step", "2", "--out", str(tmp_path / "it.svg")]) == 0
    assert raster.pillow  # the module itself is there


def test_too_long_a_film(tmp_path, monkeypatch, capsys):
    """More frames than a viewer bears are refused with what to choose."""
    monkeypatch.setattr(filming, "MOST", 20)
    sentence = refused(capsys, *MOMENTUM, "--every", "2", "--out", str(tmp_path / "it.gif"))
    assert sentence == "a film of 51 frames is too long; choose --frames, at most 20"

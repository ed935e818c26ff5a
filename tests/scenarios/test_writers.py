"""Rows are written by suffix, whole or not at all."""

import csv
import io
import json
import math
import os
import tempfile

import numpy as np
import pytest

from dlviz.scenarios import ScenarioError, load
from dlviz.scenarios.writers import check_out, write, write_lines

COLUMNS = ["run", "step", "loss", "val_loss"]
ROWS = [
    {"run": "GD", "step": 0, "loss": 1.5, "val_loss": None},
    {"run": "α, β", "step": 1, "loss": math.inf, "val_loss": 0.25},
]


def test_json_lines_hold_null_where_there_is_no_finite_number(tmp_path):
    path = tmp_path / "out.jsonl"
    write(path, COLUMNS, ROWS)
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [
        ROWS[0],
        {"run": "α, β", "step": 1, "loss": None, "val_loss": 0.25},
    ]


def test_csv_has_a_header_and_empty_cells(tmp_path):
    path = tmp_path / "out.csv"
    write(path, COLUMNS, ROWS)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [COLUMNS, ["GD", "0", "1.5", ""], ["α, β", "1", "inf", "0.25"]]


def test_lines_go_to_an_open_stream():
    stream = io.StringIO()
    write_lines(stream, ROWS[:1])
    assert stream.getvalue() == '{"run": "GD", "step": 0, "loss": 1.5, "val_loss": null}\n'


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def rows():
        yield ROWS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, COLUMNS, rows())
    assert path.read_text() == "old"
    assert [left.name for left in tmp_path.iterdir()] == ["out.csv"]


def test_who_reads_the_old_file_meanwhile_reads_it_to_its_end(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with path.open() as reader:
        write(path, COLUMNS, ROWS)
        assert reader.read() == "old"
    assert path.read_text("utf-8").startswith("run,step")


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path):
    path, plain = tmp_path / "out.csv", tmp_path / "plain"
    plain.touch()
    write(path, COLUMNS, ROWS)
    assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have a name here")
def test_a_link_a_pipe_and_the_rights_of_a_file_stay_as_they_are(tmp_path):
    """The file that a link leads to is replaced, with the rights it had; a pipe is written into."""
    real, link, pipe = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "pipe.csv"
    real.touch(0o600)
    real.chmod(0o600)
    link.symlink_to(real.name)
    write(link, ["a"], [{"a": 1}])
    assert link.is_symlink()
    assert real.read_text() == "a\n1\n"
    assert real.stat().st_mode & 0o777 == 0o600
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe, ["a"], [{"a": 2}])
    assert os.read(reader, 100) == b"a\n2\n"
    os.close(reader)
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "pipe.csv", "real.csv"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("out.txt", "--out {path} has the suffix '.txt'; possible: .jsonl, .csv, .parquet"),
        ("out", "--out {path} has no suffix; possible: .jsonl, .csv, .parquet"),
        ("nowhere/out.csv", "--out {path}: there is no folder {path.parent}; make it first or choose another"),
        ("folder.csv", "--out {path} is a folder; give a file in it"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path, name, sentence):
    (tmp_path / "folder.csv").mkdir()
    path = tmp_path / name
    with pytest.raises(ScenarioError) as error:
        check_out(path)
    assert str(error.value) == sentence.format(path=path)


def test_a_folder_without_the_right_to_write_is_one_sentence(tmp_path, monkeypatch):
    def refuse(dir):
        raise PermissionError(13, "Permission denied", dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(ScenarioError) as error:
        check_out(tmp_path / "out.csv")
    assert str(error.value) == f"--out {tmp_path / 'out.csv'}: the folder {tmp_path} is not writable; choose another"


def test_parquet_is_written_or_says_what_it_needs(tmp_path):
    path = tmp_path / "out.parquet"
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        with pytest.raises(
            ScenarioError, match=r"^Parquet needs pyarrow; install it, or write \.csv or \.jsonl instead$"
        ):
            write(path, COLUMNS, ROWS)
        return
    import pandas as pd

    write(path, COLUMNS, ROWS)
    assert pd.read_parquet(path)["step"].tolist() == [0, 1]


def test_numbers_have_their_shortest_names():
    """A float32 is written as 0.1, not as 0.10000000149011612, and reads back as the same float32; so in the report."""
    from dlviz.scenarios.report import finite

    session = load("perceptron-gd", overrides=["training.optimizer.learning_rate=1e-6"], steps=2).run()
    trace = session.runs[0].run.trace
    written = [row["loss"] for row in session.rows() if row["run"] == session.runs[0].name]
    assert np.array_equal(np.array(written, np.float32), np.asarray(trace["loss"]))
    assert all(len(repr(value)) <= 12 for value in written)
    assert finite(np.float32(0.1)) == 0.1
    assert finite(1 / 3) == 1 / 3
    assert finite(float("nan")) is None

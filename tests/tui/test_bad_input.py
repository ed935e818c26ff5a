"""A user's file that cannot be used is one line on standard error with its place, and exit code 2."""

import pickle

import numpy as np
import pytest

from dlviz.tui.cli import main

SCENARIO = """
data = {{ {data} }}
model = [{{ type = "Dense", units = 1 }}]
training = {{ loss = "mean_squared_error", optimizer = "SGD", epochs = 1 }}
claims = [{{ text = "It learns", check = "{check}" }}]
"""
CSV = 'csv = "mine.csv", target = "y"'
NPZ = 'npz = "mine.npz"'


@pytest.mark.parametrize(
    ("data", "content", "place"),
    [
        (CSV, b"a,y\n1,2\n3,4,5\n", "mine.csv is no regular table: line 3 has 3 fields (3 | 4 | 5), the header has 2;"),
        (CSV, b"a,y\n1,\xff\n", "mine.csv is not UTF-8 at line 2, byte 3;"),
        (CSV, b"a,z\n1,2\n3,4\n", "mine.csv has no column 'y'; possible: a, z"),
        (CSV, b"a,y\n1,2\nsix,4\n", "mine.csv, line 3, column 'a': 'six' is not a number;"),
        (CSV, b"a,y\n1,2\n,4\n", "mine.csv, line 3, column 'a': the value is missing;"),
        (CSV, b"a,y\n,2\n,4\n", "mine.csv, column 'a': every value is missing;"),
        (CSV, b"a,y\n1,2\n", "mine.csv has one row below its header;"),
        (CSV, b"a,y\n1,p\n2,p\n", "mine.csv: every row has the class 'p';"),
        (CSV, b"", "mine.csv is empty;"),
        (CSV, None, "there is no file"),
        (
            f'{CSV}, npz = "b.npz"',
            b"",
            "give one of source (a built-in name), csv, parquet and npz (your own file), not",
        ),
        (f'{NPZ}, target = "y"', b"", "the target of an npz is its y; leave target out"),
        ('npz = "mine.npz", missing = "drop"', b"", "missing belongs to csv and parquet; leave it out beside npz"),
        ('source = "iris", encoding = "utf-16"', b"", "encoding belongs to csv; leave it out beside source"),
        (NPZ, b"no zip", "mine.npz is no .npz file that can be read;"),
        (NPZ, {"x": np.zeros((3, 2))}, "mine.npz has no array 'y'; possible: x"),
        (NPZ, {"z": np.zeros(3)}, "mine.npz has no array 'x'; possible: z"),
        (NPZ, {"x": np.array([{}] * 3), "y": np.zeros(3)}, "mine.npz: the array 'x' is pickled Python,"),
        (NPZ, pickle.dumps({"x": [1]}), "mine.npz is no .npz file that can be read;"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path, capsys, data, content, place):
    path = tmp_path / ("mine.npz" if "npz" in data else "mine.csv")
    if isinstance(content, dict):
        np.savez(path, **content)
    elif content is not None:
        path.write_bytes(content)
    scenario = tmp_path / "it.toml"
    scenario.write_text(SCENARIO.format(data=data, check="run.loss.last < 1"))
    assert main(["run", str(scenario), "--headless"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert place in err
    assert err.startswith("dlviz: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("check", "place"),
    [
        (
            "run.loss.last <",
            "claims[0].check: at character 16, run.loss.last <▸: a number or RUN.COLUMN.REDUCER is missing",
        ),
        ("run.loss.last < 1 2", "claims[0].check: at character 19, run.loss.last < 1 ▸2: this does not go on"),
        ("run.loss.lats < 1", "claims[0].check: at character 10, run.loss.▸lats < 1: there is no reducer 'lats'"),
        ("run.los.last < 1", "claims[0].check: at character 1, ▸run.los.last < 1: run 'run' has no column 'los'"),
    ],
)
def test_a_claim_that_cannot_be_read(tmp_path, capsys, check, place):
    scenario = tmp_path / "it.toml"
    scenario.write_text(SCENARIO.format(data='source = "curve"', check=check))
    assert main(["check", str(scenario)]) == 2
    assert place in capsys.readouterr().err

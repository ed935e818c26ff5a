"""`dlviz new`: a file that runs at once, for a table of the user's own or without one; and what it refuses."""

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.cli import main

GRADES = "id,name,school,hours,absences,passed\n" + "".join(
    f"{i + 1},n{i},{'pqr'[i % 3]},{i % 10},{'' if i == 5 else i % 4},{'yes' if i % 10 - i % 4 > 3 else 'no'}\n"
    for i in range(60)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(folder, capsys, content, *arguments, name="grades.csv"):
    """What `new` prints and the scenario that it wrote."""
    (folder / name).write_text(content)
    assert main(["new", "exam.toml", "--csv", name, *arguments]) == 0
    out, err = capsys.readouterr()
    assert not err
    return out, load(folder / "exam.toml")


def test_a_classification_of_two(folder, capsys):
    out, scenario = made(folder, capsys, GRADES, "--target", "passed")
    assert (
        out
        == """\
wrote exam.toml
  it predicts "passed", one of "no", "yes" (a classification), from 5 inputs in 59 rows
  "id" is left out: it only counts the rows
  "name" is left out: it is text with 60 different values in 60 rows
  each value of "school" becomes an input of its own (one-hot)
  1 of 60 rows lack a value and are left out
next:
  dlviz run exam.toml  (train it and watch)
  dlviz check exam.toml  (see whether its claim holds)
"""
    )
    data = scenario.document.data
    assert (data.standardize, data.shuffle, data.validation_split, data.missing) == ("train", 0, 0.25, "drop")
    assert (data.features, data.categories) == (("school", "hours", "absences"), ("school",))
    assert scenario.document.training.loss == "binary_crossentropy"
    session = scenario.run()
    assert [claim.holds for claim in session.claims()] == [True]


def test_a_classification_of_several(folder, capsys):
    _, scenario = made(folder, capsys, GRADES, "--target", "school")
    assert scenario.document.model[-1].units == 3
    assert scenario.document.training.loss == "categorical_crossentropy"


def test_a_regression_begins_at_the_size_of_its_target(folder, capsys):
    """Prices in the hundred thousands are learned with the same rate as numbers around one."""
    random = np.random.default_rng(0)
    rows = random.uniform(2, 8, (80, 2))
    lines = [f"{a}\t{b}\t{50_000 * a - 8_000 * b:.0f}" for a, b in rows]
    out, scenario = made(
        folder, capsys, "\n".join(["rooms\tage\tprice", *lines]), "--target", "price", name="grades.tsv"
    )
    assert '"price", a number (a regression), from 2 inputs in 80 rows' in out
    session = scenario.run()
    assert session.claims()[0].holds
    assert session.claims()[0].left > 0.9


@pytest.mark.parametrize("shape", [(4,), (12, 2), (8, 8, 1), (2, 2, 2, 2)])
def test_arrays(folder, capsys, shape):
    """Rows of numbers, series, pictures and what has still more axes: each runs."""
    y = np.arange(30) % 3
    x = np.random.default_rng(0).normal(size=(30, *shape)) + y.reshape(30, *[1] * len(shape))
    np.savez(folder / "mine.npz", x=x, y=y)
    assert main(["new", "exam.toml", "--csv", "mine.npz"]) == 0
    assert "taken for classes" in capsys.readouterr().out
    assert load(folder / "exam.toml", steps=2).run().claims()


def test_no_table(folder, capsys):
    """Without a table it is a comparison on Iris whose claim holds."""
    assert main(["new", "mine.toml"]) == 0
    assert main(["check", "mine.toml"]) == 0
    assert "holds" in capsys.readouterr().out


def test_few_rows_are_not_split(folder, capsys):
    """Nor does the lesson speak of a validation loss that there is not."""
    _, scenario = made(folder, capsys, "a,y\n1,1.5\n2,2\n3,4.5\n", "--target", "y")
    assert not scenario.document.data.validation_split
    assert scenario.document.training.early_stopping.monitor == "loss"
    assert "two loss curves" not in scenario.look


def test_names_of_rows_are_no_categories_and_the_scatter_shows_numbers(folder, capsys):
    rows = "".join(f"n{i},{'AB'[i % 2]},{i % 7},{i % 5},{'yes' if i % 7 > 3 else 'no'}\n" for i in range(20))
    out, scenario = made(folder, capsys, "name,group,hours,sleep,passed\n" + rows, "--target", "passed")
    assert '"name" is left out: it is text with 20 different values in 20 rows' in out
    assert scenario.runs[0].table.features == ("group=A", "group=B", "hours", "sleep")
    assert (scenario.display.data.x, scenario.display.data.y) == ("hours", "sleep")
    assert "two loss curves" in scenario.look


def test_odd_names(folder, capsys):
    """Quotes, paths and line breaks in names, and a table in another folder, end in a file that runs."""
    (folder / "my data").mkdir()
    content = '"a.b[0]","say ""hi""","two\nlines",y # 1\n' + "".join(
        f"{i % 9},{i * 3 % 7},{i % 5},{i * 0.5}\n" for i in range(30)
    )
    (folder / "my data" / "odd.csv").write_text(content)
    assert main(["new", "my data/odd.toml", "--csv", "my data/odd.csv", "--target", "y # 1"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    scenario = load(folder / "my data" / "odd.toml", steps=2)
    assert scenario.document.data.csv == "odd.csv"
    assert scenario.runs[0].table.features == ("a.b[0]", 'say "hi"', "two\nlines")
    scenario.run()


def test_a_file_is_never_overwritten_unasked(folder, capsys):
    (folder / "mine.toml").write_text("mine")
    assert main(["new", "mine.toml"]) == 2
    assert capsys.readouterr().err == (
        "dlviz: mine.toml is there already; choose another name, or replace it with --force\n"
    )
    assert (folder / "mine.toml").read_text() == "mine"
    assert main(["new", "mine.toml", "--force"]) == 0
    assert load(folder / "mine.toml").run_names == ("narrow", "wide")


def test_semicolons_and_decimal_commas_are_read_and_said(folder, capsys):
    """On the screen and in the file, which runs."""
    rows = "".join(f"{i % 7},5;{i % 3},25\n" for i in range(30))
    out, scenario = made(folder, capsys, "a;y\n" + rows, "--target", "y")
    said = "its fields are parted by semicolons, its numbers have a decimal comma"
    assert said in out
    assert said in (folder / "exam.toml").read_text()
    assert scenario.runs[0].table.x[:2, 0].tolist() == [0.5, 1.5]


def test_what_looks_like_a_slip_is_said_first(folder, capsys):
    """On standard error and in the file; where the table is read again it is said again, in the window too."""
    rows = [f"{'Bonn' if i % 2 else 'Ulm'},{i % 7},{'six' if i == 4 else i % 5},{i % 3}.5" for i in range(30)]
    (folder / "grades.csv").write_text("\n".join(["town,hours,days,y", *rows, "bonn,1,2,3", "Bonn ,1,2,4"]))
    assert main(["new", "exam.toml", "--csv", "grades.csv", "--target", "y"]) == 0
    slip = "grades.csv: column 'days' is left out: it is numbers but for 'six' in line 6; correct that and add it"
    towns = (
        "grades.csv, column 'town': 'Bonn' (line 3 and 14 more), 'bonn' (line 32) and 'Bonn ' (line 33) are 3 "
        "categories; if they are one, write them alike"
    )
    out, err = capsys.readouterr()
    assert err == f"dlviz: {slip}\ndlviz: {towns}\n"
    assert "'days'" not in out
    assert f"# {slip}" in (folder / "exam.toml").read_text()
    assert load(folder / "exam.toml").remarks == (towns,)
    assert main(["run", "exam.toml", "--headless", "--steps", "1"]) == 0
    assert capsys.readouterr().err == f"dlviz: {towns}\n"


def test_a_target_of_numbers_with_a_slip(folder, capsys):
    """Of few numbers it makes classes, which is said; of many it is refused."""
    out = "the target 'y' is numbers but for '3o' in line 4"
    rows = "".join(f"{i % 7},{'3o' if i == 2 else i % 5}\n" for i in range(40))
    (folder / "grades.csv").write_text("a,y\n" + rows)
    assert main(["new", "exam.toml", "--csv", "grades.csv", "--target", "y"]) == 0
    assert capsys.readouterr().err == f"dlviz: grades.csv: {out}, which makes classes of them; correct that\n"
    many = "".join(f"{i % 7},{'3o' if i == 2 else i}\n" for i in range(40))
    (folder / "grades.csv").write_text("a,y\n" + many)
    assert main(["new", "exam.toml", "--csv", "grades.csv", "--target", "y", "--force"]) == 2
    assert capsys.readouterr().err == f"dlviz: grades.csv: {out}; correct that\n"


def test_latin_1_is_read_and_said(folder, capsys):
    (folder / "grades.csv").write_bytes(
        ("größe,y\n" + "".join(f"{i % 7},{i * 0.5}\n" for i in range(30))).encode("latin-1")
    )
    assert main(["new", "exam.toml", "--csv", "grades.csv", "--target", "y"]) == 0
    assert "it is read as cp1252" in capsys.readouterr().out
    assert load(folder / "exam.toml").runs[0].table.features == ("größe",)


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        ("a,y\n1,2\n3,4\n", (), "which column of grades.csv shall be predicted? Say --target; possible: a, y"),
        ("a,y\n1,2\n3,4\n", ("--target", "z"), "grades.csv has no column 'z'; possible: a, y"),
        ("a,y\n1,2\n3,4,5\n", ("--target", "y"), "grades.csv is no regular table: line 3 has 3 fields (3 | 4 | 5)"),
        ("", ("--target", "y"), "grades.csv is empty; it needs a header line and rows of numbers"),
        ("a,y\n1,2\n", ("--target", "y"), "grades.csv has one row below its header; learning needs at least two"),
        ("a,y\n", ("--target", "y"), "grades.csv has no row below its header; learning needs at least two"),
        ("a,y\n1,p\n2,p\n", ("--target", "y"), "grades.csv: every row has the class 'p'; learning needs at least two"),
        (
            "a,y\n,1\n,2\n",
            ("--target", "y"),
            "grades.csv has no column to predict 'y' from: 'a' has no value in any row",
        ),
        ("y\n1\n2\n", ("--target", "y"), "grades.csv has no column to predict 'y' from: there is no other column"),
        ("a,y\n1,\n2,\n", ("--target", "y"), "grades.csv: no row of 2 has a value in every column; fill in 'y'"),
        ("a,y\n1,2.5\n2,2.5\n", ("--target", "y"), "grades.csv: the target 'y' is 2.5 in every row; choose another"),
        (
            "a,y\n" + "".join(f"{i % 9},n{i}\n" for i in range(50)),
            ("--target", "y"),
            "grades.csv: the target 'y' is text with 50 different values in 50 rows, too many to be classes",
        ),
    ],
)
def test_a_table_that_cannot_be_learned_from(folder, capsys, content, arguments, sentence):
    """One sentence, exit code 2, and no file."""
    (folder / "grades.csv").write_text(content)
    assert main(["new", "exam.toml", "--csv", "grades.csv", *arguments]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"dlviz: {sentence}")
    assert err.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["grades.csv"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["exam.txt"], "exam.txt: a scenario is a TOML file; call it exam.txt.toml"),
        (["no/exam.toml"], "there is no folder no; make it first or choose another"),
        (["exam.toml", "--target", "y"], "--target names a column of a table; give the table with --csv"),
        (["exam.toml", "--csv", "/dev/null"], "/dev/null: what can be read is .csv"),
        (["exam.toml", "--csv", "grades.xlsx"], "grades.xlsx: what can be read is .csv, .tsv, .parquet, .npz"),
        (["exam.toml", "--csv", "no.csv", "--target", "y"], "there is no file no.csv; check the path"),
        (["exam.toml", "--csv", ".", "--target", "y"], ". is a folder; give a file in it"),
        ([], "the following arguments are required: FILE.toml; see dlviz new --help"),
    ],
)
def test_wrong_usage(folder, capsys, arguments, sentence):
    assert main(["new", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"dlviz: {sentence}")
    assert not list(folder.iterdir())


def test_bytes_that_are_no_text_at_all(folder, capsys):
    """The sentence is about UTF-8, which was hoped for, not about what was tried after it."""
    (folder / "grades.csv").write_bytes(bytes(range(1, 256)))
    assert main(["new", "exam.toml", "--csv", "grades.csv", "--target", "y"]) == 2
    assert capsys.readouterr().err.startswith("dlviz: grades.csv is not UTF-8 at line 2, byte ")


def test_whole_numbers_beyond_64_bits_are_numbers(folder, capsys):
    _, scenario = made(
        folder, capsys, "a,y\n" + "".join(f"{10**25 * (i % 5)},{i % 2}\n" for i in range(30)), "--target", "y"
    )
    assert scenario.runs[0].table.x[1, 0] == 1e25


def test_an_array_of_one_target_is_refused(folder, capsys):
    np.savez(folder / "mine.npz", x=np.zeros((30, 4)), y=np.full(30, 2.0))
    assert main(["new", "exam.toml", "--csv", "mine.npz"]) == 2
    assert "mine.npz: y is 2 in every row; there is nothing to predict" in capsys.readouterr().err

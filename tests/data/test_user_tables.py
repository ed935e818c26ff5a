"""What a user's table may hold beyond numbers: categories, gaps, weights, encodings, tabs, Parquet."""

import numpy as np
import pytest

from dlviz import data
from dlviz.data.spellings import alike
from dlviz.data.survey import survey

GRADES = "school,hours,passed\nsouth,1,yes\nnorth,2,no\nsouth,,yes\n,4,no\n"


@pytest.fixture
def write(tmp_path):
    def write(content, name="grades.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path, target="y", **options):
    with pytest.raises(data.DataError) as error:
        data.from_csv(path, target, **options)
    return str(error.value)


def test_a_category_becomes_an_input_for_each_of_its_values(write):
    table = data.from_csv(write("a,kind,y\n1,q,2\n3,p,4\n5,q,6\n"), "y", categories=["kind"])
    assert table.features == ("a", "kind=p", "kind=q")
    assert table.x.tolist() == [[1, 0, 1], [3, 1, 0], [5, 0, 1]]


def test_numbers_can_be_categories(write):
    assert data.from_csv(write("zip,y\n8001,2\n8002,4\n"), "y", categories=["zip"]).features == ("zip=8001", "zip=8002")


def test_rows_that_lack_a_value_are_dropped(write):
    table = data.from_csv(write(GRADES), "passed", categories=["school"], missing="drop")
    assert table.x.tolist() == [[0, 1, 1], [1, 0, 2]]


def test_the_median_takes_the_place_of_what_is_missing(write):
    """A category that is missing has none of its values; rows without a target are left out."""
    table = data.from_csv(write(GRADES + "south,9,\n"), "passed", categories=["school"], missing="median")
    assert table.x.tolist() == [[0, 1, 1], [1, 0, 2], [0, 1, 2], [0, 0, 4]]


def test_lines_are_those_of_the_file_where_rows_were_dropped(write):
    path = write("a,b,y\n1,1,1\n,2,2\n3,three,3\n4,4,4\n")
    assert refusal(path, missing="drop").startswith("grades.csv, line 4, column 'b': 'three' is not a number")


def test_a_short_line_is_no_missing_value(write):
    path = write("a,b,y\n1,1,1\n2,2\n3,3,3\n")
    for missing in ("drop", None):
        assert refusal(path, missing=missing).startswith("grades.csv is no regular table: line 3 has 2 fields (2 | 2),")


def test_weights_of_rows_are_no_feature(write):
    table = data.from_csv(write("a,w,y\n1,2,1\n2,3,2\n"), "y", sample_weight="w")
    assert table.features == ("a",)
    assert table.take(np.array([1])).sample_weight.tolist() == [3]


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("a,w,y\n1,-2,1\n2,3,2\n", {"sample_weight": "w"}, "grades.csv, line 2, column 'w': the weight -2 is below 0;"),
        ("a,w,y\n1,0,1\n2,0,2\n", {"sample_weight": "w"}, "grades.csv, column 'w': every weight is 0;"),
        ("a,b,y\n1,,1\n2,,2\n", {}, "grades.csv, column 'b': every value is missing; leave it out of features"),
        ("a,b,y\n1,,1\n2,,2\n", {"missing": "median"}, "grades.csv, column 'b': every value is missing;"),
        (
            "a,b,y\n1,,1\n2,,2\n",
            {"missing": "drop"},
            "grades.csv: no row of 2 has a value in every column; leave 'b' out",
        ),
        ("a,y\n,\n,\n", {"missing": "drop"}, "grades.csv: no row of 2 has a value in every column;"),
        ("a,a,y\n1,2,1\n2,3,2\n", {}, "grades.csv has two columns named 'a'; give one of them another name"),
        ("a,b,y\n1,p,1\n2,q,2\n", {"categories": ["c"]}, "grades.csv has no column 'c'; possible: a, b, y"),
        ("a,y\n1,1\n2,2\n", {"categories": ["y"]}, "grades.csv: categories names 'y', which is no feature;"),
        ("a,a=1,y\n1,1,1\n1,2,2\n", {"categories": ["a"]}, "grades.csv: two columns would be called 'a=1'; rename one"),
        (
            "a,y\n" + "".join(f"n{i},{i}\n" for i in range(300)),
            {"categories": ["a"]},
            "grades.csv, column 'a': it has 300 different values, more than the 256 that can be one-hot;",
        ),
        (b"\xfe\xffab", {}, "grades.csv has no column 'y'"),
        ("a,y\n1,2\n3,4\n".encode("utf-16-le"), {}, "grades.csv holds a zero byte in line 1,"),
        ("a,y\n1,2\n", {"encoding": "latin1000"}, "there is no text encoding 'latin1000';"),
        ("a,y\n1,2\n", {"encoding": "hex"}, "there is no text encoding 'hex';"),
    ],
)
def test_what_cannot_be_learned_from_is_one_sentence(write, content, options, sentence):
    assert refusal(write(content), **options).startswith(sentence)


def test_other_encodings(write):
    """UTF-16 tells itself by its mark; others are named."""
    text = "größe,y\n1,2\n3,4\n"
    assert data.from_csv(write(text.encode("utf-16")), "y").features == ("größe",)
    path = write(text.encode("latin-1"))
    assert refusal(path).startswith("grades.csv is not UTF-8 at line 1, byte 3; save it as UTF-8, or set encoding")
    assert data.from_csv(path, "y", encoding="latin-1").features == ("größe",)


def test_tabs_part_the_fields_of_a_tsv(write):
    table = data.from_csv(write("a, b\ty\n1\t2\n3\t4\n", "grades.tsv"), "y")
    assert table.features == ("a, b",)
    assert refusal(write("a,y\n1,2\n3,4\n", "grades.tsv")).endswith(
        "its fields are parted by commas: name the file .csv"
    )


def test_parquet_without_its_library_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "grades.parquet").write_bytes(b"PAR1")
    with pytest.raises(data.DataError, match=r"^grades\.parquet: Parquet needs pyarrow; "):
        data.from_parquet(tmp_path / "grades.parquet", "y")


def test_parquet(tmp_path):
    pytest.importorskip("pyarrow")
    import pandas as pd

    path = tmp_path / "grades.parquet"
    frame = pd.DataFrame({"a": [1.0, 2.0, None], "kind": ["p", "q", "p"], "y": [True, False, True]})
    frame.to_parquet(path)
    table = data.from_parquet(path, "y", categories=["kind"], missing="drop")
    assert (table.features, table.classes) == (("a", "kind=p", "kind=q"), ("False", "True"))
    with pytest.raises(data.DataError, match=r"^grades\.parquet, row 3, column 'a': the value is missing; "):
        data.from_parquet(path, "y", ["a"])
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(data.DataError, match=r"^grades\.parquet is no Parquet file that can be read: "):
        data.from_parquet(path, "y")


def test_a_column_named_like_a_path(write):
    assert data.from_csv(write("a.b[0],y\n1,2\n3,4\n"), "y", ["a.b[0]"]).features == ("a.b[0]",)


def test_a_thousand_columns(write):
    names = [f"c{i}" for i in range(1000)]
    path = write(
        "\n".join([",".join([*names, "y"]), *(",".join(str(r * i % 7) for i in range(1001)) for r in range(5))])
    )
    assert data.from_csv(path, "y").x.shape == (5, 1000)
    assert refusal(path, "z").endswith("c9, c10, c11, … (1001 in all)")


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ("01" * 20, ("0", "1")),
        ("123" * 20, ("1", "2", "3")),
        ("0123456789" * 2, None),
        (["1.5", "2"] * 10, None),
        (["yes", "no"] * 10, ("no", "yes")),
    ],
)
def test_classes_are_told_from_numbers(write, values, classes):
    path = write("a,y\n" + "".join(f"{i * 0.3},{value}\n" for i, value in enumerate(values)))
    assert survey(path, "y").table.classes == classes


def test_each_column_is_used_as_what_it_is(write):
    lines = [
        f"{i + 1},n{i},{'pq'[i % 2]},{i % 2 == 0},{i * 0.5},7,{'six' if i == 4 else i},,{i % 9}" for i in range(40)
    ]
    path = write("id,name,kind,flag,size,same,typo,empty,y\n" + "\n".join(lines) + "\n")
    found = survey(path, "y")
    assert {column.name: (column.use, column.why) for column in found.columns} == {
        "id": ("left out", "only counts the rows"),
        "name": ("left out", "is text with 40 different values in 40 rows"),
        "kind": ("category", ""),
        "flag": ("number", ""),
        "size": ("number", ""),
        "same": ("left out", "has the same value in every row"),
        "typo": ("left out", "is numbers but for 'six' in line 6; correct that and add it"),
        "empty": ("left out", "has no value in any row"),
    }
    assert found.table.features == ("kind=p", "kind=q", "flag", "size")


@pytest.mark.parametrize(("gaps", "missing", "rows"), [(0, None, 40), (4, "drop", 36), (15, "median", 40)])
def test_few_gaps_cost_their_rows_and_many_are_filled_in(write, gaps, missing, rows):
    path = write("a,b,y\n" + "".join(f"{i % 5},{'' if i < gaps else i},{i * 0.1}\n" for i in range(40)))
    found = survey(path, "y")
    assert (found.missing, found.holes, found.table.rows) == (missing, gaps, rows)


def test_a_column_that_counts_is_learned_from_where_there_is_no_other(write):
    path = write("step,y\n" + "".join(f"{i},{i * 0.5}\n" for i in range(20)))
    assert survey(path, "y").features == ("step",)


def test_accents_in_two_codings_are_one_value_that_looks_alike():
    """What cannot be told apart by eye is shown by its codes; different words are not confused."""
    composed, apart = "K\u00f6ln", "Ko\u0308ln"
    assert alike(["Bonn", composed, "Ulm", apart, "BONN", " bonn", "Born"]) == [
        ["Bonn", "BONN", " bonn"],
        [composed, apart],
    ]


def test_what_is_spelt_in_two_ways_is_told_by_its_lines(write):
    rows = [("a", 1), ("b", 2), ("A", 3), ("b ", 4), ("K\u00f6ln", 5), ("Ko\u0308ln", 6), ("a", 7)]
    path = write("k,y\n" + "".join(f"{k},{y}\n" for k, y in rows))
    table = data.from_csv(path, "y", categories=["k"])
    what = "are 2 categories; if they are one, write them alike"
    place = "grades.csv, column 'k':"
    assert table.remarks == (
        f"{place} 'a' (lines 2, 8) and 'A' (line 4) {what}",
        f"{place} 'b' (line 3) and 'b ' (line 5) {what}",
        f"{place} 'K\\xf6ln' (line 6) and 'Ko\\u0308ln' (line 7) {what}",
    )
    assert table.take(np.arange(3)).remarks == table.remarks

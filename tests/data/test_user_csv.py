"""A table of the user's own is read, or refused in one sentence that says where."""

import numpy as np
import pytest

from dlviz import data
from dlviz.data.separators import Dialect, sniff


@pytest.fixture
def write(tmp_path):
    def write(content, name="homes.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_number_to_predict_makes_a_regression(write):
    table = data.from_csv(write("rooms,age,price\n5,10,200\n6,20,300\n"), "price")
    assert (table.features, table.target, table.classes) == (("rooms", "age"), "price", None)
    assert table.x.tolist() == [[5, 10], [6, 20]]
    assert table.y.tolist() == [200, 300]


def test_words_to_predict_make_classes_in_alphabetical_order(write):
    table = data.from_csv(write("a,kind\n1,pear\n2,apple\n3,pear\n"), "kind")
    assert table.classes == ("apple", "pear")
    assert table.y.tolist() == [1, 0, 1]


def test_true_and_false_make_classes(write):
    table = data.from_csv(write("a,passed\n1,True\n2,False\n"), "passed")
    assert table.classes == ("False", "True")


def test_features_choose_and_order_columns(write):
    path = write("a,b,name,y\n1,2,x,0.5\n3,4,z,1.5\n")
    assert data.from_csv(path, "y", ["b", "a"]).x.tolist() == [[2, 1], [4, 3]]


def test_a_byte_order_mark_is_no_part_of_the_first_name(write):
    assert data.from_csv(write(b"\xef\xbb\xbfa,y\n1,2\n3,4\n"), "y").features == ("a",)


def test_numbers_keep_their_full_precision(write):
    assert data.from_csv(write("a,y\n0.1234567890123456,1\n2,3\n"), "y").x[0, 0] == 0.1234567890123456


@pytest.mark.parametrize(
    ("content", "target", "features", "sentence"),
    [
        ("a,b\n1,2\n3,4\n", "bb", None, "homes.csv has no column 'bb'; did you mean b (possible: a, b)?"),
        ("a,b\n1,2\n3,4\n", "b", ["c"], "homes.csv has no column 'c'; possible: a, b"),
        (
            "a,b\n1,2\n3,4\n",
            "b",
            ["a", "b"],
            "homes.csv: the target 'b' cannot be a feature as well; leave it out of features",
        ),
        (
            "a b c\n1 2 3\n",
            "b",
            None,
            "homes.csv has no column 'b'; it has one, 'a b c': part the fields by commas, semicolons or tabs",
        ),
        (
            "1.5,2\n3,4\n",
            "b",
            None,
            "homes.csv has no column 'b'; its first line, which must name the columns, is '1.5', '2'",
        ),
        (
            'a,b\n"1,5",2\n2,4\n',
            "b",
            None,
            "homes.csv, line 2, column 'a': '1,5' is not a number; write a point in the place of the comma",
        ),
        (
            "a,b\n1,2\n-1e39,4\n",
            "b",
            None,
            "homes.csv, line 3, column 'a': -1e+39 is beyond the numbers of 32 bits, 3.4e+38; scale the column",
        ),
        (
            "# homes\na,b\n1,2\n",
            "b",
            None,
            "homes.csv is no regular table: line 2 has 2 fields (a | b), the header has 1, and so it is in every line; "
            "the first line must name each column",
        ),
        ("b\n1\n2\n", "b", None, "homes.csv has no column beside the target 'b'; add at least one feature"),
        (
            "a,b\n1,2\nsix,4\n",
            "b",
            None,
            "homes.csv, line 3, column 'a': 'six' is not a number; write numbers, "
            "name the column in categories, or leave it out",
        ),
        (
            "a,b\n1,2\n,4\n",
            "b",
            None,
            'homes.csv, line 3, column \'a\': the value is missing; fill it in, or set missing = "drop" or "median"',
        ),
        (
            "a,b\n1,2\n3,\n",
            "b",
            None,
            'homes.csv, line 3, column \'b\': the value is missing; fill it in, or set missing = "drop" or "median"',
        ),
        (
            "a,b\n1,x\n3,\n",
            "b",
            None,
            'homes.csv, line 3, column \'b\': the value is missing; fill it in, or set missing = "drop" or "median"',
        ),
        (
            "a,b\ninf,2\n3,4\n",
            "b",
            None,
            "homes.csv, line 2, column 'a': inf is not a finite number; correct it or drop the line",
        ),
        ("a,b\n", "b", None, "homes.csv has no row below its header; learning needs at least two"),
        ("a,b\n1,2\n", "b", None, "homes.csv has one row below its header; learning needs at least two"),
        ("", "b", None, "homes.csv is empty; it needs a header line and rows of numbers"),
        (
            "a,b\n1,x\n2,x\n",
            "b",
            None,
            "homes.csv: every row has the class 'x'; learning needs at least two classes",
        ),
        (
            "a,b\n1,2\n3,4,5\n",
            "b",
            None,
            "homes.csv is no regular table: line 3 has 3 fields (3 | 4 | 5), the header has 2; "
            "a value with a comma in it needs quotation marks, and a number a decimal point",
        ),
        (
            b"a,b\n1,\xff\n",
            "b",
            None,
            'homes.csv is not UTF-8 at line 2, byte 3; save it as UTF-8, or set encoding, such as encoding = "latin-1"',
        ),
    ],
)
def test_what_cannot_be_learned_from_is_one_sentence(write, content, target, features, sentence):
    path = write(content)
    with pytest.raises(data.DataError) as error:
        data.from_csv(path, target, features)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a,b\n1,2\nx,4\n", 3),
        ("a,b\n\n1,2\n\n  \nx,4\n", 6),
        ("\n\na,b\n1,2\nx,4\n", 5),
        ('a,b,note\n1,2,"two\nlines"\nx,4,one\n', 4),
        ('a,"b\n"\n1,2\nx,4\n', 4),
        ("a,b\r\n1,2\r\n\r\nx,4\r\n", 4),
    ],
)
def test_a_wrong_value_is_found_in_its_line(write, content, line):
    """Lines are those of an editor: blank ones count, and a quoted value may go over several."""
    with pytest.raises(data.DataError, match=rf"^homes\.csv, line {line}, column 'a': 'x' is not a number"):
        data.from_csv(write(content), "b\n" if '"b' in content else "b", ["a"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b\n1,2\n3,4\n", "homes.tsv has no column 'b'; its fields are parted by commas: name the file .csv"),
        ("a;b\n1;2\n3;4\n", "homes.tsv has no column 'b'; its fields are parted by semicolons: name the file .csv"),
    ],
)
def test_a_tsv_without_tabs_is_told(write, content, sentence):
    with pytest.raises(data.DataError) as error:
        data.from_csv(write(content, "homes.tsv"), "b")
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1.5,2\n-3,4.25\n",
        "a;b\n1.5;2\n-3;4.25\n",
        "a;b\n1,5;2\n-3;4,25\n",
        "a\tb\n1,5\t2\n-3\t4,25\n",
        'a;"b"\n"1,5";2\n\n-3;"4,25"\n',
        "\ufeffa;b\r\n1,5;2\r\n-3;4,25\r\n",
    ],
)
def test_fields_may_be_parted_by_semicolons_or_tabs_and_numbers_have_a_decimal_comma(write, content):
    """As spreadsheets write it in half of Europe; the numbers are the same."""
    table = data.from_csv(write(content), "b")
    np.testing.assert_array_equal(table.x, [[1.5], [-3.0]])
    np.testing.assert_array_equal(table.y, [2.0, 4.25])


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ("a;x,b\n1,2\n", Dialect(",")),
        ("age;size, cm;kind\n23;1,80;x\n24;1,75;y\n", Dialect(";", ",")),
        ("a;b\n1,5;2.5\n", Dialect(";")),
        ("a;note\n1;one, two\n2;three\n", Dialect(";")),
        ('a,note\n1,"x;y;z"\n2,"u;v;w"\n', Dialect(",")),
        ("a\n1\n", Dialect(",")),
        ("", Dialect(",")),
        ("a;b\n1;2;3\n", Dialect(";")),
    ],
)
def test_the_separator_is_the_one_that_makes_columns_of_every_row(content, dialect):
    """A sign within a name, a text or a number is none; where rows are ragged the header alone decides."""
    assert sniff(content) == dialect


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "sep=; "])
def test_a_first_line_that_says_the_separator_is_passed_over(write, line):
    """As a spreadsheet writes it; lines are counted as in the file."""
    table = data.from_csv(write(f"{line}\r\na;b\r\n1,5;2\r\n3;4\r\n"), "b")
    assert table.features == ("a",)
    with pytest.raises(data.DataError, match=r"^homes\.csv, line 4, column 'a': 'x' is not a number"):
        data.from_csv(write(f"{line}\na;b\n1,5;2\nx;4\n"), "b")


def test_lines_of_a_file_with_semicolons_are_told_as_those_of_any(write):
    with pytest.raises(data.DataError, match=r"^homes\.csv, line 3, column 'a': 'x' is not a number"):
        data.from_csv(write("a;b\n1,5;2\nx;4\n"), "b")
    with pytest.raises(data.DataError, match="line 3 has 3 fields"):
        data.from_csv(write("a;b\n1,5;2\n1;4;5\n"), "b")


def test_a_missing_file_offers_the_nearest_one_beside_it(write, tmp_path):
    write("a,b\n1,2\n3,4\n", "grades.csv")
    with pytest.raises(data.DataError) as error:
        data.from_csv(tmp_path / "grade.csv", "b")
    assert str(error.value) == (
        f"there is no file {tmp_path / 'grade.csv'}; did you mean grades.csv (possible: grades.csv)?"
    )


def test_a_folder_is_no_table(tmp_path):
    with pytest.raises(data.DataError) as error:
        data.from_csv(tmp_path, "b")
    assert str(error.value) == f"{tmp_path} cannot be read: is a directory"


def test_a_column_of_one_value_is_standardised_to_zero(write):
    table = data.from_csv(write("a,y\n3,1\n3,2\n"), "y")
    assert np.all(data.fit_scaling(table.x)(table.x) == 0)

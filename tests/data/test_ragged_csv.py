"""A table whose lines do not fit its header is refused with its line; nothing is dropped in silence."""

import pytest

from dlviz import data


@pytest.fixture
def refusal(tmp_path, recwarn):
    """The sentence about a file, which no warning goes with."""

    def refusal(content, **options):
        path = tmp_path / "homes.csv"
        path.write_text(content)
        with pytest.raises(data.DataError) as error:
            data.from_csv(path, "b", **options)
        assert not recwarn.list
        return str(error.value)

    return refusal


A_COMMA = "a value with a comma in it needs quotation marks, and a number a decimal point"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2,3\n4,5,6\n", f"line 2 has 3 fields (1 | 2 | 3), the header has 2; {A_COMMA}"),
        ("\na,b\n\n1,2,3\n4,5\n", f"line 4 has 3 fields (1 | 2 | 3), the header has 2; {A_COMMA}"),
        ("a,b\n1,2\n4,5,6\n", f"line 3 has 3 fields (4 | 5 | 6), the header has 2; {A_COMMA}"),
        ("a,b\n1,2,\n4,5,6\n", f"line 3 has 3 fields (4 | 5 | 6), the header has 2; {A_COMMA}"),
        ('a,b\n"1\n",2\n4,5,6\n', f"line 4 has 3 fields (4 | 5 | 6), the header has 2; {A_COMMA}"),
        (
            "a;b\n1;2\n4;5;6;7;8;9;10;11;12345678901234567890123\n",
            "line 3 has 9 fields (4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | …), the header has 2; "
            "a value with a semicolon in it needs quotation marks",
        ),
        (
            "a,b\n1,2\n3\n",
            "line 3 has one field (3), the header has 2; a value that is missing is an empty field, with its comma "
            "all the same",
        ),
        (
            "a,b,c\n1,2,x\n3,y\n",  # not: 'y' is not a number
            "line 3 has 2 fields (3 | y), the header has 3; a value that is missing is an empty field, with its comma "
            "all the same",
        ),
        (
            "a,b\n" + "1,2,3\n" * 10,
            "line 2 has 3 fields (1 | 2 | 3), the header has 2, and so it is in every line; the first line must name "
            "each column",
        ),
        ('a,b\n1,2\n"4,5\n6,7\n', "the quotation mark opened in line 3 is never closed"),
        ('a,b\n"1\n",2\n"4,5\n', "the quotation mark opened in line 4 is never closed"),
        ('a,"b\n', "the quotation mark opened in line 1 is never closed"),
    ],
)
def test_the_first_line_that_does_not_fit_is_named(refusal, content, reason):
    assert refusal(content) == f"homes.csv is no regular table: {reason}"


def test_commas_at_the_ends_of_all_lines_are_no_column(tmp_path, recwarn):
    path = tmp_path / "homes.csv"
    path.write_text("a,b\n1,2,\n3,4,\n")
    table = data.from_csv(path, "b")
    assert (table.x.tolist(), table.y.tolist()) == ([[1], [3]], [2, 4])
    assert not recwarn.list


def test_a_comma_at_the_end_of_the_header_is_no_column_either(tmp_path):
    path = tmp_path / "homes.csv"
    path.write_text("a,b,\n1,2\n3,4\n")
    assert data.from_csv(path, "b", ["a"]).y.tolist() == [2, 4]


def test_a_long_column_of_words_and_numbers_is_read_in_one_piece(refusal):
    """pandas reads in pieces and warns where they differ in type; the line is the same."""
    lines = "1,2\n" * 600_000 + "x,2\n"
    assert refusal("a,b\n" + lines).startswith("homes.csv, line 600002, column 'a': 'x' is not a number")


def test_a_feature_is_chosen_once(refusal):
    assert refusal("a,b\n1,2\n3,4\n", features=["a", "a"]) == (
        "homes.csv: the feature 'a' is chosen twice; name it once"
    )

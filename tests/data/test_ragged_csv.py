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


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2,3\n4,5,6\n", "expected 2 fields in line 2, saw 3"),
        ("\na,b\n\n1,2,3\n4,5\n", "expected 2 fields in line 4, saw 3"),
        ("a,b\n1,2,3\n4,5\n", "expected 2 fields in line 2, saw 3"),
        ("a,b\n1,2\n4,5,6\n", "expected 2 fields in line 3, saw 3"),
        ("a,b\n1,2,\n4,5,6\n", "expected 2 fields in line 3, saw 3"),
        ('a,b\n"1\n",2\n4,5,6\n', "expected 2 fields in line 4, saw 3"),
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


def test_a_long_column_of_words_and_numbers_is_read_in_one_piece(refusal):
    """pandas reads in pieces and warns where they differ in type; the line is the same."""
    lines = "1,2\n" * 600_000 + "x,2\n"
    assert refusal("a,b\n" + lines).startswith("homes.csv, line 600002, column 'a': 'x' is not a number")


def test_a_feature_is_chosen_once(refusal):
    assert refusal("a,b\n1,2\n3,4\n", features=["a", "a"]) == (
        "homes.csv: the feature 'a' is chosen twice; name it once"
    )

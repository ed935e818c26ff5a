"""Rows for all layers stand before those of single ones, where several have an option and agree about it."""

from dlviz.tui.options import gathered, label, spread, values

NUMBERS = {
    "learning_rate": 0.1,
    "dropout.rate": 0.2,
    "dropout_1.rate": 0.2,
    "dense.kernel_l2": 0.1,
    "noise.stddev": 1.0,
}


def test_one_row_stands_for_all_layers_that_have_an_option():
    assert gathered(NUMBERS) == (
        "learning_rate", "*.rate", "dropout.rate", "dropout_1.rate", "dense.kernel_l2", "noise.stddev",
    )  # fmt: skip
    assert spread("*.rate", NUMBERS) == ("dropout.rate", "dropout_1.rate")
    assert spread("dropout.rate", NUMBERS) == ("dropout.rate",)
    assert label("*.rate") == "all layers: dropout rate"


def test_layers_that_do_not_agree_have_no_common_row():
    assert values(NUMBERS)["*.rate"] == 0.2
    apart = values(NUMBERS | {"dropout.rate": 0.5})
    assert "*.rate" not in apart
    assert apart == NUMBERS | {"dropout.rate": 0.5}

"""Names that are misspelt or short are answered with the nearest right one."""

import pytest

from dlviz.scenarios import ScenarioError, load


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("training.loss=mse", "mean_squared_error"),
        ("training.loss=MAE", "mean_absolute_error"),
        ("training.loss=bce", "binary_crossentropy"),
        ("training.loss=mean_squared_eror", "mean_squared_error"),
        ("training.optimizer=adamm", "Adam"),
        ("training.metrics=['acc']", "accuracy"),
        ("training.metrics=['mse']", "mean_squared_error"),
    ],
)
def test_the_name_that_was_meant_is_offered(override, meant):
    """Short names from elsewhere and misspelt ones alike: one sentence, and the right name in it."""
    with pytest.raises(ScenarioError) as caught:
        load("iris-mlp", [override])
    assert str(caught.value).endswith(f'; did you mean "{meant}"?')


def test_a_name_near_to_none_is_answered_with_all():
    """What resembles nothing gets the list."""
    with pytest.raises(
        ScenarioError, match=r"it must be one of mean_squared_error, .*, or a table with name = one of these$"
    ):
        load("iris-mlp", ["training.loss=zzzz"])

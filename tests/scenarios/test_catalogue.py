"""The catalogue is light, ordered, and says what a line of it needs."""

import subprocess
import sys

import pytest

from dlviz.scenarios import catalogue, load

FIRST_FOUR = ("perceptron-gd", "iris-mlp", "gd-vs-sgd", "vanishing-gradients")


def modules_after(code):
    heavy = ("jax", "msgspec", "numpy", "pandas", "textual")
    code = f"import sys; {code}; print(*[name for name in {heavy} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_listing_imports_none_of_the_heavy_libraries():
    assert modules_after("from dlviz.scenarios import catalogue; catalogue()") == []


def test_loading_imports_no_jax_and_no_pandas():
    assert set(modules_after("from dlviz.scenarios import load; load('gd-vs-sgd').session()")) <= {"msgspec", "numpy"}


def test_scenarios_stand_in_the_order_of_the_notes():
    names = [entry.name for entry in catalogue()]
    assert [name for name in names if name in FIRST_FOUR] == list(FIRST_FOUR)


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_every_entry_has_its_words(entry):
    scenario = load(entry.name)
    assert entry.chapter == int(entry.section.split(".")[0])
    assert entry.question.endswith("?")
    assert scenario.look.strip()
    assert scenario.formulas
    assert scenario.claims
    assert entry.panels == scenario.display.panels


def test_a_name_that_does_not_exist_is_no_attribute():
    import dlviz.scenarios

    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        _ = dlviz.scenarios.lode

"""Scenarios by words: what is found, and what stands first."""

from __future__ import annotations

import pytest

from dlviz.scenarios.entries import catalogue
from dlviz.scenarios.finding import _ALSO, _words, matching

NAMES = [entry.name for entry in catalogue()]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("filt", ["filters"]),
        ("dropout", ["dropout", "dropout-masks"]),
        ("l2", ["l2", "l1-vs-l2"]),
        ("4.3", ["chain-rule", "vanishing-gradients"]),
        ("batch size", ["batch-size"]),
        ("learning rate", ["learning-rates"]),
        ("noisy gradient", ["gd-vs-sgd"]),
        ("Adam", ["adam-internals", "optimizers-race"]),
        ("SGD", ["gd-vs-sgd", "optimizers-race"]),
        ("backprop", ["chain-rule", "vanishing-gradients", "exploding-gradients"]),
        ("", NAMES),
        ("no such thing", []),
    ],
)
def test_what_stands_first(query, first):
    """The name that is the query, or begins with it; then name, section, title, question, runs, what it is made of."""
    found = [entry.name for entry in matching(query)]
    assert found[: len(first)] == first
    assert bool(found) == bool(first)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sgd", "batch-size"),
        ("CNN", "lenet"),
        ("maxpool", "lenet"),
        ("pooling", "lenet"),
        ("relu iris", "iris-mlp"),
        ("weight decay", "l2"),
        ("glorot", "initialization"),
    ],
)
def test_words_of_the_course_are_found(query, found):
    """Optimizers, layers and data that a scenario uses, and what people call them."""
    assert found in {entry.name for entry in matching(query)}


def test_either_spelling_finds_the_same_at_every_letter():
    for one, other in (("regularisation", "regularization"), ("standardise", "standardize")):
        assert matching(one)
        for letters in range(1, len(one) + 1):
            assert matching(one[:letters]) == matching(other[:letters])


def test_no_synonym_stands_for_nothing():
    """What others say for a word finds only scenarios that have the word itself."""
    known = set().union(*(_words(entry.name, *entry.made_of) for entry in catalogue()))
    assert set(_ALSO) <= known

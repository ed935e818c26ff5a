"""Built-in scenarios by words: of their names, of what they ask, of what they are made of, of the course."""

from __future__ import annotations

import re
from functools import cache

from dlviz.scenarios.entries import CHAPTERS, Entry, catalogue

ALSO = {
    "batchnormalization": "bn batchnorm",
    "chain": "backprop backpropagation",
    "conv": "cnn convnet",
    "convolution": "cnn convnet",
    "crossentropy": "cross entropy",
    "dense": "mlp fully connected",
    "equivariance": "shift invariance",
    "exploding": "backprop backpropagation clipping",
    "forecasting": "time series timeseries",
    "inception": "googlenet",
    "initialization": "initializer glorot xavier he",
    "l1": "lasso weight decay",
    "l2": "ridge weight decay",
    "losses": "mse mae",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "mnist": "digits",
    "perceptron": "mlp",
    "preprocessing": "standardization scaling",
    "residual": "resnet skip",
    "sgd": "stochastic",
    "transfer": "finetuning pretrained",
    "vanishing": "backprop backpropagation",
}
"""What people say in the place of a word that names a scenario, or something that it is made of."""
_PARTS = re.compile(r"[A-Z]?[a-z]+|\d\w*|[A-Z]+(?![a-z])")


def matching(query: str) -> list[Entry]:
    """The scenarios that have every word of the query, those first whose names begin with it, then by where it stands.

    All of them, in the order of the notes, for an empty one.
    """
    words = _spelt(query).split()
    ranked = [(rank, entry) for entry in catalogue() if (rank := _rank(entry, words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda one: one[0])]


def _rank(entry: Entry, words: list[str]) -> tuple[bool, bool, int] | None:
    """How near the scenario is to the words, the least first; None where one of them is nowhere."""
    ranks = [_place(entry, word) for word in words]
    if None in ranks:
        return None
    name, asked = _spelt(entry.name), "-".join(words)
    return name != asked, not name.startswith(asked), sum(rank for rank in ranks if rank is not None)


def _place(entry: Entry, word: str) -> int | None:
    """Where it stands: in name, section, title, question, a run's name, in what the scenario is made of, in a word."""
    name, title, question = _spelt(entry.name), _spelt(entry.title), _spelt(entry.question)
    if name.startswith(word):
        return 0
    if f"-{word}" in name or f"{entry.section}.".startswith(f"{word}."):
        return 1
    if word in name and len(word) >= 3:
        return 2
    for rank, said in enumerate((_words(title), _words(question), _words(*entry.runs), _said(entry)), start=3):
        if any(one.startswith(word) for one in said):
            return rank
    return 7 if word in f"{title} {question}" and len(word) >= 4 else None


@cache
def _said(entry: Entry) -> frozenset[str]:
    """The words of its chapter and of what it is made of, and what people say for them and for those of its name."""
    found = _words(CHAPTERS.get(entry.chapter, ""), *entry.made_of)
    also = {other for word in (*found, *_words(entry.name)) for other in _ALSO.get(word, ())}
    return found | also


@cache
def _words(*texts: str) -> frozenset[str]:
    """The words of texts, and of names such as MaxPooling2D their parts."""
    return frozenset(_spelt(word) for text in texts for word in (*re.findall(r"\w+", text), *_PARTS.findall(text)))


def _spelt(text: str) -> str:
    """Without capitals, and s where others have z: regularisation is regularization, at every letter of it."""
    return text.casefold().replace("iz", "is")


_ALSO = {_spelt(word): frozenset(map(_spelt, others.split())) for word, others in ALSO.items()}

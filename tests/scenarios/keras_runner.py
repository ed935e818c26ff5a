"""Runs Keras programs in a process of their own: `python keras_runner.py IN.json OUT.json`.

IN: a list of {"program": text, "runs": [{"weights": …, "rows": …}]}, by the order in which the program trains. Before
each fit the weights are put in, [[layer type, [array, …]], …], and rows that Keras would shuffle come in the given
order, one list a minibatch. OUT: the list of the programs' histories.
"""

import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np


def put(model, weights):
    """Put given weights into the layers of the same type and shapes."""
    left = [(kind, [np.array(array) for array in arrays]) for kind, arrays in weights]
    for layer in model.layers:
        variables = [variable for variable in layer.weights if not variable.name.startswith(("moving_", "seed"))]
        if not variables:
            continue
        shapes = [tuple(variable.shape) for variable in variables]
        same = [
            place
            for place, (kind, arrays) in enumerate(left)
            if kind == type(layer).__name__ and [array.shape for array in arrays] == shapes
        ]
        if not same:  # it has the weights of an earlier run
            continue
        for variable, array in zip(variables, left.pop(same[0])[1], strict=True):
            variable.assign(array)
    assert not left


def minibatches(arrays, rows):
    for batch in rows:
        yield tuple(array[batch] for array in arrays)


def main(source, target):
    histories = []
    plain = keras.Model.fit
    for task in json.loads(Path(source).read_text()):
        runs = iter(task["runs"])

        def fit(self, x, y=None, runs=runs, **options):
            given = next(runs)
            put(self, given["weights"])
            if not given["rows"]:
                return plain(self, x, y, **options)
            assert options.pop("shuffle", True)
            size, weight = options.pop("batch_size"), options.pop("class_weight", None)
            arrays = [x, y]
            if weight:
                numbers = y.argmax(-1) if y.ndim > 1 and y.shape[1] > 1 else y.ravel().astype(int)
                arrays.append(np.array([weight[number] for number in numbers]))
            options["steps_per_epoch"] = -(-len(x) // size)
            return plain(self, minibatches(arrays, given["rows"]), shuffle=False, **options)

        keras.Model.fit = fit
        names = {}
        exec(compile(task["program"], "program", "exec"), names)
        histories.append(names["history"])
    Path(target).write_text(json.dumps(histories))


if __name__ == "__main__":
    main(*sys.argv[1:])

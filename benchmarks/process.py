"""A whole training as a process: import, build, compile, 500 steps of the 4-256-256-256-3 MLP, write the losses.

    pip install '.[bench]'
    python benchmarks/process.py [--rounds 5]

Keras (JAX backend) and dlviz in turn, each in a new process; dlviz with an empty and with a filled compilation
cache. Prints wall seconds (median, range) and the ratio Keras / dlviz, taken round by round.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = 500


def train_ours(cache: Path, out: Path) -> None:
    from dlviz.scenarios import compilation_cache

    compilation_cache.enable(cache)
    from workloads import WORKLOADS

    run = WORKLOADS[1].run(STEPS)
    run.advance(STEPS)
    with out.open("w", newline="") as file:
        csv.writer(file).writerows(enumerate(run.trace["loss"].tolist()))


def train_keras(out: Path) -> None:
    os.environ["KERAS_BACKEND"] = "jax"
    import keras
    from workloads import WORKLOADS

    workload = WORKLOADS[1]
    x, y = workload.data()
    layers = [getattr(keras.layers, kind)(**options) for kind, options in workload.layers]
    model = keras.Sequential([keras.Input(workload.input_shape), *layers])
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(workload.rate))
    epochs = STEPS // workload.steps_per_epoch
    history = model.fit(x, y, batch_size=workload.batch, epochs=epochs, verbose=0).history["loss"]
    with out.open("w", newline="") as file:
        csv.writer(file).writerows(enumerate(history))


def timed(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, __file__, *arguments], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(rounds: int) -> None:
    took: dict[str, list[float]] = {"Keras": [], "dlviz, cold cache": [], "dlviz, warm cache": []}
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "losses.csv")
        timed("--child", "keras", out)  # so that no side pays for a cold disk
        for number in range(rounds):
            cache = str(Path(folder) / f"cache{number}")
            took["Keras"].append(timed("--child", "keras", out))
            took["dlviz, cold cache"].append(timed("--child", cache, out))
            took["dlviz, warm cache"].append(timed("--child", cache, out))
    print(f"{STEPS} steps of the 4-256-256-256-3 MLP, batch 30, Adam: whole process, {rounds} rounds")
    print(f"  {'':20}{'seconds':>9}{'range':>14}{'Keras / this':>14}{'range':>14}")
    for name, each in took.items():
        ratios = [keras / ours for keras, ours in zip(took["Keras"], each, strict=True)]
        print(
            f"  {name:20}{statistics.median(each):>9.2f}{f'{min(each):.2f}-{max(each):.2f}':>14}"
            f"{statistics.median(ratios):>14.2f}{f'{min(ratios):.2f}-{max(ratios):.2f}':>14}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", nargs=2, metavar=("keras|CACHE", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is None:
        compare(options.rounds)
    elif options.child[0] == "keras":
        train_keras(Path(options.child[1]))
    else:
        train_ours(Path(options.child[0]), Path(options.child[1]))


if __name__ == "__main__":
    main()

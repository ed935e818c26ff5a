"""Time per training step, ours against Keras, PyTorch and bare optax + `lax.scan`, alternating in one run.

    pip install '.[bench]'
    python benchmarks/stepping.py [W1 W2 W3 W4] [--rounds 7] [--peers "optax + scan"]

Prints microseconds a step (median, and range over rounds) and the ratio peer / ours, taken round by round, with
our default instruments on; and what those instruments cost. Compiling is its own column.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from time import perf_counter

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import numpy as np
from peers import PEERS, Go
from workloads import WORKLOADS, Workload

PACKAGES = {"Keras": "keras", "PyTorch": "torch"}


def ours(workload: Workload, telemetry: bool) -> Go:
    run = workload.run(10**9, None if telemetry else ())

    def go(steps: int) -> None:
        run.advance(steps)
        jax.block_until_ready(run.state)

    return go


def timed(go: Go, steps: int) -> float:
    start = perf_counter()
    go(steps)
    return perf_counter() - start


def compare(workload: Workload, rounds: int, names: list[str]) -> None:
    steps = workload.steps // workload.steps_per_epoch * workload.steps_per_epoch
    makers = {"dlviz": ours, **{name: PEERS[name] for name in names}}
    ready: dict[tuple[str, bool], Go] = {}
    print(f"\n{workload.name}  {workload.what}; {steps} steps a round, {rounds} rounds")
    compiling = {}
    for name, make in makers.items():
        for telemetry in (True, False):
            before = perf_counter()
            go = make(workload, telemetry)
            if go is None:
                continue
            go(workload.steps_per_epoch)
            compiling[name, telemetry] = perf_counter() - before
            timed(go, steps)
            ready[name, telemetry] = go
    took: dict[tuple[str, bool], list[float]] = {key: [] for key in ready}
    for _ in range(rounds):
        for key, go in ready.items():
            took[key].append(timed(go, steps) / steps * 1e6)
    reference = np.array(took["dlviz", True])
    print(f"  {'':14}{'norms':>6}{'µs/step':>10}{'range':>18}{'peer / ours':>13}{'range':>14}{'start s':>9}")
    for (name, telemetry), each in took.items():
        ratio = np.array(each) / reference
        print(
            f"  {name:14}{'on' if telemetry else 'off':>6}{np.median(each):>10,.1f}"
            f"{f'{min(each):,.1f}-{max(each):,.1f}':>18}{np.median(ratio):>13.2f}"
            f"{f'{ratio.min():.2f}-{ratio.max():.2f}':>14}{compiling[name, telemetry]:>9.2f}"
        )
    cost = np.median(reference / np.array(took["dlviz", False])) - 1
    print(f"  default instruments cost {100 * cost:.0f} % (norms on against off, dlviz)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", default=[workload.name for workload in WORKLOADS])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    options = parser.parse_args()
    packages = ["jax", "numpy", "optax", *(PACKAGES[peer] for peer in options.peers if peer in PACKAGES)]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"python {platform.python_version()}, {versions}, {os.cpu_count()} cores, float32")
    for workload in WORKLOADS:
        if workload.name in options.workloads:
            compare(workload, options.rounds, options.peers)


if __name__ == "__main__":
    main()

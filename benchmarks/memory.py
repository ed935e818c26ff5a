"""Resident memory of a long run: 1,000,000 updates of one weight, every row kept.

    python benchmarks/memory.py [--steps 1000000]

Prints megabytes before the first update and after the last, the time, and what the snapshots hold.
"""

from __future__ import annotations

import argparse
import resource
import sys
from time import perf_counter

from workloads import WORKLOADS


def resident() -> float:
    """The most that was ever resident, in MB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1_000_000)
    steps = parser.parse_args().steps
    run = WORKLOADS[0].run(steps)
    run.compile()
    before, start = resident(), perf_counter()
    run.advance(steps)
    took, columns = perf_counter() - start, run.trace.columns
    size = sum(column.nbytes for column in columns.values()) / 2**20
    print(f"{steps:,} updates in {took:.2f} s; {len(columns)} columns, {size:.0f} MB of trace")
    print(f"resident: {before:.0f} MB before the first update, {resident():.0f} MB after the last")


if __name__ == "__main__":
    main()

"""A notebook: one line from a name to a table, in a plain Python process."""

import subprocess
import sys

LINES = """
import warnings
warnings.simplefilter("error")
from dlviz.scenarios import load
frame = load("momentum").run().frame()
print(len(frame), list(frame.run.unique()))
print((frame.pivot(index="step", columns="run", values="loss").loc[100] < 1).to_dict())
print(load("momentum"))
print(load("momentum").session())
print(load("momentum", runs=["plain"], steps=3).run())
print(load("activations").run().frame().columns.tolist()[:3])
import sys
print({"textual", "plotext", "dlviz.tui"} & set(sys.modules))
"""


def test_one_line_gives_a_table():
    """`load("momentum").run().frame()` is a row per run and step; what is printed on the way is one line each."""
    done = subprocess.run([sys.executable, "-c", LINES], capture_output=True, text=True, check=False)
    assert not done.stderr
    assert done.stdout.splitlines() == [
        "404 ['plain', 'momentum', 'tuned', 'heavy']",
        "{'heavy': True, 'momentum': True, 'plain': True, 'tuned': True}",
        "<scenario momentum: plain, momentum, tuned, heavy>",
        "<session of momentum: not built>",
        "<session of momentum: plain finished>",
        "['scenario', 'run', 'step']",
        "set()",
    ]

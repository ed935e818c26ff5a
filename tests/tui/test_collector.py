"""The garbage collector does not look through JAX, and collects again afterwards."""

import subprocess
import sys

PROGRAM = """
import gc
from dlviz.tui.collector import at_rest
seen = []
gc.callbacks.append(lambda phase, info: seen.append(info["generation"]))
with at_rest():
    assert not gc.isenabled()
    import jax
assert gc.isenabled() and not seen, seen
frozen = gc.get_freeze_count()
assert frozen > 100_000, frozen
with at_rest():
    assert gc.isenabled()
assert gc.get_freeze_count() <= frozen
import sys
del sys.modules["jax"]
try:
    with at_rest():
        raise OSError
except OSError:
    assert gc.isenabled()
"""


def test_the_collector_rests_while_jax_is_imported():
    """Nothing is collected at the first time, what was made then is left alone, and an error changes nothing."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert not done.stderr
    assert not done.returncode

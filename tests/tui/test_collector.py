"""The garbage collector does not look through JAX, and collects again afterwards; room is made for what comes."""

import ctypes
import gc
import subprocess
import sys
from types import SimpleNamespace

import pytest

from dlviz.tui.collector import make_room

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


@pytest.fixture
def set_aside():
    """What the suite keeps from the collector is kept from it again afterwards."""
    gc.freeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("set_aside")
def test_room_is_made_with_any_allocator(monkeypatch):
    """What was set aside is looked at again and the allocator gives back, once; one that cannot is no fault."""
    asked = []
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(malloc_trim=asked.append))
    assert gc.get_freeze_count() > 0
    make_room()
    assert (gc.get_freeze_count(), asked) == (0, [0])
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
    make_room()

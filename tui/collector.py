"""Memory: the garbage collector kept from looking through all that JAX makes, and what is gone given back."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def at_rest() -> Iterator[None]:
    """While JAX is imported collect nothing, and never look again at what was made: it stays to the end.

    JAX and the engine make half a million objects, all of them for good, and a collector that looks through them
    takes 50 to 130 ms each time: twice while they are imported, and in every full collection from then on. On
    `run momentum --headless` that is 1.2 against 1.5 s of computing. Later sessions are built as usual.
    """
    if "jax" in sys.modules:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def make_room() -> None:
    """Before a session is made: look again at what was there before, and give back what sessions that are gone left.

    What XLA frees stays with the allocator of glibc, in pieces, until it is asked for: 260 of 800 MB after 16 previews.
    Another allocator is left to itself.
    """
    gc.unfreeze()
    with suppress(OSError, AttributeError):  # no such allocator
        ctypes.CDLL(None).malloc_trim(0)

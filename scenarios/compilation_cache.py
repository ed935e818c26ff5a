"""JAX's persistent compilation cache in the user's cache folder: the second start compiles nothing.

JAX writes entries in place, so a process killed meanwhile leaves a damaged one, which JAX reports at every
start and never mends. Entries that are new since the last start are therefore tried here first, and dropped
if they do not unpack; what the cache has to say is never shown. Where the folder cannot be written there is
no cache, silently.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import warnings
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

MOST_BYTES = 512 * 2**20
"""The oldest entries go when the cache grows beyond this."""

_ZSTD = b"\x28\xb5\x2f\xfd"


def folder() -> Path:
    """Where compiled programs are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("dlviz", appauthor=False) / "compiled"


def enable(where: Path | None = None) -> bool:
    """Switch the cache on, before anything is compiled; whether it is on.

    A cache that the user set up for JAX herself (JAX_COMPILATION_CACHE_DIR) is left as it is.
    """
    import jax

    settings: Any = jax.config  # JAX types none of its settings
    if settings.jax_compilation_cache_dir:
        return True
    where = where or folder()
    try:
        where.mkdir(parents=True, exist_ok=True)
        sweep(where)
    except OSError:
        return False
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation cache")
    settings.update("jax_compilation_cache_dir", str(where))
    settings.update("jax_persistent_cache_enable_xla_caches", "none")  # else the key holds the folder's path
    settings.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    settings.update("jax_persistent_cache_min_entry_size_bytes", -1)
    return True


def sweep(where: Path) -> None:
    """Drop damaged entries, and the oldest ones of a cache that has grown too large.

    Raises: OSError if the folder cannot be written.
    """
    ledger = where / "sound.json"  # the entries that unpacked, with their sizes
    known = _read_ledger(ledger)
    entries = {entry.name: entry.stat() for entry in os.scandir(where) if entry.name.endswith("-cache")}
    sound = {}
    for name, stat in entries.items():
        if known.get(name) == stat.st_size or _unpacks(where / name):
            sound[name] = stat.st_size
        else:
            _drop(where / name)
    total = sum(sound.values())
    for name in sorted(sound, key=lambda name: entries[name].st_mtime):
        if total <= MOST_BYTES:
            break
        total -= sound.pop(name)
        _drop(where / name)
    if sound != known or not ledger.exists():
        _write_ledger(ledger, sound)
    elif not os.access(where, os.W_OK):
        raise PermissionError(where)


def _unpacks(path: Path) -> bool:
    try:
        data = path.read_bytes()
        if data.startswith(_ZSTD):
            return _unpacks_zstd(data)
        zlib.decompress(data)
    except (OSError, zlib.error):
        return False
    return True


def _unpacks_zstd(data: bytes) -> bool:
    """Whether a zstd entry unpacks; it counts as sound where nothing is installed that could tell."""
    unpack, failure = _zstd()
    if unpack is None:
        return True
    try:
        unpack(data)
    except failure:
        return False
    return True


def _zstd() -> tuple[Callable[[bytes], object] | None, type[Exception]]:
    """What JAX packed with, in its order: Python's own from 3.14 on, then the package; with the error of each."""
    with contextlib.suppress(ImportError):
        zstd: Any = import_module("compression.zstd")
        return zstd.decompress, zstd.ZstdError
    with contextlib.suppress(ImportError):
        package: Any = import_module("zstandard")
        return package.ZstdDecompressor().decompress, package.ZstdError
    return None, Exception


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):  # another process may have been faster
        path.unlink()


def _read_ledger(ledger: Path) -> dict[str, int]:
    try:
        known = json.loads(ledger.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_ledger(ledger: Path, sound: dict[str, int]) -> None:
    handle, name = tempfile.mkstemp(dir=ledger.parent, prefix="sound-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(sound, file)
    Path(name).replace(ledger)

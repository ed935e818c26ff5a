"""The second start compiles nothing; a damaged entry or an unwritable folder never shows."""

import os
import subprocess
import sys

import pytest

from dlviz.scenarios import compilation_cache

PROGRAM = """
import sys, warnings
warnings.simplefilter("default")
from dlviz.scenarios import compilation_cache
on = compilation_cache.enable()
import jax
hits = []
jax.monitoring.register_event_listener(lambda name, **_: hits.append(name))
value = jax.jit(lambda x: (x * 3 + 1).sum())(jax.numpy.arange(5.0))
print(on, float(value), sum("cache_hits" in name for name in hits))
"""


@pytest.fixture
def start(tmp_path):
    """Run a small program in a process of its own, its cache under `where`."""

    def start(where):
        environment = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
        return subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=True,
            env=environment | {"XDG_CACHE_HOME": str(where), "JAX_PLATFORMS": "cpu"},
        )

    return start


def entries(where):
    return sorted((where / "dlviz" / "compiled").glob("*-cache"))


def test_the_second_start_reads_what_the_first_compiled(start, tmp_path):
    first, second = start(tmp_path), start(tmp_path)
    assert first.stdout.split()[:2] == second.stdout.split()[:2] == ["True", "35.0"]
    assert int(first.stdout.split()[2]) == 0
    assert int(second.stdout.split()[2]) > 0
    assert first.stderr == second.stderr == ""


def test_a_truncated_entry_is_dropped_mended_and_never_shown(start, tmp_path):
    start(tmp_path)
    before = {path: path.stat().st_size for path in entries(tmp_path)}
    for path in before:
        os.truncate(path, before[path] // 2)
    again = start(tmp_path)
    assert again.stdout.split()[:2] == ["True", "35.0"]
    assert again.stderr == ""
    assert {path: path.stat().st_size for path in entries(tmp_path)} == before
    assert int(start(tmp_path).stdout.split()[2]) > 0


def test_without_a_folder_there_is_no_cache_and_no_word_about_it(start, tmp_path):
    (tmp_path / "file").touch()
    done = start(tmp_path / "file")
    assert done.stdout.split() == ["False", "35.0", "0"]
    assert done.stderr == ""


def test_the_oldest_entries_go_when_the_cache_has_grown_too_large(tmp_path, monkeypatch):
    import zlib

    for age, name in enumerate(("old", "middle", "new")):
        path = tmp_path / f"{name}-cache"
        path.write_bytes(zlib.compress(os.urandom(1000)))
        os.utime(path, (1000 + age, 1000 + age))
    monkeypatch.setattr(compilation_cache, "MOST_BYTES", 2500)
    compilation_cache.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*-cache")) == ["middle-cache", "new-cache"]

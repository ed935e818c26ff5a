"""The second start compiles nothing; a damaged entry or an unwritable folder never shows."""

import os
import subprocess
import sys
from types import SimpleNamespace

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


@pytest.fixture
def packed_by_zstd(tmp_path, monkeypatch):
    """Whether an entry that zstd packed is kept where only these modules can be imported."""

    def kept(**modules):
        for name in ("compression", "compression.zstd", "zstandard"):
            monkeypatch.setitem(sys.modules, name, None)
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name.replace("_", "."), module)
        path = tmp_path / "new-cache"
        path.write_bytes(b"\x28\xb5\x2f\xfd" + b"packed")
        compilation_cache.sweep(tmp_path)
        return path.exists()

    return kept


def refuse(data):
    raise EOFError


def test_an_entry_that_nothing_here_can_unpack_is_kept(packed_by_zstd):
    assert packed_by_zstd()


@pytest.mark.parametrize(("unpack", "kept"), [(len, True), (refuse, False)])
def test_pythons_own_zstd_says_which_entries_are_sound(packed_by_zstd, unpack, kept):
    zstd = SimpleNamespace(decompress=unpack, ZstdError=EOFError)
    assert packed_by_zstd(compression=SimpleNamespace(), compression_zstd=zstd) is kept


@pytest.mark.parametrize(("unpack", "kept"), [(len, True), (refuse, False)])
def test_the_package_for_zstd_says_so_before_python_had_its_own(packed_by_zstd, unpack, kept):
    package = SimpleNamespace(ZstdDecompressor=lambda: SimpleNamespace(decompress=unpack), ZstdError=EOFError)
    assert packed_by_zstd(zstandard=package) is kept

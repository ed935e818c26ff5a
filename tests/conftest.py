"""What all tests share.

XLA takes most of the tests' time, and nearly all of what it compiles runs for milliseconds. So it is told to optimize
little; `dlviz check` tries every claim on what users run.
"""

import gc
import os
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from importlib.metadata import version

import pytest

from dlviz.scenarios import catalogue, load

QUICKLY = (
    "--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=1 --xla_cpu_parallel_codegen_split_count=1"
)
LONG = {"dropout", "generalization-gap", "lenet", "l2", "preprocessing", "transfer-learning"}
"""Scenarios whose training takes longer than their compilation: they are compiled with optimizations."""
FIRST = ("engine/test_float64", "keras")
"""Groups of few tests that take long."""


def pytest_configure(config):
    """Workers of xdist, and processes that tests start, inherit the environment."""
    if not config.getoption("numprocesses", 0):  # else others collect
        gc.disable()
    if "JAX_DISABLE_MOST_OPTIMIZATIONS" not in os.environ:
        os.environ["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"
        if _known(QUICKLY, getattr(config, "cache", None)):
            os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {QUICKLY}".strip()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A process takes whole modules, whose tests share fixtures and compiled programs, and all tests of a scenario.

    What is dearest comes first, that no process is left over with it at the end; small modules come last.
    """
    groups = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        if mark is None:
            mark = pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}").mark
            item.add_marker(pytest.mark.xdist_group(*mark.args))
        groups.setdefault(mark.args[0], []).append(item)
    scenarios = {entry.name for entry in catalogue()}
    rank = {
        name: (name not in FIRST, name not in LONG, name not in scenarios, -len(group))
        for name, group in groups.items()
    }
    items[:] = [item for name in sorted(groups, key=rank.__getitem__) for item in groups[name]]


def pytest_collection_finish():
    """What was collected stays, so no collection of garbage looks at it; looking took half the time of collecting."""
    gc.freeze()
    gc.enable()


def pytest_runtest_teardown(item, nextitem):
    """What a group of tests compiled no other one runs: kept, it came to some gigabytes a process."""
    groups = [one and one.get_closest_marker("xdist_group").args[0] for one in (item, nextitem)]
    if groups[0] != groups[1] and (jax := sys.modules.get("jax")):
        jax.clear_caches()


def pytest_xdist_auto_num_workers():
    """Two processes more than there are processors: a fifth of the time goes by waiting for the window to rest."""
    return (os.cpu_count() or 1) + 2


def _known(flags, cache):
    """Whether XLA knows these flags: it ends every process that is given others. Asked once for each version."""
    name = f"xla/{version('jaxlib')}"
    found = cache.get(name, None) if cache else None
    if found is None:
        asks = [sys.executable, "-c", "import jax; jax.device_count()"]
        tried = subprocess.run(asks, env={**os.environ, "XLA_FLAGS": flags}, capture_output=True, check=False)
        found = tried.returncode == 0
        if cache:
            cache.set(name, found)
    return found


@pytest.fixture(scope="session", autouse=True)
def _folders_of_its_own(pytestconfig, tmp_path_factory):
    """Tests neither read nor write the user's settings; programs they compiled are there again when they run again."""
    kept = getattr(pytestconfig, "cache", None)  # missing with `-p no:cacheprovider`
    where = kept.mkdir("compiled") if kept else tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(where))
        for name in ("CONFIG", "STATE", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        yield


@contextmanager
def _optimized():
    import jax

    jax.config.update("jax_disable_most_optimizations", False)
    yield
    jax.config.update("jax_disable_most_optimizations", True)


@pytest.fixture(scope="session")
def trained():
    """Sessions of built-in scenarios trained to their ends, each once for the tests of its group.

    A few are kept: all of them would be some gigabytes.
    """
    sessions = {}

    def trained(name):
        if name not in sessions:
            if len(sessions) >= 3:
                del sessions[next(iter(sessions))]
            with _optimized() if name in LONG else nullcontext():
                sessions[name] = load(name).run()
        return sessions[name]

    return trained

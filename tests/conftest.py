"""What all tests share."""

import pytest

from dlviz.scenarios import load


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


@pytest.fixture(scope="session")
def trained():
    """Sessions of built-in scenarios trained to their ends, each once for all tests."""
    sessions = {}

    def trained(name):
        if name not in sessions:
            sessions[name] = load(name).run()
        return sessions[name]

    return trained

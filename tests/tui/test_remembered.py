"""What is remembered: by every window, whatever has happened to the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.scenarios import catalogue, load
from dlviz.tui.remembered import HINTS, PANELS, SEEN, Remembered, key_of, seen, state_file


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "state.json"


def test_what_one_start_keeps_the_next_finds(file):
    Remembered(file).keep(PANELS, "momentum", ["lesson", "loss"])
    assert Remembered(file).of(PANELS) == {"momentum": ["lesson", "loss"]}
    assert Remembered(file).of(SEEN) == {}
    assert [path.name for path in file.parent.iterdir() if path.suffix != ".lock"] == ["state.json"]


def test_none_forgets(file):
    memory = Remembered(file)
    memory.keep(PANELS, "momentum", ["lesson"])
    memory.keep(PANELS, "momentum", None)
    assert memory.of(PANELS) == {} == Remembered(file).of(PANELS)


def test_two_windows_keep_each_other_s_entries(file):
    """Both have read the same file; of one key the last word counts."""
    one, other = Remembered(file), Remembered(file)
    assert one.of(SEEN) == other.of(SEEN) == {}
    one.keep(SEEN, "neuron", True)
    other.keep(SEEN, "momentum", True)
    one.keep(PANELS, "neuron", ["lesson"])
    other.keep(PANELS, "neuron", ["network"])
    found = Remembered(file)
    assert found.of(SEEN) == {"neuron": True, "momentum": True}
    assert found.of(PANELS) == {"neuron": ["network"]}


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"seen": 3}', "\x00", "[" * 100_000])
def test_a_damaged_file_is_begun_anew(file, text):
    file.parent.mkdir()
    file.write_text(text)
    memory = Remembered(file)
    assert memory.of(SEEN) == {}
    memory.keep(SEEN, "neuron", True)
    assert json.loads(file.read_text()) == {"seen": {"neuron": True}}


def test_bytes_that_are_no_text_are_begun_anew(file):
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\xff")
    assert Remembered(file).of(SEEN) == {}


def test_where_nothing_can_be_written_it_is_kept_for_as_long_as_the_window_is_open(tmp_path):
    """A folder in the file's place, and a file in its folder's."""
    (tmp_path / "state.json").mkdir()
    (tmp_path / "blocked").write_text("")
    for path in (tmp_path / "state.json", tmp_path / "blocked" / "state.json"):
        memory = Remembered(path)
        memory.keep(HINTS, "workbench", True)
        assert memory.of(HINTS) == {"workbench": True}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("state.json.") and path.suffix != ".lock"]


def test_it_lies_in_the_user_s_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_file().name == "state.json"
    assert state_file().parent.name == "dlviz"


def test_a_system_without_locks_of_files_remembers_all_the_same(file, monkeypatch):
    """Where Python has no fcntl an entry is kept, and no lock is left beside it."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    Remembered(file).keep(SEEN, "momentum", True)
    assert Remembered(file).of(SEEN) == {"momentum": True}
    assert [path.name for path in file.parent.iterdir()] == ["state.json"]


def test_a_scenario_is_remembered_by_its_name_or_by_its_file(tmp_path):
    """A file that is called like a built-in one is another scenario; what comes from a pipe has no name."""
    assert key_of(load("neuron")) == key_of(catalogue()[0]) == "neuron"
    own = SimpleNamespace(name="neuron", path=tmp_path / "neuron.toml")
    assert key_of(own) == str((tmp_path / "neuron.toml").resolve())
    assert key_of(SimpleNamespace(name="-", path=None)) == ""
    Remembered(tmp_path / "state.json").keep(SEEN, "", True)
    assert not (tmp_path / "state.json").exists()


def test_only_scenarios_that_there_are_count_as_seen(file):
    memory = Remembered(file)
    for name, value in (("neuron", True), ("momentum", 1), ("gone", True), (str(Path("/x.toml")), True)):
        memory.keep(SEEN, name, value)
    assert seen(memory) == {"neuron"}

"""w and s: the present settings as a scenario file, the traces of all runs as rows; by key and by palette."""

from __future__ import annotations

import math
import os
from dataclasses import replace

import pytest

from dlviz.scenarios import ScenarioError, load
from dlviz.scenarios.report import columns, rows
from dlviz.scenarios.writers import write
from dlviz.tui import observe
from dlviz.tui.app import DlvizApp
from dlviz.tui.palette import Actions
from dlviz.tui.player import Player
from dlviz.tui.traces import save


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that dlviz was started in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("losses", [lambda t: 2.0 / (1 + t), lambda t: 2.0 if t < 7 else math.inf])
def test_what_is_saved_is_what_out_writes(fake, in_line, folder, losses):
    """Byte for byte, with a run that diverges too, at the end and while training goes on."""
    worker = in_line(fake(losses=(lambda t: 1.0 / (1 + t), losses)))
    player = Player(worker._scenario, lambda scenario: worker)
    player.start()
    worker.turn()
    for _ in range(2):
        session = worker._session
        said = save(observe.trained(session, player.whole), folder)
        number = sum(one.run.trace.rows for one in session.runs)
        name = "fake" if not (folder / "fake-2.csv").exists() else "fake-2"
        assert said == f"Saved: {name}.csv in {folder}, {number:,} rows of 2 runs."
        write(folder / "expected.csv", columns(session), rows(session))
        assert (folder / f"{name}.csv").read_bytes() == (folder / "expected.csv").read_bytes()
        worker.settle()


def test_a_folder_that_cannot_be_written_is_one_sentence(fake, in_line, folder):
    worker = in_line(fake())
    worker.start()
    worker.settle()
    with pytest.raises(ScenarioError, match="nothing was written"):
        save(worker.view, folder / "missing")
    if os.geteuid():
        folder.chmod(0o500)
        with pytest.raises(ScenarioError, match="permission denied"):
            save(worker.view, folder)
    assert [one.name for one in folder.iterdir()] == []


async def test_keys_and_palette_write_both_beside_what_is_there(clock, in_line, folder):
    """While it trains: the file runs at once and trains the same; nothing that stands there is overwritten."""
    scenario = load("perceptron-gd", runs=("1e-05",), overrides=["training.epochs=6"])
    app = DlvizApp(replace(scenario), clock, lambda one: Player(one, in_line))
    async with app.run_test(size=(120, 36)) as pilot:
        screen = app.screen
        for _ in range(2):
            await pilot.pause()
            screen.player._worker.turn()
            screen.frame()

        async def told(done):
            await done
            await app.workers.wait_for_complete()
            await pilot.pause()
            return screen.notice

        screen.player._worker.settle()
        screen.frame()
        (folder / "perceptron-gd.toml").write_text("mine", encoding="utf-8")
        assert (await told(pilot.press("w"))).startswith(f"Written: perceptron-gd-2.toml in {folder}; dlviz run")
        assert (await told(pilot.press("s"))) == f"Saved: perceptron-gd.csv in {folder}, 7 rows of 1 run."
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        screen.show_panels(("lesson", "loss"))
        assert "perceptron-gd-3.toml" in await told(commands["Write the scenario as a file"]())
        assert "perceptron-gd-2.csv" in await told(commands["Save the traces"]())
        losses = screen.view.runs[0].columns["loss"].tolist()
    assert (folder / "perceptron-gd.toml").read_text(encoding="utf-8") == "mine"
    assert load("perceptron-gd-3.toml").display.panels == ("lesson", "loss")
    again = load("perceptron-gd-2.toml").run()
    assert again.scenario.display.panels == scenario.display.panels
    assert again.runs[0].run.trace["loss"].tolist() == losses
    assert len((folder / "perceptron-gd.csv").read_text(encoding="utf-8").splitlines()) == 8
    names = (f"perceptron-gd{name}" for name in ("-2.csv", "-2.toml", "-3.toml", ".csv", ".toml"))
    assert sorted(one.name for one in folder.iterdir()) == sorted(names)

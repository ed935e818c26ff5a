"""`x` writes what is on the screen: by key and by mouse, whole or not at all, over nothing that is there."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from dlviz.scenarios import ScenarioError
from dlviz.tui.naming import stem, write_beside
from dlviz.tui.screens.kind_list import KindList
from dlviz.tui.theme import DARK


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The folder that the program was started in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.player.go(20)
    pilot.app.screen.frame()
    await pilot.pause()


async def written(pilot, *keys):
    """Press keys, wait for the file, give the notice."""
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen.notice


async def test_every_kind_and_names_that_are_free(window, here):
    """Each key writes its kind of the focused panel at its size; the last kind is enter's; nothing is written over."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.focus_on("loss", None)
        place = screen.place_in_front()
        assert f"Written: fake-loss-step20.svg in {here}" == await written(pilot, "x", "s")
        root = ElementTree.parse(here / "fake-loss-step20.svg").getroot()
        assert root.get("viewBox") == f"0 0 {20 * place.rect.width} {40 * (place.rect.height + 1)}"
        assert "fake-loss-step20-2.svg" in await written(pilot, "x", "enter")
        assert "fake-loss-step20-3.svg" in await written(pilot, "x", "enter")
        for key, name in (("p", "png"), ("t", "txt"), ("a", "ans"), ("c", "csv"), ("g", "pgf")):
            assert f"fake-loss-step20.{name}" in await written(pilot, "x", key)
        with Image.open("fake-loss-step20.png") as image:
            assert image.size == (20 * place.rect.width, 40 * (place.rect.height + 1))
            assert image.getpixel((0, image.size[1] - 1)) == (DARK.paper >> 16, DARK.paper >> 8 & 255, DARK.paper & 255)
        assert "fake" in Path("fake-loss-step20.txt").read_text("utf-8").splitlines()[0]
        assert "\x1b[" in Path("fake-loss-step20.ans").read_text("utf-8")
        rows = list(csv.DictReader(Path("fake-loss-step20.csv").read_text("utf-8").splitlines()))
        assert len([row for row in rows if row["run"] == screen.view.runs[0].name]) == 21
        assert Path("fake-loss-step20.pgf").read_text("utf-8").count(r"\addplot") == 2
        assert len(list(here.iterdir())) == 8


async def test_the_comparison_is_taken_away(window, here):
    """As it stands there, over its measure: picture, numbers and the whole screen, without crosshair and notice."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("c", "u", "enter")
        await pilot.pause()
        assert f"Written: fake-compare-step20.txt in {here}" == await written(pilot, "x", "t")
        assert "fake-compare-step20.csv" in await written(pilot, "x", "c")
        assert "fake-compare-step20.pgf" in await written(pilot, "x", "g")
        assert "fake-screen-step20.svg" in await written(pilot, "x", "S")
        text = Path("fake-compare-step20.txt").read_text("utf-8").splitlines()
        assert len(text) == 36 - 3
        assert "fake" in text[0]
        assert "what it came to at step 20" in "\n".join(text)
        assert "goes to this step" not in "\n".join(text)
        rows = list(csv.DictReader(Path("fake-compare-step20.csv").read_text("utf-8").splitlines()))
        assert [row["epoch"] for row in rows if row["run"] == "SGD"] == ["0", "1", "2", "3", "4"]
        assert "xlabel={epoch}" in Path("fake-compare-step20.pgf").read_text("utf-8")
        picture = Path("fake-screen-step20.svg").read_text("utf-8")
        assert "Written" not in picture


async def test_the_whole_screen(window, here):
    """S and P write all panels with header, timeline and keys, as large as the terminal; zoomed it is what is seen."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "fake-screen-step20.svg" in await written(pilot, "x", "S")
        workbench = pilot.app.screen
        await pilot.press("x")
        workbench._say("Meanwhile.")
        assert "fake-screen-step20-2.svg" in await written(pilot, "S")
        assert "Meanwhile" not in Path("fake-screen-step20-2.svg").read_text("utf-8")
        assert "fake-screen-step20.png" in await written(pilot, "x", "P")
        await pilot.press("z")
        assert "fake-screen-step20-2.png" in await written(pilot, "x", "P")
    with Image.open("fake-screen-step20.png") as all_, Image.open("fake-screen-step20-2.png") as zoomed:
        assert all_.size == zoomed.size == (2400, 1440)
        assert all_.tobytes() != zoomed.tobytes()


async def test_by_mouse(window):
    """A click takes a line of the list, escape none; keys and palette are tried with all the others."""
    async with window().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("x")
        assert isinstance(pilot.app.screen, KindList)
        await pilot.press("escape")
        assert not list(Path().iterdir())
        await pilot.press("x")
        await pilot.pause()
        await pilot.click("KindList OptionList", offset=(3, 2))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert [path.suffix for path in Path().iterdir()] == [".txt"]


async def test_what_cannot_be_written_is_said(window, here, monkeypatch):
    """No numbers in the lesson, no Pillow, no folder: one sentence each, and no file."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        pilot.app.screen.focus_on("lesson", None)
        assert "Lesson is no chart with numbers to take away; loss" in await written(pilot, "x", "c")
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "PIL", None)
            assert "Not written: PNG and films need Pillow" in await written(pilot, "x", "p")
        assert not list(here.iterdir())
        with monkeypatch.context() as patch:

            def refused(*_):
                raise OSError(30, "Read-only file system")

            patch.setattr(os, "open", refused)
            said = await written(pilot, "x", "s")
        assert said == f"Not written: {here}: read-only file system; nothing was written"
        assert not list(here.iterdir())


async def test_a_fault_of_ours_while_writing_leaves_what_is_trained(window, here, monkeypatch):
    """It is logged and said; the program goes on."""

    def broken(kind, canvas, title, scale):
        def produce(path):
            raise MemoryError("no room for pixels")

        return produce

    monkeypatch.setattr("dlviz.tui.kinds.to_file", broken)
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        said = await written(pilot, "x", "p")
        assert said.startswith("Not written: MemoryError: no room for pixels (its traceback is in ")
        assert pilot.app.is_running
        assert not list(here.iterdir())


def test_what_fails_leaves_no_name_behind(here):
    """Where producing fails the name is free again, and a file of that name stays as it was."""

    def full(path):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    (here / "it.svg").write_text("old")
    with pytest.raises(ScenarioError, match="no space left on device"):
        write_beside(here, "it", ".svg", full)
    assert [path.name for path in here.iterdir()] == ["it.svg"]
    assert (here / "it.svg").read_text() == "old"


def test_names_are_for_every_system():
    """What a path or a shell would read is not in a name."""
    assert stem("../η = 0.1/x", "loss", "step3") == "η-=-0.1-x-loss-step3"
    assert stem("", "…") == "dlviz"


async def test_an_answer_is_not_taken_away(window, monkeypatch):
    """The numbers of a panel that would tell an answer stay until that is asked for; the picture hides it itself."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.focus_on("loss", None)
        view = screen.view
        screen.view = replace(view, card=replace(view.card, hides=frozenset({"loss"})))
        monkeypatch.setattr(screen, "_look", lambda in_turn: None)
        assert await written(pilot, "x", "c") == "The numbers would tell the answer: a shows both."
        assert not list(Path().iterdir())

"""The presenter's mode: its slides by key and by palette, what they say, and that they fit."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.geometry import Offset

from dlviz.scenarios.entries import after, beside, catalogue, find
from dlviz.tui.palette import Actions
from dlviz.tui.pictures import slides
from dlviz.tui.screens import presenting
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.theme import DARK
from dlviz.tui.view import ClaimView, ExerciseView

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
SIZE = (120, 36)


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def presented(window, **changes):
    app = window(**changes)
    app.presents = True
    return app


async def test_a_remote_goes_from_the_question_to_the_next_scenario(window, monkeypatch):
    """Page down: question, panels that play, answer, the next one's question; page up goes back, to what was shown."""
    app = presented(window)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = app.screen
        said = "\n".join(text(pilot))
        assert "A   f a k e" in said
        assert "Does it move?" in said
        assert "Which is lower?" in said
        assert "GD is." not in said
        assert not screen.placed.places
        assert (screen.view.cursor, screen.view.playing) == (0, False)
        assert {"loss", "gradients"} <= screen.player._worker.looked  # what comes next is computed already
        await pilot.press("pagedown")
        assert [place.panel for place in screen.placed.places] == ["loss", "gradients"]
        assert screen.view.playing
        await pilot.press("space", "pagedown")
        assert not screen.player.playing  # only the first slide lets go on
        assert [place.panel for place in screen.placed.places] == ["loss", "gradients"]  # below each other
        assert len({place.rect.x for place in screen.placed.places}) == 1
        assert "GD is." in "\n".join(text(pilot))
        await pilot.press("pageup", "pageup")
        assert screen.slide == "question"
        await pilot.press("pageup")
        assert screen.notice == "This is the first slide of fake; esc leaves the presenter's mode."
        await pilot.press(*["pagedown"] * 4)
        assert screen.notice == "This is the last slide of fake; esc leaves the presenter's mode."
        beside = {1: after("fake"), -1: find("perceptron-gd")}  # the real one trains for long
        monkeypatch.setattr(presenting, "beside", lambda _, by: beside[by])
        app.last_slides["perceptron-gd"] = "answer", 0
        await pilot.press("pagedown")
        await pilot.pause()
        assert app.screen.scenario.name == after("fake").name
        assert app.screen.slide == "question"
        await pilot.press("pageup")
        await pilot.pause()
        assert app.screen.scenario.name == "perceptron-gd"
        assert app.screen.slide == "answer"
        await settle(pilot)
        app.screen.tick()
        await settle(pilot)
        view = app.screen.view
        assert (view.cursor, view.playing) == (view.ticks, False)
        assert view.ticks > 0
        await pilot.press("home")
        app.screen.tick()
        assert app.screen.player.tick == 0  # it was put to its end once
        await pilot.press("pageup")
        assert app.screen.slide == "watch"
        app.last_slides.clear()
        await pilot.press("pageup", "pageup")
        await pilot.pause()
        app.screen.tick()
        assert (app.screen.slide, app.screen.player.tick) == ("question", 0)


async def test_presenting_before_anything_was_shown_begins_with_the_question(window):
    """P at step 0, paused or not: the question waits, page down plays; later P disturbs nothing."""
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.player.home()
        await pilot.press("P")
        assert screen.slide == "question"
        assert not screen.view.playing
        expected = []
        screen.player.expect = lambda: expected.append(True)
        await pilot.press("pagedown")
        assert screen.slide == "watch"
        assert screen.view.playing
        assert expected == [True]


@pytest.mark.parametrize("way", ["P", "palette"])
async def test_into_it_and_out_of_it(window, way):
    """P begins where one is and disturbs nothing; P or esc leaves; then all is as before."""
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.player.go(52)
        await settle(pilot)
        before_it = text(pilot)
        if way == "P":
            await pilot.press("P")
        else:
            await {title: run for title, _, run in Actions(screen)._commands()}["Presenter's mode"]()
        await pilot.pause()
        assert screen.slide == "watch"
        assert screen.view.cursor == 52
        rows = text(pilot)
        assert "52 / 100" in rows[1]
        assert "━━━● GD" in rows[3]
        assert not any("Quit" in row for row in rows)
        await pilot.press("escape" if way == "P" else "P")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Workbench)
        assert text(pilot) == before_it
        await pilot.press("pagedown")
        assert screen.front[0] == "lesson"
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Catalogue)


async def test_keys_go_on_as_usual(window):
    """a shows the answer and hides it, tab brings the next picture, z leaves it alone, arrows step."""
    async with presented(window).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        await pilot.press("a")
        assert screen.slide == "answer"
        await pilot.press("a")
        assert screen.slide == "watch"
        await pilot.press("tab")
        assert [place.panel for place in screen.placed.places] == ["gradients", "network"]
        await pilot.press("shift+tab", "z")
        assert [place.panel for place in screen.placed.places] == ["loss"]
        await pilot.press("escape")
        assert len(screen.placed.places) == 2
        await pilot.press("home", "right", "right")
        await settle(pilot)
        assert screen.view.cursor == 2
        screen.focus_on("lesson", None)
        assert [place.panel for place in screen.placed.places] == ["loss", "gradients"]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (200, 50), (40, 10)])
async def test_every_slide_fits(window, size):
    """One panel where two have no room; timeline last; nothing shines through when the size changes."""
    async with presented(window).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(*size)
        for _ in range(3):
            await pilot.pause()
            rows = text(pilot)
            assert [len(row) for row in rows] == [size[0]] * size[1]
            if size[0] >= 60:
                assert "step 0" in rows[-1] or "step" in rows[-1]
                shown = pilot.app.screen.placed.places
                assert len(shown) <= (2 if size[0] >= 100 else 1)
            else:
                assert "needs 60x16" in " ".join(" ".join(rows).split())
            if pilot.app.screen.slide != "answer":
                await pilot.press("pagedown")


async def test_a_click_on_the_words_goes_on(window):
    async with presented(window).run_test(size=SIZE) as pilot:
        await settle(pilot)
        for slide in ("watch", "answer"):
            await pilot.click("#heading", offset=Offset(10, 1))
            assert pilot.app.screen.slide == slide
        await pilot.click("#panel-0", offset=Offset(10, 10))
        assert pilot.app.screen.slide == "answer"


async def test_claims_are_looked_at_for_their_marks(window):
    async with presented(window).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("pagedown")
        await settle(pilot)
        pilot.app.screen.player.go(100)
        await settle(pilot)
        await settle(pilot)
        row = text(pilot)[3]
        assert row.rstrip().endswith("✓ 1 claim holds")
        assert "GD ends" not in row


def test_lines_are_thicker_on_slides():
    """Every dot of a line is there and its neighbours are too."""
    from dlviz.tui.pictures import draw_panel
    from dlviz.tui.view import PanelOptions

    view = views.gd_vs_sgd(cursor=35)
    thin = draw_panel("loss", view, 60, 20, DARK, PanelOptions())
    thick = draw_panel("loss", view, 60, 20, replace(DARK, thick=True), PanelOptions())

    def dots(canvas):
        cells = canvas.chars[(canvas.chars >= 0x2800) & (canvas.chars < 0x2900)]
        return sum(int(cell & 0xFF).bit_count() for cell in cells)

    assert dots(thick) > 1.3 * dots(thin)


def test_without_a_question_the_claims_are_the_answer():
    view = views.perceptron()
    claims = (ClaimView("It ends low", True, 1.0, 2.0), ClaimView("It ends high", None, 1.0, 2.0))
    view = replace(view, card=replace(view.card, exercises=()), claims=claims)
    said = slides.spoken(view, 0, 60, 12, DARK.in_ascii(), True).text()
    assert "v  It ends low" in said
    assert said.isascii()
    marked = replace(view, card=replace(view.card, exercises=(ExerciseView("How *many*?", "**Two** of `x`."),)))
    assert "Two of x." in slides.spoken(marked, 0, 60, 12, DARK, True).text()
    assert "How many?" in slides.question(marked, "slide 1/3", 60, 24, DARK).text()
    asked = replace(view, card=replace(view.card, exercises=(ExerciseView("Which?", "The first. " * 30),)))
    for width, height in ((60, 12), (20, 3), (5, 1)):
        said = slides.spoken(asked, 0, width, height, DARK, True).text().splitlines()
        assert max(map(len, said)) <= width


TWO = (
    SimpleNamespace(ask="Which is lower?", answer="GD is.", choices=("GD", "SGD"), right="GD", hides=()),
    SimpleNamespace(ask="And which is *noisy*?", answer="It jumps.", choices=("GD", "SGD"), right="SGD", hides=()),
)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36)])
async def test_every_answer_has_its_question_on_its_slide(window, size):
    """A further question is asked before it is answered, where it stands when it is; the right choice is marked."""
    async with presented(window, exercises=TWO).run_test(size=size) as pilot:
        await settle(pilot)
        screen, seen = pilot.app.screen, []
        for _ in range(6):
            seen.append("\n".join(text(pilot)))
            await pilot.press("pagedown")
            await pilot.pause()
        assert screen.notice.startswith("This is the last slide of fake;")
        title, watch, first, ask, second, claims = seen
        assert [f"slide {i}/6" in said for i, said in enumerate(seen, start=1)] == [True] * 6
        assert all(said in claims for said in ("?  Does it move?", "GD ends"))
        assert "Which is lower?" in title
        assert "noisy" not in title
        assert "?" not in watch.replace("Does it move?", "")
        assert all(said in first for said in ("Which is lower?", "✓  GD", "○  SGD", "GD is."))
        assert "noisy" not in first
        assert all(said in ask for said in ("And which is noisy?", "○  GD", "○  SGD"))
        assert "It jumps." not in ask
        assert all(said in second for said in ("And which is noisy?", "○  GD", "✓  SGD", "It jumps."))
        rows = [next(y for y, row in enumerate(said.splitlines()) if "noisy" in row) for said in (ask, second)]
        assert rows[0] == rows[1]


async def test_what_an_exercise_hides_is_seen_from_its_answer_on(window):
    """What the first answer showed stays shown while the next question is asked."""
    exercises = (SimpleNamespace(**{**vars(TWO[0]), "hides": ("loss",)}), TWO[1])
    async with presented(window, exercises=exercises).run_test(size=SIZE) as pilot:
        await settle(pilot)
        hidden = []
        for _ in ("watch", "answer", "ask"):
            await pilot.press("pagedown")
            await pilot.pause()
            hidden.append("would tell the answer" in "\n".join(text(pilot)))
        assert hidden == [True, False, False]


async def test_back_through_two_questions(window):
    """Page up takes the slides the other way; a tells the answer of the question that stands there, and hides it."""
    async with presented(window, exercises=TWO).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        await pilot.press(*["pagedown"] * 3)
        assert (screen.slide, screen.number) == ("ask", 1)
        await pilot.press("a")
        assert (screen.slide, screen.number) == ("answer", 1)
        await pilot.press("a")
        assert (screen.slide, screen.number) == ("ask", 1)
        back = []
        for _ in range(3):
            await pilot.press("pageup")
            back.append((screen.slide, screen.number))
        assert back == [("answer", 0), ("watch", 0), ("question", 0)]


async def test_the_help_begins_with_the_presenters_keys_and_nothing_goes_on_under_it(window):
    """At 80x24 they stand on its first page; training rests until it is closed, and stays at rest if it was."""
    async with presented(window).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        player = pilot.app.screen.player
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(text(pilot))
        assert all(f"{key} " in shown for key in ("pgdn", "pgup", "tab"))
        assert "training rests" in " ".join(shown.split())
        assert "Presenter's mode" in shown
        await pilot.press("escape")
        assert not player.playing
        await pilot.press("pagedown")
        assert player.playing
        await pilot.press("question_mark")
        assert not player.playing
        await pilot.press("escape")
        await pilot.pause()
        assert player.playing
        await pilot.press("P", "question_mark")
        await pilot.pause()
        assert player.playing
        assert "Presenter's mode" not in "\n".join(text(pilot))


async def test_a_slide_of_words_is_taken_away(window, tmp_path, monkeypatch):
    """x on the title writes it, alone or with the timeline; of numbers it says that there are none."""
    monkeypatch.chdir(tmp_path)
    async with presented(window).run_test(size=SIZE) as pilot:
        await settle(pilot)

        async def written(*keys):
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            return pilot.app.screen.notice

        assert "Written: fake-slide-step0.txt" in await written("x", "t")
        assert "Which is lower?" in Path("fake-slide-step0.txt").read_text("utf-8")
        assert "Written: fake-screen-step0.svg" in await written("x", "S")
        assert "There are no numbers on this slide" in await written("x", "c")


LONG = ExerciseView("Which of these many words ends a line " * 6 + "here?", "Told. " * 40, ("one", "two " * 20), "one")


@pytest.mark.parametrize(("width", "height"), [(52, 12), (60, 20), (40, 8)])
def test_a_question_without_room_is_shortened_by_words(width, height):
    """Its answer and its choices stay whole as long as one of its lines makes the room for them."""
    view = views.perceptron()
    view = replace(view, card=replace(view.card, exercises=(LONG,)))
    rows = slides.spoken(view, 0, width, height, DARK, True).text().splitlines()
    said = " ".join(" ".join(rows).split())
    assert said.startswith("? Which of these")
    if width > 40:
        assert said.count("Told.") == 40
        assert "✓ one" in said
    if "here?" not in said:
        assert said.split(" …")[0].split()[-1] in LONG.ask.split()


def test_claims_say_what_has_become_of_them():
    """In many words, in few where runs need the room, in none where there is none."""
    view = views.perceptron()
    open_, holds, fails = (ClaimView("It ends low", state, 1.0, 2.0) for state in (None, True, False))

    def said(*claims, width=120):
        return slides.heading(replace(view, claims=claims), "slide 2/3", width, 5, DARK).text().splitlines()[3]

    assert said(holds, holds).endswith("✓ 2 claims hold")
    assert said(open_).endswith("· 1 claim is open")
    assert said(holds, fails, open_).endswith("✓ 1 claim holds   ✗ 1 fails   · 1 is open")
    assert said(holds, fails, open_, width=60).endswith("✗ 1 of 3 hold")
    assert "hold" not in said(holds, fails, open_, width=34)


def test_the_one_before_and_the_one_after():
    every = [entry.name for entry in catalogue()]
    assert [beside(name, -1).name for name in every[1:]] == every[:-1]
    assert [beside(name, 1).name for name in every[:-1]] == every[1:]
    assert (beside(every[0], -1), beside(every[-1], 1), beside("mine", 1), beside("mine", -1)) == (None,) * 4


def test_from_the_command_line(monkeypatch, capsys):
    """--present opens the window with slides; without a window it is refused in a sentence."""
    from dlviz.tui import cli
    from dlviz.tui.commands import run

    asked = []
    monkeypatch.setattr(run, "is_terminal", lambda stream: True)
    monkeypatch.setattr(
        run, "open_window", lambda entry, preferences, presents: asked.append((entry.name, presents)) or 0
    )
    assert cli.main(["run", "momentum", "--present"]) == 0
    assert cli.main(["run", "momentum"]) == 0
    assert asked == [("momentum", True), ("momentum", False)]
    assert cli.main(["run", "momentum", "--present", "--headless"]) == 2
    assert "--present is for the window" in capsys.readouterr().err
    monkeypatch.setattr(run, "is_terminal", lambda stream: False)
    monkeypatch.setattr("dlviz.tui.headless.drive.run", lambda *_: 0)
    assert cli.main(["run", "momentum", "--present"]) == 0
    assert (
        capsys.readouterr().err
        == "dlviz: --present is for the window, and none opens here; training goes on without it\n"
    )

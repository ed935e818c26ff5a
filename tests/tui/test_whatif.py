"""What if, on the screen: runs are changed, forked, built, hidden, renamed and removed by key, palette and mouse."""

import runpy
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.geometry import Offset

from dlviz.scenarios import catalogue, load
from dlviz.tui import theme
from dlviz.tui.actions import ACTIONS
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Place, Rect, arrange
from dlviz.tui.palette import Actions
from dlviz.tui.pictures import slides
from dlviz.tui.pictures.sheet import Field, Row, Sheet
from dlviz.tui.player import Player
from dlviz.tui.screens import placement, presenting
from dlviz.tui.screens.build import Build
from dlviz.tui.screens.knobs import Knobs
from dlviz.tui.screens.runs import Runs

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

SMALL = """
title = "Small"

[data]
source = "iris"

[[model]]
type = "Dense"
units = 4
activation = "tanh"

[[model]]
type = "Dropout"
rate = 0.2

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.1, momentum = 0.5 }
batch = 30
epochs = 4

[[runs]]
name = "slow"

[[runs]]
name = "fast"
set = { "training.optimizer.learning_rate" = 0.5 }

[display]
panels = ["loss", "network"]
"""


@pytest.fixture
def small(window, in_line):
    """An app on two small runs of twenty updates, which the test trains."""
    app = window(load(SMALL))
    app._make_player = partial(Player, make_worker=in_line)
    return app


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


async def stand(pilot, front=12, cursor=8):
    """Train to a tick, and look at an earlier one."""
    player = pilot.app.screen.player
    await pilot.pause()
    player.training = False
    for tick in (front, cursor):
        player.go(tick)
        await settle(pilot)


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def session(pilot):
    return pilot.app.screen.player._worker._session


def paper(pilot):
    return pilot.app.screen.paper


async def test_arrows_change_the_run_in_front_from_its_front_on_and_compile_nothing(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        run = session(pilot).runs[0].run
        before = run.compiles
        await press(pilot, "e", "right", "down", "left")
        assert [(event.step, event.text) for event in run.events] == [(12, "learning_rate 0.1 → 0.2, momentum 0.5 → 0")]
        assert run.compiles == before
        assert session(pilot).runs[1].run.events == ()
        assert pilot.app.screen.view.runs[0].events[0].text == "η 0.1 → 0.2, momentum 0.5 → 0"
        sheet = paper(pilot).sheet()
        assert [row.note for row in sheet.rows[:3]] == ["was 0.1", "was 0.5", ""]
        assert sheet.said == "Changes hold from where training is, at step 12; f forks at the cursor."
        await press(pilot, "escape")
        assert paper(pilot) is None


async def test_all_runs_that_train_are_changed_together(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", "a", "down", "down", "right")
        assert [one.run.settings.numbers(12)["dropout.rate"] for one in session(pilot).runs] == [0.3, 0.3]


async def test_what_is_typed_is_checked_at_every_letter(small):
    """A word, a value that cannot be, then one that can; escape undoes what is typed before it leaves."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", "minus", "1")
        assert (paper(pilot).text, pilot.app.screen.player.speed) == ("-1", pilot.app.screen.view.speed)
        assert paper(pilot).fault == "It cannot be -1.0; it must be a number, at least 0."
        await press(pilot, "escape", "0", "enter")
        sheet = paper(pilot).sheet()
        assert (sheet.rows[0].note, sheet.keys[3]) == ("was 0.1; nothing is learned", ("u", "undo"))
        await press(pilot, "u")
        assert pilot.app.screen.view.runs[0].knobs["learning_rate"] == 0.1
        await press(pilot, "u", "down", "7")
        assert paper(pilot).fault == "It cannot be 7.0; it must be a number, at least 0 and at most 1."
        await press(pilot, "x")
        assert paper(pilot).fault == "7x is no number; write a number such as 0.01 or 1e-3."
        await press(pilot, "enter")
        assert paper(pilot).text == "7x"
        await press(pilot, "escape")
        assert (paper(pilot).text, paper(pilot).fault) == (None, "")
        await press(pilot, "0", "full_stop", "9", "enter")
        assert session(pilot).runs[0].run.settings.numbers(12)["momentum"] == 0.9
        await press(pilot, "enter")
        assert paper(pilot) is None


async def test_what_is_typed_is_for_no_run_that_has_nothing_to_change(small):
    """A run that waits may come to the front while a number is being typed."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", "0")
        screen = pilot.app.screen
        runs = tuple(replace(run, knobs={}) for run in screen.view.runs)
        screen.view = screen.player._view = replace(screen.view, runs=runs)
        for key, character in (("5", "5"), ("enter", "\r")):
            assert paper(pilot).key(key, character)
            assert paper(pilot).fault == "slow has nothing to change yet."


async def test_keys_that_mean_nothing_to_a_sheet_are_the_workbenchs(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", "comma", "greater_than_sign")
        assert pilot.app.screen.view.cursor == 5
        assert paper(pilot).sheet().title[1] == ("▲ fast", "run 1")
        await press(pilot, "space")
        assert pilot.app.screen.player.training
        assert paper(pilot) is not None


async def test_a_fork_is_made_at_the_cursor_and_begins_anew_with_every_change(small):
    """f, then →: what if, in two keys; the fork comes to the front and trains, the cursor stays."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        compiled = session(pilot).runs[0].run.compiles
        await press(pilot, "f")
        screen = pilot.app.screen
        assert [run.name for run in screen.view.runs] == ["slow", "fast", "slow @8"]
        assert (screen.run_in_front, screen.view.cursor) == (2, 8)
        assert isinstance(paper(pilot), Knobs)
        assert paper(pilot).sheet().said == "The fork begins anew at step 8, with every change."
        first = screen.view.runs[2].columns["loss"]
        await press(pilot, "right", "right")
        run = screen.view.runs[2]
        assert (run.front, run.stage) == (20, "ended")
        assert run.columns["loss"][20] != first[20]
        assert [(event.row, event.kind, event.text) for event in run.events] == [(8, "fork", "η 0.1 → 0.5")]
        assert session(pilot).runs[2].run.compiles == compiled


async def test_what_is_changed_before_the_fork_is_there_is_for_the_fork(small):
    """The worker may be busy; keys are not lost, and none reaches the run that was forked."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await pilot.press("f", "right", "down", "left")
        assert paper(pilot).sheet().said == "Forking it at step 8 …"
        await settle(pilot)
        await settle(pilot)
        runs = session(pilot).runs
        assert [event.text for event in runs[2].run.events] == ["learning_rate 0.1 → 0.2, momentum 0.5 → 0"]
        assert runs[0].run.events == ()


async def test_what_a_run_lacks_is_typed_in_and_joins_a_fork_at_the_cursor(small):
    """Rows without a number below the others; the run in front is left alone, the fork has the row chosen."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        source = session(pilot).runs[0].run
        compiled = source.compiles
        await press(pilot, "e", "down", "down", "down")
        sheet = paper(pilot).sheet()
        assert (sheet.unit, sheet.most) == ("16 can be added", 8)
        assert [row.fields[0].text for row in sheet.rows[3:]] == ["—"] * 22  # six of them for all layers
        assert sheet.rows[3].head[0][0] == "weight decay"
        assert sheet.said == "A new run from step 8: it is compiled anew."
        await press(pilot, "down", "0", "enter")
        assert paper(pilot).fault == "It cannot be 0.0; it must be a number, above 0."
        await press(pilot, "escape", "right", "right")
        assert paper(pilot).text == "2"
        await press(pilot, "7", "8")
        assert paper(pilot).text == "78"  # what is proposed is written over, and then written on
        await press(pilot, "escape", "right", "right", "backspace", "3")
        assert paper(pilot).text == "3"
        await press(pilot, "escape", "right", "right")
        await pilot.press("enter")
        assert paper(pilot).sheet().said == "Forking it at step 8; it is compiled anew …"
        await settle(pilot)
        screen = pilot.app.screen
        run = screen.view.runs[screen.run_in_front]
        assert (run.name, run.knobs["clipnorm"]) == ("clipnorm 2 @8", 2.0)
        assert [(event.row, event.kind, event.text) for event in run.events] == [(8, "fork", "clipnorm 2 added")]
        screen.frame()
        sheet = paper(pilot).sheet()
        assert sheet.rows[sheet.chosen].head[0][0] == "clip each norm"
        assert sheet.said == "The fork begins anew at step 8, with every change."
        assert "clip the norm" not in [row.head[0][0] for row in sheet.rows]
        own = session(pilot).runs[2].run
        await press(pilot, "right", "end", "e")
        assert session(pilot).runs[2].spec.document.training.optimizer.clipnorm == 5.0
        assert (own.compiles, source.compiles, source.events) == (1, compiled, ())


async def test_one_row_is_for_all_layers(small):
    """What all lack joins all of them; where they agree one row goes on to change all, and without a compile."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", *["down"] * 7)
        assert paper(pilot).sheet().rows[7].head[0][0] == "all layers: L2 of kernel"
        await press(pilot, *["0", "full_stop", "5", "enter"])
        fork = session(pilot).runs[2].run
        assert {name: fork.settings.numbers(8)[name] for name in ("dense.kernel_l2", "dense_1.kernel_l2")} == {
            "dense.kernel_l2": 0.5, "dense_1.kernel_l2": 0.5,
        }  # fmt: skip
        await press(pilot, "right")
        fork = session(pilot).runs[2].run
        assert (fork.settings.numbers(8)["dense_1.kernel_l2"], fork.compiles) == (1.0, 1)
        sheet = paper(pilot).sheet()
        assert [row.fields[0].text for row in sheet.rows if "L2 of kernel" in row.head[0][0]] == ["1", "1", "1"]
        await press(pilot, "down", "right")
        heads = [row.head[0][0] for row in paper(pilot).sheet().rows]
        assert "all layers: L2 of kernel" not in heads  # they do not agree any more
        assert "dense_1: L2 of kernel" in heads


async def test_more_is_added_to_a_fork_where_it_left(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "f", *["down"] * 3)
        assert paper(pilot).sheet().said == "The fork begins anew at step 8; it is compiled anew."
        await press(pilot, "enter", "enter", "a")
        assert [event.text for event in session(pilot).runs[2].run.events] == ["weight_decay 0.004 added"]
        assert paper(pilot).sheet().unit == ""  # all runs have what they have
        await press(pilot, "a", "escape", "end", "less_than_sign", "e", *["down"] * 4, "1", "enter")
        assert paper(pilot).fault == "fast is over after 20 updates; look at an earlier step and fork it there"


async def test_what_is_being_made_is_said_when_its_sheet_goes(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", *["down"] * 3)
        await pilot.press("1", "enter", "escape")
        assert paper(pilot) is None
        assert pilot.app.screen.notice == "Forking it at step 8; it is compiled anew …"
        await settle(pilot)
        assert [run.name for run in pilot.app.screen.view.runs] == ["slow", "fast", "weight decay 1 @8"]


async def test_of_a_run_that_is_over_a_change_makes_a_fork(small):
    """Small networks are trained to their ends before one looks twice: there a change forks at the cursor."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot, front=20)
        await press(pilot, "e")
        assert paper(pilot).sheet().said == "It is trained to its end. A change forks it here, at step 8."
        assert pilot.app.screen.footer_items() == []  # the sheet says its own keys
        await press(pilot, "right")
        await settle(pilot)
        assert pilot.app.screen.view.runs[2].name == "η 0.2 @8"
        assert session(pilot).runs[0].run.events == ()
        assert session(pilot).runs[2].spec.document.training.optimizer.learning_rate == 0.2
        await press(pilot, "escape", "end", "less_than_sign")
        for _ in range(2):  # however often it is asked
            await pilot.press("f")
            assert paper(pilot) is None
            assert pilot.app.screen.notice == (
                "fast is over here (finished), so nothing is left to fork. Press ← for an earlier step, then f."
            )


async def test_at_its_end_a_run_that_is_over_is_left_as_it_is(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot, front=20)
        await press(pilot, "end", "e")
        assert paper(pilot).sheet().said == "It has ended (finished). Step back: a change forks it there."
        await press(pilot, "right")
        assert paper(pilot).fault == "slow has ended (finished); fork it at an earlier step to change it"
        assert len(pilot.app.screen.view.runs) == 2


async def test_a_number_is_for_the_run_that_it_was_typed_for(small):
    """Another run that comes to the front meanwhile does not get it."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e", "7", "greater_than_sign", "enter")
        await settle(pilot)
        rates = [one.spec.document.training.optimizer.learning_rate for one in session(pilot).runs]
        assert 7 not in rates


async def test_runs_are_hidden_brought_forward_renamed_and_removed(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "f", "escape", "o")
        screen = pilot.app.screen
        assert isinstance(paper(pilot), Runs)
        assert paper(pilot).chosen == 2
        await press(pilot, "up", "space")
        assert [run.name for run in screen.view.runs] == ["slow", "slow @8"]
        assert screen.view.runs[screen.run_in_front].name == "slow @8"
        assert [row.fields[2].text for row in paper(pilot).sheet().rows] == ["finished", "hidden", "finished"]
        await press(pilot, "x")
        assert paper(pilot).fault == "fast is a run of the scenario; space hides it."
        await press(pilot, "enter")
        assert screen.view.runs[screen.run_in_front].name == "fast"
        await press(pilot, "n", *["backspace"] * 4)
        assert paper(pilot).fault == "a run needs a name; type one."
        await press(pilot, *"slow")
        assert paper(pilot).fault == "there is a run named 'slow' already; choose another name."
        await press(pilot, "l", "y", "enter")
        assert [run.name for run in screen.view.runs] == ["slow", "slowly", "slow @8"]
        await press(pilot, "down", "delete")
        assert paper(pilot).fault == "x once more lets go of slow @8."
        await press(pilot, "up", "down", "x")
        assert [run.name for run in screen.view.runs] == ["slow", "slowly", "slow @8"]
        await press(pilot, "x")
        assert [run.name for run in screen.view.runs] == ["slow", "slowly"]
        await press(pilot, "space", "up", "space")
        assert paper(pilot).fault == "One run has to be seen; show another one first."
        await press(pilot, "o")
        assert paper(pilot) is None


def test_a_name_is_for_the_run_that_it_was_typed_for():
    """Another run may go before enter, or the run itself: the choice stays with a run, not with a row."""
    view = views.vanishing()
    called = []
    player = SimpleNamespace(whole=view, hidden=frozenset(), rename=lambda *order: called.append(order))
    sheet = Runs(SimpleNamespace(player=player, run_before=lambda: view.runs[1]))

    def type_(*keys):
        for key in keys:
            sheet.key(key, key if len(key) == 1 else None)

    type_("n", "z")
    player.whole = replace(view, runs=view.runs[1:])
    assert (sheet.sheet().chosen, sheet.sheet().typing) == (0, True)
    type_("enter")
    assert called == [(1, f"{view.runs[1].name}z")]
    type_("n", "y")
    player.whole = replace(view, runs=view.runs[2:])
    type_("enter")
    assert (len(called), sheet.sheet().typing) == (1, False)


async def test_what_was_hidden_with_a_run_does_not_outlive_it(small):
    """A fork that was hidden and removed leaves no shadow on the next, and no fork takes the last picture along."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        screen = pilot.app.screen
        await press(pilot, "f", "escape", "o", "space", "x", "x", "escape", "f", "escape")
        assert [run.name for run in screen.view.runs] == ["slow", "fast", "slow @8"]
        await press(pilot, "o", "up", "space", "up", "space")
        assert [run.name for run in screen.view.runs] == ["slow @8"]
        await press(pilot, "down", "down", "x", "x")
        assert [run.name for run in screen.view.runs] == ["slow", "fast"]
        assert paper(pilot).sheet().unit == "2, loss at the cursor"


async def test_another_network_is_built_in_a_form_and_trained_beside_the_others(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "b")
        form = paper(pilot)
        assert isinstance(form, Build)
        assert form.sheet().said == "35 parameters, 3 outputs."
        await press(pilot, "right")  # units 4 → 8
        assert form.sheet().said == "67 parameters, 3 outputs."
        await press(pilot, "tab", *"rel", "enter")  # activation
        assert [field.text for field in form.sheet().rows[1].fields] == ["Dense", "units 8", "relu"]
        await press(pilot, "plus", "5")
        assert [field.text for field in form.sheet().rows[2].fields][1:] == ["5", "relu"]
        await press(pilot, "enter", "down", "down")
        await press(pilot, "left")
        assert form.fault.startswith("the network gives 2 numbers, species of iris has 3 classes")
        await press(pilot, "enter")
        assert len(pilot.app.screen.view.runs) == 2
        await press(pilot, "3", "down", *"Adam", "down", "down", *"10", "enter", "enter")
        screen = pilot.app.screen
        run = screen.view.runs[screen.run_in_front]
        assert (run.name, run.settings) == ("units 8, relu, + Dense 5", "Adam · η = 0.1 · 10 rows a step")
        assert paper(pilot) is None
        assert [layer.output for layer in screen.view.networks[2]] == ["(·, 8)", "(·, 5)", "(·, 5)", "(·, 3)"]
        assert screen.view.ticks_per_epoch == 15
        assert session(pilot).row(0, screen.view.cursor) == 8


async def test_a_form_says_what_cannot_be_and_layers_come_and_go(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "b")
        screen, form = pilot.app.screen, paper(pilot)
        place = screen.sheet_place(screen.placed, screen.size)
        await press(pilot, *"1e11")
        assert form.fault.startswith("the network has 800,000,000,003 parameters and training it would take about")
        await press(pilot, "x")
        assert (form.fault, form.sheet().said) == ("1e11x is no whole number; write one such as 32.", "")
        assert screen.sheet_place(screen.placed, screen.size) == place
        await press(pilot, "backspace", "backspace", "backspace", "backspace", "plus")
        assert (form.text, len(form.sheet().rows)) == (None, 10)  # the keys of the footer hold while a number is typed
        assert form.sheet().rows[1].fields[1].text == "units 1"
        await press(pilot, "minus", "up", "right")
        assert form.sheet().rows[1].fields[0].text == "Dropout"
        await press(pilot, "minus")
        assert len(form.sheet().rows) == 8
        await press(pilot, "up", "up", *"fast")
        assert form.fault == "there is a run named 'fast' already; choose another name."
        await press(pilot, "e", "r", "enter", "escape")
        assert paper(pilot) is None


async def test_a_double_click_on_a_layer_builds_from_there(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        place = next(i for i, place in enumerate(pilot.app.screen.placed.places) if place.panel == "network")
        from dlviz.tui.pictures import network

        screen = pilot.app.screen
        rect, options = screen.placed.places[place].rect, screen.options(screen.placed.places[place])
        spot = next(
            (x, y)
            for y in range(rect.height)
            for x in range(rect.width)
            if network.layer_at(screen.view, rect.width, rect.height, pilot.app.look, options, x, y) == "dense_1"
        )
        await pilot.click(f"#panel-{place}", offset=Offset(*spot), times=2)
        assert isinstance(paper(pilot), Build)
        assert paper(pilot).chosen == 3
        assert not screen.zoomed


async def test_an_order_that_fails_costs_a_sentence_and_nothing_else(small):
    """A fault of ours is logged; training, and the other orders, go on."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        player = pilot.app.screen.player
        broken = player._order(lambda session: session.runs[9])
        gone = player.remove(9)
        other = player.rename(0, "first")
        player.training = True
        pilot.app.screen.frame()
        await settle(pilot)
        assert broken.fault.startswith("tuple index out of range (written to ")
        assert gone.fault == "that run is gone"
        assert (other.done, other.fault) == (True, "")
        assert [(run.name, run.status) for run in player.view.runs] == [("first", "finished"), ("fast", "finished")]


async def test_a_run_that_cannot_be_compiled_is_let_go_of(small, monkeypatch):
    """Nobody waits for a run that can never come, and the others train on."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        player = pilot.app.screen.player
        compile = player._worker._compile

        def refuse(session):
            if len(session.runs) > 2:
                raise RuntimeError("out of memory")
            compile(session)

        monkeypatch.setattr(player._worker, "_compile", refuse)
        order = player.add(replace(player.runs[0].spec, name="other"))
        await settle(pilot)
        assert (order.done, order.fault) == (True, "out of memory")
        assert [run.name for run in player.view.runs] == ["slow", "fast"]
        assert player.failure == ""
        await press(pilot, "space")
        assert player.view.front == 20


async def test_what_is_waited_for_is_said_as_long_as_it_is(small, monkeypatch):
    """A word about compiling goes when it is done, without a key."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        screen = pilot.app.screen
        worker = screen.player._worker
        worker.view = replace(worker.view, message="compiling other")
        screen.tick()
        assert screen.notice == "compiling other"
        worker.view = replace(worker.view, message="")
        screen.tick()
        assert screen.notice == ""


async def test_a_sheet_finds_its_place_in_every_size(small):
    """While the window is resized, down to where nothing fits and back."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        for key in "eob":
            await press(pilot, key)
            for size in ((80, 24), (40, 12), (61, 16), (200, 50), (120, 36)):
                await pilot.resize_terminal(*size)
                await settle(pilot)
                rect = pilot.app.screen.sheet_place(pilot.app.screen.placed, pilot.app.screen.size)
                if not pilot.app.screen.placed.sentence:
                    layout = pilot.app.screen.placed
                    top = 1 if layout.tabs is None else 2
                    assert rect.x == 0 or rect.x + rect.width == size[0]
                    assert rect.y == top or rect.y + rect.height == layout.timeline.y
                    assert rect.x >= 0
                    assert rect.y >= top
            await press(pilot, "escape")


async def test_the_help_explains_the_sheet_that_lies_in_front(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        said = [
            ("e", "changes", "0-9     Type."),
            ("o", "runs", "n       Rename."),
            ("b", "network", "enter   Start the run."),
        ]
        for key, word, line in said:
            await press(pilot, key)
            await pilot.press("question_mark")
            text = str(pilot.app.screen.query(".section").first().render())
            assert text.startswith("Reading the ")
            assert text.partition("\n")[0].endswith(word)
            assert line in text
            await pilot.press("escape")
            assert paper(pilot) is not None
            await press(pilot, "escape")


def test_a_sheet_hides_no_mark_and_then_least_of_where_runs_move():
    """It lies in another panel's corner, as narrow as that; in a chart alone at the left; and off the marks."""
    look, body = theme.DARK, Rect(0, 1, 120, 32)
    sheet = Sheet((("Change", "text"),), "", (Row((("learning rate", "text"),), (Field("0.1"),)),) * 7, 0, (), 0)
    told = replace(sheet, said="Changes hold from where training is, at step 12; f forks at the cursor.")
    places = arrange(("landscape", "loss", "lesson"), 120, 36, runs=2, fields=True).places

    def rect(places, spots=(), body=body):
        choice = placement.choose(told, places, spots, body, look, 0)
        return placement.lie(told, choice, body, look, 0)

    assert rect(places) == Rect(72, 23, 48, 10)
    alone = Rect(0, 2, 80, 20)
    assert rect([Place("loss", alone)], body=alone) == Rect(0, 11, 36, 11)
    assert rect([Place("landscape", alone)], body=alone).x > 40
    found = rect([Place("landscape", alone)], [(70, 18)], alone)
    assert found.x == 0
    canvas = Canvas(80, 20, look)
    canvas.put(5, 3, "▲", look.text)
    assert placement.marks(Place("loss", alone), canvas) == [(5, 5)]


async def test_clicks_choose_on_a_sheet_and_call_its_keys(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "e")
        await pilot.click("#sheet", offset=Offset(5, 2))
        assert paper(pilot).chosen == 1
        sheet = pilot.app.screen.widget("sheet")
        lines = [strip.text for strip in sheet._strips]
        y = next(i for i, line in enumerate(lines) if "esc back" in line)
        await pilot.click("#sheet", offset=Offset(lines[y].index("esc"), y))
        assert paper(pilot) is None


async def test_training_anew_asks_where_something_would_be_lost(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "f", "escape", "r")
        screen = pilot.app.screen
        assert screen.notice == "r once more trains anew and lets go of slow @8."
        assert len(screen.view.runs) == 3
        await press(pilot, "home", "r", "r")
        assert [run.name for run in screen.view.runs] == ["slow", "fast"]
        screen.player.training = False
        await press(pilot, "r")
        assert screen.notice == ""


async def test_to_leave_or_go_on_asks_where_something_would_be_lost(small):
    """Any other key only takes the question back, in the catalogue too; the same key once more agrees."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        await press(pilot, "f", "escape", "q")
        screen = pilot.app.screen
        leave = "Leave? slow @8 would be lost. q again leaves; any other key takes this back."
        assert screen.notice == leave
        for key in ("z", "enter", "left", "escape"):
            await press(pilot, key)
            assert (screen.notice, screen.zoomed, screen.pointing, screen.player.tick) == ("", False, False, 8)
            await press(pilot, "q")
            assert screen.notice == leave
        await press(pilot, "x", "enter", "q")  # with a crosshair too
        assert (screen.pointing, screen.notice) == (True, leave)
        await press(pilot, "right", "escape", "n")
        assert screen.notice == "n once more opens another scenario and lets go of slow @8."
        await press(pilot, "q", "N")  # one question takes another back
        assert screen.notice == "N once more opens another scenario and lets go of slow @8."
        await press(pilot, "j", "c", "q", "y", "escape")
        assert pilot.app.place == "workbench"
        await pilot.press("escape", "q")
        assert pilot.app.screen.notice == leave
        await pilot.press("down")
        assert (pilot.app.screen.notice, pilot.app.screen.chosen) == ("", 0)
        await pilot.press("q", "y")  # which is no key here, and would say so
        assert pilot.app.screen.notice == ""
        await pilot.press("q", "q")
        assert pilot.app._exit


async def test_an_interrupt_asks_too_and_what_a_file_has_is_not_lost(small, tmp_path, monkeypatch):
    """Over a list as well, as long as the question is seen; after w nothing is lost, until something changes again."""
    monkeypatch.chdir(tmp_path)
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        screen = pilot.app.screen
        leave = "Leave? slow @8 would be lost. ctrl+c again leaves; any other key takes this back."
        await press(pilot, "f", "escape")
        await pilot.press("g", "ctrl+c")
        await settle(pilot)
        assert (pilot.app.screen, screen.notice) == (screen, leave)
        await press(pilot, "escape", "ctrl+c")
        screen._say("another sentence")
        await press(pilot, "ctrl+c")
        assert screen.notice == leave
        await press(pilot, "q")
        assert screen.notice == ""
        await press(pilot, "w")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.player.lost() == ""
        await press(pilot, "r")
        assert screen.notice == "r once more trains anew and lets go of slow @8."
        await press(pilot, "escape", "f", "right", "escape")
        assert screen.player.lost() == "η 0.2 @8"
        (file,) = tmp_path.glob("*.toml")
        file.unlink()
        assert screen.player.lost() == "slow @8, η 0.2 @8"
        await pilot.press("ctrl+c", "ctrl+c")
        assert (pilot.app._exit, pilot.app.return_value) == (True, 130)


async def test_no_other_scenario_is_opened_unasked(small, monkeypatch):
    """From the catalogue by enter, N and a double click, from the palette, from the first slide and the last."""
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        app, opened = pilot.app, []
        monkeypatch.setattr(app, "open_named", opened.append)
        monkeypatch.setattr(presenting, "beside", lambda _, by: catalogue()[0])
        await press(pilot, "f", "escape")
        lost, first = "opens another scenario and lets go of slow @8.", catalogue()[0].name
        open_first = {title: run for title, _, run in Actions(app.screen)._commands()}[f"Open {first}"]
        open_first()
        assert (app.screen.notice, opened) == (f"Open {first}, chosen once more, {lost}", [])
        open_first()
        assert opened == [first]
        await press(pilot, "P", "pageup", "pageup")
        assert (app.screen.notice, opened) == (f"pgup once more {lost}", [first])
        await press(pilot, "pageup")
        assert len(opened) == 2
        opened.clear()
        await press(pilot, *["pagedown"] * (len(slides.sequence(app.screen.view)) - 1), "pagedown")
        assert (app.screen.notice, opened) == (f"pgdn once more {lost}", [])
        await press(pilot, "z", "P")
        await pilot.press("escape", "enter")
        assert (app.screen.notice, opened) == (f"enter once more {lost}", [])
        await pilot.press("down", "N")
        assert (app.screen.notice, opened) == (f"N once more {lost}", [])
        await pilot.press("k", "enter", "enter")
        assert opened == [first]


async def test_the_palette_offers_what_the_keys_do(small):
    async with small.run_test(size=(120, 36)) as pilot:
        await stand(pilot)
        offered = {title: run for title, _, run in Actions(pilot.app.screen)._commands()}
        for name, kind in (("edit", Knobs), ("runs", Runs), ("build", Build), ("fork", Knobs)):
            title = next(action.title for action in ACTIONS if action.name == name)
            await offered[title]()
            await settle(pilot)
            assert isinstance(paper(pilot), kind)
        assert len(pilot.app.screen.view.runs) == 3


async def test_where_nothing_is_trained_there_is_nothing_to_change(window, in_line):
    app = window(load("activations"))
    app._make_player = partial(Player, make_worker=in_line)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for key in "efb":
            await press(pilot, key)
            assert "computes and trains nothing" in pilot.app.screen.notice
            assert paper(pilot) is None
        await press(pilot, "escape")  # it takes the sentence away, and is no way out yet
        assert (pilot.app.place, pilot.app.screen.notice) == ("workbench", "")


async def test_an_objective_is_built_from_another_start(window, in_line):
    app = window(load("race-ravine"))
    app._make_player = partial(Player, make_worker=in_line)
    async with app.run_test(size=(80, 24)) as pilot:
        await stand(pilot)
        await press(pilot, "b")
        rows = paper(pilot).sheet().rows
        assert [row.head[0][0] for row in rows] == ["name", "start", "optimizer", "learning rate", "momentum", "steps"]
        await press(pilot, "shift+tab", "minus", "1", "enter", "enter")
        run = pilot.app.screen.view.runs[-1]
        assert run.spec.document.objective.start[0] == -1.0

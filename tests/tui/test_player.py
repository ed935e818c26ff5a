"""The player against a session that only pretends, with a clock of our own and the worker called in line."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.scenarios import ScenarioError
from dlviz.tui import probes, worker
from dlviz.tui.gauge import Gauge
from dlviz.tui.player import Player, default_speed, faster, slower

Told = runpy.run_path(str(Path(__file__).with_name("told.py")))["Told"]


@pytest.fixture
def player(fake, in_line):
    player = Player(fake(), in_line)
    player.start()
    return player


def refuse(text):
    raise ScenarioError(text)


def train(player, chunks=1):
    """Let the worker train so many chunks of 20 ticks (claims are not looked at, so each turn is a chunk)."""
    for _ in range(chunks):
        player._worker.turn()


def test_the_cursor_follows_the_clock(player):
    """At four ticks a second the cursor stands at 4 after a second, and half a tick does not show."""
    player.speed = 4.0
    train(player)
    for now in (0.0, 0.25, 0.5, 0.75, 1.0):
        player.frame(now)
    assert player.frame(1.1).cursor == 4


def test_the_cursor_waits_for_training(player):
    """The cursor never passes the front, and time spent waiting there is not made up for."""
    player.speed = 1024.0
    player.frame(0.0)
    assert player.frame(0.2).cursor == 0
    train(player)
    player.frame(0.4)
    assert player.frame(0.5).cursor == 20
    player.speed = 1.0
    train(player)
    assert player.frame(0.7).cursor == 20


def test_a_stall_is_no_leap(player):
    """After ten seconds without a frame the cursor goes on from where it was, by a quarter of a second."""
    player.speed = 8.0
    train(player, 5)
    player.frame(0.0)
    assert player.frame(10.0).cursor == 2


@pytest.mark.parametrize("speed", [8.0, 64.0])
def test_the_first_step_waits_for_its_pictures(player, speed):
    """At a speed at which every step is seen the cursor stays at 0 until all was looked at, but 3 seconds at most."""
    player.speed = speed
    player.look_at(frozenset({"landscape", "fit"}))
    player.frame(0.0)
    train(player)
    assert player.frame(0.2).cursor == (0 if speed == 8.0 else 12)
    for quarter in range(2, 12):
        player.frame(quarter / 4)
    assert (player.frame(2.9).cursor == 0) == (speed == 8.0)
    player.frame(3.1)
    assert player.frame(3.3).cursor > 0
    player.restart()
    player._worker.turn()
    train(player)
    assert (player.frame(3.5).cursor == 0) == (speed == 8.0)
    player._worker.settle()
    assert player.frame(3.7).cursor > 0


def test_a_slide_waits_for_its_pictures_at_any_speed_and_step(player):
    """It waits 3 seconds at most, which begin with the first trained step, and once only: then time goes on."""
    player.speed = 64.0
    player.look_at(frozenset({"landscape", "fit"}))
    player.expect()
    for quarter in range(40):
        player.frame(quarter / 4)
    train(player)
    assert player.frame(10.0).cursor == 0
    player._worker.settle()
    there = player.frame(10.25).cursor
    assert there > 0
    player.look_at(frozenset({"landscape", "fit", "gradients"}))
    assert player.frame(10.5).cursor > there
    player.expect()
    there = player.view.cursor
    for quarter in range(43, 53):
        player.frame(quarter / 4)
    assert player.view.cursor == there
    player.frame(13.5)
    player.frame(13.75)
    assert player.view.cursor > there


@pytest.mark.parametrize("speed", [1000.0, math.inf])
def test_the_cursor_glides_to_a_front_that_goes_on_in_leaps(player, speed):
    """A leap of 20 ticks is made in frames of more than one tick, and is over in a tenth of a second after the last."""
    player.speed = speed
    player.frame(0.0)
    train(player)
    seen = [player.frame(frame / 30).cursor for frame in range(1, 8)]
    assert 2 <= seen[0] <= 8
    assert len(set(seen[:4])) == 4
    assert player.frame(0.4).cursor == 20
    train(player)
    assert 20 < player.frame(0.41).cursor < 40
    assert player.frame(0.52).cursor == 40


def test_where_training_cannot_keep_up_the_speed_is_the_one_that_is_reached(player):
    """At 64 ticks a second with 20 trained a second it says 20; once the cursor keeps up, or rests, nothing."""
    player.speed = 64.0
    player.frame(0.0)
    seen = set()
    for quarter in range(1, 17):
        if quarter % 4 == 1:
            train(player)
        seen.add(player.frame(quarter / 4).reached)
    assert seen <= {None, 20.0}
    assert player.frame(4.0).reached == 20.0
    player.speed = 8.0
    train(player, 2)
    for quarter in range(17, 25):
        player.frame(quarter / 4)
    assert player.frame(6.0).reached is None
    player.speed = 64.0
    for quarter in range(25, 40):
        player.frame(quarter / 4)
    player.toggle()
    assert player.frame(10.0).reached is None
    fast = Gauge()
    fast.note(1.0, 2.0, math.inf)
    assert fast.reached is None  # as fast as it goes, nothing falls short


def test_space_pauses_training_and_cursor(player):
    """After space neither the front nor the cursor moves; after another both do."""
    player.speed = 1.0
    train(player)
    player.frame(0.0)
    player.toggle()
    player._worker.settle()
    view = player.frame(0.2)
    assert (view.front, view.cursor, view.playing) == (20, 0, False)
    player.toggle()
    train(player)
    for now in (0.4, 0.6, 0.8, 1.0, 1.2):
        player.frame(now)
    assert (player.frame(1.25).front, player.frame(1.25).cursor) == (40, 1)


def test_stepping_back_pauses_the_cursor_and_training_goes_on(player):
    train(player)
    player.frame(0.0)
    player.end()
    player.move(-1)
    train(player)
    view = player.frame(1.0)
    assert (view.cursor, view.front, view.playing) == (19, 40, False)


@pytest.mark.parametrize("steps", [1, 3, 25])
def test_a_paused_step_past_the_front_trains_exactly_that_much(player, steps):
    """Three steps forward from the front train the faster run three updates, the slower one what they share."""
    player.speed = math.inf
    train(player)
    player.frame(0.0)
    player.toggle()
    player.move(steps)
    player._worker.settle()
    view = player.frame(0.1)
    assert view.cursor == 20 + steps
    assert [run.front for run in view.runs] == [20 + steps, (20 + steps) // 5]


def test_steps_taken_while_training_catches_up_are_not_lost(player):
    """Two presses before the worker has done anything are two steps."""
    player.toggle()
    player.move(1)
    player.move(1)
    player._worker.settle()
    assert player.frame(0.0).cursor == 2


def test_epochs(player):
    """Forward goes to the start of the next epoch, back to the start of this one, then of the one before."""
    player.go(7)
    player._worker.settle()
    player.frame(0.0)
    for epochs, tick in ((1, 10), (-1, 5), (-1, 0), (-1, 0)):
        player.move_epoch(epochs)
        player._worker.settle()
        assert player.frame(0.0).cursor == tick
    player.go(7)
    player.move_epoch(-1)
    assert player.frame(0.0).cursor == 5


def test_home_end_and_beyond(player):
    """End is the last trained tick; nothing lies before the start or after the plan."""
    player._worker.settle()
    player.end()
    assert player.frame(0.0).cursor == 100
    player.move(1)
    assert player.frame(0.0).cursor == 100
    player.home()
    player.move(-10)
    assert player.frame(0.0).cursor == 0


def test_the_cursor_stops_at_the_end_and_space_plays_again(player):
    player.speed = math.inf
    player._worker.settle()
    view = player.frame(0.0)
    assert (view.cursor, view.playing) == (100, False)
    assert all(run.stage == "ended" for run in view.runs)
    player.speed = 8.0
    player.toggle()
    player.frame(0.0)
    assert player.frame(0.25).cursor == 2


def test_a_run_that_cannot_be_changed_does_not_keep_the_others(player):
    """Of two runs one has ended; only where none can be changed is it a fault."""
    session = player.scenario.made[0]
    session.adjust = lambda place, changes: changes.get(place) or refuse(f"{place} is over")

    def said(*changes):
        order = player.adjust((0, 1), {place: text for place, text in enumerate(changes) if text})
        player._worker.settle()
        return order.result, order.fault

    assert [said("", "changed"), said("", "")] == [("changed", ""), (None, "0 is over")]


def test_restart_trains_anew(player, fake):
    """A restarted player has a new session, nothing trained, and the speed that was set."""
    player.speed = 64.0
    player._worker.settle()
    player.frame(0.0)
    player.end()
    player.restart()
    view = player.frame(0.0)
    assert (view.cursor, view.front, view.speed, view.playing) == (0, 0, 64.0, True)
    assert len(player.scenario.made) == 2


def test_a_run_that_comes_or_goes_moves_neither_the_cursor_nor_a_fork_to_another_row(player):
    """Eight updates an epoch beside five: row 3 stays row 3, for a fork too that was ordered by the clock before."""
    player._worker.settle()
    player.go(3)
    player.frame(0.0)
    session, left = player.scenario.made[0], []
    session.fork = lambda place, tick, changes, name: left.append(session.row(place, tick)) or place
    one = session.runs[0]
    finer = SimpleNamespace(**vars(one) | {"index": 2, "run": type(one.run)(160, 8, lambda row: 1.0)})
    for change, cursor in ((lambda session: session.append(finer), 5), (lambda session: session.drop(2), 3)):
        player._order(change)
        player.fork(0)
        player._worker.settle()
        view = player.frame(0.0)
        assert (view.cursor, view.row(view.runs[0])) == (cursor, 3)
    assert left == [3, 3]
    player._order(lambda session: session.append(finer))
    player._worker.settle()
    player.frame(0.0)
    player.restart()
    player._worker.settle()
    player.go(3)  # by the clock that there is now
    assert player.frame(0.0).cursor == 3


def test_a_view_that_did_not_change_is_the_same_object(player):
    """Nothing moved, nothing is drawn: the same view; and a run that stood still is the same part of the next."""
    player.toggle()
    train(player)
    view = player.frame(0.0)
    assert player.frame(5.0) is view
    player.faster()
    assert player.frame(5.0).runs[0] is view.runs[0]


def test_a_diverged_run_is_a_result(fake, in_line):
    """The run that blows up ends with its trace, a sentence says so, and the other goes on."""
    losses = (lambda t: 1.0 if t < 31 else math.inf, lambda t: 1.0)
    player = Player(fake(losses=losses), in_line)
    player.start()
    player._worker.settle()
    view = player.frame(0.0)
    assert view.message.startswith("GD diverged at step 31")
    assert [run.status for run in view.runs] == ["diverged at step 31", "finished"]
    assert (view.runs[0].front, view.runs[1].front, view.front) == (31, 20, 100)
    assert player.failure == ""


@pytest.mark.parametrize(("fault", "said", "front"), [("build", "the data have gone", 0), ("train", "the weights", 20)])
def test_a_crash_is_one_sentence_and_keeps_the_trace(fake, in_line, tmp_path, monkeypatch, fault, said, front):
    """A fault in the session ends the training with a sentence and a log; what was trained can be looked at."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    player = Player(fake(fault=fault), in_line)
    player.start()
    player._worker.settle()
    player.end()
    view = player.frame(0.0)
    assert said in player.failure
    assert "\n" not in player.failure
    assert view.message == player.failure
    assert (view.cursor, view.front) == (front, front)
    order = player._order(lambda session: None)
    player._worker.settle()  # what there is to look at
    assert (order.done, order.fault) == (True, player.failure)
    assert player._worker.turn() is False
    assert player.frame(0.0).front == front


def test_wrong_input_found_while_building_is_no_crash(fake, in_line, tmp_path, monkeypatch):
    """A scenario that does not fit is told in its own sentence, without a log, and its runs have not started."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    player = Player(fake(fault="refused"), in_line)
    player.start()
    player._worker.settle()
    view = player.frame(0.0)
    assert view.message == "cannot be run: fake: run 'GD': the network has 9 weights, too many"
    assert player.failure == player.refused == view.message
    assert {(run.stage, run.status) for run in view.runs} == {("ended", "not started")}
    assert view.troubles == {"landscape": view.message}
    assert not list(tmp_path.iterdir())


def test_probes_take_at_most_half_the_time(fake, in_line, clock, monkeypatch):
    """Where there is always something to look at, training gets as many seconds as the looking; paused it gets none."""
    spent = {"training": 0.0, "probes": 0.0}

    def spend(what, seconds, result):
        clock.now += seconds
        spent[what] += seconds
        return result

    class Dear(probes.Probes):
        def stale(self, wish, view):
            return True

        def look(self, wish, view):
            return spend("probes", 4.0, view)

    monkeypatch.setattr(worker, "Probes", Dear)
    monkeypatch.setattr(worker, "time", SimpleNamespace(perf_counter=clock))
    one = in_line(fake(pace=1))
    one.start()
    advance = one._session.advance
    one._session.advance = lambda seconds: spend("training", 1.0, advance(seconds))
    one.ask(worker.Wish(training=True))
    for _ in range(40):
        one.turn()
    assert spent == {"training": 32.0, "probes": 32.0}
    one.ask(worker.Wish())
    for _ in range(3):
        one.turn()
    assert spent == {"training": 32.0, "probes": 44.0}


@pytest.mark.parametrize(
    ("fault", "panel", "said"),
    [
        ("claims", "lesson", "the claims cannot be computed here: a claim divides by zero"),
        ("fits", "data", "the fit cannot be computed here: a line divides by zero"),
        ("landscape", "landscape", "the landscape cannot be computed here: a slope divides by zero"),
    ],
)
def test_a_probe_that_fails_costs_its_own_panel(fake, in_line, tmp_path, monkeypatch, fault, panel, said):
    """Training goes to its end, the other panels have their results, and the log has the fault once."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    player = Player(fake(fault=fault), in_line)
    player.start()
    player.look_at(frozenset({"lesson", "data", "landscape"}))
    for tick in (0, 7, 100):
        player.go(tick)
        player._worker.settle()
        view = player.frame(0.0)
        player._worker.settle()
        view = player.frame(0.0)
    assert (player.failure, player.refused) == ("", "")
    assert [run.status for run in view.runs] == ["finished", "finished"]
    assert list(view.troubles) == [panel]
    assert view.troubles[panel].startswith(said)
    assert (len(view.fits) == 2) == (fault != "fits")
    assert (view.claims[0].holds is True) == (fault != "claims")
    assert (tmp_path / "dlviz/log/dlviz.log").read_text().count("Traceback") == 1


def test_a_fault_stays_while_another_probe_of_the_same_panel_succeeds(fake, in_line, tmp_path, monkeypatch):
    """The minibatch is asked for before the fit, and both are the data's; once it is found there is none."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def broken(session, place, tick):
        raise ZeroDivisionError("there is no batch")

    whole = probes.OF_RUNS["batches"]
    player = Player(fake(), in_line)
    player.start()
    player.look_at(frozenset({"data"}))
    for tick, look in ((7, broken), (9, whole.look)):
        monkeypatch.setitem(probes.OF_RUNS, "batches", replace(whole, look=look))
        player.go(tick)
        player._worker.settle()
        player._worker.settle()
        view = player.frame(0.0)
        assert len(view.fits) == 2
        assert bool(view.troubles) == (look is broken)


def test_what_is_not_looked_at_is_not_computed(fake, in_line):
    """Without a lesson on the screen no claim is asked; with it, once a cursor and not once a frame."""
    player = Player(fake(), in_line)
    player.start()
    player._worker.settle()
    session = player.scenario.made[0]
    assert session.probed == []
    player.look_at(frozenset({"lesson"}))
    player.go(7)
    player.frame(0.0)
    for _ in range(3):
        player.frame(0.0)
        player._worker.settle()
    assert session.probed[-1] == 7
    assert session.probed.count(7) == 1
    player.end()
    player.frame(0.0)
    player._worker.settle()
    assert player.frame(0.0).claims[0].holds is True


@pytest.mark.parametrize(("ticks", "speed"), [(10, 1.0), (50, 4.0), (1000, 64.0), (1, 1.0)])
def test_default_speed(ticks, speed):
    """A whole run takes about 15 s, and never less than a tick a second is shown."""
    assert default_speed(ticks) == speed


def test_speeds_are_powers_of_two_from_an_eighth_to_infinity():
    speeds = [0.125]
    while speeds[-1] < math.inf:
        speeds.append(faster(speeds[-1], 50))
    assert speeds == [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, math.inf]
    back = [math.inf]
    while back[-1] > 0.125:
        back.append(slower(back[-1], 50))
    assert back == speeds[::-1]
    assert (faster(3.0, 50), slower(3.0, 50)) == (4.0, 2.0)
    assert slower(0.125, 50) == 0.125


def test_the_thread_trains_to_the_end_and_leaves(fake):
    """In its thread the worker builds and trains by itself, rests, and ends when it is told to."""
    player = Player(fake(), Told)
    player.start()
    worker = player._worker
    assert worker.idle.wait(10)
    assert player.frame(0.0).front == 100
    player.stop()
    worker._thread.join(10)
    assert not worker._thread.is_alive()


def test_a_slow_step_tells_how_much_of_it_has_gone_by(player):
    """At a tick a second or slower the view has a phase; a fast one, or one that rests at a tick, has none."""
    player._worker.settle()
    player.frame(0.0)
    player.speed, player.playing = 0.5, True
    player._position = 3.0
    phases = []
    for now in (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0):
        view = player.frame(now)
        phases.append((view.cursor, view.phase))
    assert phases == [(3, 0.0), *((3, k / 8) for k in range(1, 8)), (4, 0.0)]
    player.toggle()
    assert player.frame(2.0).phase is None
    player._position = 4.5
    assert player.frame(2.0).phase == 0.5
    player.speed = 2.0
    assert player.frame(2.0).phase is None

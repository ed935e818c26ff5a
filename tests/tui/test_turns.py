"""However dear panels are, a frame takes no longer than it may, and every panel has its turn."""

from __future__ import annotations

from collections import Counter

from dlviz.tui.panels.turns import ALL, FLOW, GESTURE, Turns


class Clock:
    """Seconds that only drawing lets pass."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def drawn(turns, clock, costs, seconds, first=0):
    """The panels that a frame draws."""
    out = []
    for number, _ in turns.take(len(costs), seconds, first):
        clock.now += costs[number]
        out.append(number)
    return out


def test_cheap_panels_are_all_drawn_the_first_one_first():
    turns = Turns(clock := Clock())
    assert drawn(turns, clock, [1, 1, 1, 1], 10) == [0, 1, 2, 3]
    assert drawn(turns, clock, [1, 1, 1, 1], 10, first=2) == [2, 3, 0, 1]
    assert drawn(turns, clock, [], 10) == []


def test_who_had_to_wait_comes_first():
    """No panel is forgotten: one that found no time is the next to be drawn, and is told of it."""
    turns = Turns(clock := Clock())
    costs = [FLOW / 2] * 4
    assert drawn(turns, clock, costs, FLOW) == [0, 1, 2]
    assert [*turns.take(4, FLOW)][:2] == [(3, True), (0, False)]


def test_dear_panels_take_no_more_than_their_share_and_all_have_turns():
    """On average a frame costs what it may, with one that alone costs three times as much; each has turns."""
    turns = Turns(clock := Clock())
    costs, counts = [30, 8, 8, 1, 1, 1], Counter()
    for _ in range(300):
        counts.update(drawn(turns, clock, [cost * FLOW / 10 for cost in costs], FLOW))
    assert clock.now <= 303 * FLOW
    assert max(counts.values()) <= 1.6 * min(counts.values())


def test_where_all_must_be_drawn_time_does_not_matter():
    """A new layout draws everything and a gesture something, even after a dear frame; time that flows then waits."""
    turns = Turns(clock := Clock())
    assert drawn(turns, clock, [50, 50], FLOW) == [0]
    assert drawn(turns, clock, [50, 50], FLOW) == []
    assert drawn(turns, clock, [50, 50], GESTURE) == [0]
    assert drawn(turns, clock, [50, 50], ALL) == [0, 1]
    assert drawn(turns, clock, [50, 50], FLOW) == [0]


def test_a_key_that_is_held_down_leaves_time():
    """A gesture in every frame and the frames between them take no more than a frame has."""
    turns, counts = Turns(clock := Clock()), Counter()
    for _ in range(60):
        counts.update(drawn(turns, clock, [FLOW / 2] * 8, GESTURE))
        counts.update(drawn(turns, clock, [FLOW / 2] * 8, FLOW))
    assert clock.now <= 60 * (GESTURE + FLOW)
    assert min(counts.values()) > 10


def test_panels_that_are_gone_are_not_waited_for():
    turns = Turns(clock := Clock())
    assert drawn(turns, clock, [9, 9, 9], 5) == [0]
    assert drawn(turns, clock, [1], ALL) == [0]

"""The lesson's questions under keys and mouse: a choice is taken, or the answers are asked for."""

from __future__ import annotations

from dlviz.tui import answers
from dlviz.tui.layout import Place
from dlviz.tui.pictures.questions import Choice, still_open
from dlviz.tui.screens.studying import LESSON, Studying
from dlviz.tui.view import PanelOptions, View


class Answering(Studying):
    """The gestures of a workbench, those that answer its lesson's questions included."""

    answered = False  # all answers were asked for

    def __init__(self) -> None:
        super().__init__()
        self._picked: dict[int, str] = {}  # the questions that were answered, by number
        self._choosing: Choice | None = None  # the choice that is about to be taken
        self._shown: tuple[View, frozenset[int], View] | None = None  # what was made of which view

    @property
    def uncovered(self) -> bool:
        """Whether every question has its answer."""
        return self.answered or (bool(self._picked) and len(self._picked) == len(self.view.card.exercises))

    @property
    def picked(self) -> tuple[tuple[int, str], ...]:
        """The questions that were answered, and how."""
        return tuple(self._picked.items())

    @property
    def choosing(self) -> Choice | None:
        """The choice that is about to be taken, as long as the lesson is in front."""
        return self._choosing if self.front[0] == LESSON and self._choosing in self.can_choose() else None

    def seen(self, view: View) -> View:
        """The view without what would tell an answer that was not given yet; the same for the same."""
        every = frozenset(range(len(view.card.exercises)))
        told = every if self.answered else every & self._picked.keys()
        if self._shown is None or self._shown[0] is not view or self._shown[1] != told:
            self._shown = view, told, answers.seen(view, told)
        return self._shown[2]

    def action_answer(self) -> None:
        """The answers, in the lesson; again: hide them, and forget what was chosen."""
        if not self.view.card.exercises:
            self._say("This scenario asks no question.")
            return
        self.answered = not self.uncovered
        if not self.answered:
            self._picked.clear()
        self.frame()
        if LESSON in self.panels and self.answered:
            self._read()
            page = self._page()
            self.scroll = min(page.asked, page.furthest) if page else 0
        self.lay_out()

    def answers_here(self) -> bool:
        """In the lesson: take the choice, or begin to choose; say what else there is where none can be taken."""
        page = self._page() if self.front[0] == LESSON else None
        if page is None:
            return False
        found = self.can_choose()
        if self.choosing is not None:
            self.take(self.choosing)
        elif found:
            self._choose_answer(found[0])
        elif self.view.card.exercises and not self.uncovered:
            self._say("Nothing can be read off the lesson, or chosen in it; a shows the answers, tab the next panel.")
        else:
            return False
        return True

    def take(self, choice: Choice) -> None:
        """This is the answer: say whether it is right, and tell the right one."""
        number, place = choice
        self._picked[number] = self.view.card.exercises[number].choices[place]
        self._choosing = None
        self.frame()
        self._bring(*self._span(number))

    def action_back_out(self) -> None:
        """Choose nothing, else as usual."""
        if self.choosing is not None:
            self._choosing = None
            self.lay_out()
        else:
            super().action_back_out()

    def _move_in_panel(self, by: int) -> None:
        found = self.can_choose()
        if self.choosing in found:
            self._choose_answer(found[min(max(found.index(self.choosing) + by, 0), len(found) - 1)])
        else:
            super()._move_in_panel(by)

    def _choose_at(self, place: Place, x: int, y: int) -> None:
        page = self._page() if place.panel == LESSON and y > 0 else None
        if page is None:
            super()._choose_at(place, x, y)
        elif not page.furthest or place == self.place_in_front():
            choice = page.choice_at(min(self.scroll, page.furthest) + y - 1)
            if choice in self.can_choose():
                self.take(choice)

    def _choose_answer(self, choice: Choice) -> None:
        self._choosing = choice
        page = self._page()
        if page is None:
            return
        first, last = page.questions.spans[choice[0]]
        lines = [line for line, one in page.questions.choices.items() if one == choice]
        self._bring(first if last - first < page.rows else lines[0], last)

    def can_choose(self) -> list[Choice]:
        """What can still be chosen."""
        return still_open(self.view.card.exercises, PanelOptions(answered=self.answered, picked=self.picked))

    def _span(self, number: int) -> tuple[int, int]:
        page = self._page()
        return page.questions.spans[number] if page is not None else (0, 0)

    def _bring(self, first: int, last: int) -> None:
        """Scroll to lines of the questions."""
        page = self._page()
        if page is not None:
            self.scroll = page.shows(min(self.scroll, page.furthest), first, last)
        self.lay_out()

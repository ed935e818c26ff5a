"""The presenter's mode: slides for a projector, made of the scenario that runs.

Question, panels, the question with its answer, further ones so too, and on to the next scenario: page down and page
up, which a presenter's remote sends, go through them. All other keys do what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.geometry import Size

from dlviz.scenarios.entries import beside, find
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH, Layout, Place, Rect, arrange, split
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import slides
from dlviz.tui.pictures.slides import Numbered, Slide
from dlviz.tui.player import ended
from dlviz.tui.screens.pointing import Pointing
from dlviz.tui.screens.studying import LESSON
from dlviz.tui.theme import Theme

WIDE = 100  # columns from which two panels stand side by side
LEAST = 7  # rows of a panel over an answer


class Presenting(Pointing):
    """The gestures of a workbench, the presenter's included."""

    slide: Slide = "watch"
    number = 0  # of the lesson's question that the slide is about
    entered: Numbered | None = None  # the slide at which it is entered from behind, until it is at its end

    @property
    def presenting(self) -> bool:
        """Whether slides are shown: the app knows it, as it goes on from scenario to scenario."""
        return self.dlviz.presents

    @property
    def look(self) -> Theme:
        """How panels are drawn: with thicker lines on slides."""
        return replace(self.dlviz.look, thick=True) if self.presenting else self.dlviz.look

    def begin_slides(self) -> None:
        """A scenario that is opened in the presenter's mode begins with its question and waits, or goes on from behind.

        From behind it is opened at the slide of it that was shown last, the first where none was yet.
        """
        if self.presenting:
            course = slides.sequence(self.view)
            self._show(*(self.entered if self.entered in course else course[0]))
            if self.slide == "question":
                self.entered = None
            self.player.home()

    def go_to_end(self) -> None:
        """As soon as its length is known, a scenario entered behind its question is looked at where it ends."""
        if self.entered is not None and self.view.ticks:
            self.entered = None
            self.player.go(self.view.ticks)

    def action_present(self) -> None:
        """Into the presenter's mode, with the question where nothing was shown yet; or out of it."""
        self.dlviz.presents = not self.dlviz.presents
        if self.presenting and not self.player.tick:
            self.begin_slides()
            self.lay_out()
        else:
            self._slide_to("watch")

    def action_page_down(self) -> None:
        """The next slide; elsewhere the lesson's next page."""
        if not self.presenting:
            super().action_page_down()
        elif (here := self._here()) + 1 == len(course := slides.sequence(self.view)):
            self._turn_over(1, "pagedown", "pgdn")
        else:
            self._slide_to(*course[here + 1])
            if here == 0:
                self.player.expect()
                if not self.player.playing:
                    self.player.toggle()
                self.frame()

    def action_page_up(self) -> None:
        """The slide before; elsewhere the lesson's page before."""
        if not self.presenting:
            super().action_page_up()
        elif here := self._here():
            self._slide_to(*slides.sequence(self.view)[here - 1])
        else:
            self._turn_over(-1, "pageup", "pgup")

    def _turn_over(self, by: int, key: str, shown: str) -> None:
        """To the scenario after the last slide or before the first; at the ends of the course that is said."""
        found = beside(self.scenario.name, by)
        if found is None:
            what = "the course" if find(self.scenario.name) else self.scenario.name
            self._say(f"This is the {'last' if by > 0 else 'first'} slide of {what}; esc leaves the presenter's mode.")
        elif self.lets_go(self.player.lost(), key, f"{shown} once more"):
            self.dlviz.open_named(found.name)
            if by < 0 and self.dlviz.running is not None:
                self.dlviz.running.entered = self.dlviz.last_slides.get(found.name)

    def action_answer(self) -> None:
        """The answer, or no longer."""
        if not self.presenting:
            super().action_answer()
        elif self.slide in ("answer", "claims"):
            self.action_page_up()
        else:
            self._slide_to("answer", self.number)

    def action_back_out(self) -> None:
        """Out of the presenter's mode, else as usual."""
        if self.presenting and not self.pointing and not self.zoomed:
            self.action_present()
        else:
            super().action_back_out()

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """A click on the words of a slide goes on."""
        if self.presenting and message.widget.id in ("heading", "said"):
            self.action_page_down()

    def rest(self) -> Callable[[None], None] | None:
        """Pause while something lies over the slide, and give what lets it go on; None where nothing moves."""
        if not self.player.playing or (ended(self.view) and self.view.cursor >= self.view.front):
            return None
        self.action_play()
        return lambda _: None if self.player.playing else self.action_play()

    def _here(self) -> int:
        """Which of the slides is shown, from 0."""
        return slides.sequence(self.view).index((self.slide, self.number))

    def _slide_to(self, slide: Slide, number: int = 0) -> None:
        self._show(slide, number)
        self.frame()
        self.lay_out()

    def _show(self, slide: Slide, number: int) -> None:
        self.slide, self.number = slide, number
        # What the first answer showed stays shown.
        self.answered = self.presenting and slide not in ("question", "watch")
        if self.presenting:
            self.dlviz.last_slides[self.scenario.name] = slide, number

    def _turn(self, by: int) -> None:
        """On a slide to the next picture, whether it can be seen or not."""
        if not self.presenting:
            super()._turn(by)
            return
        pictures = self._pictures()
        here = pictures.index(self.front[0]) if self.front[0] in pictures else 0
        self.focus_on(pictures[(here + by) % len(pictures)], None)

    def _pictures(self) -> list[str]:
        """The panels that are more than words."""
        return [panel for panel in self.panels if panel != LESSON] or list(self.panels)

    # ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────

    def looked_at(self, layout: Layout) -> set[str]:
        """The panels to compute: those that are seen, on slides the claims, under the first question the next ones."""
        seen = {place.panel for place in layout.places}
        if not self.presenting or layout.sentence:
            return seen
        size = Size(layout.timeline.width, layout.timeline.y + 1)
        ahead = self._slide_places(self._body(size), "watch") if self.slide == "question" else ()
        return seen | {LESSON} | {place.panel for place in ahead}

    def slide_layout(self, size: Size) -> Layout:
        """Where panels and timeline stand on the slide."""
        width, height = size
        if width < MIN_WIDTH or height < MIN_HEIGHT:
            return arrange(self.panels, width, height)
        header, timeline, footer = Rect(0, 0, width, 0), Rect(0, height - 1, width, 1), Rect(0, height, width, 0)
        places = () if self.slide == "question" else tuple(self._slide_places(self._body(size), self.slide))
        return Layout(header, timeline, footer, places, active=self.panels.index(self.front[0]))

    def slide_canvases(self, layout: Layout, look: Theme | None = None) -> dict[str, tuple[Rect, Canvas]]:
        """The words on the slide by the widget that shows them."""
        look, width, bottom = look or self.look, layout.timeline.width, layout.timeline.y
        where = f"slide {self._here() + 1}/{len(slides.sequence(self.view))}"
        if self.slide == "question":
            return {"heading": (Rect(0, 0, width, bottom), slides.question(self.view, where, width, bottom, look))}
        top = slides.heading_rows(bottom + 1)
        found = {"heading": (Rect(0, 0, width, top), slides.heading(self.view, where, width, top, look))}
        if self.slide != "watch":
            rect = self._halves(Rect(0, top, width, bottom - top))[1]
            told = self.slide != "ask"
            found["said"] = (rect, slides.spoken(self.view, self.number, rect.width, rect.height, look, told))
        return found

    def slide_picture(self, theme: Theme) -> Canvas:
        """The words of the slide in another theme, without the timeline."""
        whole = Canvas(self.placed.timeline.width, self.placed.timeline.y, theme)
        for rect, canvas in self.slide_canvases(self.placed, theme).values():
            whole.blit(canvas, rect.x, rect.y)
        return whole

    def _body(self, size: Size) -> Rect:
        """What heading and timeline leave of a screen."""
        top = slides.heading_rows(size.height)
        return Rect(0, top, size.width, size.height - top - 1)

    def _slide_places(self, body: Rect, slide: Slide) -> list[Place]:
        """The panel in front and, where there is room, the one after it: beside words it stands below, as it was."""
        pictures = self._pictures()
        first = pictures.index(self.front[0]) if self.front[0] in pictures else 0
        run = self.front[1] if self.front[0] in pictures else None
        room = body if slide == "watch" else self._halves(body)[0]
        if not room.height:
            return []
        second, abreast = pictures[(first + 1) % len(pictures)], room.width >= WIDE
        if len(pictures) == 1 or self.zoomed or not (abreast or (body.width >= WIDE and room.height >= 2 * LEAST)):
            return [Place(pictures[first], room, run)]
        if abreast:
            one, other = split(room, (1, 1))
        else:
            above = (room.height + 1) // 2
            one = replace(room, height=above)
            other = replace(room, y=room.y + above, height=room.height - above)
        return [Place(pictures[first], one, run), Place(second, other, None)]

    def _halves(self, body: Rect) -> tuple[Rect, Rect]:
        """Room for a panel and for question and answer, side by side or one above the other, or for the words alone."""
        if body.width >= WIDE:
            left, right = split(body, (1, 1))
            if slides.spoken_rows(self.view, self.number, right.width, self.look) <= body.height:
                return left, right
        rows = max(slides.spoken_rows(self.view, self.number, body.width, self.look), body.height * 2 // 5)
        above = body.height - rows if body.height - rows >= LEAST else 0
        upper = Rect(body.x, body.y, body.width, above)
        return upper, Rect(body.x, body.y + above, body.width, body.height - above)

"""The one table of what a user can do: bindings, footer, help and command palette are all made from it.

An action is found by `action_<name>` on the screen, or on the app if it is the app's. What is not in this table
has no key, and what is in it works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Place = Literal["catalogue", "workbench", "crosshair", "compare", "everywhere"]
"""Where an action is offered; "crosshair": on the workbench and in the comparison, while there is one."""


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `keys` are Textual's names; with `numbered`, the n-th key calls the handler with n. `shown` is how footer
    and help write the keys. `title` stands in the palette, `sentence` in the help, `word` in the footer (none
    if empty), `on` in its place while the action is on.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    title: str
    sentence: str
    group: str
    place: Place = "workbench"
    word: str = ""
    on: str = ""
    numbered: bool = False
    lasting: bool = False  # stays in the footer when others are dropped for want of room
    app: bool = False  # handled by the app, not by the screen
    priority: bool = False  # works even where a key would otherwise be text

    def calls(self) -> Iterator[tuple[str, str]]:
        """Pairs of key and Textual's way to call the handler."""
        for number, key in enumerate(self.keys, start=1):
            yield key, f"{self.name}({number})" if self.numbered else self.name


def _row(
    name: str, keys: str, shown: str, title: str, sentence: str, group: str, place: Place = "workbench",
    *, word: str = "", on: str = "", numbered: bool = False, lasting: bool = False, app: bool = False,
    priority: bool = False,
) -> Action:  # fmt: skip
    return Action(
        name, tuple(keys.split()), shown, title, sentence, group, place, word, on, numbered, lasting, app, priority
    )


TIME, PANELS, AROUND = "Time", "Panels and runs", "Around"
WHAT_IF = "What if"
CROSSHAIR = "With the crosshair"
COMPARED = "The comparison"

# fmt: off
ACTIONS: tuple[Action, ...] = (
    _row("play", "space", "space", "Play or pause",
         "Pause training and cursor, or go on; at the very end, play again.", TIME, word="Play", on="Pause"),
    _row("back", "left h", "←", "One step back", "One step back; so does h.", TIME, word="Step"),
    _row("forward", "right l", "→", "One step forward",
         "One step forward, trained now if it was not yet; so does l.", TIME, word="Step"),
    _row("answer", "a", "a", "Show the answer",
         "Show the answers of the lesson's questions, and what would tell them; again: hide them.", PANELS,
         word="Answer", on="Hide"),
    _row("back_ten", "shift+left H", "⇧←", "Ten steps back", "Ten steps back; so does H.", TIME),
    _row("forward_ten", "shift+right L", "⇧→", "Ten steps forward", "Ten steps forward; so does L.", TIME),
    _row("epoch_back", "comma", ",", "One epoch back",
         "To the start of this epoch, or of the one before.", TIME, word="Epoch"),
    _row("epoch_forward", "full_stop", ".", "One epoch forward", "To the start of the next epoch.", TIME,
         word="Epoch"),
    _row("home", "home", "home", "To the start", "To the initial weights.", TIME),
    _row("end", "end", "end", "To the last trained step", "To the last step that has been trained.", TIME),
    _row("go_to", "g", "g", "Go to a step …",
         "Go to a step, 120, an epoch, e12, a share of the run, 50%, or start, end, best, diverged.", TIME,
         word="Go to"),
    _row("next_mark", "m", "m", "Next mark of the timeline",
         "To the next fork, change, divergence, early stop, end or claim, or to the best validation.", TIME),
    _row("previous_mark", "M", "M", "Mark of the timeline before", "To the mark before.", TIME),
    _row("best_validation", "B", "B", "Best validation",
         "To the best validation of the run in front; without validation to its least loss.", TIME),
    _row("divergence", "D", "D", "Divergence",
         "To the last finite loss of a run that diverged; again: to where it did.", TIME),
    _row("slower", "minus", "-", "Slower", "Half as many steps a second.", TIME, word="Speed"),
    _row("faster", "plus equals_sign", "+", "Faster",
         "Twice as many steps a second; at last as fast as it trains.", TIME, word="Speed"),
    _row("restart", "r", "r", "Restart",
         "Train anew from the first step; forks, added runs and changes are let go of, after you were asked.", TIME,
         word="Restart"),

    _row("zoom", "z", "z", "Zoom the panel", "The focused panel alone, or all of them again.", PANELS,
         word="Zoom", on="Unzoom"),
    _row("log_scale", "y", "y", "Logarithmic or linear scale",
         "Logarithmic or linear scale in the focused panel; where it has two pictures, the other one.", PANELS,
         word="Log"),
    _row("focus_next", "tab", "tab", "Next panel", "Focus the next panel.", PANELS, word="Panel"),
    _row("focus_previous", "shift+tab", "⇧tab", "Previous panel", "Focus the panel before.", PANELS),
    _row("panel", "1 2 3 4 5 6 7 8 9", "1-9", "Panel", "Focus a panel by its number.", PANELS, numbered=True),
    _row("panels", "p", "p", "Choose the panels: show, hide, order …",
         "Choose which panels are shown, and in which order; it is remembered for this scenario.", PANELS,
         word="Panels"),
    _row("page_up", "pageup", "pgup", "A page up in the lesson", "The lesson's page before.", PANELS),
    _row("page_down", "pagedown", "pgdn", "A page down in the lesson", "The lesson, and its next page.", PANELS),
    _row("up", "up k", "↑", "The layer above",
         "In the lesson a line up; elsewhere the layer before is chosen; so does k.", PANELS),
    _row("down", "down j", "↓", "The layer below",
         "In the lesson a line down; elsewhere the next layer is chosen, and the panels follow it; so does j.", PANELS),
    _row("next_input", "i", "i", "The next input",
         "The next row of the table: features and network show what the layers make of it.", PANELS, word="Input"),
    _row("previous_input", "I", "I", "The input before", "The row before.", PANELS),
    _row("other_inputs", "v", "v", "Inputs learned from, or validation inputs",
         "From the validation rows to the rows that are learned from, and back.", PANELS),
    _row("previous_run", "less_than_sign", "<", "Previous run", "Bring the run before to the front.", PANELS,
         word="Run"),
    _row("next_run", "greater_than_sign", ">", "Next run", "Bring the next run to the front.", PANELS,
         word="Run"),

    _row("edit", "e", "e", "Change hyper-parameters …",
         "Change learning rate, momenta, penalties, dropout, clipping of the run in front; what it lacks joins a fork.",
         WHAT_IF, word="Change"),
    _row("fork", "f", "f", "Fork at the cursor",
         "A new run that goes on from the state of the run in front at the cursor; then change it.", WHAT_IF,
         word="Fork"),
    _row("build", "b", "b", "Build another network …",
         "Change layers, optimizer, learning rate or batch in a form, and start a run of it from the same seed.",
         WHAT_IF, word="Build"),
    _row("runs", "o", "o", "All runs: hide, rename, remove …", "List all runs: hide, show, rename or remove them.",
         WHAT_IF, word="Runs"),

    _row("crosshair", "enter", "enter", "Read values",
         "Put a crosshair into the focused panel: it reads the values under it, as the mouse does. In the lesson it"
         " chooses an answer: ↑ and ↓, then enter.", PANELS, word="Read", on="Pick"),
    _row("cross_left", "left h", "←", "A cell to the left", "A cell to the left; so does h.", CROSSHAIR,
         "crosshair", word="Move", lasting=True),
    _row("cross_down", "down j", "↓", "A cell down", "A cell down; so does j.", CROSSHAIR, "crosshair", word="Move"),
    _row("cross_up", "up k", "↑", "A cell up", "A cell up; so does k.", CROSSHAIR, "crosshair", word="Move"),
    _row("cross_right", "right l", "→", "A cell to the right", "A cell to the right; so does l.", CROSSHAIR,
         "crosshair", word="Move"),
    _row("cross_left_far", "shift+left H", "⇧←", "Ten cells to the left", "Ten cells to the left; so does H.",
         CROSSHAIR, "crosshair"),
    _row("cross_down_far", "shift+down J", "⇧↓", "Ten cells down", "Ten cells down; so does J.", CROSSHAIR,
         "crosshair"),
    _row("cross_up_far", "shift+up K", "⇧↑", "Ten cells up", "Ten cells up; so does K.", CROSSHAIR, "crosshair"),
    _row("cross_right_far", "shift+right L", "⇧→", "Ten cells to the right", "Ten cells to the right; so does L.",
         CROSSHAIR, "crosshair"),
    _row("cross_first", "home", "home", "To the left edge", "To the left edge of the plot.", CROSSHAIR, "crosshair"),
    _row("cross_last", "end", "end", "To the right edge", "To the right edge of the plot.", CROSSHAIR, "crosshair"),
    _row("cross_go", "g", "g", "Go to this step",
         "The cursor goes to the step under the crosshair, where the panel is drawn over the steps.", CROSSHAIR,
         "crosshair", word="Go there", lasting=True),
    _row("cross_next", "tab", "tab", "Into the next panel", "Into the next panel, or the next chart.", CROSSHAIR,
         "crosshair", word="Panel"),
    _row("cross_previous", "shift+tab", "⇧tab", "Into the panel before", "Into the panel, or the chart, before.",
         CROSSHAIR, "crosshair"),
    _row("cross_leave", "escape enter", "esc", "Away with the crosshair", "Away with the crosshair; so does enter.",
         CROSSHAIR, "crosshair", word="Back", lasting=True),

    _row("compare", "c", "c", "Compare the runs",
         "All runs beside each other: losses, what is set differently, what it came to.", PANELS, word="Compare"),
    _row("write", "w", "w", "Write the scenario as a file",
         "Write the present settings of all runs as a scenario file, which dlviz run trains again.", PANELS),
    _row("save", "s", "s", "Save the traces",
         "Save a row per run and step as a .csv file, as --out does.", PANELS),

    _row("compare_apart", "c tab", "c", "A chart for each run, or one for all",
         "A chart for each run, or one for all; so does tab.", COMPARED, "compare", word="Apart", on="Overlaid"),
    _row("measure", "u", "u", "Over steps, epochs, examples or seconds",
         "Draw the losses over steps, epochs, examples learned from or seconds of computing.", COMPARED, "compare",
         word="Axis"),
    _row("log_scale", "y", "y", "Logarithmic or linear scale", "Logarithmic or linear scale.", COMPARED, "compare",
         word="Log"),
    _row("crosshair", "enter", "enter", "Read values",
         "Put a crosshair into the charts and the table: it reads what lies under it, as the mouse does.", COMPARED,
         "compare", word="Read"),
    _row("export", "x", "x", "Export the comparison …",
         "The comparison, the numbers of its charts, or the whole screen to a file.", COMPARED, "compare",
         word="Export"),
    _row("previous_run", "less_than_sign", "<", "Previous run", "Bring the run before to the front.", COMPARED,
         "compare", word="Run"),
    _row("next_run", "greater_than_sign", ">", "Next run", "Bring the next run to the front.", COMPARED, "compare",
         word="Run"),
    _row("up", "up k", "↑", "A line up in the table", "A line up in the table; so does k.", COMPARED, "compare",
         word="Scroll"),
    _row("down", "down j", "↓", "A line down in the table", "A line down in the table; so does j.", COMPARED,
         "compare", word="Scroll"),
    _row("page_up", "pageup", "pgup", "A page up in the table", "Ten lines up in the table.", COMPARED, "compare"),
    _row("page_down", "pagedown", "pgdn", "A page down in the table", "Ten lines down in the table.", COMPARED,
         "compare"),
    _row("back_out", "escape", "esc", "Back to the panels", "Back to the panels, with the run in front.", COMPARED,
         "compare", word="Back", lasting=True),

    _row("up", "up k", "↑", "The one above", "The scenario above; so does k.", AROUND, "catalogue", word="Choose"),
    _row("down", "down j", "↓", "The one below", "The scenario below; so does j.", AROUND, "catalogue",
         word="Choose"),
    _row("page_up", "pageup ctrl+u", "pgup", "A page up", "A page up; so does ctrl+u.", AROUND, "catalogue"),
    _row("page_down", "pagedown ctrl+d", "pgdn", "A page down", "A page down; so does ctrl+d.", AROUND, "catalogue"),
    _row("first", "home g", "home", "The first scenario", "The first scenario; so does g.", AROUND, "catalogue"),
    _row("last", "end G", "end", "The last scenario", "The last scenario; so does G.", AROUND, "catalogue"),
    _row("open", "enter", "enter", "Run the scenario", "Run the chosen scenario.", AROUND, "catalogue",
         word="Run"),
    _row("export", "x", "x", "Export the picture …",
         "The focused panel, the numbers in it, or the whole screen to a file.", AROUND, word="Export"),
    _row("next_scenario", "n", "n", "Next scenario",
         "Open the next scenario of the catalogue; you are asked where something would be lost.", AROUND, word="Next"),
    _row("next_unseen", "N", "N", "Next scenario not yet seen",
         "Open the next scenario that was not seen yet: ✓ in the catalogue marks those whose end was watched, or that"
         " were looked at for half a minute.", AROUND),
    _row("next_unseen", "N", "N", "Next scenario not yet seen", "Run the first scenario that was not seen yet.",
         AROUND, "catalogue"),
    _row("present", "P", "P", "Presenter's mode",
         "Slides for a projector: pgdn and pgup go from the question to the panels, the answer and the next scenario;"
         " a shows the answer, tab other panels; P or esc leaves.", AROUND),
    _row("search", "slash", "/", "Search the catalogue",
         "Search the catalogue by name, title, question, section or a word of the course: CNN, backprop, adam.", AROUND,
         "everywhere", word="Catalogue"),
    _row("search", "slash", "/", "Search the catalogue",
         "Search by name, title, question, section or a word of the course: CNN, backprop, adam.", AROUND, "catalogue",
         word="Search"),
    _row("theme", "t", "t", "Light or dark", "Light or dark theme.", AROUND, word="Theme", app=True),
    _row("theme", "t", "t", "Light or dark", "Light or dark theme.", AROUND, "compare", app=True),
    _row("theme", "t", "t", "Light or dark", "Light or dark theme.", AROUND, "catalogue", app=True),
    _row("choose_theme", "T", "T", "Choose a theme …", "Choose a theme, seeing each at once; it is kept.", AROUND,
         app=True),
    _row("choose_theme", "T", "T", "Choose a theme …", "Choose a theme, seeing each at once; it is kept.", AROUND,
         "catalogue", app=True),
    _row("help", "question_mark f1", "?", "Help",
         "The keys, and how to read the panel, the list or the form in front.", AROUND, "everywhere",
         word="Help", lasting=True, app=True),
    _row("command_palette", "ctrl+p", "^p", "Command palette", "All of this by name, and every scenario.", AROUND,
         "everywhere", word="Palette", app=True, priority=True),
    _row("back_out", "escape", "esc", "Back", "Let go of a layer, out of a zoom, to the catalogue and back from there.",
         AROUND, "everywhere"),
    _row("back_out", "escape", "esc", "Back", "Out of a search; else back to what runs.", AROUND, "catalogue",
         word="Back", on="All"),
    _row("quit", "q", "q", "Quit",
         "Leave dlviz; where forks, added runs or changes would be lost, which w has not written, you are asked.",
         AROUND, "everywhere", word="Quit", lasting=True, app=True),
    _row("leave_now", "ctrl+q", "^q", "Quit at once", "Leave from anywhere.", AROUND, "everywhere", app=True,
         priority=True),
    _row("suspend_process", "ctrl+z", "^z", "Suspend", "Back to the shell; fg returns.", AROUND, "everywhere",
         app=True, priority=True),
    _row("interrupt", "ctrl+c", "^c", "Interrupt",
         "Leave from anywhere, as interrupted; you are asked as by q.", AROUND, "everywhere", app=True, priority=True),
)
# fmt: on


def actions_at(place: Place) -> tuple[Action, ...]:
    """The actions that a screen offers: its own and those offered everywhere, in the table's order.

    What it has of its own stands in for what is offered everywhere by that name. A key of the crosshair means nothing
    else while there is one. A comparison has all gestures in time.
    """
    own = tuple(one for one in ACTIONS if one.place == place)
    names = {one.name for one in own}
    if place == "compare":
        others = (one for one in ACTIONS if one.place == "everywhere" or _in_time(one))
        return own + tuple(one for one in others if one.name not in names)
    taken = {key for one in own for key in one.keys} if place == "crosshair" else set()
    return tuple(
        one
        for one in ACTIONS
        if one.place == place or (one.place == "everywhere" and one.name not in names and not taken & set(one.keys))
    )


def _in_time(action: Action) -> bool:
    return action.place == "workbench" and action.group == TIME and action.name != "restart"

"""A picture without a window: trained as far as it needs, drawn as the window would, written where it is wanted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from dlviz.scenarios import Scenario, ScenarioError, Session, load, writers
from dlviz.scenarios.schema import Panel
from dlviz.scenarios.source import find_source
from dlviz.tui import answers, collector, keys, observe
from dlviz.tui.arguments import nearest
from dlviz.tui.canvas import Canvas
from dlviz.tui.console import Console
from dlviz.tui.errors import InputError
from dlviz.tui.export import to_svg
from dlviz.tui.headless.drive import progress
from dlviz.tui.headless.progress import Progress
from dlviz.tui.headless.signals import Signals
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH
from dlviz.tui.pictures import PICTURES, draw_panel, features, header, network
from dlviz.tui.probes import Probes
from dlviz.tui.theme import DARK, PLAIN, THEMES, Theme
from dlviz.tui.view import PanelOptions, View
from dlviz.tui.workbench_picture import screen
from dlviz.tui.worker import Wish

SCREEN = "screen"
NAMES = (*(name for name in get_args(Panel) if name in PICTURES), SCREEN)
SUFFIXES = (".svg", ".txt", ".ans")
LEAST, MOST = (20, 5), (500, 200)  # cells of a picture
USUAL = {SCREEN: (120, 36)}  # cells unless --size says otherwise
OF_A_PANEL = (100, 30)


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; the names are its options'."""

    scenario: str
    panel: str = SCREEN
    runs: tuple[str, ...] = ()
    step: int | None = None
    epoch: int | None = None
    size: str | None = None
    theme: str | None = None
    layer: str | None = None
    input: int | None = None  # counted from 1
    answered: bool = False
    out: str | None = None
    overrides: tuple[str, ...] = ()
    seed: int | None = None
    steps: int | None = None


def run(wanted: Wanted) -> int:
    """Check what is asked for, train, draw and write; the exit code.

    Raises: InputError and ScenarioError, before anything is trained where that can be.
    """
    console = Console(sys.stdout)
    if wanted.panel not in NAMES:
        raise InputError(f"--panel {wanted.panel}: there is no such panel; {nearest(wanted.panel, NAMES)}")
    width, height = size(wanted, console)
    theme = theme_of(wanted, console)
    if wanted.out is not None:
        writers.check_out(Path(wanted.out), SUFFIXES)
    scenario = find(wanted)
    with Signals():
        view = look(scenario, wanted, progress(scenario.name, console, quiet=True))
    canvas = draw(view, wanted, width, height, theme)
    if wanted.out is None:
        console.stream.write(canvas.text() if not console.terminal else canvas.ansi())
        console.stream.flush()
        return 0
    text = written(canvas, Path(wanted.out).suffix, f"{scenario.title}: {wanted.panel}, step {view.cursor}")
    writers.whole(Path(wanted.out), lambda path: path.write_text(text, encoding="utf-8"))
    return 0


def size(wanted: Wanted, console: Console) -> tuple[int, int]:
    """Columns and rows: as asked for, else the usual ones, at most the terminal's.

    Raises: InputError for what is no size, or none that a picture can have.
    """
    least = (MIN_WIDTH, MIN_HEIGHT) if wanted.panel == SCREEN else LEAST
    if wanted.size is None:
        width, height = USUAL.get(wanted.panel, OF_A_PANEL)
        if wanted.out is None and console.terminal:
            width, height = min(width, console.width), min(height, max(console.height - 1, least[1]))
        return max(width, least[0]), height
    found = re.fullmatch(r"(\d{1,9})[x×](\d{1,9})", wanted.size.strip())
    if not found:
        raise InputError(f"--size {wanted.size}: write columns x rows, such as 100x30")
    width, height = int(found[1]), int(found[2])
    if not (least[0] <= width <= MOST[0] and least[1] <= height <= MOST[1]):
        what = "the whole screen" if wanted.panel == SCREEN else "a panel"
        raise InputError(
            f"--size {wanted.size}: {what} can have from {least[0]}x{least[1]} to {MOST[0]}x{MOST[1]} cells"
        )
    return width, height


def theme_of(wanted: Wanted, console: Console) -> Theme:
    """The theme that is asked for, or dark; plain where there are no colours, ASCII where there are no signs.

    Raises: InputError for a theme that does not exist.
    """
    if wanted.theme is not None and wanted.theme not in THEMES:
        raise InputError(f"--theme {wanted.theme}: there is no such theme; {nearest(wanted.theme, THEMES)}")
    theme = THEMES[wanted.theme] if wanted.theme else DARK
    to_file = wanted.out is not None
    coloured = not wanted.out.endswith(".txt") if wanted.out is not None else console.terminal
    if not coloured or (wanted.theme is None and not to_file and os.environ.get("NO_COLOR")):
        theme = PLAIN.in_ascii() if theme.ascii else PLAIN
    return theme if to_file or console.signs else theme.in_ascii()


def find(wanted: Wanted) -> Scenario:
    """The scenario as it is asked for, with the panel on its screen, so that what the panel needs is measured.

    Raises: ScenarioError; InputError for a panel that has nothing to show, or that would tell an answer.
    """
    # read once; what has a line break is a text, not a name
    given = find_source("-").text + "\n" if wanted.scenario == "-" else wanted.scenario

    def read(*more: str) -> Scenario:
        return load(given, (*wanted.overrides, *more), wanted.runs, wanted.seed, wanted.steps)

    scenario = read()
    if wanted.panel == SCREEN:
        return scenario
    if not wanted.answered and wanted.panel in answers.hidden(scenario):
        raise InputError(f"--panel {wanted.panel} would tell the answer to a question of this scenario; add --answer")
    if wanted.panel in scenario.display.panels:
        return scenario
    try:
        return read(only(wanted.panel))
    except ScenarioError as error:
        reason = re.split(r"display(?:\.panels)?: ", str(error))[-1].partition("; leave")[0]
        possible = [name for name in NAMES[:-1] if name in scenario.display.panels or _can_have(name, read)]
        raise InputError(f"--panel {wanted.panel}: {reason}; possible: {', '.join((*possible, SCREEN))}") from None


def only(panel: str) -> str:
    """The override that puts a panel alone on the screen."""
    return f'display.panels=["{panel}"]'


def _can_have(panel: str, read: Callable[[str], Scenario]) -> bool:
    try:
        read(only(panel))
    except ScenarioError:
        return False
    return True


def look(scenario: Scenario, wanted: Wanted, shows: Progress) -> View:
    """What there is to see at the step that is asked for, with all that its panels need.

    Raises: InputError for a step that is never reached, or a row that there is not.
    """
    session = scenario.session()
    try:
        with collector.at_rest():
            session.build(say=shows.say)
        view = observe.built(session, observe.waiting(scenario))
        asked, chosen = tick_of(session, wanted), row_of(view, wanted)
        shows.begin(session)
        if asked is None:
            session.train(lambda done, ticks: shows.update(session))
        else:
            session.reach(asked, lambda done, ticks: shows.update(session))
    finally:
        shows.end()
    tick = session.front if asked is None else asked
    if tick > session.front:
        how = ", ".join(f"{one.name} {one.run.status}" for one in session.runs)
        raise InputError(f"{which(wanted)}: {how}; the last step there is {session.front}")
    view = replace(observe.trained(session, view), cursor=tick, speed=0.0)
    if wanted.panel == SCREEN:
        view = replace(view, playing=not session.ended, speed=float(scenario.display.speed or 1))
    shown = scenario.display.panels if wanted.panel == SCREEN else (wanted.panel,)
    wish, probes = Wish(cursor=tick, looking=frozenset(shown), chosen=chosen), Probes(session)
    while probes.stale(wish, view):
        view = probes.look(wish, view)
    return view


def row_of(view: View, wanted: Wanted) -> int | None:
    """The row of the data to look at, None where none is asked for.

    Raises: InputError for one that there is not.
    """
    if wanted.input is None:
        return None
    rows = view.data.rows if view.data is not None else 0
    if wanted.input > rows:
        there = f"{view.data.name} has rows 1 to {rows:,}" if view.data is not None else "there are no rows here"
        raise InputError(f"--input {wanted.input}: {there}")
    return wanted.input - 1


def tick_of(session: Session, wanted: Wanted) -> int | None:
    """The step on the clock that all runs share; None is the end.

    Raises: InputError for one beyond it.
    """
    if wanted.step is None and wanted.epoch is None:
        return None
    if wanted.epoch is not None and session.scenario.document.computation is not None:
        raise InputError(
            f"{which(wanted)}: {session.scenario.name} trains nothing and has no epochs; "
            f"choose a --step from 0 to {session.ticks:,}"
        )
    tick = wanted.step if wanted.step is not None else (wanted.epoch or 0) * session.ticks_per_epoch
    if tick > session.ticks:
        name, last = (
            ("step", session.ticks) if wanted.step is not None else ("epoch", session.ticks // session.ticks_per_epoch)
        )
        raise InputError(
            f"{which(wanted)}: {session.scenario.name} ends at {name} {last:,}; choose one from 0 to {last:,}"
        )
    return tick


def which(wanted: Wanted) -> str:
    """The option that chose the step."""
    return f"--step {wanted.step}" if wanted.step is not None else f"--epoch {wanted.epoch}"


def draw(view: View, wanted: Wanted, width: int, height: int, theme: Theme) -> Canvas:
    """The panel under the header, which says what its marks and its step are, or the whole screen.

    Raises: InputError for a layer that no run has.
    """
    if wanted.panel == SCREEN:
        items = keys.fitting(keys.items("workbench", on={"play"} if view.playing else ()), width, theme)
        return screen(view, width, height, theme, keys=keys.pairs(items), answered=wanted.answered)
    layers = layers_of(view)
    if wanted.layer is not None and wanted.layer not in layers:
        raise InputError(f"--layer {wanted.layer}: {_layers(wanted.layer, layers)}")
    options = PanelOptions(zoomed=True, answered=wanted.answered, layer=wanted.layer)
    canvas = Canvas(width, height, theme)
    canvas.blit(header.draw(view, width, theme, 0), 0, 0)
    canvas.blit(draw_panel(wanted.panel, view, width, height - 1, theme, options), 0, 1)
    return canvas


def layers_of(view: View) -> list[str]:
    """The layers that can be chosen, of all runs."""
    names = [name for place in range(len(view.runs)) for name in network.layer_names(view, place)]
    names += [name for place in range(len(view.runs)) for name in features.layer_names(view, place)]
    names += [name for run in view.runs for name in run.labels.get("grad_norm", ())]
    return list(dict.fromkeys(names))


def _layers(name: str, layers: list[str]) -> str:
    return f"there is no such layer; {nearest(name, layers)}" if layers else "there is no network here; leave it out"


def written(canvas: Canvas, suffix: str, title: str) -> str:
    """The text of a file of this kind."""
    if suffix == ".svg":
        return to_svg(canvas, title)
    return canvas.ansi() if suffix == ".ans" else canvas.text()

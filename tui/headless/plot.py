"""Pictures without a window: trained as far as they need, drawn as the window would, written where they are wanted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from dlviz.scenarios import Scenario, ScenarioError, load, writers
from dlviz.scenarios.display_tables import Panel
from dlviz.scenarios.source import find_source
from dlviz.tui import answers, keys, kinds
from dlviz.tui.arguments import nearest
from dlviz.tui.canvas import Canvas
from dlviz.tui.console import Console, remark
from dlviz.tui.errors import InputError
from dlviz.tui.figures.figure import Figure
from dlviz.tui.figures.panels import CHARTED, comparison, figure
from dlviz.tui.headless import filming
from dlviz.tui.headless.drive import progress
from dlviz.tui.headless.looking import SCREEN, look
from dlviz.tui.headless.signals import Signals
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH
from dlviz.tui.pictures import PICTURES, features, network
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.preferences import COLOURS
from dlviz.tui.terminal import colours
from dlviz.tui.theme import NAMES as THEME_NAMES
from dlviz.tui.theme import Theme
from dlviz.tui.theme import look as theme_for
from dlviz.tui.view import PanelOptions, View
from dlviz.tui.workbench_picture import comparison_under_header, layout_of, screen, under_header

LAYERED = ("activations", "algorithm", "dropout", "features", "gradients", "network", "optimizer", "weights")
"""The panels in which a layer is chosen."""
COMPARISON = "compare"
"""All runs beside each other, as `c` shows them in the window."""
NAMES = (*(name for name in get_args(Panel) if name in PICTURES), COMPARISON, SCREEN)
SUFFIXES = tuple(suffix for suffixes in kinds.SUFFIXES.values() for suffix in suffixes)
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
    colours: str | None = None
    ascii: bool = False
    layer: str | None = None
    input: int | None = None  # counted from 1
    answered: bool = False
    out: str | None = None
    format: str | None = None
    scale: int = 1
    begin: str | None = None  # of a film: the first step and the last, as text
    end: str | None = None
    frames: int | None = None
    every: int | None = None
    fps: int | None = None
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
    if wanted.layer is not None and wanted.panel not in LAYERED:
        raise InputError(
            f"--layer {wanted.layer} is chosen in a panel that shows layers; add --panel with one of "
            f"{', '.join(LAYERED)}, or leave --layer out"
        )
    kind = kind_of(wanted)
    width, height = size(wanted, console)
    theme = theme_of(wanted, kind, console)
    if wanted.out is not None:
        writers.check_out(Path(wanted.out), (Path(wanted.out).suffix,) if wanted.format else SUFFIXES)
    scenario = find(wanted)
    remark(scenario.remarks)
    shows = progress(scenario.name, console, quiet=True)

    def drawn(view: View) -> Canvas:
        return draw(view, wanted, width, height, theme)

    with Signals():
        if kind == kinds.FILM:
            filming.film(scenario, wanted, shows, drawn)
        else:
            write(look(scenario, wanted, shows), wanted, kind, theme, drawn, console)
    return 0


def kind_of(wanted: Wanted) -> str | None:
    """What is to be written, by --format or by suffix; None for text on standard output.

    Raises: InputError where the two disagree, where a film is asked for and a picture is named or the other way
    round, where pixels have no file to go to or no library to write them, where a panel is no chart.
    """
    suffix = Path(wanted.out).suffix if wanted.out is not None else ""
    kind = kinds.kind_of(suffix)
    if wanted.format is not None:
        if wanted.format not in kinds.SUFFIXES:
            raise InputError(
                f"--format {wanted.format}: there is no such format; {nearest(wanted.format, kinds.SUFFIXES)}"
            )
        if kind not in (None, wanted.format):
            raise InputError(
                f"--format {wanted.format} does not go with --out {wanted.out}; give it the suffix "
                f"{kinds.SUFFIXES[wanted.format][0]}, or leave --format out"
            )
        kind = wanted.format
    filming.check(wanted, kind)
    if kind in kinds.PIXELS:
        if wanted.out is None:
            raise InputError(f"--format {kind} writes a file; add --out FILE.{kind}")
        from dlviz.tui.raster import pillow

        pillow()
    elif wanted.scale != 1:
        raise InputError(f"--scale {wanted.scale} makes pixels larger, of a .png or a .gif; leave it out")
    if kind in kinds.NUMBERS and wanted.panel not in (*CHARTED, COMPARISON):
        raise InputError(f"--panel {wanted.panel}: {kinds.no_numbers(wanted.panel, [*CHARTED, COMPARISON])}")
    return kind


def write(
    view: View,
    wanted: Wanted,
    kind: str | None,
    theme: Theme,
    drawn: Callable[[View], Canvas],
    console: Console,
) -> None:
    """Write a picture, or the numbers behind it, to its file or to standard output."""
    title = f"{view.card.title}: {wanted.panel}, step {view.cursor}"
    if wanted.out is not None and kind is not None:
        if kind in kinds.NUMBERS:
            produce = kinds.numbers_to_file(kind, numbers(view, wanted), theme)
        else:
            produce = kinds.to_file(kind, drawn(view), title, wanted.scale)
        writers.whole(Path(wanted.out), produce)
        return
    if kind in kinds.NUMBERS:
        console.speak_utf8()
        text = kinds.numbers_to_text(kind, numbers(view, wanted), theme)
    else:
        text = kinds.to_text(kind or ("ansi" if console.terminal else "text"), drawn(view), title)
    console.stream.write(text)
    console.stream.flush()


def numbers(view: View, wanted: Wanted) -> Figure:
    """What the panel draws, as numbers.

    Raises: InputError where it draws nothing.
    """
    if wanted.panel == COMPARISON:
        found: Figure | None = comparison(view, CompareOptions(answered=wanted.answered))
    else:
        found = figure(wanted.panel, view, options_of(wanted))
    if found is None or not found.charts:
        raise InputError(f"--panel {wanted.panel}: at step {view.cursor} there are no numbers in it")
    return found


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


def theme_of(wanted: Wanted, kind: str | None, console: Console) -> Theme:
    """The theme that is asked for, or dark, in the colours that there are; ASCII on request and where no signs are.

    Raises: InputError for a theme that does not exist, for colours that do not, or where neither is for letters.
    """
    if wanted.theme is not None and wanted.theme not in THEME_NAMES:
        raise InputError(f"--theme {wanted.theme}: there is no such theme; {nearest(wanted.theme, THEME_NAMES)}")
    if wanted.colours is not None and wanted.colours not in COLOURS:
        raise InputError(f"--colours {wanted.colours}: there are {', '.join(COLOURS)}")
    if wanted.colours is not None and kind != "ansi" and (kind is not None or not console.terminal):
        raise InputError("--colours is for a terminal and for --format ansi; the others have all of them or none")
    if wanted.ascii and kind not in (None, *kinds.LETTERS):
        raise InputError(f"--ascii is for text, plain or with colours; a .{kind} has all signs")
    to_file = wanted.out is not None
    how = "truecolor" if kind is not None or console.terminal else "none"
    if kind == "text":
        how = "none"
    elif wanted.colours not in (None, "auto"):
        how = str(wanted.colours)
    elif console.terminal and not to_file:
        quiet = wanted.theme is None and os.environ.get("NO_COLOR")
        how = "none" if quiet else colours(os.environ)
    return theme_for(wanted.theme or "dark", how, ascii=wanted.ascii or not (to_file or console.signs))


def find(wanted: Wanted) -> Scenario:
    """The scenario as it is asked for, with the panel on its screen, so that what the panel needs is measured.

    Raises: ScenarioError; InputError for a panel that has nothing to show, or that would tell an answer.
    """
    # read once; what has a line break is a text, not a name
    given = find_source("-").text + "\n" if wanted.scenario == "-" else wanted.scenario

    def read(*more: str) -> Scenario:
        return load(given, (*wanted.overrides, *more), wanted.runs, wanted.seed, wanted.steps)

    scenario = read()
    if wanted.panel in (COMPARISON, SCREEN):
        return scenario
    if not wanted.answered and wanted.panel in answers.hidden(scenario):
        raise InputError(f"--panel {wanted.panel} would tell the answer to a question of this scenario; add --answer")
    if wanted.panel in scenario.display.panels:
        return scenario
    try:
        return read(only(wanted.panel))
    except ScenarioError as error:
        reason = re.split(r"display(?:\.panels)?: ", str(error))[-1].partition("; leave")[0]
        possible = [name for name in NAMES[:-2] if name in scenario.display.panels or _can_have(name, read)]
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


def draw(view: View, wanted: Wanted, width: int, height: int, theme: Theme) -> Canvas:
    """The panel under the header, which says what its marks and its step are, or the whole screen.

    Raises: InputError for a layer that no run has.
    """
    if wanted.panel == SCREEN:
        hidden = layout_of(view, width, height).hidden(view.card.panels)
        items = keys.fitting(keys.items("workbench", {"play"} if view.playing else (), hidden=hidden), width, theme)
        return screen(view, width, height, theme, keys=keys.pairs(items), answered=wanted.answered)
    if wanted.panel == COMPARISON:
        return comparison_under_header(view, width, height, theme, CompareOptions(answered=wanted.answered))
    layers = layers_of(view)
    if wanted.layer is not None and wanted.layer not in layers:
        there = f"there is no such layer; {nearest(wanted.layer, layers)}" if layers else "there is no network here"
        raise InputError(f"--layer {wanted.layer}: {there}")
    return under_header(wanted.panel, view, width, height, theme, options_of(wanted))


def options_of(wanted: Wanted) -> PanelOptions:
    """How the panel is drawn."""
    return PanelOptions(zoomed=True, answered=wanted.answered, layer=wanted.layer)


def layers_of(view: View) -> list[str]:
    """The layers that can be chosen, of all runs."""
    names = [name for place in range(len(view.runs)) for name in network.layer_names(view, place)]
    names += [name for place in range(len(view.runs)) for name in features.layer_names(view, place)]
    names += [name for run in view.runs for name in run.labels.get("grad_norm", ())]
    return list(dict.fromkeys(names))

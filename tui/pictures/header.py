"""The first row of the screen: what runs, which mark is which run, and where the cursor stands."""

from __future__ import annotations

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.theme import Theme
from dlviz.tui.view import View

_USUAL = ("", "training", "finished")


def draw(view: View, width: int, theme: Theme) -> Canvas:
    """One row: `dlviz scenario §4.1  ● GD ▲ SGD       step 240/1,000 · epoch 48  ▶ ×8`."""
    canvas = Canvas(width, 1, theme, theme.bar)
    right = _fit_right(view, theme, width)
    start = width - 1 - sum(words.width(text, theme.ascii) for text, _, _ in right)
    x = start
    for text, role, bold in right:
        x += canvas.write(x, 0, text, theme.ink(role), bold=bold)
    room = start - 2
    x = 1 + canvas.write(1, 0, "dlviz", theme.muted, room=max(room - 1, 0)) + 2
    x += canvas.write(x, 0, view.card.name, theme.bright, bold=True, room=max(room - x, 0)) + 1
    section = f"§{view.card.section}" if view.card.section else ""
    if section and x + words.width(section, theme.ascii) <= room:
        x += canvas.write(x, 0, section, theme.muted) + 2
    _runs(canvas, view, theme, x + 1, room)
    return canvas


def _runs(canvas: Canvas, view: View, theme: Theme, x: int, room: int) -> None:
    """The legend of all panels; how a run ended is added where it is unusual and there is room."""
    names = [2 + words.width(run.name, theme.ascii) + 2 for run in view.runs]
    spare = room - x - sum(names)
    for run, size in zip(view.runs, names, strict=True):
        if x + size - 2 > room:
            # The marks at least: their colours are found again in every panel.
            if x < room:
                canvas.put(x, 0, mark(run.index), theme.run(run.index))
                x += 2
            continue
        canvas.put(x, 0, mark(run.index), theme.run(run.index))
        x += 2 + canvas.write(x + 2, 0, run.name, theme.run(run.index))
        if run.status not in _USUAL and run.stage == "ended":
            ink = theme.bad if run.status.startswith("diverged") else theme.muted
            text = next((t for t in (run.status, run.status.split()[0]) if words.width(t, theme.ascii) < spare), "")
            taken = canvas.write(x + 1, 0, text, ink) + 1 if text else 0
            x += taken
            spare -= taken
        x += 2


def _fit_right(view: View, theme: Theme, width: int) -> list[tuple[str, str, bool]]:
    """The longest way to say where we are that leaves the runs their names, or else the scenario its name."""
    names = sum(words.width(run.name, theme.ascii) + 4 for run in view.runs)
    left = 12 + words.width(view.card.name, theme.ascii) + words.width(view.card.section, theme.ascii)
    choices = _right(view)
    for room in (width - left - names, width // 2 - 2):
        for pieces in choices[:3]:
            if sum(words.width(text, theme.ascii) for text, _, _ in pieces) <= room:
                return pieces
    return choices[-2] if width >= 40 else choices[-1]


def _right(view: View) -> list[list[tuple[str, str, bool]]]:
    if view.message and not any(run.front >= 0 for run in view.runs):
        return [[(view.message, "cursor", False)], []]
    step = [
        ("step ", "muted", False),
        (count(view.cursor), "bright", True),
        (f"/{count(view.ticks)}", "muted", False),
    ]
    per = max(view.ticks_per_epoch, 1)
    epochs = view.ticks // per
    epoch: list[tuple[str, str, bool]] = []
    if per > 1:
        epoch = [
            ("epoch ", "muted", False),
            (count(view.cursor // per), "bright", True),
            (f"/{count(epochs)}", "muted", False),
        ]
    state = _state(view)
    both = [*step, (" · ", "muted", False), *epoch] if epoch else step
    # Runs that count steps differently share epochs only.
    main = epoch if epoch and len({run.steps_per_epoch for run in view.runs}) > 1 else both
    short = epoch if main is epoch and epoch else step
    return [
        [*main, ("   ", "muted", False), *state],
        [*short, ("  ", "muted", False), *state],
        [*short, (" ", "muted", False), state[0]],
        [short[1]],
        [],
    ]


def _state(view: View) -> list[tuple[str, str, bool]]:
    rate = labels.speed(view.speed)
    ended = bool(view.runs) and all(run.stage == "ended" for run in view.runs)
    if view.playing:
        return [("▶ ", "cursor", False), (rate, "cursor", False)]
    if ended and view.cursor >= view.front:
        return [("✓ ", "good", False), ("ended", "muted", False)]
    return [("▮▮ ", "cursor", False), ("paused", "cursor", False), (f"  {rate}", "muted", False)]

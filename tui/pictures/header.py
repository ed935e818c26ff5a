"""The first row of the screen: what runs, which mark is which run, and where the cursor stands."""

from __future__ import annotations

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.milestones import ending
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.theme import Theme
from dlviz.tui.view import View

_USUAL = ("", "training", "finished")
_SHORTEST = 5  # cells of a run's name that are kept as long as anything else can give way

Piece = tuple[str, str, bool]  # text, role, bold


def draw(view: View, width: int, theme: Theme, run: int = 0) -> Canvas:
    """One row: `dlviz scenario §4.1  ● GD ▲ SGD       step 240/1,000 · epoch 48  ▶ 8 steps/s`.

    The run in front stands on a lit ground, its name bold. The runs are the legend of all panels: everything else gives
    way before a name is shortened, names that are shortened differ, and no mark stands without its name.
    """
    canvas = Canvas(width, 1, theme, theme.bar)
    left, right, name = _fit(view, width, theme)
    start = width - 1 - _size(right, theme)
    _write(canvas, start, right)
    x = 1 + _write(canvas, 1, left) + (_GAP if left else 0)
    _runs(canvas, view, x, start - 2, name, run)
    return canvas


_GAP = 3


def _write(canvas: Canvas, x: int, pieces: list[Piece]) -> int:
    start = x
    for text, role, bold in pieces:
        x += canvas.write(x, 0, text, canvas.theme.ink(role), bold=bold)
    return x - start


def _size(pieces: list[Piece], theme: Theme) -> int:
    return sum(words.width(text, theme.ascii) for text, _, _ in pieces)


def _names(view: View, most: int, theme: Theme) -> int:
    """Cells that all marks and names take, a name at most so many."""
    return sum(2 + min(words.width(run.name, theme.ascii), most) + 2 for run in view.runs) - 2


def _fit(view: View, width: int, theme: Theme) -> tuple[list[Piece], list[Piece], int]:
    """What stands left and right, and the cells that a name may take: as much as leaves the runs their names.

    There is room for the last step and for a pause at every step, so that nothing jumps while the clock goes.
    """
    full, plain, bare = _left(view)
    said = _right(view, width, theme, view.cursor, _state(view))
    sizes = [_size(one, theme) for one in _right(view, width, theme, view.ticks, _paused(view) or _state(view))]
    long, short, brief, count_only, nothing = zip(said, sizes, strict=True)
    longest = max((words.width(run.name, theme.ascii) for run in view.runs), default=0)
    for left, (right, size), least in (
        (full, long, longest),
        (full, short, longest),
        (plain, short, longest),
        (bare, short, longest),
        (bare, brief, _SHORTEST),
        (bare, count_only, _SHORTEST),
        ([], brief, _SHORTEST),
        ([], count_only, _SHORTEST),
        ([], nothing, 1),
    ):
        room = width - 4 - _size(left, theme) - (_GAP if left else 0) - max(size, _size(right, theme))
        name = longest
        while name > 0 and _names(view, name, theme) > room:
            name -= 1
        if name >= min(least, longest) and (name > 0 or not view.runs):
            return left, right, name
    return [], [], 1


def _left(view: View) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """The program, the scenario and its section; then less."""
    name: list[Piece] = [(view.card.name, "bright", True)]
    section: list[Piece] = [(f" §{view.card.section}", "muted", False)] if view.card.section else []
    return [("dlviz  ", "muted", False), *name, *section], [*name, *section], name


def _runs(canvas: Canvas, view: View, x: int, room: int, most: int, front: int) -> None:
    """Marks and names; how a run ended is added where it is unusual and there is room."""
    theme = canvas.theme
    spare = room - x - _names(view, most, theme)
    shown = [_cut(run.name, most, theme.ascii) for run in view.runs]
    names = words.apart([run.name for run in view.runs], shown, most, theme.ascii)
    for place, run in enumerate(view.runs):
        ink = theme.run(run.index)
        if x + 2 >= room:
            return
        canvas.put(x, 0, mark(run.index), ink)
        lit = place == front and len(view.runs) > 1
        size = canvas.write(x + 2, 0, words.shorten(names[place], room - x - 2, theme.ascii), ink, bold=lit)
        if lit:
            canvas.bg[0, x : x + 2 + size] = theme.rule if theme.greys else theme.bar
        x += 2 + size
        if run.status not in _USUAL and run.stage == "ended":
            lost = run.status.startswith("diverged")
            ways = (f" {ending(view, run)}", f" {run.status.split()[0]}", " ×" if lost else "")
            text = next((t for t in ways if words.width(t, theme.ascii) < spare), "")
            taken = canvas.write(x, 0, text, theme.bad if lost else theme.muted) if text else 0
            x += taken
            spare -= taken
        x += 2


def _cut(name: str, room: int, ascii: bool) -> str:
    """The name in so many cells; of a fork's its end stays, which tells it from its source: Ada…@120."""
    source, at, step = name.rpartition(" @")
    end = f"@{step}"
    if words.width(name, ascii) <= room or not at or words.width(end, ascii) + 1 + ascii > room:
        return words.shorten(name, room, ascii)
    return words.shorten(f"{source} ", room - words.width(end, ascii), ascii) + end


def _right(view: View, width: int, theme: Theme, cursor: int, state: list[Piece]) -> list[list[Piece]]:
    """Where the cursor stands and what the clock does, in five lengths, the longest first."""
    if view.message and not any(run.front >= 0 for run in view.runs):
        said: list[Piece] = [(words.shorten(view.message, width // 2, theme.ascii), "cursor", False)]
        return [said, said, said, [], []]
    step: list[Piece] = [
        ("step ", "muted", False),
        (count(cursor), "bright", True),
        (f"/{count(view.ticks)}", "muted", False),
    ]
    per = max(view.ticks_per_epoch, 1)
    epochs = view.ticks // per
    epoch: list[Piece] = []
    if per > 1:
        first = view.card.group != "epoch"  # epochs are over, an input is at work: it counts from 1
        epoch = [
            (f"{view.card.group} ", "muted", False),
            (count(cursor // per + first), "bright", True),
            (f"/{count(epochs + first)}", "muted", False),
        ]
    beside = epoch or _swept(view)
    both = [*step, (" · ", "muted", False), *beside] if beside else step
    # Runs that count steps differently share epochs only.
    main = epoch if epoch and len({run.steps_per_epoch for run in view.runs}) > 1 else both
    short = epoch if main is epoch and epoch else step
    if not state:
        return [main, short, short, short[:2], []]
    return [
        [*main, ("   ", "muted", False), *state],
        [*short, ("  ", "muted", False), *state],
        [*short, (" ", "muted", False), state[0]],
        short[:2],
        [],
    ]


def _swept(view: View) -> list[Piece]:
    """`o = 1.250`: where a computation stands that goes over the values of a column."""
    name = view.card.curves_x
    for run in view.runs[:1] if name != "step" else ():
        column, row = run.columns.get(name), view.row(run)
        if column is not None and column.ndim == 1 and row >= 0:
            return [(f"{words.column(name)} = ", "muted", False), (number(float(column[row])), "bright", True)]
    return []


def _state(view: View) -> list[Piece]:
    ended = bool(view.runs) and all(run.stage == "ended" for run in view.runs)
    if view.playing:
        asked = labels.speed(view.speed)
        # Training that cannot keep up sets the pace.
        said = asked if view.reached is None else f"{view.reached:,.4g} of {asked}"
        return [("▶ ", "cursor", False), (said, "cursor", False)]
    if ended and view.cursor >= view.front:
        lost = sum(run.status.startswith("diverged") for run in view.runs)
        if lost:
            which = "" if lost == len(view.runs) else f"{lost} "
            return [("× ", "bad", False), (f"{which}diverged", "bad", False)]
        return [("✓ ", "good", False), ("ended", "muted", False)]
    return _paused(view)


def _paused(view: View) -> list[Piece]:
    """Of a still picture nothing is said."""
    if not view.speed:
        return []
    rate = f"  {labels.speed(view.speed)}"
    return [("▮▮ ", "cursor", False), ("paused", "cursor", False), (rate, "muted", False)]

"""What the engine says when a setting is wrong: one sentence with what was given, where, and what would be
right."""

from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite


class SettingError(ValueError):
    """A setting that cannot be: a name that does not exist, a number out of its range."""


class ShapeError(SettingError):
    """Two shapes that do not fit: the sentence names the layer, both shapes and the option to change."""


def unknown(kind: str, given: object, known: Iterable[str]) -> SettingError:
    """Return the error for a name that does not exist, with the nearest right spellings."""
    names = sorted(known)
    near = get_close_matches(str(given).lower(), [name.lower() for name in names], n=3, cutoff=0.6)
    offered = [name for low in near for name in names if name.lower() == low]
    rest = f"did you mean {' or '.join(offered)}?" if offered else f"there are {', '.join(names)}"
    return SettingError(f"there is no {kind} {given!r}; {rest}")


def bad_options(kind: str, given: Iterable[str], known: Iterable[str]) -> SettingError:
    """Return the error for options that something does not have, with the options that it has."""
    wrong = sorted(set(given) - set(known))
    near = get_close_matches(wrong[0], list(known), n=1, cutoff=0.5) if wrong else []
    rest = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known) or 'none'}"
    return SettingError(f"{kind} has no option {', '.join(map(repr, wrong))}; {rest}")


def whole(owner: str, option: str, value: object, least: int = 1) -> int:
    """Check a whole number, at least `least`.

    Raises: SettingError.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise SettingError(f"{owner}: {option} is {value!r}; it must be a whole number, at least {least}")
    return value


def number(
    owner: str,
    option: str,
    value: object,
    least: float | None = None,
    most: float | None = None,
    below: bool = False,
) -> float:
    """Check a finite number inside [least, most], or [least, most) with `below`.

    Raises: SettingError.
    """
    fits = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if fits and least is not None:
        fits = value >= least  # type: ignore[operator]
    if fits and most is not None:
        fits = value < most if below else value <= most  # type: ignore[operator]
    if fits:
        return float(value)  # type: ignore[arg-type]
    bounds = [f"at least {least:g}"] if least is not None else []
    bounds += [f"{'below' if below else 'at most'} {most:g}"] if most is not None else []
    raise SettingError(
        f"{owner}: {option} is {value!r}; it must be a number{' ' if bounds else ''}{' and '.join(bounds)}"
    )


def choice(owner: str, option: str, value: object, known: Iterable[str]) -> str:
    """Check one of a few words.

    Raises: SettingError.
    """
    if isinstance(value, str) and value in known:
        return value
    raise SettingError(f"{owner}: {option} is {value!r}; it must be one of {', '.join(known)}")

"""How the engine writes a number or a size in a sentence."""


def plain(value: float) -> str:
    """Return the shortest text that reads as this number to six digits: 0.001, 1e-05, 256."""
    return f"{value:.6g}"


def size(count: float) -> str:
    """Return a size in bytes with its unit: 12 kB, 3.4 GB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.4g} TB"

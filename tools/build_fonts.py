"""Rebuild the fonts of tui/fonts: of DejaVu Sans Mono the letters and signs that pictures may show.

    python -m pip install fonttools matplotlib    # into an environment of its own; matplotlib ships DejaVu
    python tools/build_fonts.py [FOLDER]          # default: tui/fonts beside this script

Another version of fonttools may give other bytes for the same letters.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

NAMES = ("DejaVuSansMono", "DejaVuSansMono-Bold")
KEPT = (
    "0020-007E 00A0-017F 02B0-02FF 0302 0370-03FF 0400-045F 1D2C-1D6A 2010-2044 2070-209C 20AC 2100-214F 2150-215F "
    "2190-22FF 2300-2311 23CE 2500-25FF 2605 2606 2701-27BE FFFD"
)
"""Latin, Greek and Cyrillic letters, small raised and lowered ones, arrows, signs of mathematics, marks."""


def codes() -> set[int]:
    """The characters that are kept."""
    ends = [(first, last or first) for first, _, last in (part.partition("-") for part in KEPT.split())]
    return {code for first, last in ends for code in range(int(first, 16), int(last, 16) + 1)}


def build(source: Path, target: Path) -> None:
    """Write the part of a font that is kept, without hints: at the size of a cell they change nothing."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["FFTM", "kern"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes())
    subsetter.subset(font)
    font.save(target)


def main() -> None:
    """Write both weights and the licence."""
    import matplotlib

    shipped = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "tui" / "fonts"
    for name in NAMES:
        build(shipped / f"{name}.ttf", folder / f"{name}.ttf")
    shutil.copyfile(shipped / "LICENSE_DEJAVU", folder / "LICENSE_DEJAVU")


if __name__ == "__main__":
    main()

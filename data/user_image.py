"""A picture of the user's own, made small enough to be watched pixel by pixel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError


def from_image(path: str | Path, size: int = 24, grey: bool = False) -> NDArray[np.float64]:
    """Read a picture and shrink it until its longer side has at most `size` pixels.

    What is transparent becomes white; a photograph stands upright; of an animation the first picture is taken.
    Shapes: (height, width, 3), red, green and blue in 0 … 1; (height, width) if grey, the mean of the three.
    Raises: DataError where Pillow is missing, and for a file that is missing, no picture, or too large.
    """
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise DataError(f"{path}: reading a picture needs Pillow; install dlviz[images]") from None
    path = Path(path)
    try:
        with Image.open(path) as file:
            upright: Any = ImageOps.exif_transpose(file)
            whole = upright.convert("RGBA")
    except FileNotFoundError:
        raise DataError(f"there is no file {path}; check the path") from None
    except Image.DecompressionBombError:
        raise DataError(f"{path} has too many pixels; save it smaller") from None
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for files that are damaged, or something else
        raise DataError(f"{path} is no picture that can be read; give a PNG, JPEG, GIF, BMP or WebP file") from None
    on_white = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    shrink = min(size / max(on_white.size), 1.0)
    width, height = (max(round(n * shrink), 1) for n in on_white.size)
    small = on_white.resize((width, height), Image.Resampling.BOX)  # the mean of the pixels that become one
    found = np.asarray(small, np.float64) / 255
    return np.asarray(found.mean(axis=-1) if grey else found)

"""Canvases one after the other as an animated GIF, with one palette for all frames, in a loop.

Every colour of a cell and every step of a letter's edge between its two colours is counted over the whole film. The
most frequent stand in the palette exactly, the others as the nearest of these: nothing is dithered. A frame holds the
rectangle that changed, and in it what did not change as transparent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.raster import CELL, colours, pillow, tiles

FASTEST = 50.0  # frames a second: of shorter ones browsers make a tenth of a second
LAST = 2000  # milliseconds that the last frame stays
LEVELS = 6  # steps of a letter's edge: ground, four between, ink
MOST = 255  # colours of a palette; one more stands for what did not change

Keys = NDArray[np.int64]
"""Pairs of colours and a level, one number each: ink, ground, level."""

Pixels = NDArray[np.uint8]


def to_gif(
    canvases: Sequence[Canvas],
    path: Path,
    fps: float,
    scale: int = 1,
    shown: Callable[[int], object] = lambda number: None,
) -> None:
    """Write all frames, of one size; `shown` is told of each, counted from 1.

    Raises: ScenarioError without Pillow.
    """
    image = pillow()
    palette = _Palette.of_all(canvases, scale)
    width, height = (cells * pixels * scale for cells, pixels in zip(_size(canvases[0]), CELL, strict=True))
    with path.open("wb") as file:
        file.write(b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + b"\xf7\x00\x00")
        file.write(palette.table.tobytes().ljust(3 * 256, b"\0"))
        file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # for ever
        for frame, corner, milliseconds in _changes(canvases, palette, fps, scale, shown):
            for block in _encoded(image.fromarray(frame), corner, milliseconds):
                file.write(block)
        file.write(b"\x3b")


def _size(canvas: Canvas) -> tuple[int, int]:
    return canvas.width, canvas.height


def _encoded(frame: Any, corner: tuple[int, int], milliseconds: int) -> list[bytes]:
    """The blocks of one frame."""
    from PIL import GifImagePlugin

    found: list[bytes] = GifImagePlugin.getdata(frame, corner, duration=milliseconds, transparency=MOST, disposal=1)
    return found


def _changes(
    canvases: Sequence[Canvas], palette: _Palette, fps: float, scale: int, shown: Callable[[int], object]
) -> Iterator[tuple[Pixels, tuple[int, int], int]]:
    """Of each frame what differs from the one before, its corner and how long it stays; equal frames are one."""
    whole = _indices(canvases[0], palette, scale)
    part, corner, last = whole, (0, 0), whole
    ends = [int(1000 * k / min(fps, FASTEST) + 0.5) // 10 * 10 for k in range(len(canvases) + 1)]
    begun = 0
    shown(1)
    for number, canvas in enumerate(canvases[1:], start=1):
        whole = _indices(canvas, palette, scale)
        differs = whole != last
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if len(rows):
            yield part, corner, ends[number] - begun
            here = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            part = np.where(differs[here], whole[here], np.uint8(MOST))
            corner, begun, last = (int(columns[0]), int(rows[0])), ends[number], whole
        shown(number + 1)
    yield part, corner, max(ends[-1] - begun, LAST)


class _Palette:
    """Colours, and which of them stands for each key."""

    def __init__(self, keys: Keys, counts: NDArray[np.int64]) -> None:
        mixed = _mixed(keys)
        packed = mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]
        every, which = np.unique(packed, return_inverse=True)
        often = np.bincount(which, weights=counts)
        kept = np.argsort(-often, kind="stable")[:MOST]
        table = np.stack([every[kept] >> 16, every[kept] >> 8 & 255, every[kept] & 255], axis=1)
        self.table = table.astype(np.uint8)
        self.keys, self.index = keys, self._nearest(mixed)

    @staticmethod
    def of_all(canvases: Sequence[Canvas], scale: int) -> _Palette:
        """The colours of all frames, counted by the pixels that show them."""
        found: dict[int, int] = {}
        for canvas in canvases:
            numbers, levels = _levels(canvas, scale)
            often = np.stack([(levels == level).sum(axis=(1, 2)) for level in range(LEVELS)], axis=1)[numbers]
            pairs, which = np.unique(_pairs(canvas), return_inverse=True)
            for level in range(LEVELS):
                counts = np.bincount(which.ravel(), weights=often[:, :, level].ravel())
                for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
                    if count:
                        key = pair * LEVELS + level
                        found[key] = found.get(key, 0) + int(count)
        keys = sorted(found)
        return _Palette(np.array(keys, np.int64), np.array([found[key] for key in keys], np.int64))

    def _nearest(self, mixed: NDArray[np.int64]) -> NDArray[np.uint8]:
        out = np.empty(len(mixed), np.uint8)
        table = self.table.astype(np.int32)
        for start in range(0, len(mixed), 2048):
            apart = mixed[start : start + 2048, None].astype(np.int32) - table
            out[start : start + 2048] = (apart**2).sum(axis=2).argmin(axis=1)
        return out

    def of(self, keys: Keys) -> NDArray[np.uint8]:
        """The palette's number of each key."""
        return self.index[np.searchsorted(self.keys, keys)]


def _indices(canvas: Canvas, palette: _Palette, scale: int) -> NDArray[np.uint8]:
    """The palette's number of every pixel."""
    numbers, levels = _levels(canvas, scale)
    pairs, which = np.unique(_pairs(canvas), return_inverse=True)
    table = np.zeros((len(pairs), LEVELS), np.uint8)
    wanted = pairs[:, None] * LEVELS + np.arange(LEVELS)
    known = np.isin(wanted, palette.keys)
    table[known] = palette.of(wanted[known])
    cells = table[which.reshape(numbers.shape)[:, :, None, None], levels[numbers]]
    height, width = CELL[1] * scale, CELL[0] * scale
    return cells.transpose(0, 2, 1, 3).reshape(canvas.height * height, canvas.width * width)


def _levels(canvas: Canvas, scale: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The tiles with few steps from ground to ink."""
    numbers, stack = tiles(canvas, scale)
    return numbers, ((stack.astype(np.uint16) * (LEVELS - 1) + 127) // 255).astype(np.uint8)


def _pairs(canvas: Canvas) -> Keys:
    """Ink and ground of each cell as one number."""

    def packed(values: NDArray[np.int32], paper: bool) -> Keys:
        red, green, blue = np.moveaxis(colours(values, paper).astype(np.int64), -1, 0)
        return np.asarray(red << 16 | green << 8 | blue, np.int64)

    return packed(canvas.fg, False) << 24 | packed(canvas.bg, True)


def _mixed(keys: Keys) -> NDArray[np.int64]:
    """The colours of keys. Shape: (keys, 3)."""
    pairs, level = keys // LEVELS, keys % LEVELS
    shifts = np.array([16, 8, 0])
    ink, ground = pairs[:, None] >> 24 + shifts & 255, pairs[:, None] >> shifts & 255
    share = (level / (LEVELS - 1))[:, None]
    return np.asarray(np.floor(share * ink + (1 - share) * ground + 0.5), np.int64)

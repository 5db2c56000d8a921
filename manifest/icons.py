"""Draws the two icons that Teams asks for: a speech bubble with a flight of three steps in it.

Shapes are signed distances (below 0 is inside), so that every edge is smooth at every size. All lengths are shares
of the icon's width.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import hypot

from manifest.png import Pixel, png

COLOUR_SIZE = 192
OUTLINE_SIZE = 32

ACCENT = (0x1D, 0x4E, 0x5F)
ACCENT_HEX = "#1D4E5F"
PAPER = (0xFF, 0xFF, 0xFF)
STEP = (0xC4, 0x6A, 0x1B)

Shape = Callable[[float, float], float]

# Teams rounds the corners of the colour icon itself; what matters stays in its middle.
_BUBBLE = (0.20, 0.22, 0.80, 0.68, 0.09)
_TAIL = ((0.32, 0.60), (0.32, 0.81), (0.52, 0.66))
_STEPS = ((0.30, 0.51, 0.71, 0.59), (0.44, 0.42, 0.71, 0.59), (0.58, 0.33, 0.71, 0.59))


@cache
def colour_icon() -> bytes:
    """The icon in colour, 192 by 192, on the accent colour throughout."""
    bubble, steps = _union(_box(*_BUBBLE), _triangle(*_TAIL)), _flight()

    def paint(x: float, y: float, pixel: float) -> Pixel:
        ground = _mix(ACCENT, PAPER, _cover(bubble(x, y), pixel))
        return (*_mix(ground, STEP, _cover(steps(x, y), pixel)), 255)

    return _draw(COLOUR_SIZE, paint)


@cache
def outline_icon() -> bytes:
    """The outline in white on nothing, 32 by 32."""
    bubble = _box(2 / 32, 3 / 32, 30 / 32, 23 / 32, 4 / 32)
    tail = _triangle((6 / 32, 21 / 32), (6 / 32, 30 / 32), (15 / 32, 21 / 32))
    # On whole pixels, so that they stay sharp.
    steps = _union(
        _box(8 / 32, 15 / 32, 24 / 32, 18 / 32),
        _box(13 / 32, 11 / 32, 24 / 32, 18 / 32),
        _box(18 / 32, 7 / 32, 24 / 32, 18 / 32),
    )
    line = 1 / 32

    def paint(x: float, y: float, pixel: float) -> Pixel:
        rim = abs(bubble(x, y) + line) - line
        white = max(_cover(min(rim, tail(x, y)), pixel), _cover(steps(x, y), pixel))
        return (*PAPER, round(255 * white))

    return _draw(OUTLINE_SIZE, paint)


def _flight() -> Shape:
    first, second, third = (_box(*step, 0.008) for step in _STEPS)
    return _union(first, second, third)


def _draw(size: int, paint: Callable[[float, float, float], Pixel]) -> bytes:
    pixel = 1 / size
    middles = [(n + 0.5) * pixel for n in range(size)]
    return png([[paint(x, y, pixel) for x in middles] for y in middles])


def _box(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> Shape:
    """A rectangle with round corners."""
    across, down = (right - left) / 2 - corner, (bottom - top) / 2 - corner
    middle = ((left + right) / 2, (top + bottom) / 2)

    def distance(x: float, y: float) -> float:
        beyond_x, beyond_y = abs(x - middle[0]) - across, abs(y - middle[1]) - down
        outside = hypot(max(beyond_x, 0.0), max(beyond_y, 0.0))
        return outside + min(max(beyond_x, beyond_y), 0.0) - corner

    return distance


def _triangle(*corners: tuple[float, float]) -> Shape:
    """A triangle, its corners given anticlockwise as they are seen."""
    edges = [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]

    def distance(x: float, y: float) -> float:
        return max(((b[1] - a[1]) * (x - a[0]) - (b[0] - a[0]) * (y - a[1])) / length * -1 for a, b, length in edges)

    return distance


def _union(*shapes: Shape) -> Shape:
    return lambda x, y: min(shape(x, y) for shape in shapes)


def _cover(distance: float, pixel: float) -> float:
    """How much of a pixel a shape covers, given the distance of the pixel's middle from its edge."""
    return min(max(0.5 - distance / pixel, 0.0), 1.0)


def _mix(ground: tuple[int, int, int], over: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(g + (o - g) * share) for g, o in zip(ground, over, strict=True))
    return red, green, blue

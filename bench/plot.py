"""How the cost of one link grows with how many there are, as an SVG made by hand. Each line is held
against its own beginning, so that rows of different units stand in one picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Growth = Mapping[str, Mapping[int, float]]
"""For each line its name and the cost of one link by how many links there are."""

_WIDTH, _HEIGHT = 680, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 36, 64, 62
_COLOURS = ("#0b5cad", "#b3420a", "#2c7a3f", "#7a2c8f", "#5a5a5a")
_DASHES = ("none", "9 4", "2 4", "12 4 2 4", "5 5")
_STYLE = "font: 13px system-ui, sans-serif; fill: #222"


@dataclass(frozen=True)
class _Frame:
    """Where a point stands: links on a logarithmic axis, costs on a plain one from nothing up."""

    least: int
    most: int
    top: float

    def x(self, links: float) -> float:
        span = math.log(self.most / self.least) or 1.0
        return _LEFT + math.log(links / self.least) / span * (_WIDTH - _LEFT - _RIGHT)

    def y(self, cost: float) -> float:
        return _HEIGHT - _BOTTOM - cost / self.top * (_HEIGHT - _TOP - _BOTTOM)


def svg(growth: Growth, reach: float) -> str:
    lines = {name: _relative(costs) for name, costs in growth.items()}
    sizes = sorted({links for line in lines.values() for links in line})
    highest = max(cost for line in lines.values() for cost in line.values())
    frame = _Frame(sizes[0], sizes[-1], math.ceil(max(highest, reach) * 4 + 0.5) / 4)
    parts = [
        *_axes(frame, sizes),
        *_reach(frame, reach),
        *(part for n, each in enumerate(lines.items()) for part in _line(frame, n, *each)),
    ]
    said = "The cost of one link by how many links there are, relative to the fewest"
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{said}">'
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    return "\n".join([head, ground, *parts, "</svg>"]) + "\n"


def _relative(costs: Mapping[int, float]) -> dict[int, float]:
    first = costs[min(costs)]
    return {links: cost / first for links, cost in sorted(costs.items())}


def _axes(frame: _Frame, sizes: Sequence[int]) -> Iterator[str]:
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for quarter in range(round(frame.top * 4) + 1):
        y, cost = frame.y(quarter / 4), quarter / 4
        yield _path(f"M{_LEFT} {y:.1f}H{right}", "#ddd")
        yield _text(_LEFT - 8, y + 4, f"{cost:.2f}", "end")
    for links in sizes:
        x = frame.x(links)
        yield _path(f"M{x:.1f} {floor}v5", "#222")
        yield _text(x, floor + 20, f"{links:,}", "middle")
    yield _path(f"M{_LEFT} {_TOP}V{floor}H{right}", "#222")
    yield _text((_LEFT + right) / 2, _HEIGHT - 14, "links (logarithmic)", "middle")
    middle = (_TOP + floor) / 2
    words = f"cost of one link (at {sizes[0]:,} = 1)"
    yield _text(18, middle, words, "middle", f' transform="rotate(-90 18 {middle})"')


def _reach(frame: _Frame, reach: float) -> Iterator[str]:
    y = frame.y(reach)
    yield _path(f"M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}", "#c00")
    yield _text(_LEFT + 6, y - 6, f"reach: at most {reach:g}", "start")


def _line(frame: _Frame, number: int, name: str, costs: Mapping[int, float]) -> Iterator[str]:
    colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
    points = [f"{frame.x(links):.1f} {frame.y(cost):.1f}" for links, cost in costs.items()]
    yield _path("M" + "L".join(points), colour, f' stroke-width="2" stroke-dasharray="{dash}"')
    for point in points:
        x, y = point.split()
        yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'
    left, top = _LEFT + number % 3 * 200, 22 + number // 3 * 20
    yield _path(f"M{left} {top - 4}h34", colour, f' stroke-width="2" stroke-dasharray="{dash}"')
    yield _text(left + 42, top, name, "start")


def _path(steps: str, colour: str, more: str = "") -> str:
    return f'<path d="{steps}" fill="none" stroke="{colour}"{more}/>'


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} style="{_STYLE}"{more}>{escape(words)}</text>'

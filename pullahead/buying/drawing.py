"""SVG of an influence graph and of a value network. Pure; the same input gives the same bytes.

Boxes are links to the rows of the table twin. Styles come from the style sheet, so that both
themes work and the Content-Security-Policy holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, pi, sin

from pullahead.buying.layout import BOX_HEIGHT, BOX_WIDTH, Curve, Layout, PlacedLine, Point, place

NAME_CHARS = 15
NOTE_CHARS = 19
ROLE_WIDTH, ROLE_HEIGHT = 112, 34
LABEL = 9  # half the height of a number


@dataclass(frozen=True, slots=True)
class GraphBox:
    """A member as drawn: name, a line of roles, the sign of the stance, and its link."""

    id: int
    name: str
    note: str = ""
    stance: str = ""
    sign: str = "?"
    href: str = ""
    title: str = ""  # read aloud and shown as a tip


@dataclass(frozen=True, slots=True)
class GraphLink:
    """An influence as drawn."""

    start: int
    end: int
    helps: bool = True
    strength: int = 2
    title: str = ""


@dataclass(frozen=True, slots=True)
class ValueLine:
    """Deliverables from one role to another as drawn: their numbers."""

    giver: int
    receiver: int
    numbers: tuple[int, ...]
    tangible: bool


def influence_svg(
    boxes: Sequence[GraphBox],
    links: Sequence[GraphLink],
    hops: Mapping[int, int],
    *,
    heads: Mapping[int | None, str],
    label: str,
) -> str:
    """Return the graph; `heads` names the columns by hops, and None the one without a path."""
    layout = place([one.id for one in boxes], [(one.start, one.end) for one in links], hops)
    ways = {(one.start, one.end): one for one in links}
    parts = [
        f'<svg class="graph" viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}"'
        f' height="{layout.height}" role="group" aria-label="{escape(label)}">',
        _ARROW,
        *_heads(layout, hops, heads),
        *(_line(one, ways[one.start, one.end]) for one in layout.lines),
    ]
    by_id = {one.id: one for one in boxes}
    parts += [_box(by_id[one.id], one.x, one.y) for one in layout.boxes]
    return "".join([*parts, "</svg>"])


_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8"'
    ' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0 8 4 0 8z"/></marker></defs>'
)


def _heads(layout: Layout, hops: Mapping[int, int], heads: Mapping[int | None, str]) -> list[str]:
    known = set(hops.values())
    found = []
    for column, x in enumerate(layout.columns):
        text = heads.get(column if column in known else None, str(column))
        middle = x + BOX_WIDTH // 2
        found.append(f'<text class="head" x="{middle}" y="20">{escape(text)}</text>')
    return found


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _curve(curve: Curve) -> str:
    return "C" + " ".join(f"{_number(x)} {_number(y)}" for x, y in curve[1:])


def _line(line: PlacedLine, link: GraphLink) -> str:
    x, y = line.curves[0][0]
    path = f"M{_number(x)} {_number(y)}" + "".join(map(_curve, line.curves))
    kind = "helps" if link.helps else "hinders"
    return (
        f'<path class="link {kind} w{link.strength}" d="{path}" marker-end="url(#arrow)">'
        f"<title>{escape(link.title)}</title></path>"
    )


def shortened(text: str, chars: int) -> str:
    """Return the text, cut with an ellipsis after this many characters."""
    return text if len(text) <= chars else text[: chars - 1].rstrip() + "…"


def _box(box: GraphBox, x: int, y: int) -> str:
    right = x + BOX_WIDTH - 8
    kind = box.stance or "unknown"
    return (
        f'<a href="{escape(box.href)}" class="box {kind}"><title>{escape(box.title)}</title>'
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text class="name" x="{x + 8}" y="{y + 18}">'
        f"{escape(shortened(box.name, NAME_CHARS))}</text>"
        f'<text class="note" x="{x + 8}" y="{y + 35}">'
        f"{escape(shortened(box.note, NOTE_CHARS))}</text>"
        f'<text class="sign" x="{right}" y="{y + 18}">{escape(box.sign)}</text></a>'
    )


def ellipse(roles: Sequence[int]) -> tuple[dict[int, Point], int, int]:
    """Return the middle of each role on an ellipse, and the size of the drawing."""
    count = len(roles)
    # Two neighbors are apart either across or down, wherever on the ellipse they are.
    across = max(236, round(count * 150 / (2 * pi)))
    down = max(150, round(count * 76 / (2 * pi)))
    width, height = 2 * across + ROLE_WIDTH + 24, 2 * down + ROLE_HEIGHT + 24
    places = {}
    for at, role in enumerate(roles):
        angle = 2 * pi * at / count - pi / 2
        x, y = width / 2 + across * cos(angle), height / 2 + down * sin(angle)
        places[role] = (round(x, 1), round(y, 1))
    return places, width, height


def value_svg(boxes: Sequence[GraphBox], lines: Sequence[ValueLine], *, label: str) -> str:
    """Return a value network: roles on an ellipse, deliverables as numbers on their lines."""
    places, width, height = ellipse([one.id for one in boxes])
    parts = [
        f'<svg class="graph value" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="group" aria-label="{escape(label)}">',
        _ARROW,
    ]
    taken: list[Point] = list(places.values())
    labels = []
    for line in lines:
        curve = value_curve(places[line.giver], places[line.receiver])
        kind = "tangible" if line.tangible else "intangible"
        x, y = curve[0]
        path = f"M{_number(x)} {_number(y)}{_curve(curve)}"
        parts.append(f'<path class="link {kind}" d="{path}" marker-end="url(#arrow)"/>')
        labels.append(_numbers(line, _free_place(curve, taken, len(places))))
    for box in boxes:
        x, y = places[box.id]
        parts.append(_role(box, x - ROLE_WIDTH / 2, y - ROLE_HEIGHT / 2))
    return "".join([*parts, *labels, "</svg>"])


def value_curve(start: Point, end: Point) -> Curve:
    """Return the line between two roles from edge to edge, bent so that the way back is beside."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1
    bend = min(26.0, length / 8)
    aside = (-dy / length * bend, dx / length * bend)
    first = (start[0] + dx / 3 + aside[0], start[1] + dy / 3 + aside[1])
    second = (start[0] + 2 * dx / 3 + aside[0], start[1] + 2 * dy / 3 + aside[1])
    return _edge(start, first), first, second, _edge(end, second)


def _edge(middle: Point, towards: Point) -> Point:
    """Return where the way from the middle of a box toward a point leaves the box."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    ways = [
        half / abs(step)
        for half, step in ((ROLE_WIDTH / 2, dx), (ROLE_HEIGHT / 2, dy))
        if abs(step) > 1e-9
    ]
    part = min(1.0, *ways) if ways else 0.0
    return (round(middle[0] + dx * part, 1), round(middle[1] + dy * part, 1))


def at(curve: Curve, part: float) -> Point:
    """Return the point of a curve at a part of it between 0 and 1."""
    left = 1 - part
    weights = (left**3, 3 * left**2 * part, 3 * left * part**2, part**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def _free_place(curve: Curve, taken: list[Point], roles: int) -> Point:
    """Return the place of a number on its line that is farthest from all others.

    The first places of `taken` are the middles of the boxes, which are wider than high.
    """

    def room(way: Point) -> float:
        boxes = [
            max(abs(way[0] - x) - ROLE_WIDTH / 2, abs(way[1] - y) - ROLE_HEIGHT / 2)
            for x, y in taken[:roles]
        ]
        return min([*boxes, *(hypot(way[0] - x, way[1] - y) for x, y in taken[roles:])])

    found = max((at(curve, part / 20) for part in range(4, 17)), key=room)
    taken.append(found)
    return found


def _numbers(line: ValueLine, middle: Point) -> str:
    text = ", ".join(map(str, line.numbers))
    half = 5 + 3.4 * len(text)
    x, y = middle
    return (
        f'<g class="numbers"><rect x="{_number(x - half)}" y="{_number(y - LABEL)}"'
        f' width="{_number(2 * half)}" height="{2 * LABEL}" rx="{LABEL}"/>'
        f'<text x="{_number(x)}" y="{_number(y + 4)}">{text}</text></g>'
    )


def _role(box: GraphBox, x: float, y: float) -> str:
    return (
        f'<a href="{escape(box.href)}" class="box"><title>{escape(box.title)}</title>'
        f'<rect x="{_number(x)}" y="{_number(y)}" width="{ROLE_WIDTH}" height="{ROLE_HEIGHT}"'
        f' rx="6"/><text class="name mid" x="{_number(x + ROLE_WIDTH / 2)}"'
        f' y="{_number(y + ROLE_HEIGHT / 2 + 4)}">{escape(shortened(box.name, NAME_CHARS))}'
        "</text></a>"
    )

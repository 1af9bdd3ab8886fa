"""Places of boxes and lines of an influence graph. Pure; the same graph gives the same places.

A layered drawing in the manner of Sugiyama: columns by hops, read from the right. A line that
passes a column has a slot of its own there, so no line runs behind a box. The order inside the
columns is the best of several sweeps by means of neighbors and exchanges of neighbors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT, SLOT_HEIGHT = 128, 44, 8
GAP, BETWEEN = 56, 12  # between columns, between boxes of a column
MARGIN, HEAD = 12, 30
SWEEPS = 6

Point = tuple[float, float]
# cubic curve: start, two control points, end; a straight line has its control points on it
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its column and its upper left corner."""

    id: int
    column: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line as connected curves."""

    start: int
    end: int
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: boxes, lines, the left edge of each column, and its size."""

    boxes: tuple[PlacedBox, ...]
    lines: tuple[PlacedLine, ...]
    columns: tuple[int, ...]
    width: int
    height: int


@dataclass(slots=True)
class _Item:
    """A box or a slot of a column."""

    column: int
    box: int | None
    height: int
    y: int = 0  # middle


@dataclass(frozen=True, slots=True)
class _Route:
    """A link as the items that it passes, from its start to its end."""

    start: int
    end: int
    items: tuple[int, ...]


def columns_of(nodes: Sequence[int], hops: Mapping[int, int]) -> dict[int, int]:
    """Return the column of each node: its hops, and one more for nodes without a path."""
    last = max(hops.values(), default=-1) + 1
    return {one: hops.get(one, last) for one in nodes}


def place(
    nodes: Sequence[int], links: Iterable[tuple[int, int]], hops: Mapping[int, int]
) -> Layout:
    """Return the places of all boxes and lines."""
    column = columns_of(nodes, hops)
    items = [_Item(column[one], one, BOX_HEIGHT) for one in nodes]
    index = {one: at for at, one in enumerate(nodes)}
    routes = [_route(items, index, column, start, end) for start, end in links]
    count = max(column.values(), default=0) + 1
    order = _ordered(items, routes, count)
    _place_rows(items, routes, order)
    top = min((one.y - one.height // 2 for one in items), default=0)
    for one in items:
        one.y += HEAD + MARGIN - top
    left = [MARGIN + (count - 1 - at) * (BOX_WIDTH + GAP) for at in range(count)]
    boxes = tuple(
        PlacedBox(one.box, one.column, left[one.column], one.y - BOX_HEIGHT // 2)
        for one in items
        if one.box is not None
    )
    bottom = max((one.y + one.height // 2 for one in items), default=HEAD)
    width = 2 * MARGIN + count * BOX_WIDTH + (count - 1) * GAP
    if any(column[one.start] == column[one.end] == 0 for one in routes):
        width += GAP // 2
    return Layout(boxes, _lines(items, routes, left), tuple(left), width, bottom + MARGIN)


def _route(
    items: list[_Item], index: Mapping[int, int], column: Mapping[int, int], start: int, end: int
) -> _Route:
    """Return the route of a link, and add a slot for each column that it passes."""
    first, last = column[start], column[end]
    step = 1 if last > first else -1
    passed = []
    for between in range(first + step, last, step) if first != last else ():
        passed.append(len(items))
        items.append(_Item(between, None, SLOT_HEIGHT))
    return _Route(start, end, (index[start], *passed, index[end]))


def _neighbors(items: Sequence[_Item], routes: Iterable[_Route]) -> list[list[int]]:
    found: list[list[int]] = [[] for _one in items]
    for route in routes:
        for one, other in zip(route.items, route.items[1:], strict=False):
            if items[one].column != items[other].column:
                found[one].append(other)
                found[other].append(one)
    return found


def _ordered(items: Sequence[_Item], routes: Sequence[_Route], count: int) -> list[list[int]]:
    """Return the items of each column in the order with the fewest crossings that was found."""
    near = _neighbors(items, routes)
    order: list[list[int]] = [[] for _one in range(count)]
    for at, one in enumerate(items):
        order[one.column].append(at)
    best, least = [list(one) for one in order], _crossings(order, near)
    for sweep in range(SWEEPS):
        if not least:
            break
        ways = range(1, count) if sweep % 2 == 0 else range(count - 2, -1, -1)
        for at in ways:
            _sort_by_neighbors(order, near, at, at - 1 if sweep % 2 == 0 else at + 1)
        _exchange(order, near)
        found = _crossings(order, near)
        if found < least:
            best, least = [list(one) for one in order], found
    return best


def _sort_by_neighbors(order: list[list[int]], near: list[list[int]], at: int, by: int) -> None:
    place = {one: row for row, one in enumerate(order[by])}
    keys = {}
    for row, one in enumerate(order[at]):
        rows = [place[other] for other in near[one] if other in place]
        keys[one] = sum(rows) / len(rows) if rows else float(row)
    order[at].sort(key=lambda one: keys[one])


def _exchange(order: list[list[int]], near: list[list[int]]) -> None:
    """Exchange neighbors of a column as long as that removes crossings."""
    for at, column in enumerate(order):
        sides = [
            {one: row for row, one in enumerate(order[by])}
            for by in (at - 1, at + 1)
            if 0 <= by < len(order)
        ]
        better = True
        while better:
            better = False
            for row in range(len(column) - 1):
                one, other = column[row], column[row + 1]
                if _between(one, other, near, sides) > _between(other, one, near, sides):
                    column[row], column[row + 1] = other, one
                    better = True


def _between(
    upper: int, lower: int, near: list[list[int]], sides: Iterable[Mapping[int, int]]
) -> int:
    """Return the crossings of the lines of two neighbors in this order."""
    return sum(
        side[one] > side[other]
        for side in sides
        for one in near[upper]
        if one in side
        for other in near[lower]
        if other in side
    )


def _crossings(order: Sequence[Sequence[int]], near: list[list[int]]) -> int:
    found = 0
    for at in range(len(order) - 1):
        place = {one: row for row, one in enumerate(order[at + 1])}
        ends = [sorted(place[other] for other in near[one] if other in place) for one in order[at]]
        rows = [row for one in ends for row in one]
        found += sum(
            rows[one] > rows[other] for one in range(len(rows)) for other in range(one, len(rows))
        )
    return found


def _place_rows(
    items: Sequence[_Item], routes: Sequence[_Route], order: Sequence[Sequence[int]]
) -> None:
    """Place each item near its neighbors without overlaps, in the order of its column."""
    near = _neighbors(items, routes)
    offsets = [_offsets(items, column) for column in order]
    for column, rows in zip(order, offsets, strict=True):
        half = (rows[-1] if rows else 0) // 2
        for one, row in zip(column, rows, strict=True):
            items[one].y = row - half
    for sweep in range(4):
        for at in range(len(order)) if sweep % 2 == 0 else reversed(range(len(order))):
            column, rows = order[at], offsets[at]
            wanted = [
                sum(items[other].y for other in near[one]) / len(near[one])
                if near[one]
                else float(items[one].y)
                for one in column
            ]
            free = _in_order([want - row for want, row in zip(wanted, rows, strict=True)])
            for one, row, shift in zip(column, rows, free, strict=True):
                items[one].y = row + round(shift)


def _offsets(items: Sequence[_Item], column: Sequence[int]) -> list[int]:
    """Return the middle of each item of a column that is packed from zero."""
    found: list[int] = []
    for at, one in enumerate(column):
        if at == 0:
            found.append(0)
            continue
        before = items[column[at - 1]]
        found.append(found[-1] + (before.height + items[one].height) // 2 + BETWEEN)
    return found


def _in_order(wanted: Sequence[float]) -> list[float]:
    """Return the non-descending values nearest to those wanted (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for one in wanted:
        pools.append((one, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (low, few), (high, many) = pools.pop(), pools.pop()
            pools.append(((low * few + high * many) / (few + many), few + many))
    return [value for value, count in pools for _one in range(count)]


def _lines(
    items: Sequence[_Item], routes: Sequence[_Route], left: Sequence[int]
) -> tuple[PlacedLine, ...]:
    ports = _ports(items, routes)
    found = []
    for at, route in enumerate(routes):
        curves: list[Curve] = []
        for leg, (one, other) in enumerate(zip(route.items, route.items[1:], strict=False)):
            start = (_side(items, left, one, other), ports[at, leg, True])
            end = (_side(items, left, other, one), ports[at, leg, False])
            if curves:  # straight through the slot
                here = curves[-1][3]
                curves.append((here, here, start, start))
            if items[one].column == items[other].column:
                out = start[0] + GAP / 4 + at % 3 * 5
                curves.append((start, (out, start[1]), (out, end[1]), end))
            else:
                middle = (start[0] + end[0]) / 2
                curves.append((start, (middle, start[1]), (middle, end[1]), end))
        found.append(PlacedLine(route.start, route.end, tuple(curves)))
    return tuple(found)


def _side(items: Sequence[_Item], left: Sequence[int], one: int, other: int) -> float:
    """Return the edge of an item that faces the other; its right edge inside one column."""
    column = items[one].column
    return left[column] + (0 if items[other].column > column else BOX_WIDTH)


def _ports(items: Sequence[_Item], routes: Sequence[_Route]) -> dict[tuple[int, int, bool], float]:
    """Return the height at which each line leaves and enters, spread over the side of a box."""
    sides: dict[tuple[int, bool], list[tuple[int, tuple[int, int, bool]]]] = {}
    for at, route in enumerate(routes):
        for leg, (one, other) in enumerate(zip(route.items, route.items[1:], strict=False)):
            for here, there, leaves in ((one, other, True), (other, one, False)):
                faces_left = items[there].column > items[here].column
                ends = sides.setdefault((here, faces_left), [])
                ends.append((items[there].y, (at, leg, leaves)))
    found = {}
    for (here, _left), ends in sides.items():
        item = items[here]
        for row, (_y, key) in enumerate(sorted(ends)):
            if item.box is None:
                found[key] = float(item.y)
            else:
                shift = item.height * (row + 1) / (len(ends) + 1)
                found[key] = round(item.y - item.height / 2 + shift, 1)
    return found

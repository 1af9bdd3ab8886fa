"""The influence graph and the value network as drawn: no line behind a box, the same bytes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pullahead.buying import network
from pullahead.buying.drawing import (
    ROLE_HEIGHT,
    ROLE_WIDTH,
    GraphBox,
    GraphLink,
    ValueLine,
    at,
    ellipse,
    influence_svg,
    value_svg,
)
from pullahead.buying.layout import BOX_HEIGHT, BOX_WIDTH, Layout, place

Graph = tuple[int, list[tuple[int, int]], int]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a group of up to 30 people, links, and the number of those who decide."""
    size = draw(st.integers(1, 30))
    one = st.integers(0, size - 1)
    links = draw(st.lists(st.tuples(one, one), max_size=45))
    found = sorted({(start, end) for start, end in links if start != end})
    return size, found, draw(st.integers(0, min(size, 3)))


def laid_out(graph: Graph) -> Layout:
    """Return the layout of a drawn group."""
    size, links, deciders = graph
    hops = network.hops(network.directed(range(size), links), range(deciders))
    return place(list(range(size)), links, hops)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_no_boxes_overlap_and_no_line_runs_behind_a_box(graph: Graph) -> None:
    layout = laid_out(graph)
    boxes = layout.boxes
    for row, one in enumerate(boxes):
        assert 0 <= one.x <= layout.width - BOX_WIDTH
        assert 0 <= one.y <= layout.height - BOX_HEIGHT
        for other in boxes[row + 1 :]:
            apart = abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
            assert apart
    assert len(layout.lines) == len(graph[1])
    for line in layout.lines:
        for curve in line.curves:
            for part in range(13):
                x, y = at(curve, part / 12)
                assert 0 <= x <= layout.width
                assert not any(
                    box.x + 0.5 < x < box.x + BOX_WIDTH - 0.5
                    and box.y - 2 < y < box.y + BOX_HEIGHT + 2
                    for box in boxes
                )


@settings(max_examples=10, deadline=None)
@given(graphs())
def test_each_line_joins_its_two_boxes(graph: Graph) -> None:
    layout = laid_out(graph)
    boxes = {one.id: one for one in layout.boxes}
    for line in layout.lines:
        ends = ((line.start, line.curves[0][0]), (line.end, line.curves[-1][3]))
        for key, (x, y) in ends:
            box = boxes[key]
            assert x in (box.x, box.x + BOX_WIDTH)
            assert box.y < y < box.y + BOX_HEIGHT
        joins = zip(line.curves, line.curves[1:], strict=False)
        assert all(one[3] == other[0] for one, other in joins)


def drawn(names: tuple[str, ...] = ("Ines", "Jon", "Ada", "Dee")) -> str:
    """Return a chain of four as SVG; Dee has no path."""
    boxes = [GraphBox(key, name, href=f"#m{key}", title=name) for key, name in enumerate(names)]
    links = [GraphLink(1, 0), GraphLink(2, 1, helps=False, strength=3), GraphLink(0, 3)]
    heads = {0: "decides", 1: "1 step", 2: "2 steps", None: "no path known"}
    return influence_svg(boxes, links, {0: 0, 1: 1, 2: 2}, heads=heads, label="Influence")


def test_one_graph_gives_the_same_bytes_with_links_and_signs() -> None:
    svg = drawn()
    assert svg == drawn()
    assert svg.count('class="link helps w2"') == 2
    assert svg.count('class="link hinders w3"') == 1
    assert 'href="#m1"' in svg
    assert svg.index("decides") < svg.index("no path known")


def test_names_are_escaped_and_shortened() -> None:
    svg = drawn(("<b>&\"'", "A very long name of a person", "Ada", "Dee"))
    assert "<b>" not in svg
    assert "&lt;b&gt;&amp;" in svg
    assert ">A very long na…<" in svg


def test_an_empty_group_is_drawn_without_an_error() -> None:
    assert influence_svg([], [], {}, heads={}, label="").endswith("</svg>")
    assert value_svg([], [], label="").endswith("</svg>")


def test_roles_on_the_ellipse_do_not_overlap_at_any_number() -> None:
    for count in range(1, 41):
        places, width, height = ellipse(range(count))
        rows = list(places.values())
        for row, (x, y) in enumerate(rows):
            assert ROLE_WIDTH / 2 <= x <= width - ROLE_WIDTH / 2
            assert ROLE_HEIGHT / 2 <= y <= height - ROLE_HEIGHT / 2
            for other in rows[row + 1 :]:
                assert abs(x - other[0]) >= ROLE_WIDTH or abs(y - other[1]) >= ROLE_HEIGHT


def test_a_value_network_shows_its_deliverables_as_numbers() -> None:
    boxes = [GraphBox(key, f"Role {key}") for key in range(5)]
    lines = [
        ValueLine(0, 1, (1, 4), True),
        ValueLine(1, 0, (2,), False),
        ValueLine(3, 1, (3,), True),
    ]
    svg = value_svg(boxes, lines, label="Value")
    assert svg == value_svg(boxes, lines, label="Value")
    assert ">1, 4<" in svg
    assert svg.count('class="link intangible"') == 1

"""Measures of networks: hops, betweenness, cut vertices, density, distance. Pure.

Betweenness is Brandes' algorithm, normalized to the share of all pairs. A graph is a mapping of
each node to the nodes that it points to; `joined` makes it undirected.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def directed(nodes: Iterable[Node], links: Iterable[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    """Return the graph of the links, in the order given; a link of unknown nodes is left out."""
    graph: dict[Node, list[Node]] = {one: [] for one in nodes}
    for start, end in links:
        if start in graph and end in graph and start != end and end not in graph[start]:
            graph[start].append(end)
    return graph


def joined(graph: Mapping[Node, Collection[Node]]) -> dict[Node, list[Node]]:
    """Return the graph without directions."""
    found: dict[Node, list[Node]] = {one: [] for one in graph}
    for start, ends in graph.items():
        for end in ends:
            if end not in found[start]:
                found[start].append(end)
            if start not in found[end]:
                found[end].append(start)
    return found


def reverse(graph: Mapping[Node, Collection[Node]]) -> dict[Node, list[Node]]:
    """Return the graph with every link reversed."""
    found: dict[Node, list[Node]] = {one: [] for one in graph}
    for start, ends in graph.items():
        for end in ends:
            found[end].append(start)
    return found


def hops(
    graph: Mapping[Node, Collection[Node]],
    targets: Iterable[Node],
    without: Collection[Node] = (),
) -> dict[Node, int]:
    """Return the links from each node to the nearest target; nodes without a path are left out.

    Paths through a node of `without` do not count.
    """
    inward = reverse(graph)
    found = {one: 0 for one in targets if one in inward and one not in without}
    queue = deque(found)
    while queue:
        here = queue.popleft()
        for other in inward[here]:
            if other not in found and other not in without:
                found[other] = found[here] + 1
                queue.append(other)
    return found


def betweenness(graph: Mapping[Node, Collection[Node]]) -> dict[Node, float]:
    """Return the share of shortest paths between other nodes that pass through each node."""
    found = dict.fromkeys(graph, 0.0)
    for source in graph:
        order, paths, before = _shortest(graph, source)
        depends = dict.fromkeys(graph, 0.0)
        for one in reversed(order):
            for other in before[one]:
                depends[other] += paths[other] / paths[one] * (1 + depends[one])
            if one != source:
                found[one] += depends[one]
    pairs = (len(graph) - 1) * (len(graph) - 2)
    return {one: value / pairs if pairs > 0 else 0.0 for one, value in found.items()}


def _shortest(
    graph: Mapping[Node, Collection[Node]], source: Node
) -> tuple[list[Node], dict[Node, int], dict[Node, list[Node]]]:
    """Return nodes by distance, the number of shortest paths, and the nodes before each."""
    distance = {source: 0}
    paths = dict.fromkeys(graph, 0)
    paths[source] = 1
    before: dict[Node, list[Node]] = {one: [] for one in graph}
    order: list[Node] = []
    queue = deque([source])
    while queue:
        here = queue.popleft()
        order.append(here)
        for other in graph[here]:
            if other not in distance:
                distance[other] = distance[here] + 1
                queue.append(other)
            if distance[other] == distance[here] + 1:
                paths[other] += paths[here]
                before[other].append(here)
    return order, paths, before


def cut_vertices(graph: Mapping[Node, Collection[Node]]) -> set[Node]:
    """Return the nodes whose removal splits their part of the undirected graph."""
    both = joined(graph)
    parts = _parts(both, None)
    return {one for one in both if _parts(both, one) > parts - (not both[one])}


def _parts(graph: Mapping[Node, Collection[Node]], without: Node | None) -> int:
    seen: set[Node] = set()
    parts = 0
    for start in graph:
        if start == without or start in seen:
            continue
        parts += 1
        seen.add(start)
        queue = [start]
        while queue:
            for other in graph[queue.pop()]:
                if other != without and other not in seen:
                    seen.add(other)
                    queue.append(other)
    return parts


def cut_off(
    graph: Mapping[Node, Collection[Node]], targets: Collection[Node]
) -> dict[Node, list[Node]]:
    """Return for each node the nodes that reach a target only through it; empty ones left out."""
    reached = hops(graph, targets)
    found: dict[Node, list[Node]] = {}
    for one in graph:
        if one in reached and one not in targets:
            left = hops(graph, targets, without=(one,))
            lost = [other for other in reached if other not in left and other != one]
            if lost:
                found[one] = lost
    return found


def density(graph: Mapping[Node, Collection[Node]]) -> float:
    """Return joined pairs as a share of possible pairs."""
    size = len(graph)
    links = sum(map(len, joined(graph).values()))
    return links / (size * (size - 1)) if size > 1 else 0.0


def mean_distance(graph: Mapping[Node, Collection[Node]]) -> float:
    """Return the mean number of links between two nodes, over pairs that have a path."""
    both = joined(graph)
    lengths = [length for one in both for length in hops(both, [one]).values() if length]
    return sum(lengths) / len(lengths) if lengths else 0.0

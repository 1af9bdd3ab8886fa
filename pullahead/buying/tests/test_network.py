"""Measures of networks, on published networks and on the group of the example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pullahead.buying import gaps, network, rules, value_rules
from pullahead.buying.gaps import GapKind, GroupMember

KITE = (
    (0, 1), (0, 2), (0, 3), (0, 5), (1, 3), (1, 4), (1, 6), (2, 3), (2, 5), (3, 4), (3, 5),
    (3, 6), (4, 6), (5, 6), (5, 7), (6, 7), (7, 8), (8, 9),
)  # fmt: skip
FLORENCE = """Acciaiuoli-Medici Castellani-Peruzzi Castellani-Strozzi Castellani-Barbadori
Medici-Barbadori Medici-Ridolfi Medici-Tornabuoni Medici-Albizzi Medici-Salviati Salviati-Pazzi
Peruzzi-Strozzi Peruzzi-Bischeri Strozzi-Ridolfi Strozzi-Bischeri Ridolfi-Tornabuoni
Tornabuoni-Guadagni Albizzi-Ginori Albizzi-Guadagni Bischeri-Guadagni Guadagni-Lamberteschi"""
NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)


def test_the_kite_of_krackhardt_has_its_published_measures() -> None:
    graph = network.joined(network.directed(range(10), KITE))
    central = network.betweenness(graph)
    assert network.density(graph) == pytest.approx(0.4)
    assert network.mean_distance(graph) == pytest.approx(1.9778, abs=5e-5)
    assert max(central, key=lambda one: central[one]) == 7
    assert central[7] == pytest.approx(0.3889, abs=5e-5)
    assert network.cut_vertices(graph) == {7, 8}


def test_the_families_of_florence_have_their_published_measures() -> None:
    links = [tuple(one.split("-")) for one in FLORENCE.split()]
    names = sorted({one for link in links for one in link})
    graph = network.joined(network.directed(names, [(one, other) for one, other in links]))
    assert network.density(graph) == pytest.approx(0.1905, abs=5e-5)
    assert network.mean_distance(graph) == pytest.approx(2.4857, abs=5e-5)
    assert network.betweenness(graph)["Medici"] == pytest.approx(0.5220, abs=5e-5)


def test_an_empty_network_and_one_person_have_measures() -> None:
    for nodes in ([], [1]):
        graph = network.directed(nodes, [])
        assert network.density(graph) == network.mean_distance(graph) == 0
        assert network.cut_vertices(graph) == set()
        assert all(value == 0 for value in network.betweenness(graph).values())


INES, JON, ADA, DEE, BO, CEM, EVA, LEGAL = range(1, 9)
LINKS = [
    (JON, INES), (BO, INES), (EVA, INES), (ADA, JON), (CEM, EVA), (LEGAL, EVA), (DEE, ADA),
]  # fmt: skip


def group(**changed: GroupMember) -> list[GroupMember]:
    """Return the group of the example, after the talk of 2 December."""

    def member(
        key: int, name: str, stance: str = "", days: int | None = None, **more: object
    ) -> GroupMember:
        heard = NOW - timedelta(days=days) if days is not None else None
        stance_at = NOW - timedelta(days=6) if stance else None
        return GroupMember(key, name, stance=stance, stance_at=stance_at, heard_at=heard, **more)  # type: ignore[arg-type]

    rows = [
        member(INES, "Ines", "neutral", 0, decides=True),
        member(JON, "Jon", "mobilizer", 9, roles=frozenset({"initiator"})),
        member(ADA, "Ada", "for", 6, roles=frozenset({"user"})),
        member(DEE, "Dee", "for", 6),
        member(BO, "Bo", "against", roles=frozenset({"buyer", "gatekeeper"})),
        member(CEM, "Cem", side="outside"),
        member(EVA, "Eva", "neutral", roles=frozenset({"approver"})),
        member(LEGAL, "Legal", roles=frozenset({"approver"})),
    ]
    return [changed.get(one.name, one) for one in rows]


def test_hops_count_the_links_to_the_person_who_decides() -> None:
    found = gaps.hops_to_decision(group(), LINKS)
    assert found == {INES: 0, JON: 1, BO: 1, EVA: 1, ADA: 2, CEM: 2, LEGAL: 2, DEE: 3}


def test_the_first_gap_of_the_example_is_that_all_heard_go_through_jon() -> None:
    found = gaps.gaps(group(), LINKS, NOW)
    assert [one.kind for one in found] == [GapKind.ONE_PATH] + [GapKind.STANCE_UNKNOWN] * 2
    assert found[0].names == ("Jon",)
    assert found[0].heard == ("Jon", "Ada", "Dee")
    assert [one.names for one in found[1:]] == [("Cem",), ("Legal",)]


def test_gaps_come_in_their_order_from_an_empty_group() -> None:
    assert [(one.kind.value, one.role) for one in gaps.gaps([], [], NOW)] == [
        ("no_decider", ""),
        ("few_heard", ""),
        ("role_empty", "approver"),
        ("role_empty", "gatekeeper"),
        ("role_empty", "user"),
        ("nobody_outside", ""),
        ("nobody_against", ""),
    ]


def test_a_decider_not_heard_for_21_days_is_the_first_gap() -> None:
    silent = GroupMember(
        INES, "Ines", decides=True, stance="for", stance_at=NOW, heard_at=NOW - timedelta(days=22)
    )
    assert gaps.gaps(group(Ines=silent), LINKS, NOW)[0].kind is GapKind.DECIDER_SILENT


def test_a_second_path_to_the_decider_closes_the_gap() -> None:
    kinds = [one.kind for one in gaps.gaps(group(), [*LINKS, (DEE, BO)], NOW)]
    assert GapKind.ONE_PATH not in kinds


def test_a_stance_of_more_than_60_days_is_unknown() -> None:
    old = GroupMember(JON, "Jon", stance="mobilizer", stance_at=NOW - timedelta(days=61))
    found = gaps.gaps(group(Jon=old), LINKS, NOW)
    names = [one.names for one in found if one.kind is GapKind.STANCE_UNKNOWN]
    assert names == [("Jon",), ("Cem",), ("Legal",)]


def test_cut_off_says_who_reaches_the_decider_only_through_whom() -> None:
    graph = network.directed(range(1, 9), LINKS)
    found = network.cut_off(graph, [INES])
    assert found == {JON: [ADA, DEE], ADA: [DEE], EVA: [CEM, LEGAL]}


def test_the_stake_of_the_example_is_52_080() -> None:
    present = [rules.Attendee("Ines", 0, "neutral"), rules.Attendee("Dee", 3, "for")]
    found = rules.stake_of(Decimal(186_000), 0.35, present)
    assert found is not None
    assert (found.amount, found.reach, found.doubt) == (Decimal(52_080), Decimal(1), Decimal("0.8"))
    assert found.because_of == "Ines"


@pytest.mark.parametrize(
    ("hops", "stance", "missed", "amount"),
    [
        (None, "", False, 5),
        (2, "against", False, "22.5"),
        (1, "mobilizer", True, 15),
        (0, "neutral", True, 100),
    ],
)
def test_the_stake_is_value_chance_reach_and_doubt(
    hops: int | None, stance: str, missed: bool, amount: object
) -> None:
    found = rules.stake_of(Decimal(100), 1, [rules.Attendee("A", hops, stance, missed)])
    assert found is not None
    assert found.amount == Decimal(str(amount))


def test_no_stake_without_a_value_or_a_member() -> None:
    assert rules.stake_of(None, 1, [rules.Attendee("A", 0)]) is None
    assert rules.stake_of(Decimal(1), 1, []) is None


# giver, receiver: five pairs answer each other, five do not; 8 of 15 are intangible
PAIRS = (
    (1, 2), (2, 1), (2, 3), (3, 2), (2, 4), (4, 2), (3, 5), (5, 3), (4, 6), (6, 4),
    (1, 3), (2, 5), (6, 2), (7, 2), (7, 3),
)  # fmt: skip


def exchanges() -> list[value_rules.Exchange]:
    """Return a value network of 15 deliverables between seven roles."""
    return [
        value_rules.Exchange(n, giver, receiver, f"d{n}", tangible=n > 8, rating=n % 3 or None)
        for n, (giver, receiver) in enumerate(PAIRS, 1)
    ]


def test_the_exchange_view_measures_the_balance_of_a_value_network() -> None:
    found = value_rules.exchange(range(1, 8), exchanges())
    assert (found.deliverables, found.roles) == (15, 7)
    assert found.intangible == pytest.approx(0.533, abs=5e-4)
    assert found.reciprocity == pytest.approx(0.6667, abs=5e-5)
    assert found.density == pytest.approx(0.4762, abs=5e-5)
    assert found.distance == pytest.approx(1.5238, abs=5e-5)
    assert (found.only_give, found.only_get) == ((7,), ())


def test_the_impact_view_puts_unrated_deliverables_first() -> None:
    rows = value_rules.impact(range(1, 8), exchanges())
    assert [row.unrated for row in rows] == sorted((row.unrated for row in rows), reverse=True)
    first = rows[0].received
    assert [one.rating is None for one in first] == sorted(
        (one.rating is None for one in first), reverse=True
    )


def test_the_creation_view_sums_what_each_role_gives() -> None:
    given = [
        value_rules.Exchange(1, 1, 2, "a", True, cost=Decimal(40), rating=3, how="add"),
        value_rules.Exchange(2, 1, 3, "b", False, cost=Decimal(2), rating=-1),
    ]
    (row,) = value_rules.creation([1, 2, 3], given)
    assert (row.cost, row.rating, row.without_how) == (Decimal(42), 1.0, 1)

"""Messages to agents, the feed of results, and the targets of the wallboard."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.team.models import Person
from pullahead.usecases.floor import live, messages, wallboard
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    later,
    person,
    pulled,
    settle,
)


def test_a_result_is_praised_and_its_agent_reads_that_once(ana: Person, lee: Person) -> None:
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")
    (result,) = live.fresh_floor(viewer=lee).feed
    assert (result.agent, result.lead, result.outcome) == ("Ana", "Ana Lima", "Not interested")
    messages.send(person_id=ana.pk, token=result.token, about="praise", text="", by=lee)
    (seen,) = messages.unread(person_id=ana.pk)
    assert (seen.about, seen.by, seen.lead) == ("praise", "Lee", "Ana Lima")
    line = Journal.objects.get(kind="agent.messaged")
    assert (line.actor_id, line.lead_id, line.data["about"]) == (lee.pk, lead, "praise")
    assert not messages.mark_read(message_id=seen.id, by=lee)  # another's
    assert messages.mark_read(message_id=seen.id, by=ana)
    assert messages.unread(person_id=ana.pk) == ()


def test_a_message_goes_to_the_own_team_and_about_its_own_results(
    ana: Person, bo: Person, lee: Person
) -> None:
    admitted()
    settle(bo, pulled(bo), "not_interested")
    (result,) = live.fresh_floor(viewer=lee).feed
    elsewhere = person("Ola", role="leader", team="Elsewhere")
    for who, token, by in ((ana, None, elsewhere), (ana, result.token, lee), (ana, None, bo)):
        with pytest.raises(NotFound):
            messages.send(person_id=who.pk, token=token, about="ask", text="Why?", by=by)
    for about, text in (("ask", " "), ("shout", "Hey"), ("note", "x" * 501)):
        with pytest.raises(Invalid):
            messages.send(person_id=bo.pk, token=None, about=about, text=text, by=lee)


def test_the_wallboard_compares_its_figures_with_the_targets(ana: Person, lee: Person) -> None:
    admitted("One", austin(101))
    admitted("Two", austin(102))
    settle(ana, pulled(ana), "won")
    callback_settled(ana, pulled(ana), hours=1)
    later(minutes=76)
    wallboard.set_targets(typed={"wins_today": 1, "settled_today": 3}, by=lee)
    board = wallboard.wallboard(viewer=lee)
    found = {one.code: (one.value, one.target, one.met) for one in board.figures}
    overview = live.fresh_floor(viewer=lee)
    assert (overview.attempts_today, overview.contacts_today, overview.wins_today) == (2, 2, 1)
    assert found == {
        "callbacks_kept": (None, None, None),  # not published yet
        "callbacks_overdue": (1, 0, False),
        "fresh_late": (0, 0, True),
        "settled_today": (2, 3, False),
        "contacts_today": (2, None, None),
        "wins_today": (1, 1, True),
    }
    with pytest.raises(Invalid):
        wallboard.set_targets(typed={"wins_today": -1}, by=lee)
    wallboard.set_targets(typed={"wins_today": None}, by=lee)
    assert wallboard.targets(viewer=lee)["wins_today"] is None

"""*Dispositions and cadences*: relabelled, ordered, switched, added; plans and start values."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.base.models import Journal
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.team.models import Team
from pullahead.usecases.settings import durations
from pullahead.usecases.work import pull
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def change(who: Visitor, code: str, do: str, **fields: str) -> str:
    return who.send(f"/settings/outcomes/{code}/change", do=do, **fields)


def codes() -> list[str]:
    return [choice.code for choice in pull.choices()]


def test_a_label_is_changed_and_what_was_settled_keeps_its_code(admin: Visitor) -> None:
    assert "Label saved" in change(admin, "no_answer", "relabel", label="Rang out")
    assert models.DispositionRow.objects.get(pk="no_answer").label == "Rang out"
    assert Journal.objects.get(kind="disposition.changed").data["disposition"] == "no_answer"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("", "1 to 60 printable"),
        ("x" * 61, "1 to 60 printable"),
        ("\x00", "Null characters are not allowed"),
        ("busy", "“busy” already exists"),
    ],
)
def test_a_label_that_cannot_be_is_refused_beside_its_row(
    label: str, said: str, admin: Visitor
) -> None:
    page = change(admin, "no_answer", "relabel", label=label)
    assert admin.status == 422
    assert said in page
    assert models.DispositionRow.objects.get(pk="no_answer").label == "No answer"


def test_the_order_is_the_one_that_agents_see(admin: Visitor) -> None:
    before = codes()
    change(admin, before[1], "up")
    assert codes() == [before[1], before[0], *before[2:]]
    change(admin, before[1], "down")
    assert codes() == before
    change(admin, before[0], "up")
    assert codes() == before


def test_what_is_off_is_not_offered_and_the_last_of_a_kind_stays_on(admin: Visitor) -> None:
    assert "Call outcome disabled" in change(admin, "busy", "off")
    assert "busy" not in codes()
    change(admin, "busy", "on")
    assert "busy" in codes()

    for code in ("asked_for", "qualified"):
        change(admin, code, "off")
    page = change(admin, "callback", "off")
    assert admin.status == 409
    assert "the last enabled outcome" in page
    assert "callback" in codes()


def test_a_disposition_is_added_last_and_can_be_settled_with(
    admin: Visitor, agent: Visitor, ana: UUID
) -> None:
    admin.send("/settings/outcomes/add", label="Moved away!", kind="final", tried="1", reached="1")
    added = models.DispositionRow.objects.get(pk="moved_away")
    assert (added.kind, added.tried, added.reached, added.opt_out) == ("final", True, True, False)
    assert codes()[-1] == "moved_away"

    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="moved_away", note="To Lisbon, for good.")
    assert "closed, Moved away!" in agent.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": ""}, "1 to 60 printable"),
        ({"label": "No Answer"}, "already"),
        ({"kind": "never"}, "Choose the next step"),
        ({"kind": "next", "opt_out": "1"}, "Only an outcome that closes the lead"),
    ],
)
def test_a_disposition_that_cannot_be_is_refused(
    fields: dict[str, str], said: str, admin: Visitor
) -> None:
    before = models.DispositionRow.objects.count()
    page = admin.send("/settings/outcomes/add", **({"label": "New", "kind": "final"} | fields))
    assert admin.status == 422
    assert said in page
    assert models.DispositionRow.objects.count() == before


def test_labels_in_other_scripts_get_codes_too(admin: Visitor) -> None:
    for label in ("不在", "留守", "Ça va"):
        admin.send("/settings/outcomes/add", label=label, kind="next", tried="1")
    new = models.DispositionRow.objects.filter(label__in=["不在", "留守", "Ça va"])
    assert {row.code for row in new} == {"outcome", "outcome_2", "a_va"}


def test_a_cadence_is_written_in_words(admin: Visitor) -> None:
    plan = models.CadenceRow.objects.get(name="fresh inquiry")
    assert "at once, 45 min, 2 h, 5 days, 14 days, 15 days" in admin.see("/settings/outcomes")
    page = admin.send(f"/settings/cadences/{plan.pk}", words="at once, 30 min, 1 day, 2 weeks")
    assert "Saved" in page
    plan.refresh_from_db()
    assert plan.offsets == [0, 30, 1440, 20160]
    assert durations.read(durations.all_in_words(plan.offsets)) == plan.offsets


@pytest.mark.parametrize(
    "words",
    ["", "soon", "5 min, 1 h", "at once, 2 h, 1 h", "at once, at once", "at once, 200 days",
     "at once, -5 min", "at once, 999999999999999 h", ", ".join(["at once"] * 30)],
)  # fmt: skip
def test_a_plan_that_is_none_is_refused_and_what_was_typed_is_kept(
    words: str, admin: Visitor
) -> None:
    plan = models.CadenceRow.objects.get(name="dense")
    page = admin.send(f"/settings/cadences/{plan.pk}", words=words)
    assert admin.status == 422
    assert not words or f'value="{words}"' in page
    assert models.CadenceRow.objects.get(pk=plan.pk).offsets == plan.offsets


def test_what_a_source_starts_with_is_set(admin: Visitor) -> None:
    source = Source.objects.get(name="Web form")
    dense = models.CadenceRow.objects.get(name="dense")
    fields = {
        "team": str(Team.objects.get(name="Sales").pk),
        "cadence": str(dense.pk),
        "percent": "7.5",
        "value": "1200.50",
        "half_life_hours": "48",
        "curve": "inquiry",
        "needs_skills": "prod:solar lang:es",
    }
    assert "Saved" in admin.send(f"/settings/sources/{source.pk}", **fields)
    route = models.Route.objects.get(source=source)
    assert (route.chance, str(route.value), route.half_life_hours) == (0.075, "1200.50", 48)
    assert route.cadence_id == dense.pk
    assert (route.curve, route.needs_skills) == ("inquiry", "lang:es prod:solar")

    wrong = {"percent": "0", "value": "-1", "half_life_hours": "nan", "team": "9999", "cadence": ""}
    wrong |= {"curve": "steep", "needs_skills": "spanish"}
    for name, value in wrong.items():
        admin.send(f"/settings/sources/{source.pk}", **(fields | {name: value}))
        assert admin.status == 422, name
    assert models.Route.objects.get(source=source).chance == 0.075


def test_what_is_not_there_is_not_found(admin: Visitor) -> None:
    many = "9" * 30
    for path in (f"cadences/{many}", "cadences/999", "outcomes/nothing/change"):
        admin.send(f"/settings/{path}", words="at once", do="up")
        assert admin.status == 404, path
    change(admin, "busy", "delete")
    assert admin.status == 404

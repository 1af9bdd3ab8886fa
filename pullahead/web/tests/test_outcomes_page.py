"""*Dispositions and cadences*: relabelled, ordered, switched, added; plans and start values."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from django.conf import settings

from pullahead.base.errors import Invalid
from pullahead.base.models import Journal
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.settings import (
    dispositions,
    durations,
    outcome_settings,
    source_defaults,
)
from pullahead.usecases.settings.outcome_settings import OutcomeChanges
from pullahead.usecases.work import pull
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow
OUTCOMES = "/settings/outcomes"
USUAL = {"checkbox": "on"}  # sent by a control without a value


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def save(who: Visitor, at: str = OUTCOMES, /, **fields: str | None) -> str:
    """Send the page's form as a browser does, with these fields changed; None unticks a box."""
    sent = form_of(who.see(at))
    for name, value in fields.items():
        key = name.replace("__", "-")
        if value is None:
            del sent[key]
        else:
            sent[key] = [value]
    return who.send(f"{at}/save", **sent)  # type: ignore[arg-type]  # a list is sent as often


def form_of(page: str) -> dict[str, list[str]]:
    """Return what the controls of the one form of the page would send."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r'<input[^>]* form="save-all"[^>]*>', page):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attrs["type"] != "checkbox" or " checked" in tag:
            sent.setdefault(attrs["name"], []).append(
                unescape(attrs.get("value", USUAL.get(attrs["type"], "")))
            )
    for name, options in re.findall(
        r'<select name="([^"]+)"[^>]* form="save-all".*?>(.*?)</select>', page
    ):
        sent[name] = re.findall(r'<option value="([^"]*)" selected>', options)
    return sent


def codes() -> list[str]:
    return [choice.code for choice in pull.choices()]


def test_labels_plans_and_notes_are_saved_by_one_button(admin: Visitor) -> None:
    dense = models.CadenceRow.objects.get(name="dense")
    fields = {
        "d-no_answer__label": "Rang out",
        "d-busy__label": "Engaged",
        "d-busy__active": None,
        f"c-{dense.pk}__words": "at once, 30 min, 1 day",
        "notes__always": "on",
    }
    assert "Saved" in save(admin, **fields)
    assert admin.text.count(">Save changes</button>") == 2, "the shown one, and the one of Enter"
    rows = models.DispositionRow.objects.in_bulk(["no_answer", "busy"])
    assert (rows["no_answer"].label, rows["no_answer"].active) == ("Rang out", True)
    assert (rows["busy"].label, rows["busy"].active) == ("Engaged", False)
    dense.refresh_from_db()
    assert dense.offsets == [0, 30, 1440]
    assert dispositions.own_words()
    changes = Journal.objects.filter(kind="disposition.changed").order_by("id")
    assert [(line.data["disposition"], line.data["change"]) for line in changes] == [
        ("no_answer", "label"),
        ("busy", "label"),
        ("busy", "off"),
    ]
    assert Journal.objects.get(kind="cadence.changed").data["cadence"] == dense.pk


def test_a_save_without_a_change_writes_nothing(admin: Visitor) -> None:
    before = Journal.objects.count()
    assert "Nothing was changed" in save(admin)
    assert Journal.objects.count() == before


def test_a_save_leaves_what_another_admin_changed_meanwhile(admin: Visitor) -> None:
    sent = form_of(admin.see("/settings/outcomes"))
    other = Visitor(factories.add("Otto", role="admin"))
    other.send("/settings/outcomes/add", label="Moved away", kind="final", tried="1")
    save(other, **{"d-busy__label": "Engaged", "d-no_answer__active": None})
    sent["d-no_answer-label"] = ["Rang out"]
    admin.send("/settings/outcomes/save", **sent)  # type: ignore[arg-type]
    rows = models.DispositionRow.objects.in_bulk(["no_answer", "busy", "moved_away"])
    assert rows["busy"].label == "Engaged"
    assert (rows["no_answer"].label, rows["no_answer"].active) == ("Rang out", False)
    assert (rows["moved_away"].label, rows["moved_away"].active) == ("Moved away", True)
    assert codes()[-1] == "moved_away"


def test_two_labels_can_be_swapped_in_one_save(admin: Visitor) -> None:
    save(admin, **{"d-no_answer__label": "Busy", "d-busy__label": "No answer"})
    labels = dict(models.DispositionRow.objects.values_list("code", "label"))
    assert (labels["no_answer"], labels["busy"]) == ("Busy", "No answer")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("", "1 to 60 printable"),
        ("x" * 61, "1 to 60 printable"),
        ("\x00", "Null characters are not allowed"),
        ("busy", "“busy” already exists"),
    ],
)
def test_one_wrong_label_saves_nothing_and_keeps_everything_typed(
    label: str, said: str, admin: Visitor
) -> None:
    page = save(admin, **{"d-no_answer__label": label, "d-voicemail__label": "Mailbox"})
    assert admin.status == 422
    assert said in page
    assert "Nothing was saved. Correct 1 field." in page
    assert 'value="Mailbox"' in page
    labels = dict(models.DispositionRow.objects.values_list("code", "label"))
    assert (labels["no_answer"], labels["voicemail"]) == ("No answer", "Voicemail")


def test_a_row_moves_at_once_on_the_page_and_is_saved_with_the_rest(admin: Visitor) -> None:
    before = codes()
    page = save(admin, **{"d-busy__label": "Engaged"}, up=before[1])
    assert "The new order is not saved yet" in page
    assert 'value="Engaged"' in page
    assert codes() == before
    sent = form_of(page)
    assert sent["order"][:2] == [before[1], before[0]]
    admin.send("/settings/outcomes/save", **sent)  # type: ignore[arg-type]
    assert codes() == [before[1], before[0], *before[2:]]
    assert models.DispositionRow.objects.get(pk="busy").label == "Engaged"
    order = Journal.objects.filter(kind="disposition.changed", data__change="order")
    assert {line.data["disposition"] for line in order} == set(before[:2])


@pytest.mark.parametrize("press", [("up", 0), ("down", -1)])
def test_the_ends_of_the_order_stay(press: tuple[str, int], admin: Visitor) -> None:
    button, at = press
    order = form_of(admin.see("/settings/outcomes"))["order"]
    page = save(admin, **{button: order[at]})
    assert form_of(page)["order"] == order


def test_an_order_that_the_page_did_not_offer_changes_no_more_than_it_names(
    admin: Visitor,
) -> None:
    before = codes()
    sent = form_of(admin.see("/settings/outcomes"))
    sent["order"] = [before[2], "nothing", before[2], "\x00"]
    admin.send("/settings/outcomes/save", **sent)  # type: ignore[arg-type]
    assert codes() == [before[2], before[0], before[1], *before[3:]]


def test_what_is_off_is_not_offered_and_the_last_of_a_kind_stays_on(admin: Visitor) -> None:
    save(admin, **{"d-busy__active": None})
    assert "busy" not in codes()
    save(admin, **{"d-busy__active": "on"})
    assert "busy" in codes()

    kinds = models.DispositionRow.objects.filter(kind="callback", active=True)
    page = save(admin, **{f"d-{row.code}__active": None for row in kinds})
    assert admin.status == 422
    assert "the last enabled outcome" in page
    assert "callback" in codes()


def test_two_admins_cannot_disable_the_last_two_of_a_kind(admin: Visitor) -> None:
    kinds = list(models.DispositionRow.objects.filter(kind="callback", active=True))
    boss = Person.objects.get(name="Ada")
    first, *others = [row.code for row in kinds]
    outcome_settings.save(changes=OutcomeChanges(active=dict.fromkeys(others, False)), by=boss)
    with pytest.raises(Invalid) as refused:
        outcome_settings.save(changes=OutcomeChanges(active={first: False}), by=boss)
    assert [error.field for error in refused.value.errors] == [f"active-{first}"]


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
    page = save(admin, **{f"c-{plan.pk}__words": "at once, 30 min, 1 day, 2 weeks"})
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
    page = save(admin, **{f"c-{plan.pk}__words": words})
    assert admin.status == 422
    assert not words or f'value="{words}"' in page
    assert models.CadenceRow.objects.get(pk=plan.pk).offsets == plan.offsets


def test_several_sources_are_saved_by_one_button(admin: Visitor) -> None:
    factories.source("Fair")
    factories.source("Quiet")
    web, fair = Source.objects.get(name="Web form"), Source.objects.get(name="Fair")
    dense = models.CadenceRow.objects.get(name="dense")
    fields = {
        f"s-{web.pk}__cadence": str(dense.pk),
        f"s-{web.pk}__percent": "7.5",
        f"s-{web.pk}__value": "1200.50",
        f"s-{web.pk}__half_life_hours": "48",
        f"s-{web.pk}__curve": "inquiry",
        f"s-{web.pk}__needs_skills": "prod:solar lang:es",
        f"s-{fair.pk}__percent": "3",
    }
    assert "Saved" in save(admin, "/settings/sources", **fields)
    route = models.Route.objects.get(source=web)
    assert (route.chance, str(route.value), route.half_life_hours) == (0.075, "1200.50", 48)
    assert route.cadence_id == dense.pk
    assert (route.curve, route.needs_skills) == ("inquiry", "lang:es prod:solar")
    assert models.Route.objects.get(source=fair).chance == 0.03
    lines = Journal.objects.filter(kind="route.changed")
    assert {line.data["source"] for line in lines} == {web.pk, fair.pk}

    wrong = {"percent": "0", "value": "-1", "half_life_hours": "nan", "team": "9999", "cadence": ""}
    wrong |= {"curve": "steep", "needs_skills": "spanish"}
    for name, value in wrong.items():
        fields = {f"s-{web.pk}__{name}": value, f"s-{fair.pk}__percent": "4"}
        page = save(admin, "/settings/sources", **fields)
        assert admin.status == 422, name
        assert f'id="s-{web.pk}-{name}_error"' in page
    assert models.Route.objects.get(source=web).chance == 0.075
    assert models.Route.objects.get(source=fair).chance == 0.03


def test_many_sources_are_in_pages_whose_fields_fit_in_one_form(admin: Visitor) -> None:
    for n in range(source_defaults.PAGE + 2):
        factories.source(f"Fair {n:02}")
    last = Source.objects.get(name="Web form")
    assert f's-{last.pk}-percent"' not in admin.see("/settings/sources")
    assert sum(map(len, form_of(admin.text).values())) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert "Page 2 of 2" in admin.see("/settings/sources?page=2")
    for page in ("9", "x", "-1", "9" * 30, "²"):
        admin.see(f"/settings/sources?page={page}")
        assert admin.status == 200, page
    sent = form_of(admin.see("/settings/sources?page=2"))
    sent |= {f"s-{last.pk}-percent": ["9"], "page": ["2"]}
    admin.send("/settings/sources/save", **sent)  # type: ignore[arg-type]
    assert admin.to == "/settings/sources?page=2"
    assert models.Route.objects.get(source=last).chance == 0.09

"""Owner, member, marketing and stranger on every page, generated from the URL map.

The owner holds the lead, and the member works beside them. The team lead leads their team; the lead
of another team leads nobody here. The stranger has not signed in. A page that is in the URL map and
not in the table below fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from pullahead.compliance.models import RulePack
from pullahead.leads.models import Import, Lead, SourceKey
from pullahead.pipeline.models import DealField, DealImport, Stage
from pullahead.pull.models import Attempt, MessageTemplate, NurturePlanRow
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals import edit, fields, import_drafts, workflow
from pullahead.usecases.intake.imports import upload
from pullahead.usecases.sprints import items, pods, taking
from pullahead.usecases.work import attempts, claims, pull
from pullahead.web import urls
from pullahead.web.tests import factories
from tests.access.broken_database import STATEMENTS, answers_end, only_reads
from tests.access.page_rights import (
    ADMINS,
    CONTRIBUTORS,
    GO,
    GONE,
    IN,
    MARKETING,
    MAY,
    METHOD,
    OPEN,
)
from tests.rows import failing

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# Once on PostgreSQL, too, each page runs its queries: for the team lead and the administrator
SQLITE_ONLY = pytest.mark.wide

PAGES = {str(page.name): page for page in urls.urlpatterns}
FORM = {
    "disposition": "duplicate",
    "note": "Twice in the list",
    "then": "stop",
    "reason": "language",
    "phone": "+1 512 555 0177",
    "zone": "America/Chicago",
    "sure": "1",
    "verdict": "won",
    "ground": "called_in",
    "text": "He called",
    "name": "Nora",
    "role": "agent",
    "team": "Sales",
    "source": "Web form",
    "scopes": "leads:read",
    "label": "Moved away",
    "kind": "final",
    "words": "at once, 2 h",
    "address": "1",
    "channel": "call",
    "why": "wrong_number",
}
LIST = b"Name,Email\nBo,bo@example.com\n"
FORMS = sorted(page for page, row in MAY.items() if row[0] == "POST")
PLACES = {"owner": 1, "member": 2, "leader": 3, "elsewhere": 4}


@dataclass(frozen=True)
class PageWorld:
    """One lead in the owner's hands, and every kind of viewer."""

    lead: UUID
    token: UUID
    deal: UUID
    item: UUID
    people: dict[str, Person]
    sessions: dict[str, str]
    imports: tuple[str, str]  # of leads, of deals
    parts: dict[str, str] = field(default_factory=dict)

    def path(self, page: str) -> str:
        """Return the page's address, about the owner's lead, claim or person."""
        route = str(PAGES[page].pattern)
        about = {**self.parts, "<int:import_id>": self.imports[page.startswith("deal-")]}
        for part, value in about.items():
            route = route.replace(part, value)
        return f"/{route}"

    def client(self, who: str | None, *, enforce_csrf_checks: bool = False) -> Client:
        """Return a browser in which this person has signed in."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        if who is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def ask(self, page: str, who: str | None) -> int:
        """Return the status that this person gets."""
        client = self.client(who)
        send: dict[str, Callable[..., object]] = {"GET": client.get, "POST": client.post}
        how = MAY[page][0] if page in MAY else OPEN[page]
        answer = send[how](self.path(page), FORM)
        return int(getattr(answer, "status_code", 0))


def _parts(world: PageWorld) -> dict[str, str]:
    """Return the ids that stand in addresses."""
    return {
        "<uuid:token>": str(world.token),
        "<uuid:lead_id>": str(world.lead),
        "<uuid:deal_id>": str(world.deal),
        "<uuid:conversation_id>": str(world.token),  # the id of no conversation
        "<uuid:promise_id>": str(world.token),
        "<int:contact_id>": "1",
        "<uuid:item_id>": str(world.item),
        **dict.fromkeys(["<uuid:sprint_id>", "<uuid:change_id>"], str(world.lead)),
        "<uuid:row_id>": str(world.lead),
        "<uuid:batch>": str(world.lead),
        "<slug:name>": "pull",
        "<slug:chart>": "cycle",
        "<int:stage_id>": str(Stage.objects.get(position=0).pk),
        "<int:person_id>": str(world.people["owner"].pk),
        "<slug:role>": "agent",
        "<slug:kind>": "source",
        "<slug:of>": "source",
        "<int:view_id>": "1",
        "<slug:answer>": "grant",
        "<uuid:said_id>": str(world.lead),
        "<int:pod_id>": str(Pod.objects.get().pk),
        "<int:leave_id>": "1",
        "<int:boost_id>": "1",
        "<int:experiment_id>": "1",
        "<int:comparison_id>": "1",
        "<slug:act>": "start",
        "<int:run_id>": "1",
        "<int:team_id>": str(world.people["owner"].team_id),
        "<int:place_id>": str(Lead.objects.get(pk=world.lead).source_id),
        "<int:pack_id>": str(RulePack.objects.get(name="Florida").pk),
        "<int:plan_id>": str(NurturePlanRow.objects.get().pk),
        "<int:alert_id>": "1",
        "<int:field_id>": str(DealField.objects.get().pk),
        "<slug:verb>": "pull",
        "<int:endpoint_id>": "1",
        "<int:message_id>": "1",
        "<int:spend_id>": "1",
        "<int:return_id>": "1",
        "<int:source_id>": str(SourceKey.objects.get().source_id),
        "<int:version_id>": "0",
        "<int:key_id>": str(SourceKey.objects.get().pk),
        "<int:attempt_id>": str(Attempt.objects.get().pk),
        "<int:text_id>": str(MessageTemplate.objects.get().pk),
    }


@pytest.fixture(scope="module")
def world(module_db: None) -> PageWorld:
    factories.open_floor()
    lead = factories.lead()
    people = {
        "owner": factories.add("Robin"),
        "member": factories.add("Sam"),
        "leader": factories.add("Lena", role="leader"),
        "elsewhere": factories.add("Ola", role="leader", team="Elsewhere"),
        "admin": factories.add("Ada", role="admin", team="Elsewhere"),
        "marketer": factories.add("Mia", role="marketer"),
        "contributor": factories.add("Dev", role="contributor"),
    }
    upload(raw=BytesIO(LIST), name="list.csv", source="List", country="", by=people["leader"])
    MessageTemplate.objects.create(channel="sms", body="Good day, {name}")
    claim = pull.next_lead(agent_id=people["owner"].pk).claim
    assert claim is not None
    phone = claim.lead.contact_points[0].id
    attempts.try_on(agent_id=people["owner"].pk, token=claim.token, address_id=phone, channel="sms")
    workflow.publish_standard(team_id=people["owner"].team_id, by=people["admin"])
    deal = edit.add(typed=edit.DealInput("Hotel Lindner", value=Decimal(43210)), by=people["owner"])
    pods.set_member(
        pod_id=Pod.objects.get().pk,
        person_id=people["contributor"].pk,
        share=50,
        by=people["admin"],
    )
    fields.add_field(
        team_id=people["owner"].team_id, typed=fields.TypedField("Rooms"), by=people["admin"]
    )
    item = items.add(deal_id=deal, by=people["owner"], typed=items.ItemInput("Floor plan"))
    taking.take(item_id=item, by=people["contributor"])
    import_drafts.upload(
        raw=BytesIO(b"Title\nHotel\n"),
        name="deals.csv",
        team_id=people["owner"].team_id,
        by=people["leader"],
    )
    imports = str(Import.objects.get().pk), str(DealImport.objects.get().pk)
    sessions = {who: _session(person) for who, person in people.items()}
    made = PageWorld(lead, claim.token, deal, item, people, sessions, imports)
    made.parts.update(_parts(made))
    return made


def _session(person: Person) -> str:
    """Sign in once; return the session's key."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_every_page_of_the_url_map_is_in_the_table() -> None:
    assert len(PAGES) == len(urls.urlpatterns)
    assert set(PAGES) == set(MAY) | set(OPEN)


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=() if who == "leader" else SQLITE_ONLY) for who in PLACES]
)
def test_everybody_gets_what_is_theirs_and_nothing_else(who: str, world: PageWorld) -> None:
    def gets_it(page: str) -> None:
        assert world.ask(page, who) == MAY[page][PLACES[who]]

    assert failing(sorted(MAY), gets_it) == {}


def test_an_administrator_gets_the_rest(world: PageWorld) -> None:
    def gets_it(page: str) -> None:
        assert world.ask(page, "admin") == ADMINS[page]

    assert failing(sorted(ADMINS), gets_it) == {}


@SQLITE_ONLY
def test_marketing_gets_the_pages_of_sources_only(world: PageWorld) -> None:
    def gets_it(page: str) -> None:
        assert world.ask(page, "marketer") == MARKETING.get(page, GONE)

    assert failing(sorted(MAY), gets_it) == {}


@SQLITE_ONLY
def test_a_contributor_gets_the_pages_of_pods_without_money(world: PageWorld) -> None:
    def gets_it(page: str) -> None:
        answer = world.client("contributor").generic(MAY[page][0], world.path(page), follow=True)
        assert world.ask(page, "contributor") == CONTRIBUTORS.get(page, GONE)
        for money in ("43,210", "43210", "Return by quarter", "a day", "day_cost", "chance"):
            assert money not in answer.content.decode()

    assert failing(sorted(MAY), gets_it) == {}


@SQLITE_ONLY
def test_no_page_of_marketing_names_a_person_or_a_lead(world: PageWorld) -> None:
    def names_none(page: str) -> None:
        answer = world.client("marketer").generic(MAY[page][0], world.path(page), follow=True)
        seen = answer.content.decode()
        for name in ("Ana Lima", "555 01", "55501", "Robin", "Lena", str(world.lead)):
            assert name not in seen

    assert failing(sorted(page for page in MARKETING if page in MAY), names_none) == {}


@SQLITE_ONLY
def test_a_stranger_is_sent_to_sign_in(world: PageWorld) -> None:
    def is_sent(page: str) -> None:
        client = world.client(None)
        answer = client.post(world.path(page), FORM)
        assert answer.status_code == GO
        assert answer.headers["Location"].startswith("/sign-in")
        seen = client.get(world.path(page))
        assert seen.headers["Location"].startswith("/sign-in")

    assert failing(sorted(MAY), is_sent) == {}


@SQLITE_ONLY
def test_a_form_from_elsewhere_changes_nothing(world: PageWorld) -> None:
    def is_refused(page: str) -> None:
        client = world.client("owner", enforce_csrf_checks=True)
        assert client.post(world.path(page), FORM).status_code == 403

    assert failing(FORMS, is_refused) == {}


@SQLITE_ONLY
def test_an_act_is_never_a_link(world: PageWorld) -> None:
    def does_nothing(page: str) -> None:
        # Asks first, and does nothing
        expected = IN if page in {"send-home", "floor-message"} else METHOD
        assert world.client("leader").get(world.path(page)).status_code == expected
        claim = claims.current_claim(agent_id=world.people["owner"].pk)
        assert claim is not None
        assert claim.token == world.token

    assert failing(FORMS, does_nothing) == {}


@SQLITE_ONLY
def test_no_page_answers_an_outage_by_a_fault_of_ours(world: PageWorld) -> None:
    found = []
    clients = {who: Client(raise_request_exception=False) for who in world.people}
    for who, client in clients.items():
        client.force_login(world.people[who])
    for page in sorted(MAY):
        roles = dict(zip(PLACES, MAY[page][1:], strict=True)) | {"admin": ADMINS.get(page, GONE)}
        who = next((who for who, status in roles.items() if status == IN), "admin")
        how, path = MAY[page][0], world.path(page)
        for after in STATEMENTS:
            with answers_end(after):
                answer = clients[who].generic(how, path)
            if answer.status_code >= 500 and not _in_words(answer):
                found.append(f"{page} after {after} statements: {answer.status_code}")
        with only_reads():
            answer = clients[who].post(path, FORM) if how == "POST" else clients[who].get(path)
        if answer.status_code >= 500 and not _in_words(answer):
            found.append(f"{page}, read-only: {answer.status_code}")
    assert not found


def _in_words(answer: Any) -> bool:
    text = answer.content.decode()
    said = "The database" in text or "<h1>" not in text
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0 and said


def test_the_hold_of_another_is_told_to_nobody(world: PageWorld) -> None:
    page = world.client("member").get(world.path("hold")).content.decode()
    assert "no longer have this lead" in page
    assert "Ana" not in page


def test_the_pages_open_to_everybody_need_nobody(world: PageWorld) -> None:
    assert {page: world.ask(page, None) for page in OPEN} == {
        "sign-in": IN,
        "sign-in-as": GO,
        "sign-out": GO,
    }

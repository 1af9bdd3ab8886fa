"""Owner, member, marketing and stranger on every page, generated from the URL map.

The owner holds the lead, and the member works beside them. The team lead leads their team; the lead
of another team leads nobody here. The stranger has not signed in. A page that is in the URL map and
not in the table below fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client

from pullahead.compliance.models import RulePack
from pullahead.leads.models import Import, Lead, SourceKey
from pullahead.pipeline.models import DealImport, Stage
from pullahead.pull.models import Attempt, MessageTemplate, NurturePlanRow
from pullahead.team.models import Person
from pullahead.usecases.deals import edit, import_drafts, workflow
from pullahead.usecases.intake.imports import upload
from pullahead.usecases.work import attempts, claims, pull
from pullahead.web import urls
from pullahead.web.tests import factories

# On both databases: it runs the queries of every page
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PAGES = {str(page.name): page for page in urls.urlpatterns}
GONE, IN, REFUSED, GO, METHOD = 404, 200, 422, 303, 405
# Pages of marketing: every other page is closed to this role
MARKETING: dict[str, int] = {
    "home": GO,
    "your-settings": IN,
    "your-settings-save": GO,
    "source-results": IN,
    "buying": IN,
    "buying-apply": REFUSED,  # without a cap
    "buying-undo": GONE,  # no caps were applied
    "hour-cost": GO,
    "capacity": IN,
    "spoilage": IN,
    "campaigns": IN,
    "conversions": IN,
    "spend": IN,
    "spend-add": REFUSED,  # the day is missing
    "spend-upload": REFUSED,  # without a file
    "spend-remove": GONE,  # there is no such row
    "product-margin": REFUSED,  # the product is missing
    "source": IN,
    "source-terms": IN,
    "source-terms-save": GO,
    "source-pause": GO,
    "returns": IN,
    "returns-add": REFUSED,  # no lead is chosen
    "returns-file": IN,
    "return-act": GONE,  # there is no return
}
# page → how it is asked for, and the status for: owner, member, leader, leader elsewhere
MAY: dict[str, tuple[str, int, int, int, int]] = {
    "home": ("GET", IN, IN, GO, GO),
    "next": ("GET", IN, IN, IN, IN),
    "pull": ("POST", GO, GO, GO, GO),
    "today": ("GET", IN, IN, IN, IN),
    "claim": ("GET", IN, IN, IN, IN),
    "keep": ("POST", IN, IN, IN, IN),  # whose hands are empty keeps nothing
    "hold": ("GET", IN, IN, IN, IN),
    "callback-time": ("GET", IN, GONE, GONE, GONE),
    "extend": ("POST", IN, GONE, GONE, GONE),
    "settle": ("POST", GO, GONE, GONE, GONE),
    "release": ("POST", GO, GONE, GONE, GONE),
    "hand-over": ("POST", REFUSED, GONE, GONE, GONE),  # nobody was chosen
    "attempt": ("POST", IN, GONE, GONE, GONE),
    "hang-up": ("POST", IN, GONE, GONE, GONE),
    "bad-address": ("POST", IN, GONE, GONE, GONE),
    "dispute": ("POST", REFUSED, GONE, GONE, GONE),  # the form's reason is one of a release
    "nothing": ("POST", GO, GONE, GONE, GONE),
    "ended": ("GET", GO, GO, GO, GO),  # nothing slipped away from anybody
    "break": ("POST", 409, GO, GO, GO),  # not with a lead in hand
    "gate": ("GET", IN, IN, IN, IN),
    "state": ("POST", REFUSED, REFUSED, REFUSED, REFUSED),  # the form names no state
    "undo": ("POST", GO, GONE, GONE, GONE),
    "texts": ("GET", GONE, GONE, IN, IN),
    "text-add": ("POST", GONE, GONE, REFUSED, REFUSED),  # which source, and what text, is missing
    "text-preview": ("POST", GONE, GONE, IN, IN),
    "text": ("GET", GONE, GONE, GONE, GONE),  # everybody's, an administrator's to change
    "text-delete": ("POST", GONE, GONE, GONE, GONE),
    "look-up": ("GET", IN, IN, IN, IN),
    "look-up-found": ("GET", IN, IN, IN, IN),
    "take-new": ("POST", GO, GO, GO, GO),
    "take": ("POST", GO, GO, GO, GO),  # whoever is called in; what is held is told so
    "tell": ("POST", GO, GO, GO, GO),
    "lead": ("GET", IN, GONE, IN, GONE),
    "lead-phone": ("POST", GONE, GONE, GO, GONE),
    "lead-zone": ("POST", GONE, GONE, 409, GONE),  # only a parked lead takes one
    "lead-unpark": ("POST", GONE, GONE, 409, GONE),
    "lead-close": ("POST", GONE, GONE, GO, GONE),
    "lead-came-to": ("POST", GONE, GONE, GO, GONE),
    "lead-consent": ("POST", GONE, GONE, REFUSED, GONE),  # the address is none of theirs
    "lead-withdraw": ("POST", GONE, GONE, REFUSED, GONE),
    "receipt": ("GET", GONE, GONE, IN, GONE),
    "record-pull": ("GET", IN, GONE, IN, GONE),
    "record-attempt": ("GET", IN, GONE, IN, GONE),
    "lead-correct": ("POST", GONE, GONE, REFUSED, GONE),
    "floor": ("GET", GONE, GONE, IN, IN),
    "disputes": ("GET", GONE, GONE, IN, IN),
    "alerts": ("GET", GONE, GONE, IN, IN),
    "alert-seen": ("POST", GONE, GONE, GONE, GONE),  # there is no alert
    "alert-recipient": ("POST", GONE, GONE, GONE, GONE),
    "boosts": ("GET", GONE, GONE, IN, IN),
    "boost-add": ("POST", GONE, GONE, REFUSED, REFUSED),  # the source is a name
    "boost-end": ("POST", GONE, GONE, GONE, GONE),  # there is no boost
    "floor-live": ("GET", GONE, GONE, IN, IN),
    "floor-message": ("POST", GONE, GONE, REFUSED, GONE),  # the form's kind is none
    "message-read": ("POST", GO, GO, GO, GO),  # there is no message
    "wallboard": ("GET", GONE, GONE, IN, IN),
    "wallboard-live": ("GET", GONE, GONE, IN, IN),
    "targets": ("GET", GONE, GONE, IN, IN),
    "tempo": ("GET", GONE, GONE, IN, IN),
    "tempo-file": ("GET", GONE, GONE, IN, IN),
    "second-looks": ("GET", GONE, GONE, IN, IN),
    "second-looks-switch": ("POST", GONE, GONE, GONE, GONE),
    "my-day": ("GET", IN, IN, IN, IN),
    "my-goals": ("POST", GO, GO, GO, GO),
    "send-home": ("POST", GONE, GONE, GO, GONE),
    "leads": ("GET", GONE, GONE, IN, IN),
    "leads-act": ("POST", GONE, GONE, GO, GO),  # elsewhere: of each lead it is said why not
    "leads-undo": ("POST", GONE, GONE, GO, GO),
    "view-save": ("POST", GONE, GONE, GO, GO),
    "view-remove": ("POST", GONE, GONE, GONE, GONE),  # there is no view of theirs
    "deals": ("GET", IN, IN, IN, GONE),  # elsewhere: that team has no workflow
    "deals-live": ("GET", IN, IN, IN, GONE),
    "deal-next": ("GET", GO, GO, GO, GONE),
    "deal-list": ("GET", IN, IN, IN, GONE),
    "deal-new": ("GET", IN, IN, IN, GONE),
    "deal-imports": ("GET", GONE, GONE, IN, IN),
    "deal-import": ("GET", GONE, GONE, IN, GONE),
    "deal-import-live": ("GET", GONE, GONE, 286, GONE),  # htmx: it does not move, ask no more
    "deal-import-map": ("POST", GONE, GONE, REFUSED, GONE),  # of no column it is said what it is
    "deal-import-refused": ("GET", GONE, GONE, IN, GONE),
    "deal-flow": ("GET", IN, IN, IN, GONE),
    "deal-flow-table": ("GET", IN, IN, IN, GONE),
    "deal-walk": ("GET", IN, IN, IN, GONE),
    "deal-walk-answer": ("POST", 409, 409, 409, GONE),  # the close comes first
    "deal": ("GET", IN, IN, IN, GONE),
    "deal-act": ("POST", GO, GO, GO, GONE),
    "workflows": ("GET", GONE, GONE, GONE, GONE),
    "workflow": ("GET", GONE, GONE, GONE, GONE),
    "webhooks": ("GET", GONE, GONE, GONE, GONE),
    "webhook-add": ("POST", GONE, GONE, GONE, GONE),
    "webhook": ("GET", GONE, GONE, GONE, GONE),
    "webhook-save": ("POST", GONE, GONE, GONE, GONE),
    "webhook-act": ("POST", GONE, GONE, GONE, GONE),
    "message-resend": ("POST", GONE, GONE, GONE, GONE),
    "coming-back": ("GET", IN, IN, IN, IN),
    "imports": ("GET", GONE, GONE, IN, IN),
    "import-upload": ("POST", GONE, GONE, REFUSED, REFUSED),  # without a file
    "audit": ("GET", GONE, GONE, IN, IN),
    "audit-result": ("GET", GONE, GONE, GONE, GONE),  # the import is of no audit
    "import": ("GET", GONE, GONE, IN, GONE),
    "import-live": ("GET", GONE, GONE, 286, GONE),  # htmx: it does not move, ask no more
    "import-map": ("POST", GONE, GONE, REFUSED, GONE),  # of no column it is said what it is
    "import-act": ("POST", GONE, GONE, REFUSED, GONE),  # there is no such act
    "import-refused": ("GET", GONE, GONE, IN, GONE),
    "outcomes": ("GET", GONE, GONE, GONE, GONE),
    "outcomes-save": ("POST", GONE, GONE, GONE, GONE),
    "outcome-add": ("POST", GONE, GONE, GONE, GONE),
    "nurturing": ("GET", GONE, GONE, GONE, GONE),
    "nurturing-add": ("POST", GONE, GONE, GONE, GONE),
    "nurturing-save": ("POST", GONE, GONE, GONE, GONE),
    "nurturing-remove": ("POST", GONE, GONE, GONE, GONE),
    "sources": ("GET", GONE, GONE, GONE, GONE),
    "sources-save": ("POST", GONE, GONE, GONE, GONE),
    "chance": ("GET", GONE, GONE, GONE, GONE),
    "chance-use": ("POST", GONE, GONE, GONE, GONE),
    "rates-use": ("POST", GONE, GONE, GONE, GONE),
    "chance-field": ("POST", GONE, GONE, GONE, GONE),
    "law": ("GET", GONE, GONE, IN, IN),
    "law-pack": ("GET", GONE, GONE, IN, IN),
    "law-save": ("POST", GONE, GONE, GONE, GONE),
    "hours": ("GET", GONE, GONE, GONE, GONE),
    "hours-edit": ("GET", GONE, GONE, GONE, GONE),
    "hours-save": ("POST", GONE, GONE, GONE, GONE),
    "hours-remove": ("POST", GONE, GONE, GONE, GONE),
    "breaks": ("GET", GONE, GONE, GONE, GONE),
    "breaks-save": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call": ("GET", GONE, GONE, GONE, GONE),
    "do-not-call-add": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call-remove": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call-import": ("POST", GONE, GONE, GONE, GONE),
    "guides": ("GET", GONE, GONE, IN, IN),
    "guide-preview": ("POST", GONE, GONE, IN, IN),
    "guide": ("GET", GONE, GONE, IN, GONE),
    "guide-save": ("POST", GONE, GONE, GO, GONE),
    "source-results": ("GET", GONE, GONE, GONE, GONE),
    "buying": ("GET", GONE, GONE, GONE, GONE),
    "buying-apply": ("POST", GONE, GONE, GONE, GONE),
    "buying-undo": ("POST", GONE, GONE, GONE, GONE),
    "hour-cost": ("POST", GONE, GONE, GONE, GONE),
    "capacity": ("GET", GONE, GONE, GONE, GONE),
    "spoilage": ("GET", GONE, GONE, GONE, GONE),
    "campaigns": ("GET", GONE, GONE, GONE, GONE),
    "conversions": ("GET", GONE, GONE, GONE, GONE),
    "spend": ("GET", GONE, GONE, GONE, GONE),
    "spend-add": ("POST", GONE, GONE, GONE, GONE),
    "spend-upload": ("POST", GONE, GONE, GONE, GONE),
    "spend-remove": ("POST", GONE, GONE, GONE, GONE),
    "product-margin": ("POST", GONE, GONE, GONE, GONE),
    "source": ("GET", GONE, GONE, GONE, GONE),
    "source-terms": ("GET", GONE, GONE, GONE, GONE),
    "source-terms-save": ("POST", GONE, GONE, GONE, GONE),
    "returns": ("GET", GONE, GONE, GONE, GONE),
    "returns-add": ("POST", GONE, GONE, GONE, GONE),
    "returns-file": ("GET", GONE, GONE, GONE, GONE),
    "return-act": ("POST", GONE, GONE, GONE, GONE),
    "source-pause": ("POST", GONE, GONE, GONE, GONE),
    "your-settings": ("GET", IN, IN, IN, IN),
    "your-settings-save": ("POST", GO, GO, GO, GO),
    "try-it": ("POST", GO, GO, GO, GO),
    "people": ("GET", GONE, GONE, IN, IN),
    "people-add": ("POST", GONE, GONE, GONE, GONE),
    "people-import": ("GET", GONE, GONE, GONE, GONE),
    "people-import-upload": ("POST", GONE, GONE, GONE, GONE),
    "people-import-one": ("GET", GONE, GONE, GONE, GONE),
    "people-import-act": ("POST", GONE, GONE, GONE, GONE),
    "people-import-refused": ("GET", GONE, GONE, GONE, GONE),
    "people-team": ("POST", GONE, GONE, GONE, GONE),
    "person": ("GET", GONE, GONE, GONE, GONE),
    "person-change": ("POST", GONE, GONE, GONE, GONE),
    "person-disable": ("POST", GONE, GONE, GONE, GONE),
    "person-enable": ("POST", GONE, GONE, GONE, GONE),
    "person-password": ("POST", GONE, GONE, GONE, GONE),
    "attendance": ("GET", GONE, GONE, IN, GONE),
    "shift-save": ("POST", GONE, GONE, REFUSED, GONE),  # no weekday has hours
    "shift-remove": ("POST", GONE, GONE, GO, GONE),
    "leave-add": ("POST", GONE, GONE, REFUSED, GONE),  # the kind is one of a disposition
    "leave-end": ("POST", GONE, GONE, GONE, GONE),  # there is no leave
    "limits-save": ("POST", GONE, GONE, GO, GONE),
    "team-limits-save": ("POST", GONE, GONE, GO, GONE),
    "team": ("GET", GONE, GONE, IN, GONE),
    "team-shift-save": ("POST", GONE, GONE, REFUSED, GONE),
    "team-shift-remove": ("POST", GONE, GONE, GO, GONE),
    "keys": ("GET", GONE, GONE, GONE, GONE),
    "key-make": ("POST", GONE, GONE, GONE, GONE),
    "key-revoke": ("POST", GONE, GONE, GONE, GONE),
}
# Pages for administrators only
ADMINS: dict[str, int] = {
    "workflows": IN,
    "workflow": IN,
    "alerts": IN,
    "alert-seen": GONE,
    "alert-recipient": REFUSED,  # no user is chosen
    "webhooks": IN,
    "webhook-add": REFUSED,  # the address is missing
    "webhook": GONE,  # there is no endpoint
    "webhook-save": GONE,
    "webhook-act": GONE,
    "message-resend": GONE,
    "outcomes": IN,
    "texts": IN,
    "text-add": REFUSED,
    "text-preview": IN,
    "text": IN,
    "text-delete": GO,
    "outcomes-save": GO,
    "outcome-add": GO,
    "nurturing": IN,
    "nurturing-add": REFUSED,  # the source is one of a key
    "nurturing-save": REFUSED,  # the words are a follow-up plan's
    "nurturing-remove": GONE,  # the plan for all leads stays
    "sources": IN,
    "sources-save": GO,
    "law": IN,
    "law-pack": IN,
    "law-save": GO,
    "do-not-call": IN,
    "do-not-call-add": REFUSED,  # the form's address is none
    "do-not-call-remove": REFUSED,
    "do-not-call-import": REFUSED,  # without a file
    "breaks": IN,
    "breaks-save": GO,
    "hours": IN,
    "hours-edit": IN,
    "hours-save": REFUSED,  # no weekday has hours
    "hours-remove": GO,
    "chance": IN,
    "chance-use": GO,  # none
    "rates-use": GO,  # none
    "chance-field": 422,  # no version, so no suspected field
    "people": IN,
    "people-add": IN,
    "people-import": IN,
    "people-import-upload": REFUSED,  # without a file
    "people-import-one": GONE,  # there is no such import
    "people-import-act": GONE,
    "people-import-refused": GONE,
    "people-team": GO,
    "person": IN,
    "person-change": GO,
    "person-disable": GO,
    "person-enable": GO,
    "person-password": IN,
    "keys": IN,
    "source-results": IN,
    "buying": IN,
    "buying-apply": REFUSED,  # without a cap
    "buying-undo": GONE,  # no caps were applied
    "hour-cost": GO,
    "capacity": IN,
    "spoilage": IN,
    "campaigns": IN,
    "conversions": IN,
    "spend": IN,
    "spend-add": REFUSED,  # the day is missing
    "spend-upload": REFUSED,  # without a file
    "spend-remove": GONE,  # there is no such row
    "product-margin": REFUSED,  # the product is missing
    "source": IN,
    "source-terms": IN,
    "source-terms-save": GO,
    "source-pause": GO,
    "returns": IN,
    "returns-add": REFUSED,  # no lead is chosen
    "returns-file": IN,
    "return-act": GONE,  # there is no return
    "key-make": IN,
    "key-revoke": GO,
}
# Open to everybody: coming in and going out
OPEN = {"sign-in": "GET", "sign-in-as": "POST", "sign-out": "POST"}
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
PLACES = {"owner": 1, "member": 2, "leader": 3, "elsewhere": 4}


@dataclass(frozen=True)
class PageWorld:
    """One lead in the owner's hands, and every kind of viewer."""

    lead: UUID
    token: UUID
    deal: UUID
    people: dict[str, Person]

    def path(self, page: str) -> str:
        """Return the page's address, about the owner's lead, claim or person."""
        route = str(PAGES[page].pattern)
        parts = {
            "<uuid:token>": str(self.token),
            "<uuid:lead_id>": str(self.lead),
            "<uuid:deal_id>": str(self.deal),
            "<uuid:batch>": str(self.lead),
            "<slug:name>": "pull",
            "<slug:chart>": "cycle",
            "<int:stage_id>": str(Stage.objects.get(position=0).pk),
            "<int:person_id>": str(self.people["owner"].pk),
            "<slug:role>": "agent",
            "<slug:kind>": "source",
            "<slug:of>": "source",
            "<int:view_id>": "1",
            "<int:leave_id>": "1",
            "<int:boost_id>": "1",
            "<int:team_id>": str(self.people["owner"].team_id),
            "<int:place_id>": str(Lead.objects.get(pk=self.lead).source_id),
            "<int:pack_id>": str(RulePack.objects.get(name="Florida").pk),
            "<int:plan_id>": str(NurturePlanRow.objects.get().pk),
            "<int:alert_id>": "1",
            "<int:endpoint_id>": "1",
            "<int:message_id>": "1",
            "<int:spend_id>": "1",
            "<int:return_id>": "1",
            "<int:source_id>": str(SourceKey.objects.get().source_id),
            "<int:version_id>": "0",
            "<int:key_id>": str(SourceKey.objects.get().pk),
            "<int:import_id>": str(_import_of(page)),
            "<int:attempt_id>": str(Attempt.objects.get().pk),
            "<int:text_id>": str(MessageTemplate.objects.get().pk),
        }
        for part, value in parts.items():
            route = route.replace(part, value)
        return f"/{route}"

    def ask(self, page: str, who: str | None) -> int:
        """Return the status that this person gets."""
        client = Client()
        if who is not None:
            client.force_login(self.people[who])
        send: dict[str, Callable[..., object]] = {"GET": client.get, "POST": client.post}
        how = MAY[page][0] if page in MAY else OPEN[page]
        answer = send[how](self.path(page), FORM)
        return int(getattr(answer, "status_code", 0))


def _import_of(page: str) -> int:
    """Return the import of leads, or of deals, that the page is about."""
    if page.startswith("deal-"):
        return int(DealImport.objects.get().pk)
    return int(Import.objects.get().pk)


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
    }
    upload(raw=BytesIO(LIST), name="list.csv", source="List", country="", by=people["leader"])
    MessageTemplate.objects.create(channel="sms", body="Good day, {name}")
    claim = pull.next_lead(agent_id=people["owner"].pk).claim
    assert claim is not None
    phone = claim.lead.contact_points[0].id
    attempts.try_on(agent_id=people["owner"].pk, token=claim.token, address_id=phone, channel="sms")
    workflow.publish_standard(team_id=people["owner"].team_id, by=people["admin"])
    deal = edit.add(typed=edit.DealInput("Hotel Lindner"), by=people["owner"])
    import_drafts.upload(
        raw=BytesIO(b"Title\nHotel\n"),
        name="deals.csv",
        team_id=people["owner"].team_id,
        by=people["leader"],
    )
    return PageWorld(lead, claim.token, deal, people)


def test_every_page_of_the_url_map_is_in_the_table() -> None:
    assert len(PAGES) == len(urls.urlpatterns)
    assert set(PAGES) == set(MAY) | set(OPEN)


@pytest.mark.parametrize("page", sorted(MAY))
@pytest.mark.parametrize("who", list(PLACES))
def test_everybody_gets_what_is_theirs_and_nothing_else(
    page: str, who: str, world: PageWorld
) -> None:
    assert world.ask(page, who) == MAY[page][PLACES[who]]


@pytest.mark.parametrize("page", sorted(ADMINS))
def test_an_administrator_gets_the_rest(page: str, world: PageWorld) -> None:
    assert world.ask(page, "admin") == ADMINS[page]


@pytest.mark.parametrize("page", sorted(MAY))
def test_marketing_gets_the_pages_of_sources_only(page: str, world: PageWorld) -> None:
    assert world.ask(page, "marketer") == MARKETING.get(page, GONE)


@pytest.mark.parametrize("page", sorted(page for page in MARKETING if page in MAY))
def test_no_page_of_marketing_names_a_person_or_a_lead(page: str, world: PageWorld) -> None:
    client = Client()
    client.force_login(world.people["marketer"])
    answer = client.generic(MAY[page][0], world.path(page), follow=True)
    seen = answer.content.decode()
    for name in ("Ana Lima", "555 01", "55501", "Robin", "Lena", str(world.lead)):
        assert name not in seen


@pytest.mark.parametrize("page", sorted(MAY))
def test_a_stranger_is_sent_to_sign_in(page: str, world: PageWorld) -> None:
    client = Client()
    answer = client.post(world.path(page), FORM)
    assert answer.status_code == GO
    assert answer.headers["Location"].startswith("/sign-in")
    seen = client.get(world.path(page))
    assert seen.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("page", sorted(page for page, row in MAY.items() if row[0] == "POST"))
def test_a_form_from_elsewhere_changes_nothing(page: str, world: PageWorld) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"])
    assert client.post(world.path(page), FORM).status_code == 403


@pytest.mark.parametrize("page", sorted(page for page, row in MAY.items() if row[0] == "POST"))
def test_an_act_is_never_a_link(page: str, world: PageWorld) -> None:
    client = Client()
    client.force_login(world.people["leader"])
    # asks first, and does nothing
    expected = IN if page in {"send-home", "floor-message"} else METHOD
    assert client.get(world.path(page)).status_code == expected
    claim = claims.current_claim(agent_id=world.people["owner"].pk)
    assert claim is not None
    assert claim.token == world.token


def test_the_hold_of_another_is_told_to_nobody(world: PageWorld) -> None:
    client = Client()
    client.force_login(world.people["member"])
    page = client.get(world.path("hold")).content.decode()
    assert "no longer have this lead" in page
    assert "Ana" not in page


def test_the_pages_open_to_everybody_need_nobody(world: PageWorld) -> None:
    assert {page: world.ask(page, None) for page in OPEN} == {
        "sign-in": IN,
        "sign-in-as": GO,
        "sign-out": GO,
    }

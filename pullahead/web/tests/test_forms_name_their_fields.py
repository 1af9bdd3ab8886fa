"""Fields of forms: each has a label, each error is beside its field, and has the focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

import pytest

from pullahead.leads.models import Source
from pullahead.pull.models import CadenceRow
from pullahead.team.models import Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

CONTROLS = {"input", "select", "textarea"}


@dataclass
class Element:
    """Start tag with its attributes."""

    tag: str
    attrs: dict[str, str | None]
    in_label: bool


@dataclass
class Elements(HTMLParser):
    """Start tags of a page, in order."""

    text: str
    found: list[Element] = field(default_factory=list)
    labels: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.labels += tag == "label"
        self.found.append(Element(tag, dict(attrs), self.labels > 0))

    def handle_endtag(self, tag: str) -> None:
        self.labels -= tag == "label"


def controls(elements: list[Element]) -> Iterator[Element]:
    """Yield the controls that a person sees."""
    for one in elements:
        if one.tag in CONTROLS and one.attrs.get("type") != "hidden":
            yield one


def check_names(page: str) -> list[Element]:
    """Check ids and labels; return the elements."""
    elements = Elements(page).found
    ids = [one.attrs["id"] or "" for one in elements if "id" in one.attrs]
    assert sorted(ids) == sorted(set(ids)), "two elements have one id"
    labelled = {one.attrs.get("for") for one in elements if one.tag == "label"}
    for one in controls(elements):
        attrs = one.attrs
        assert one.in_label or attrs.get("aria-label") or attrs.get("id") in labelled, attrs
        for name in (attrs.get("aria-describedby") or "").split():
            assert name in ids, attrs
    return elements


@pytest.fixture
def admin(ana: UUID, robin: Person) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


@pytest.mark.parametrize(
    "path",
    ["/settings/outcomes", "/settings/sources", "/people", "/people/ROBIN", "/keys",
     "/settings/hours/0", "/settings/law/0",
     "/settings/texts", "/your-settings", "/settings/guides/source/SOURCE", "/imports",
     "/leads?state=parked", "/leads/LEAD", "/leads/PARKED", "/look-up?q=512 555 0142"],
)  # fmt: skip
def test_each_field_has_a_label_and_an_id_of_its_own(path: str, admin: Visitor, ana: UUID) -> None:
    parked = factories.lead("Nora Field", "+1 800 555 0199")
    source = Source.objects.get(name="Web form").pk
    robin = Person.objects.get(name="Robin").pk
    for word, row in (("SOURCE", source), ("LEAD", ana), ("PARKED", parked), ("ROBIN", robin)):
        path = path.replace(word, str(row))
    assert list(controls(check_names(admin.see(path))))


@pytest.mark.parametrize(
    ("path", "sent", "name"),
    [
        (
            "/settings/outcomes/save",
            {"order": "busy", "d-busy-label": "No answer", "d-busy-active": "on"},
            "d-busy-label",
        ),
        ("/settings/outcomes/add", {"label": "Busy", "kind": "next"}, "label"),
        ("/settings/outcomes/add", {"label": "New", "kind": "never"}, "kind"),
        ("/settings/outcomes/save", {"c-CADENCE-words": "soon"}, "c-CADENCE-words"),
        (
            "/settings/sources/save",
            {"source": "SOURCE", "s-SOURCE-percent": "many"},
            "s-SOURCE-team",
        ),
        ("/people/add", {"name": "", "role": "agent", "team": "Sales"}, "name"),
        ("/people/team", {"name": "\x00"}, "name"),
        ("/people/ROBIN/change", {"role": "agent", "team": "Sales", "zone": "Mars"}, "zone"),
        ("/people/ROBIN/change", {"role": "agent", "team": "Sales", "skills": "x"}, "skills"),
        ("/keys/source/make", {"source": "", "scopes": "leads:read"}, "source"),
        ("/keys/source/make", {"source": "Fair"}, "scopes"),
        ("/keys/agent/make", {"person": "Nobody", "scopes": "pull"}, "person"),
        ("/settings/hours/0/save", {"friday": "late"}, "friday"),
        ("/settings/law/0/save", {"jurisdiction": "US", "caps": "few"}, "name"),
        ("/settings/guides/source/SOURCE/save", {"objections": "Too dear"}, "objections"),
        ("/settings/texts/add", {"channel": "sms", "body": ""}, "body"),
        ("/imports/upload", {"source": "Fair", "country": "US"}, "file"),
        ("/leads/LEAD/close", {"disposition": "duplicate", "note": ""}, "note"),
        ("/leads/LEAD/came-to", {"verdict": "won", "value": "-5"}, "value"),
        ("/leads/LEAD/came-to", {"verdict": "maybe"}, "verdict"),
        ("/leads/LEAD/consent", {"channel": "call", "text": "Yes", "at": "soon"}, "at"),
        ("/leads/LEAD/consent/withdraw", {"reason": "\x00"}, "reason"),
        ("/leads/act", {"act": "park", "lead": "LEAD", "sure": "1", "review_on": "x"}, "review_on"),
        ("/leads/act", {"act": "move", "lead": "LEAD", "sure": "1", "team": "x"}, "team"),
        ("/look-up/new", {"name": "Nora", "phone": "12", "ground": "called_in"}, "phone"),
        ("/sign-in", {"username": "Robin", "password": "wrong"}, "password"),
        ("/your-settings/save", {"zone": "Mars", "language": ""}, "zone"),
    ],
)
def test_an_error_is_beside_its_field_and_has_the_focus(
    path: str, sent: dict[str, str], name: str, admin: Visitor, robin: Person, ana: UUID
) -> None:
    for word, row in (
        ("SOURCE", Source.objects.get(name="Web form")),
        ("CADENCE", CadenceRow.objects.get(name="dense")),
        ("ROBIN", robin),
    ):
        path, name = path.replace(word, str(row.pk)), name.replace(word, str(row.pk))
        sent = {
            key.replace(word, str(row.pk)): value.replace(word, str(row.pk))
            for key, value in sent.items()
        }
    sent = {key: value.replace("LEAD", str(ana)) for key, value in sent.items()}
    page = admin.send(path.replace("LEAD", str(ana)), **sent)
    assert admin.status in {409, 422}
    elements = check_names(page)
    focused = next(one for one in elements if "autofocus" in one.attrs)
    assert focused.attrs.get("name") == name
    errors = {one.attrs.get("id") for one in elements if one.attrs.get("class") == "error"}
    described = {
        error for one in elements for error in (one.attrs.get("aria-describedby") or "").split()
    }
    assert focused.attrs.get("aria-invalid") == "true"
    assert errors
    assert errors <= described, "each error belongs to a field"


def test_the_error_of_one_row_is_shown_in_that_row(admin: Visitor) -> None:
    sent = {"order": "busy", "d-busy-label": "No answer", "d-busy-active": "on"}
    admin.send("/settings/outcomes/save", **sent)
    assert admin.text.count('class="error"') == 1
    assert 'id="d-busy-label_error"' in admin.text
    assert 'value="No answer"' in admin.text


def test_an_outcome_that_must_stay_enabled_is_refused_in_its_row(admin: Visitor) -> None:
    codes = ["asked_for", "qualified", "callback"]
    sent = {f"d-{code}-label": code for code in codes} | {"order": codes}
    sent |= {f"initial-d-{code}-active": "True" for code in codes}
    admin.send("/settings/outcomes/save", **sent)  # type: ignore[arg-type]
    assert admin.status == 422
    row = admin.text[admin.text.index('<tr id="d-callback"') :]
    assert 'id="d-callback-active_error"' in row[: row.index("</tr>")]


def test_a_refused_view_is_named_again_in_the_same_list(admin: Visitor) -> None:
    admin.send("/leads/views", name="x" * 61, back="state=parked")
    assert admin.status == 422
    assert f'value="{"x" * 61}"' in admin.text
    assert '<option value="parked" selected>' in admin.text

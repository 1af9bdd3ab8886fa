"""API keys: an agent's key acts as that agent, a source's key adds that source's leads.

A key is shown once, when it is created; only its hash is stored. A revoked key, and each key of a
disabled person, is refused from the next request on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base.db import row_loader, statements
from pullahead.base.db.row_loader import Columns, WholeRow
from pullahead.base.errors import Conflict, FieldError, Invalid, NotFound
from pullahead.base.ids import key_hash, new_key
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Source, SourceKey
from pullahead.leads.rules import clean_text
from pullahead.leads.services import source_named
from pullahead.leads.source_keys import add_source_key, end_source_key
from pullahead.team.agent_keys import add_agent_key, end_agent_key
from pullahead.team.models import AgentKey, Person
from pullahead.team.queries import active_names

PULL, READ, WRITE = "pull", "leads:read", "leads:write"
SOURCES_READ, SOURCES_WRITE = "sources:read", "sources:write"
WEBHOOKS = "webhooks"
SCOPES = (PULL, READ, WRITE, SOURCES_READ, SOURCES_WRITE, WEBHOOKS)
# Scopes about sources and money, without any lead: for marketing and administrators
MONEY_SCOPES = frozenset({SOURCES_READ, SOURCES_WRITE})
# Scopes for the keys of administrators
ADMIN_SCOPES = frozenset({WEBHOOKS})
# Scopes that a source can use
LEAD_SCOPES = frozenset({READ, WRITE})
NAME_LIMIT = 100
AGENT, SOURCE = "agent", "source"
SHORTEST_START = 4  # letters that name a key to revoke
# Every request reads its key in one statement, without the columns of the key list.
PERSON = WholeRow(Person)


@dataclass(frozen=True, slots=True)
class AgentAccess:
    """Valid key of an agent."""

    id: int
    scopes: Sequence[str]
    _: KW_ONLY
    person: Person


@dataclass(frozen=True, slots=True)
class SourceAccess:
    """Valid key of a source."""

    id: int
    source_id: int
    scopes: Sequence[str]
    _: KW_ONLY
    source_name: str


AGENT_KEY, SOURCE_KEY = Columns(AgentKey, AgentAccess), Columns(SourceKey, SourceAccess)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key in the list: its first letters, never the key itself."""

    kind: str  # agent, source
    id: int
    start: str
    whose: str
    works: bool  # neither revoked nor owned by a disabled person
    scopes: tuple[str, ...]
    made_at: datetime
    revoked_at: datetime | None


def list_keys(*, viewer: Person | None) -> tuple[KeyRow, ...]:
    """Return every key, active ones first, then newest.

    Raise NotFound except for administrators.
    """
    _administrators(viewer)
    agents = AgentKey.objects.select_related("person")
    sources = SourceKey.objects.select_related("source")
    rows = [_row(AGENT, key, key.person.name, key.person.is_active) for key in agents]
    rows += [_row(SOURCE, key, key.source.name, True) for key in sources]
    return tuple(sorted(rows, key=lambda row: (not row.works, -row.made_at.timestamp())))


def _row(kind: str, key: AgentKey | SourceKey, whose: str, active: bool) -> KeyRow:
    return KeyRow(
        kind=kind,
        id=key.pk,
        start=key.start,
        whose=whose,
        works=active and key.revoked_at is None,
        scopes=tuple(key.scopes),
        made_at=key.made_at,
        revoked_at=key.revoked_at,
    )


def source_names() -> tuple[str, ...]:
    """Return the names of all sources."""
    return tuple(Source.objects.order_by("name").values_list("name", flat=True))


def owner_names() -> tuple[str, ...]:
    """Return the names of the people who may own a key."""
    return active_names()


def make_agent_key(*, person: str, scopes: Sequence[str], by: Person | None = None) -> str:
    """Create a key for the person of that name, and return it in plain text for the only time.

    Raise NotFound for an unknown name, Conflict `person_disabled`, Invalid `unknown_scope` or
    `scope_required`.
    """
    _administrators(by)
    kept = checked_scopes(scopes)
    with write_transaction() as now:
        owner = Person.objects.filter(name=person).first()
        if owner is None:
            raise NotFound(_("No user is named “{name}”. Add the user first.").format(name=person))
        if not owner.is_active:
            raise Conflict(
                _("{name} is disabled. Enable the user, then create the key.").format(name=person),
                code="person_disabled",
            )
        plain = new_key()
        made = add_agent_key(
            person=owner, start=plain[:10], key_hash=key_hash(plain), scopes=kept, now=now
        )
        data = {"agent_key": made.pk, "person": owner.pk, "scopes": kept}
        record(JournalEvent.KEY_MADE, now=now, actor_id=by.pk if by else None, data=data)
    return plain


def make_source_key(*, source: str, scopes: Sequence[str], by: Person | None = None) -> str:
    """Create a key for the source of that name, which is created if missing.

    Return the key in plain text for the only time. Raise Invalid `unknown_scope`, `scope_required`,
    `scope_of_people` or `source_name`.
    """
    _administrators(by)
    kept = checked_scopes(scopes)
    if not LEAD_SCOPES & set(kept):
        message = _("A source can use only these scopes: {scopes}. Choose at least one.").format(
            scopes=f"{READ}, {WRITE}"
        )
        raise _no_key(FieldError("scopes", "scope_of_people", message))
    name = clean_text(source, NAME_LIMIT + 1)
    if not name or len(name) > NAME_LIMIT:
        message = _("Enter a source name of 1 to {limit} characters. No key was created.").format(
            limit=NAME_LIMIT
        )
        finding = FieldError("source", "source_name", message)
        raise Invalid(message, code="source_name", errors=[finding])
    with write_transaction() as now:
        owner = source_named(name=name)
        plain = new_key()
        made = add_source_key(
            source=owner, start=plain[:10], key_hash=key_hash(plain), scopes=kept, now=now
        )
        data = {"source_key": made.pk, "source": owner.pk, "scopes": kept}
        record(JournalEvent.KEY_MADE, now=now, actor_id=by.pk if by else None, data=data)
    return plain


def revoke_agent_key(*, key_id: int, by: Person | None = None) -> None:
    """Revoke an agent's key; a revoked one stays so. Raise NotFound for an unknown id."""
    _administrators(by)
    with write_transaction() as now:
        if not AgentKey.objects.filter(pk=key_id).exists():
            raise NotFound(_("Key not found. Reload the page."))
        if end_agent_key(key_id=key_id, now=now):
            actor = by.pk if by else None
            record(JournalEvent.KEY_REVOKED, now=now, actor_id=actor, data={"agent_key": key_id})


def revoke_source_key(*, key_id: int, by: Person | None = None) -> None:
    """Revoke a source's key; a revoked one stays so. Raise NotFound for an unknown id."""
    _administrators(by)
    with write_transaction() as now:
        if not SourceKey.objects.filter(pk=key_id).exists():
            raise NotFound(_("Key not found. Reload the page."))
        if end_source_key(key_id=key_id, now=now):
            actor = by.pk if by else None
            record(JournalEvent.KEY_REVOKED, now=now, actor_id=actor, data={"source_key": key_id})


def revoke_by_start(*, start: str) -> str:
    """Revoke the one key with this start and return the stored start; again changes nothing.

    Raise Invalid for a start of too few letters or of several keys, NotFound for none.
    """
    if len(start) < SHORTEST_START:
        raise Invalid(
            _("Enter at least {limit} characters of the key. No key was revoked.").format(
                limit=SHORTEST_START
            )
        )
    # The stored start is ten letters long; a whole pasted key names its key too
    rows = list_keys(viewer=None)
    found = [k for k in rows if k.start.startswith(start) or start.startswith(k.start)]
    if not found:
        raise NotFound(
            _("No key starts with “{start}”. List the keys: pullahead key list").format(
                start=start[:10]
            )
        )
    if len(found) > 1:
        raise Invalid(
            _(
                "Several keys start with “{start}” ({count}). Enter more characters. "
                "No key was revoked."
            ).format(count=len(found), start=start)
        )
    revoke = revoke_agent_key if found[0].kind == AGENT else revoke_source_key
    revoke(key_id=found[0].id)
    return found[0].start


def _administrators(by: Person | None) -> None:
    """Raise NotFound unless an administrator or the command line (None) acts."""
    if by is not None and not by.is_admin:
        raise NotFound(_("Page not found."))


def agent_of(key: str) -> AgentAccess | None:
    """Return the agent's key with its person; None for a key that opens nothing."""
    found = _opened(_agent_of(), key)
    return found and AGENT_KEY.row(found[0], person=PERSON.row(found[1]))


def source_of(key: str) -> SourceAccess | None:
    """Return the source's key with its source; None for a key that opens nothing."""
    found = _opened(_source_of(), key)
    return found and SOURCE_KEY.row(found[0], source_name=found[1])


def _opened(text: str, key: str) -> Any:
    """Return the key's row and its owner's; None for a key that opens nothing."""
    found = statements.read(text, {"hash": key_hash(key)})
    return row_loader.loads(found[0][0]) if found else None


@cache
def _agent_of() -> str:
    whole = row_loader.array([AGENT_KEY.of("k"), PERSON.of("p")])
    return (
        f"SELECT {row_loader.text(whole)} FROM team_agentkey k "
        "JOIN team_person p ON p.id = k.person_id "
        "WHERE k.hash = %(hash)s AND k.revoked_at IS NULL AND p.is_active"
    )


@cache
def _source_of() -> str:
    whole = row_loader.array([SOURCE_KEY.of("k"), "s.name"])
    return (
        f"SELECT {row_loader.text(whole)} FROM leads_sourcekey k "
        "JOIN leads_source s ON s.id = k.source_id "
        "WHERE k.hash = %(hash)s AND k.revoked_at IS NULL"
    )


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """Return the scopes in their own order, each once. Raise Invalid for unknown or no scopes."""
    asked = {scope.strip() for scope in scopes}
    unknown = sorted(asked - set(SCOPES))
    if unknown:
        message = _("“{scope}” is not a scope. Use: {scopes}.").format(
            scope=unknown[0], scopes=", ".join(SCOPES)
        )
        raise _no_key(FieldError("scopes", "unknown_scope", message))
    if not asked:
        message = _("Choose at least one scope.")
        raise _no_key(FieldError("scopes", "scope_required", message))
    return [scope for scope in SCOPES if scope in asked]


def _no_key(finding: FieldError) -> Invalid:
    """Return the refusal of a new key."""
    said = _("{reason} No key was created.").format(reason=finding.message)
    return Invalid(said, code=finding.code, errors=[finding])

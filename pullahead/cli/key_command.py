"""`pullahead key …`: API keys for agents and sources."""

from __future__ import annotations

from itertools import chain

from pullahead.base.errors import Invalid, NotFound
from pullahead.leads.models import SourceKey
from pullahead.team.models import AgentKey
from pullahead.usecases.settings import api_keys as desk

SHORTEST_START = 4


def add(*, agent: str, source: str, scope: str) -> str:
    """Make a key for the one that is named; what to print: the key is the last word."""
    scopes = [part for part in scope.split(",") if part.strip()]
    if agent:
        key = desk.make_agent_key(person=agent, scopes=scopes)
        whose = f"the agent {agent}"
    else:
        key = desk.make_source_key(source=source, scopes=scopes)
        whose = f"the source {source}"
    return f"A key for {whose}, shown only this once: {key}"


def listed() -> str:
    """Every key: its start, whose it is, what it may do, whether it still opens anything."""
    rows = [("START", "WHOSE", "SCOPES", "MADE", "STATE")]
    for key in _all():
        whose = (
            f"agent {key.person.name}" if isinstance(key, AgentKey) else f"source {key.source.name}"
        )
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "good"
        rows.append((key.start, whose, ",".join(key.scopes), f"{key.made_at:%Y-%m-%d}", state))
    if len(rows) == 1:
        return "There is no key yet. Make one: pullahead key add --source NAME --scope leads:write"
    widths = [max(len(row[n]) for row in rows) for n in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def revoke(*, start: str) -> str:
    """End the one key that begins so; doing it again changes nothing."""
    if len(start) < SHORTEST_START:
        raise Invalid(f"Give at least {SHORTEST_START} letters of the key. No key was revoked.")
    # What is kept is the first ten letters; a whole key that somebody pasted names it too
    found = [k for k in _all() if k.start.startswith(start) or start.startswith(k.start)]
    if not found:
        raise NotFound(f"No key begins with “{start[:10]}”. See: pullahead key list")
    if len(found) > 1:
        raise Invalid(f"{len(found)} keys begin with “{start}”; give more of it. None was revoked.")
    key = found[0]
    if isinstance(key, AgentKey):
        desk.revoke_agent_key(key_id=key.pk)
    else:
        desk.revoke_source_key(key_id=key.pk)
    return f"The key {key.start}… opens nothing any more."


def _all() -> list[AgentKey | SourceKey]:
    agents = AgentKey.objects.select_related("person")
    sources = SourceKey.objects.select_related("source")
    return sorted(chain(agents, sources), key=lambda key: key.made_at)

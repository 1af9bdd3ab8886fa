"""Settings of call scripts, by source and by team."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pullahead.base.errors import FieldError, Invalid, NotFound
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.call_scripts import CallScript as CallScript
from pullahead.pull.call_scripts import read_script
from pullahead.pull.call_scripts import written as written
from pullahead.pull.services import set_guide
from pullahead.team.models import Person, Team
from pullahead.usecases.common.sanitize import clean_input

SOURCE, TEAM = "source", "team"


@dataclass(frozen=True, slots=True)
class ScriptOwner:
    """A source or team that has a call script or may get one."""

    of: str  # source, team
    id: int
    name: str
    guide: CallScript | None


def script_owners(*, viewer: Person) -> tuple[ScriptOwner, ...]:
    """Return the teams, then the sources, whose scripts this person edits.

    A team lead edits those of their own team and of its sources. Raise NotFound for agents.
    """
    _for_leaders(viewer)
    teams, sources = Team.objects.order_by("name"), Source.objects.order_by("name")
    if not viewer.is_admin:
        teams = teams.filter(pk=viewer.team_id)
        sources = sources.filter(route__team_id=viewer.team_id)
    rows = models.CallScriptRow.objects.all()
    by_team = {row.team_id: pull_queries.guide(row) for row in rows if row.team_id}
    by_source = {row.source_id: pull_queries.guide(row) for row in rows if row.source_id}
    return (
        *(ScriptOwner(TEAM, one.pk, one.name, by_team.get(one.pk)) for one in teams),
        *(ScriptOwner(SOURCE, one.pk, one.name, by_source.get(one.pk)) for one in sources),
    )


def script_owner(*, of: str, place_id: int, viewer: Person) -> ScriptOwner:
    """Return one owner. Raise NotFound for one whose script this person may not edit."""
    found = [p for p in script_owners(viewer=viewer) if (p.of, p.id) == (of, place_id)]
    if not found:
        raise NotFound(_("Call script not found. Reload the page."))
    return found[0]


def preview(*, steps: str, objections: str, questions: str) -> CallScript:
    """Read the three texts as agents will see them. Raise Invalid `guide_lines` for each part."""
    read = read_script(clean_input(steps), clean_input(objections), clean_input(questions))
    if isinstance(read, CallScript):
        return read
    errors = [FieldError(one.field, "guide_lines", translated(one.message)) for one in read]
    raise Invalid(" ".join(e.message for e in errors), code="guide_lines", errors=errors)


def save(
    *, of: str, place_id: int, steps: str, objections: str, questions: str, by: Person
) -> None:
    """Replace a script by the three texts; empty ones remove it."""
    script_owner(of=of, place_id=place_id, viewer=by)
    guide = preview(steps=steps, objections=objections, questions=questions)
    its = {"source_id": place_id} if of == SOURCE else {"team_id": place_id}
    with write_transaction() as now:
        set_guide(guide=guide, **its)
        data = {**its, "questions": len(guide.questions)}
        record(JournalEvent.CALL_SCRIPT_CHANGED, now=now, actor_id=by.pk, data=data)


def _for_leaders(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))

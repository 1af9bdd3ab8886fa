"""Texts that a comparison compares: call scripts, or message templates of a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.pull import queries as pull_queries
from pullahead.pull import script_comparisons as rows
from pullahead.pull.models import ScriptComparisonRow
from pullahead.pull.script_comparison_rules import ComparedKind, ComparedMessage, text_in
from pullahead.pull.services import set_guide
from pullahead.team.models import Person
from pullahead.usecases.settings.call_scripts import CallScript, preview
from pullahead.usecases.settings.message_templates import WrittenMessage, fitted

ComparedText = CallScript | ComparedMessage


@dataclass(frozen=True, slots=True)
class ScriptPlan:
    """Input of a new comparison: text B as the fields of a script, or of a message."""

    source_id: int
    question: str
    yardstick: str
    share_b: float | None  # percent
    weeks: int | None
    days: int | None
    kind: str = "script"
    steps: str = ""
    objections: str = ""
    questions: str = ""
    channel: str = ""
    language: str = ""
    touch: int = 0
    subject: str = ""
    body: str = ""


def typed(given: ScriptPlan, by: Person) -> ComparedText:
    """Return text B of a plan. Raise Invalid."""
    if given.kind == ComparedKind.SCRIPT:
        return preview(steps=given.steps, objections=given.objections, questions=given.questions)
    if given.kind != ComparedKind.MESSAGE:
        raise wrong("kind", "unknown_comparison", _("Compare call scripts or messages."))
    written = WrittenMessage(
        given.channel, given.source_id, given.language, given.touch, given.subject, given.body
    )
    one = fitted(written, by)
    text = ComparedMessage(one.channel, one.language, one.touch, one.subject, one.body)
    is_general = text.place == (one.channel, "", 0)
    if not is_general and not rows.usual_message(given.source_id, text).body:
        said = _("No template has this language and contact. Write one, or leave both blank.")
        raise wrong("language", "unknown_template", said)
    return text


def usual(row: ScriptComparisonRow) -> ComparedText:
    """Return the text that leads of the source have now: text A of a start."""
    there = text_in(row.kind, row.script_b)
    if isinstance(there, ComparedMessage):
        return rows.usual_message(row.source_id, there)
    team_id = pull_queries.team_of_source(row.source_id)
    return pull_queries.guide_for(source_id=row.source_id, team_id=team_id) or CallScript()


def own(row: ScriptComparisonRow) -> dict[str, Any] | None:
    """Return the source's own text in the place of text B, as stored; None for none."""
    return rows.own_text(row.source_id, text_in(row.kind, row.script_b))


def has_b(row: ScriptComparisonRow) -> bool:
    """Return whether the source's own text is B; a source without a script has an empty one."""
    mine, there = own(row), text_in(row.kind, row.script_b)
    if mine is None:
        return there == CallScript()
    return text_in(row.kind, mine) == there


def put(row: ScriptComparisonRow, stored: dict[str, Any] | None) -> None:
    """Make a stored text the source's own one; None: it has none of its own."""
    there = text_in(row.kind, row.script_b)
    if isinstance(there, ComparedMessage):
        none = ComparedMessage(*there.place)
        rows.set_own_message(row.source_id, ComparedMessage(**stored) if stored else none)
        return
    guide = text_in(row.kind, stored) if stored else CallScript()
    assert isinstance(guide, CallScript)
    set_guide(guide=guide, source_id=row.source_id)

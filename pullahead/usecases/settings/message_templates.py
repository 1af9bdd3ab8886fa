"""Message templates for SMS, WhatsApp and email, by source and language.

Agents send them from their own devices; the server sends nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.pull.message_templates import filled
from pullahead.pull.services import delete_message, set_message
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.nurture_plans import TOUCHES_AT_MOST

BODY_LIMIT, SUBJECT_LIMIT = 2000, 200
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")
EMAIL = models.MessageTemplate.Channel.EMAIL.value
OF = ("source_id", "pk")
SAMPLE = "Ana Lima"  # the recipient in a preview


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template. `source_id` None: for every source; `language` "": the organization's own."""

    id: int
    channel: str
    source_id: int | None
    source: str
    language: str
    touch: int  # of the nurturing plan; 0 for any message
    subject: str
    body: str
    mine: bool  # this person may change it


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A template as typed."""

    channel: str
    source_id: int | None
    language: str
    touch: int
    subject: str
    body: str


def texts(*, viewer: Person) -> tuple[TemplateView, ...]:
    """Return the templates that this person may see, general ones first.

    Raise NotFound for agents.
    """
    mine = {source for source, _ in sources(viewer=viewer)}
    rows = models.MessageTemplate.objects.select_related("source")
    seen = [
        TemplateView(
            id=row.pk,
            channel=row.channel,
            source_id=row.source_id,
            source=row.source.name if row.source else "",
            language=row.language,
            touch=row.touch,
            subject=row.subject,
            body=row.body,
            mine=viewer.is_admin if row.source_id is None else row.source_id in mine,
        )
        for row in rows
    ]
    shown = [one for one in seen if one.mine or one.source_id is None]
    return tuple(sorted(shown, key=lambda one: (one.source, one.channel, one.touch, one.language)))


def text(*, text_id: int, viewer: Person) -> TemplateView:
    """Return a template that this person may change. Raise NotFound."""
    found = [one for one in texts(viewer=viewer) if one.id == text_id and one.mine]
    if not found:
        raise NotFound(_("Template not found. Reload the page."))
    return found[0]


def sources(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the sources whose templates this person edits; a team lead's are the team's."""
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    rows = Source.objects.order_by("name")
    if not viewer.is_admin:
        rows = rows.filter(route__team_id=viewer.team_id)
    return tuple(rows.values_list("pk", "name"))


def preview(*, subject: str, body: str, viewer: Person) -> tuple[str, str]:
    """Fill in a subject and a body as a customer would read them. Raise NotFound for agents."""
    sources(viewer=viewer)
    subject, body = clean_input(subject)[:SUBJECT_LIMIT], clean_input(body)[:BODY_LIMIT]
    return (
        filled(subject, name=SAMPLE, agent=viewer.name),
        filled(body, name=SAMPLE, agent=viewer.name),
    )


def save(*, written: WrittenMessage, by: Person, text_id: int | None = None) -> None:
    """Save a template, new or changed. Raise NotFound, Invalid with each field."""
    fits = fitted(written, by)
    if text_id is not None:
        text(text_id=text_id, viewer=by)
    with write_transaction() as now:
        same = models.MessageTemplate.objects.filter(
            channel=fits.channel, language=fits.language, touch=fits.touch
        )
        if any(of == fits.source_id and pk != text_id for of, pk in same.values_list(*OF)):
            raise wrong("channel", "text_exists", _("This template already exists. Edit it."))
        set_message(
            message_id=text_id,
            channel=fits.channel,
            source_id=fits.source_id,
            language=fits.language,
            touch=fits.touch,
            subject=fits.subject,
            body=fits.body,
        )
        record(JournalEvent.MESSAGE_TEMPLATE_CHANGED, now=now, actor_id=by.pk, data=_what(fits))


def delete(*, text_id: int, by: Person) -> None:
    """Delete a template; links then open without a text. Raise NotFound."""
    gone = text(text_id=text_id, viewer=by)
    with write_transaction() as now:
        delete_message(message_id=text_id)
        record(
            JournalEvent.MESSAGE_TEMPLATE_CHANGED,
            now=now,
            actor_id=by.pk,
            data={"channel": gone.channel, "source_id": gone.source_id, "gone": True},
        )


def _what(written: WrittenMessage) -> dict[str, object]:
    return {"channel": written.channel, "source_id": written.source_id, "lang": written.language}


def fitted(written: WrittenMessage, by: Person) -> WrittenMessage:
    """Sanitize a typed template. Raise Invalid with each field."""
    if written.channel not in models.MessageTemplate.Channel.values:
        raise wrong("channel", "unknown_channel", _("Choose SMS, WhatsApp or email."))
    may = {source for source, _ in sources(viewer=by)}
    if written.source_id is None and not by.is_admin:
        raise wrong("source", "unknown_source", _("Choose a source of your team."))
    if written.source_id is not None and written.source_id not in may:
        raise wrong("source", "unknown_source", _("Choose a source from the list."))
    language = clean_input(written.language).lower()
    if language and not LANGUAGE.fullmatch(language):
        raise wrong(
            "language", "unknown_language", _("Enter two letters, such as es, or leave it blank.")
        )
    if not 0 <= written.touch <= TOUCHES_AT_MOST:
        said = _("Enter the number of the contact, 1 to {most}, or leave it blank.")
        raise wrong("touch", "unknown_touch", said.format(most=TOUCHES_AT_MOST))
    subject, body = clean_input(written.subject), clean_input(written.body)
    if not body:
        raise wrong("body", "text_required", _("Enter a text."))
    if len(body) > BODY_LIMIT or len(subject) > SUBJECT_LIMIT:
        said = _("Enter at most {limit} characters, and at most {subject} in the subject.")
        raise wrong("body", "too_long", said.format(limit=BODY_LIMIT, subject=SUBJECT_LIMIT))
    subject = subject.replace("\r", " ").replace("\n", " ") if written.channel == EMAIL else ""
    return replace(written, language=language, subject=subject, body=body)

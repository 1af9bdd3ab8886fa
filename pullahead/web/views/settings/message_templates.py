"""*Message templates*: texts for an agent's own phone or mailbox, by source and language."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import message_templates
from pullahead.web.forms.calling import CHANNELS, TextForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

FIELDS = ("channel", "language", "touch", "subject", "body")


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show all templates, and a form for a new one."""
    return _page(request, _form(request))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, text_id: int) -> HttpResponse:
    """Show one template to be changed."""
    text = message_templates.text(text_id=text_id, viewer=person(request))
    if request.method == "POST":
        return _save(request, text)
    initial = {name: getattr(text, name) for name in FIELDS} | {
        "source": text.source_id,
        "touch": text.touch or None,
    }
    return _page(request, _form(request, initial=initial), text)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a template."""
    message_templates.sources(viewer=person(request))
    return _save(request, None)


@signed_in
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the typed template as a customer will read it."""
    form = _form(request, request.POST)
    return show(request, "settings/message_templates/_preview.html", _preview(request, form))


@signed_in
@require_POST
def delete(request: HttpRequest, text_id: int) -> HttpResponse:
    """Delete a template; asks once."""
    text = message_templates.text(text_id=text_id, viewer=person(request))
    if request.POST.get("sure") != "1":
        return show(request, "settings/message_templates/sure.html", {"text": text})
    message_templates.delete(text_id=text_id, by=person(request))
    messages.success(request, _("Template deleted."))
    return SeeOther(reverse("texts"))


def _form(
    request: HttpRequest, sent: QueryDict | None = None, initial: Mapping[str, object] | None = None
) -> TextForm:
    who = person(request)
    sources = message_templates.sources(viewer=who)
    return TextForm(sent, initial=initial, sources=sources, every=who.is_admin)


def _save(request: HttpRequest, text: message_templates.TemplateView | None) -> HttpResponse:
    form = _form(request, request.POST)
    try:
        if form.is_valid():
            which = text.id if text else None
            message_templates.save(written=form.written(), by=person(request), text_id=which)
            messages.success(request, _("Template saved."))
            return SeeOther(reverse("texts"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, text, 422)


def _preview(request: HttpRequest, form: TextForm) -> dict[str, str]:
    subject, body = message_templates.preview(
        subject=str(form["subject"].value() or ""),
        body=str(form["body"].value() or ""),
        viewer=person(request),
    )
    return {"subject": subject, "body": body}


def _page(
    request: HttpRequest,
    form: TextForm,
    text: message_templates.TemplateView | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "texts": message_templates.texts(viewer=person(request)),
        "channels": CHANNELS,
        "form": form,
        "text": text,
    }
    return show(
        request, "settings/message_templates/page.html", context | _preview(request, form), status
    )

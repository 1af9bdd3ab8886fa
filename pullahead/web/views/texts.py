"""*Texts*: what an agent's own phone or mailbox is opened with, by source and language."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.desk import texts
from pullahead.web.doors import SeeOther, person, show, signed_in
from pullahead.web.forms import Refusable

CHANNELS = (("sms", "SMS"), ("whatsapp", "WhatsApp"), ("email", "E-mail"))


class TextForm(Refusable):
    """What is typed for a text; the desk judges it."""

    channel = forms.CharField(required=False, max_length=20)
    source = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    language = forms.CharField(required=False, max_length=10)
    subject = forms.CharField(required=False)
    body = forms.CharField(required=False)

    def written(self) -> texts.Written:
        """The same, for the desk."""
        given = self.cleaned_data
        return texts.Written(
            given["channel"], given["source"], given["language"], given["subject"], given["body"]
        )


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All texts, and a form for a new one."""
    return _page(request, TextForm())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, text_id: int) -> HttpResponse:
    """One text, to be changed."""
    text = texts.text(text_id=text_id, viewer=person(request))
    if request.method == "POST":
        return _save(request, text)
    initial = {name: getattr(text, name) for name in ("channel", "language", "subject", "body")}
    return _page(request, TextForm(initial=initial | {"source": text.source_id}), text)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new text."""
    texts.sources(viewer=person(request))
    return _save(request, None)


@signed_in
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What is being typed, as a customer will read it."""
    form = TextForm(request.POST)
    return show(request, "texts/_preview.html", _preview(request, form))


@signed_in
@require_POST
def delete(request: HttpRequest, text_id: int) -> HttpResponse:
    """Take it away; asks once."""
    text = texts.text(text_id=text_id, viewer=person(request))
    if request.POST.get("sure") != "1":
        return show(request, "texts/sure.html", {"text": text})
    texts.delete(text_id=text_id, by=person(request))
    messages.success(request, "Deleted. The link opens without a text from now on.")
    return SeeOther(reverse("texts"))


def _save(request: HttpRequest, text: texts.Text | None) -> HttpResponse:
    form = TextForm(request.POST)
    try:
        if form.is_valid():
            which = text.id if text else None
            texts.save(written=form.written(), by=person(request), text_id=which)
            messages.success(request, "Kept. Agents’ links open with it from now on.")
            return SeeOther(reverse("texts"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, text, 422)


def _preview(request: HttpRequest, form: TextForm) -> dict[str, str]:
    subject, body = texts.preview(
        subject=str(form["subject"].value() or ""),
        body=str(form["body"].value() or ""),
        viewer=person(request),
    )
    return {"subject": subject, "body": body}


def _page(
    request: HttpRequest, form: TextForm, text: texts.Text | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "texts": texts.texts(viewer=person(request)),
        "sources": texts.sources(viewer=person(request)),
        "channels": CHANNELS,
        "form": form,
        "text": text,
    }
    return show(request, "texts/page.html", context | _preview(request, form), status)

"""Store the opt-out of a lead or settle whose request is refused for another reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import Error
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from pullahead.api import errors, opt_outs
from pullahead.api.parser import read_loosely
from pullahead.api.schemas import addresses_text
from pullahead.base.errors import Invalid
from pullahead.usecases.intake.lead_input import ATTRIBUTES_READ, keep_refused_opt_out
from pullahead.usecases.intake.source_full import SourceFull
from pullahead.usecases.leads.opt_out import OPT_OUT_KEPT
from pullahead.usecases.settings.api_keys import SourceAccess

ENDPOINT: Final = "receive_lead"
TEXT_LENGTH: Final = 2_000
NAME_LENGTH: Final = 200


def install(api: NinjaAPI) -> None:
    """Answer refusals as `errors` does, after the opt-out of a refused lead is stored."""
    api.add_exception_handler(Invalid, _refused)
    api.add_exception_handler(SourceFull, _full)
    api.add_exception_handler(ValidationError, _refused)
    api.add_exception_handler(HttpError, _refused)


def _refused(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    try:
        kept = _keep_opt_out(request)
        if isinstance(error, ValidationError | HttpError) and opt_outs.kept(request):
            kept = f"{OPT_OUT_KEPT} "
    except Error as failed:
        return errors.database(request, failed)
    if isinstance(error, ValidationError):
        return errors.findings(request, error, kept)
    if isinstance(error, HttpError):
        return errors.unreadable(request, error, kept)
    assert isinstance(error, Invalid | SourceFull)
    return errors.problem(request, error, kept)


def _full(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer 429 and name the seconds to wait, as senders of leads expect."""
    assert isinstance(error, SourceFull)
    answer = _refused(request, error)
    if answer.status_code == error.status:
        answer["Retry-After"] = str(error.seconds)
    return answer


def _keep_opt_out(request: HttpRequest) -> str:
    """Bar the addresses that the refused lead opts out; return the sentence that says so, or ""."""
    match = request.resolver_match
    is_lead = match is not None and match.url_name == ENDPOINT and request.method == "POST"
    if not is_lead or not isinstance(getattr(request, "auth", None), SourceAccess):
        return ""
    fields, attributes = _texts_of(request)
    addresses = keep_refused_opt_out(fields, attributes=attributes)
    if not addresses:
        return ""
    barred = " and ".join(value for _, value in addresses)
    are = "is" if len(addresses) == 1 else "are"
    return (
        f"The lead was refused, but its opt-out was saved: {barred} {are} on the do-not-contact "
        "list. "
        "Apart from that: "
    )


def _texts_of(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Return phone and email, and everything else that may say an opt-out, as text."""
    body: Any = read_loosely(request)
    if not isinstance(body, dict):
        return {}, {}
    attributes = body.get("attributes")
    names: tuple[str, ...] = ("phone", "email")
    texts = _texts(body | {name: addresses_text(body[name]) for name in names if name in body})
    fields = {name: texts.pop(name) for name in names if name in texts}
    return fields, texts | (_texts(attributes) if isinstance(attributes, dict) else {})


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the short names whose value is text, a number or a yes or no."""
    texts: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, str | int) and len(name) <= NAME_LENGTH:
            text = value if isinstance(value, str) else f"{value:d}"[:TEXT_LENGTH]
            if len(text) <= TEXT_LENGTH and len(texts) < ATTRIBUTES_READ:
                texts[name] = text
    return texts

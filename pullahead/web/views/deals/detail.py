"""*Deal*: one deal and the acts on it. A refusal appears on the page of the deal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.conversations.brief import brief
from pullahead.usecases.deals import acts, closing, edit, findings, undo
from pullahead.usecases.deals.access import LimitRefused
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.sprints.plan import changes_to_answer
from pullahead.web.forms import deal_findings as finding_forms
from pullahead.web.forms import deals as forms
from pullahead.web.forms.deals import DealForm
from pullahead.web.talk_context import talk_context
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.deals.board import typed


@dataclass(frozen=True, slots=True)
class DealVerb:
    """An act of the page: its form, what it calls, and what is said afterwards."""

    form: type[DealForm]
    call: Callable[..., None]
    done: str | Promise


def _wait(until: Any = None, **given: Any) -> None:
    acts.wait(until=until, **given)


def _edit(form: forms.EditDealForm, **given: Any) -> None:
    edit.change(typed=typed(form), **given)


VERBS: Mapping[str, DealVerb] = {
    "pull": DealVerb(forms.PullForm, acts.pull, gettext_lazy("Pulled. The deal is yours.")),
    "finish": DealVerb(
        forms.PlainForm, acts.finish, gettext_lazy("Done. The next stage can pull the deal.")
    ),
    "wait": DealVerb(forms.WaitForm, _wait, gettext_lazy("The deal waits for the customer.")),
    "resume": DealVerb(forms.PlainForm, acts.resume, gettext_lazy("Work on the deal continues.")),
    "move": DealVerb(forms.MoveForm, acts.move_to, gettext_lazy("Moved.")),
    "take": DealVerb(forms.PlainForm, acts.take, gettext_lazy("The deal is yours.")),
    "release": DealVerb(
        forms.PlainForm, acts.release, gettext_lazy("Released. Any colleague can take the deal.")
    ),
    "hand-over": DealVerb(forms.HandOverDealForm, acts.hand_over, gettext_lazy("Handed over.")),
    "win": DealVerb(forms.WinForm, closing.win, gettext_lazy("Won.")),
    "lose": DealVerb(forms.CloseDealForm, closing.lose, gettext_lazy("Closed as lost.")),
    "discard": DealVerb(forms.CloseDealForm, closing.discard, gettext_lazy("Discarded.")),
    "reopen": DealVerb(
        forms.PlainForm,
        closing.reopen,
        gettext_lazy("Reopened. The deal is ready for its stage again."),
    ),
    "undo": DealVerb(forms.PlainForm, undo.undo, gettext_lazy("Undone.")),
    "block": DealVerb(forms.BlockForm, edit.block, gettext_lazy("Blocked.")),
    "unblock": DealVerb(forms.UnblockForm, edit.unblock, gettext_lazy("Unblocked.")),
    "signal": DealVerb(forms.SignalForm, edit.signal, gettext_lazy("Signal added.")),
    "answer": DealVerb(forms.AnswerForm, edit.answer, gettext_lazy("Answer saved.")),
    "fact": DealVerb(forms.FactForm, edit.fact, gettext_lazy("Answer saved.")),
    "contact": DealVerb(
        finding_forms.ContactForm, findings.add_contact, gettext_lazy("Contact added.")
    ),
    "mark": DealVerb(finding_forms.MarkForm, findings.mark_contact, gettext_lazy("Contact saved.")),
    "forget": DealVerb(
        finding_forms.ForgetForm, findings.forget_contact, gettext_lazy("Contact erased.")
    ),
    "finding": DealVerb(
        finding_forms.FindingForm, findings.add_finding, gettext_lazy("Finding added.")
    ),
    "confirm": DealVerb(
        finding_forms.ConfirmForm, findings.confirm_finding, gettext_lazy("Confirmation saved.")
    ),
    "withdraw": DealVerb(
        finding_forms.WithdrawFindingForm,
        findings.withdraw_finding,
        gettext_lazy("Finding withdrawn."),
    ),
    "edit": DealVerb(forms.EditDealForm, _edit, gettext_lazy("Deal saved.")),
}
UNDOABLE = {"pull", "finish", "wait", "resume", "move", "take", "release", "hand-over", "win"} | {
    "lose",
    "discard",
}
NEED_SEQ = UNDOABLE | {"reopen", "undo", "edit"}
EXCEED = {"pull", "move", "take", "hand-over", "reopen"}
# form field → keyword of the use case, where they differ
RENAMED = {("block", "until"): "review_on", ("answer", "until"): "next_on"}


@signed_in
@require_safe
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show one deal."""
    return _page(request, deal_id)


@signed_in
@require_POST
def act(request: HttpRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal appears beside its form, on the page of the deal."""
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound(_("Unknown action. Reload the page."))
    deal = deal_detail(deal_id=deal_id, viewer=person(request))
    form = verb.form(request.POST, deal=deal, act=name)
    try:
        if not form.is_valid():
            return _page(request, deal_id, name, form, 422)
        verb.call(**_given(name, form, deal_id, person(request)))
    except LimitRefused as problem:
        return _page(request, deal_id, name, form, problem.status, problem)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, deal_id, name, form, problem.status)
    messages.success(request, str(verb.done))
    if name in UNDOABLE:
        request.session["deal_undo"] = str(deal_id)
    back = {
        "board": reverse("deals"),
        "dead": reverse("deal-list") + "?show=dead",
        "people": reverse("deal-people", args=[deal_id]),
    }
    return SeeOther(back.get(request.POST.get("from", ""), reverse("deal", args=[deal_id])))


def _given(name: str, form: DealForm, deal_id: UUID, by: Person) -> dict[str, Any]:
    """Return the keywords of the use case."""
    given: dict[str, Any] = {"deal_id": deal_id, "by": by}
    data = dict(form.cleaned_data)
    seq, override = data.pop("seq", None), data.pop("override", "")
    if name in NEED_SEQ:
        given["seq"] = seq
    if name in EXCEED:
        given["override"] = override
    if name == "edit":
        return {**given, "form": form}
    for field, value in data.items():
        given[RENAMED.get((name, field), field)] = value
    if name in {"move", "hand-over"}:
        given["to"] = int(given["to"] or 0)
    return given


def _page(
    request: HttpRequest,
    deal_id: UUID,
    name: str = "",
    form: DealForm | None = None,
    status: int = 200,
    full: LimitRefused | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    deal = deal_detail(deal_id=deal_id, viewer=person(request))
    shown = {act.replace("-", "_"): verb.form(deal=deal, act=act) for act, verb in VERBS.items()}
    if form is not None:
        shown[name.replace("-", "_")] = form
    known = brief(deal_id=deal_id, viewer=person(request))
    why = request.GET.get("why", "")
    context = {
        **talk_context(known),
        "deal": deal,
        "plan_changes": changes_to_answer(deal_id=deal_id, viewer=person(request)),
        "forms": shown,
        "failed": name,
        "failed_form": form,
        "full": full,
        "sent": _sent(request) if full is not None else (),
        "why": int(why) if why in {"0", "1", "2", "3", "4"} else None,
    }
    return show(request, "deals/deal.html", {**context, **(more or {})}, status)


def shown_deal(
    request: HttpRequest, deal_id: UUID, more: Mapping[str, Any], status: int
) -> HttpResponse:
    """Show the page of a deal with another state of its talk part."""
    return _page(request, deal_id, status=status, more=more)


def _sent(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return what was sent, to send it again with a reason to exceed the limit."""
    left_out = {"csrfmiddlewaretoken", "override"}
    return tuple((one, request.POST[one]) for one in request.POST if one not in left_out)

"""Context of the pages with a settle form: what they show beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.work import call_script, handover
from pullahead.usecases.work import pull as pulling
from pullahead.usecases.work.bad_number import step_after_bad_number
from pullahead.usecases.work.callback_time import callback_clock
from pullahead.usecases.work.handover import Colleague
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.work import (
    HandOverForm,
    ScriptForm,
    SettleForm,
    later_moments,
    quick_moments,
)
from pullahead.web.outcome_groups import mail_only, many_numbers, outcome_list
from pullahead.web.script_answers import asks
from pullahead.web.view_helpers import person


def to_settle(
    request: HttpRequest,
    token: UUID,
    lead: LeadDetail,
    draft: str,
    form: Refusable | None,
    *,
    attempt: int = 0,
) -> dict[str, Any]:
    """Return the context of the settle form; `attempt` is the number of the current attempt."""
    choices, now = pulling.choices(lead.id), clock.now()
    clocked = callback_clock(lead.zones, person(request).id, now)
    others = _free_first(handover.colleagues_shown(person(request).id))
    guide = call_script.guide_of(lead.id)
    settle_form = form if isinstance(form, SettleForm) else SettleForm(initial={"note": draft})
    settle_form.show_for(lead, token, clocked, _callback_owners(person(request), others))
    bad_next = step_after_bad_number(token=token, choices=choices)
    return {
        "lead": lead,
        "guide": guide,
        "guide_fields": ScriptForm(asks(guide, request.POST)),
        "guide_errors": form["guide"].errors if isinstance(form, SettleForm) else (),
        "token": token,
        "outcomes": outcome_list(
            choices,
            lead,
            attempt=attempt,
            chosen=settle_form["disposition"].value(),
            has_bad_next=bad_next is not None,
        ),
        "many_numbers": many_numbers(lead),
        "mail_only": mail_only(lead),
        "bad_next": bad_next,
        "quick": quick_moments(clocked.zone, now),
        "quick_later": later_moments(clocked.zone, now),
        "colleagues": others,
        "anybody_free": any(one.free for one in others),
        "at_work": [one for one in others if one.present or one.on_break],
        "settle_form": settle_form,
    }


def _free_first(others: Sequence[Colleague]) -> list[Colleague]:
    return sorted(others, key=lambda one: not one.free)


def _callback_owners(me: Person, others: Sequence[Colleague]) -> list[tuple[int, str]]:
    """Return who can own a callback: id and name, the agent first."""
    mine = _("%(name)s (me)") % {"name": me.name}
    return [(me.id, mine), *((one.id, one.name) for one in others)]


def hand_over_form(colleagues: Sequence[Colleague], form: Refusable | None) -> HandOverForm:
    """Return the form of a hand-over, with the refused values if it is the refused one."""
    shown = form if isinstance(form, HandOverForm) else HandOverForm()
    shown.show_for(colleagues)
    return shown

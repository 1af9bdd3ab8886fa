"""Contact options of the claimed lead, each with its attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from pullahead.usecases.leads.detail import ContactPoint
from pullahead.usecases.work.attempts import AttemptsView, AttemptView

DONE = {
    "call": gettext_lazy("called"),
    "sms": gettext_lazy("texted"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "email": gettext_lazy("emailed"),
}


@dataclass(frozen=True, slots=True)
class ContactOption:
    """One address; `first` is the one that key D dials or writes to; `called` in this claim."""

    reach: ContactPoint
    tried: tuple[AttemptView, ...] = ()
    first: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class AttemptChoice:
    """Result of the last action: a link to open or a refusal, and its address."""

    address: int = 0
    channel: str = ""
    link: str = ""
    problem: str = ""
    bad: bool = False  # an address was marked as bad


def contact_options(reaches: Sequence[ContactPoint], tries: AttemptsView) -> list[ContactOption]:
    """Return contact options: valid numbers, valid email addresses, then bad ones."""
    ordered = sorted(reaches, key=lambda one: (not one.valid, one.kind != "phone"))
    firsts = [one.id for one in ordered if one.valid][:1]
    return [
        ContactOption(
            reach=one,
            tried=tries.on(one.value),
            first=one.id in firsts,
            called=any(each.channel == "call" for each in tries.on(one.value)),
        )
        for one in ordered
    ]


def none_left(reaches: Sequence[ContactPoint]) -> bool:
    """Return whether the lead has numbers and all are bad; opted-out numbers do not count."""
    numbers = [r for r in reaches if r.kind == "phone" and not r.reason.startswith("opted_out")]
    return bool(numbers) and not any(one.valid for one in numbers)

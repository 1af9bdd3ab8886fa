"""Template filters of pods: kinds, days of the week, concessions."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pullahead.web.forms.pods import DAYS

register = template.Library()

KINDS = {"own": gettext_lazy("Own"), "shared": gettext_lazy("Shared")}


@register.filter
def pod_kind(kind: str) -> str:
    """Return the kind of a pod in words."""
    return str(KINDS.get(kind, kind))


@register.filter
def weekdays(days: str) -> str:
    """Return the days of a pod's stand-up in words."""
    if days == "12345":
        return _("every working day")
    return ", ".join(str(name) for code, name in DAYS if code in days)


@register.filter
def granted(amount: Decimal, what: str) -> str:
    """Return an amount that may be granted, in words."""
    number = f"{amount.normalize():f}"
    if what == "discount":
        return _("{n} % discount").format(n=number)
    text = ngettext("{n} free day", "{n} free days", 1 if amount == 1 else 2)
    return text.format(n=number)

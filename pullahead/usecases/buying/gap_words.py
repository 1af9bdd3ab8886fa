"""Gaps of a buying group as questions for the next talk."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.buying.gaps import Gap, GapKind

ROLE_WORDS: dict[str, Promise] = {
    "decider": gettext_lazy("decider"),
    "initiator": gettext_lazy("initiator"),
    "user": gettext_lazy("user"),
    "influencer": gettext_lazy("influencer"),
    "approver": gettext_lazy("approver"),
    "buyer": gettext_lazy("buyer"),
    "gatekeeper": gettext_lazy("gatekeeper"),
}


def role_words(role: str) -> str:
    """Return a role in the buying decision in words, the same on every page."""
    return str(ROLE_WORDS.get(role, role))


def stance_words(stance: str) -> str:
    """Return a stance in words."""
    return {
        "mobilizer": _("moves others for us"),
        "for": _("for us"),
        "neutral": _("neutral"),
        "against": _("against us"),
        "blocker": _("blocks"),
    }.get(stance, _("unknown"))


def question(gap: Gap) -> str:
    """Return the question that a gap asks in the next talk."""
    names = ", ".join(gap.names)
    if gap.kind is GapKind.ROLE_EMPTY:
        return _role_question(gap.role)
    if gap.kind is GapKind.ONE_PATH:
        said = _("Who besides {name} can bring our case to the person who decides?")
        return said.format(name=names)
    if gap.kind is GapKind.FEW_HEARD:
        return _("Who else has a say? Fewer than three of them talked to us in 30 days.")
    said = {
        GapKind.NO_DECIDER: _("Who decides?"),
        GapKind.DECIDER_SILENT: _("When can we talk to {name}, who decides?"),
        GapKind.STANCE_UNKNOWN: _("What does {name} think of it?"),
        GapKind.NOBODY_OUTSIDE: _("Whose advice from outside do they trust?"),
        GapKind.NOBODY_AGAINST: _("Who sees it differently?"),
    }[gap.kind]
    return said.format(name=names)


def _role_question(role: str) -> str:
    return {
        "approver": _("Who must approve it?"),
        "gatekeeper": _("Who could stop it, such as purchasing, legal or IT?"),
        "user": _("Who will work with it every day?"),
    }.get(role, role_words(role))


def reason(gap: Gap) -> str:
    """Return why the question is asked."""
    if gap.kind is GapKind.ONE_PATH:
        said = _(
            "Everyone who has talked to us ({heard}) can reach the decision only through {name}."
        )
        return said.format(heard=", ".join(gap.heard), name=", ".join(gap.names))
    return {
        GapKind.NO_DECIDER: _("No one who decides is known."),
        GapKind.DECIDER_SILENT: _("No one who decides talked to us in 21 days."),
        GapKind.FEW_HEARD: _("A group that hears only one view tends to decide nothing."),
        GapKind.ROLE_EMPTY: _("The role has no member."),
        GapKind.STANCE_UNKNOWN: _("The stance is unknown or more than 60 days old."),
        GapKind.NOBODY_OUTSIDE: _("No adviser outside the company is known."),
        GapKind.NOBODY_AGAINST: _(
            "No one with doubts is known, so you may not know the group well."
        ),
    }[gap.kind]

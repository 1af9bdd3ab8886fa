"""Template filters of conversations: lines, doubts, chips and promises in words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.usecases.buying.gap_words import role_words
from pullahead.usecases.conversations.pads import PadChip, PadLine
from pullahead.web.promise_buttons import LABELS, STATES

register = template.Library()

DOUBTS = {
    "unknown_name": gettext_lazy("Who is this?"),
    "several_names": gettext_lazy("Which one?"),
    "no_day": gettext_lazy("By when?"),
    "day_or_month": gettext_lazy("Day or month first?"),
    "no_such_day": gettext_lazy("This is not a date. By when?"),
    "past": gettext_lazy("This day is past. By when?"),
    "far": gettext_lazy("This day is too far in the future. By when?"),
    "to_whom": gettext_lazy("Promised to whom?"),
    "likely": gettext_lazy("What does this line mean?"),
    "was_absent": gettext_lazy("Not marked as present. Said in this conversation?"),
}
QUESTIONS = {
    "gap": "{what}",  # a question about the buying group
    "good": gettext_lazy("Were they satisfied with “{what}”?"),
    "late": gettext_lazy("What happened with “{what}”?"),
    "decider": gettext_lazy("who decides?"),
}
KINDS = {
    "talk": gettext_lazy("Talk"),
    "interview": gettext_lazy("Interview"),
    "letter": gettext_lazy("Letter"),
}


@register.filter
def talk_kind(kind: str) -> str:
    """Return the kind of a conversation in words."""
    return str(KINDS.get(kind, kind))


@register.filter
def promise_state(state: str) -> str:
    """Return the state of a promise in words."""
    return str(STATES.get(state, state))


@register.filter
def changed_words(code: str) -> str:
    """Return a move since the last talk in words."""
    move, _sep, what = code.partition("|")
    states = {
        "request": "requested", "offer": "countered", "freed": "requested", "void": "withdrawn",
        "rest": "rested",
    }  # fmt: skip
    return f"{what}: {STATES[states[move]] if move in states else LABELS.get(move, move)}"


@register.filter
def question_words(code: str, what: str) -> str:
    """Return the one question of the next talk."""
    return str(QUESTIONS.get(code, "")).format(what=what)


@register.filter
def doubt_words(code: str) -> str:
    """Return why a line makes nothing yet, as a question."""
    return str(DOUBTS.get(code, code))


@register.filter
def chip_words(chip: PadChip) -> str:
    """Return what a chip stands for."""
    if chip.reading is not None:
        return _likely(chip.reading)
    if chip.person is not None and not chip.code.endswith("was_there"):
        return chip.person.name or chip.person.role
    if chip.day is not None:
        return date_format(chip.day, "D j M Y")
    if chip.name:
        return _("Add {name} as a contact").format(name=chip.name)
    last = chip.code.rpartition("|")[2]
    words = {
        "to:team": _("To the team"),
        "was_there": _("Yes, in this conversation"),
        "note": _("Only a note"),
    }
    return words.get(last, last)


def _likely(line: PadLine) -> str:
    """Return what a plain sentence probably means, with its day and the contact it adds."""
    if line.doubt and line.who is not None:  # one more question follows
        return f"{_name(line.who)}: {line.what}…"
    text = line_words(line)
    if line.day is not None:
        text = _("{text} by {day}").format(text=text, day=date_format(line.day, "D j M Y"))
    for name in line.new_names:
        text = _("{text} (adds the contact {name})").format(text=text, name=name)
    return text


@register.filter
def line_words(line: PadLine) -> str:
    """Return how a line reads."""
    who = _name(line.who) if line.who is not None else ""
    to = _name(line.to) if line.to is not None else _("the team")
    texts = {
        "promise": _promise(line),
        "request": _("You ask {who}: {what}"),
        "words": _("{who} said: “{what}”"),
        "role": _("{who}: {roles}"),
        "influence": _("{who} influences {to}"),
        "step_added": _("Their step: {what}"),
        "step_moved": _("Their step gets a new date: {what}"),
        "step_dropped": _("Their step is dropped: {what}"),
    }
    roles = ", ".join([*map(role_words, line.roles), *([line.stance] if line.stance else [])])
    text = texts.get(line.kind)
    if text is None:
        return line.text
    if line.kind == "request" and line.absent:
        text = _("{who} was not there, so this is a request: {what}")
    return text.format(who=who, to=to, what=line.what, roles=roles)


def _promise(line: PadLine) -> str:
    if line.who is not None and line.who.contact is not None:
        return _("{who} promises you: {what}")
    if line.absent:
        return _("You promise {to} and ask {who}: {what}")
    return _("{who} promises {to}: {what}")


def _name(one: object) -> str:
    return str(getattr(one, "name", "") or getattr(one, "role", ""))


REASONS = {
    "late": gettext_lazy("late"),
    "not_yet": gettext_lazy("sent back"),
    "counter": gettext_lazy("new date or condition"),
    "revoke": gettext_lazy("not done"),
    "withdraw": gettext_lazy("withdrawn"),
    "freed": gettext_lazy("the person who promised left"),
    "left": gettext_lazy("the person who promised left"),
    "their_change": gettext_lazy("their change"),
    "dearer_deal": gettext_lazy("more valuable deal"),
    "waits_for_partner": gettext_lazy("waits for a partner"),
    "waits_for_buyer": gettext_lazy("waits for the customer"),
    "larger": gettext_lazy("larger than expected"),
    "forgotten": gettext_lazy("forgotten"),
}


@register.filter
def reason_words(code: str) -> str:
    """Return why a promise was not kept."""
    return str(REASONS.get(code, code))


@register.filter
def hours(span: timedelta) -> str:
    """Return a span in hours, or in days from two days on."""
    found = span.total_seconds() / 3600
    return f"{found / 24:.0f} d" if found >= 48 else f"{found:.0f} h"

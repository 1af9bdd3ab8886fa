"""The cards of the board as HTML. A board has hundreds of cards, so they have no template each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pullahead.usecases.deals.board import DealCard
from pullahead.web.templatetags.deals import money

register = template.Library()


@register.simple_tag
def deal_cards(cards: Iterable[DealCard]) -> SafeString:
    """Return the list items of these cards. Every text of people is escaped."""
    words = {
        "late": _("late"),
        "no one": _("free"),
        "waits": _("waits"),
        "blocked": _("blocked"),
        "stalled": _("stalled"),
        "answer": _("answer"),
        "pulls": _("wants next step"),
        "over": _("over limit"),
    }
    return mark_safe("\n".join(_card(one, words) for one in cards))


def _card(one: DealCard, words: dict[str, str]) -> str:
    """Return a card without optional end tags: a board of 390 cards has at most 80 KiB."""
    mine = '"deal mine"' if one.mine else "deal"
    value = f"{money(one.value)} · " if one.value is not None else ""
    late = _tag("", words["late"]) if one.late else ""
    holder = words["no one"] if one.free and one.half != "done" else one.holder
    tags = "".join(
        _tag(kind, words[name])
        for name, kind, applies in (
            ("waits", "plain", one.half == "waiting"),
            ("blocked", "", one.blocked),
            ("stalled", "", one.stalled),
            ("answer", "", one.alarm is not None),
            ("pulls", "good", one.pulls),
            ("over", "", one.over),
        )
        if applies
    )
    who = f"<p>{escape(holder)}{tags}" if holder or tags else ""
    own = f"<p>{escape(one.own)}" if one.own else ""
    return (
        f"<li class={mine} data-seq={one.seq}><a href=/deals/{one.id}>{escape(one.title)}</a>"
        f"<p>{escape(one.company)}<p>{value}{one.days} d{late}{own}{who}"
    )


def _tag(kind: str, word: str) -> str:
    """Return a tag; without a kind it is a warning (see deals.css)."""
    return f" <b class={kind}>{escape(word)}</b>" if kind else f" <b>{escape(word)}</b>"

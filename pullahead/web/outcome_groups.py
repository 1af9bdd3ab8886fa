"""Call outcomes of one lead in groups, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.work.pull import DispositionChoice

# Digits first, then letters; key_map.py has the keys that the pages themselves use
KEYS = "123456789abcefgijklmpqrstvwxyz"
# The most frequent outcomes of a call, large; others fill up in the organization's order
USUAL = ("no_answer", "voicemail", "callback")
USUAL_OF_MAIL = ("emailed", "callback", "not_interested")
MAIL_OUTCOMES = frozenset({"emailed"})
CALL_OUTCOMES = frozenset({"no_answer", "busy", "voicemail", "dropped", "third_party"})
Keyed = tuple[str, DispositionChoice]


@dataclass(frozen=True, slots=True)
class OutcomeList:
    """All that the drawn outcomes depend on, besides the name of the lead."""

    groups: tuple[tuple[str, tuple[Keyed, ...]], ...]
    bad: tuple[Keyed, ...]  # bad-number outcomes, which belong beside the number
    barred: str = ""  # kind that the last attempt cannot end with
    chosen: str = ""  # code
    has_bad_next: bool = False  # the page says what follows a bad-number outcome


def many_numbers(lead: LeadDetail) -> bool:
    """Return whether another number is left when one is bad."""
    return sum(one.valid and one.kind == "phone" for one in lead.contact_points) > 1


def mail_only(lead: LeadDetail) -> bool:
    """Return whether the lead can be written to and not called."""
    good = {one.kind for one in lead.contact_points if one.valid}
    return "email" in good and "phone" not in good


def keyed(choices: Sequence[DispositionChoice], lead: LeadDetail) -> list[Keyed]:
    """Return the outcomes that fit the lead, each with its key; past the last key, none."""
    off = CALL_OUTCOMES if mail_only(lead) else MAIL_OUTCOMES
    fit = [choice for choice in choices if choice.code not in off]
    if mail_only(lead):
        fit.sort(key=lambda choice: choice.code not in MAIL_OUTCOMES)
    return [(KEYS[i] if i < len(KEYS) else "", choice) for i, choice in enumerate(fit)]


def outcome_list(
    choices: Sequence[DispositionChoice],
    lead: LeadDetail,
    *,
    attempt: int = 0,
    chosen: object = "",
    has_bad_next: bool = False,
) -> OutcomeList:
    """Return the outcomes by group: usual, next, callback, nurture, final, bad number, opt-out.

    `attempt` is the number of the attempt that the outcome ends; 0 if the claim has ended.
    """
    found = keyed(choices, lead)
    usual = _usual([choice for _, choice in found], USUAL_OF_MAIL if mail_only(lead) else USUAL)
    groups: dict[str, list[Keyed]] = {
        name: [] for name in ("usual", "next", "callback", "nurture", "final", "bad", "opt_out")
    }
    for key, choice in found:
        groups[_group(choice, usual)].append((key, choice))
    is_last = bool(attempt and lead.rounds and attempt >= lead.rounds)
    return OutcomeList(
        groups=tuple(
            (name, tuple(members)) for name, members in groups.items() if members or name == "next"
        ),
        bad=tuple(groups["bad"]),
        barred=("nurture" if lead.nurturing else "next") if is_last else "",
        chosen=str(chosen or ""),
        has_bad_next=has_bad_next,
    )


def _group(choice: DispositionChoice, usual: Sequence[str]) -> str:
    if choice.code in usual:
        return "usual"
    if choice.opt_out:
        return "opt_out"
    return "bad" if choice.kind == "final" and choice.bad_number else choice.kind


def _usual(choices: Sequence[DispositionChoice], wanted: Sequence[str]) -> list[str]:
    codes = [choice.code for choice in choices]
    first = [code for code in wanted if code in codes]
    plain = (c.code for c in choices if c.kind != "final" and c.code not in first)
    return [*first, *plain][: len(wanted)]

"""Assumptions of a world as lines of text, and those on which each measure depends most.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.base.wording import worded
from pullahead.lab.world import FloorWorld, Segment

# by code of a measure: assumptions that move it most; every figure depends on all of them
DRIVERS = {
    "contact": ("decay", "contact", "absence"),
    "conversion": ("decay", "contact", "absence"),
    "value": ("decay", "contact", "score", "absence"),
    "first_median": ("load", "absence", "calls"),
    "first_p90": ("load", "absence", "calls"),
    "untouched_week": ("load", "absence"),
    "never": ("load", "absence"),
    "attempts": ("plan", "contact", "calls"),
    "dead": ("load", "absence"),
}


@dataclass(frozen=True, slots=True)
class LabAssumption:
    """Assumption of a world, with its values and units; `code` is its subject."""

    code: str
    text: str


def assumptions(floor: FloorWorld) -> list[LabAssumption]:
    """Return all assumptions of a world."""
    handling, calls = floor.handling, floor.callbacks
    rounds = ", ".join(f"{q:.0%}" for q in floor.contact.by_round)
    contact = worded(
        "Contact by attempt {rounds}, × {same} for a person who called before; "
        "sale given contact {sale}",
        rounds=rounds,
        same=format(floor.contact.same_person, "g"),
        sale=format(floor.sale.chance_mean, ".0%"),
    )
    minutes = worded(
        "{talk} min with contact, {ring} min without; {share} of contacts without a sale ask "
        "for a callback, {kept} of those are reached on time",
        talk=format(handling.contact_minutes, "g"),
        ring=format(handling.no_contact_minutes, "g"),
        share=format(calls.share, ".0%"),
        kept=format(calls.kept_share, ".0%"),
    )
    unmodeled = worded("Not modeled: effort, cherry-picking, leads moved by hand, competitors")
    return [
        *_about_people(floor),
        *(LabAssumption("decay", _decay(one)) for one in floor.segments),
        LabAssumption("contact", contact),
        LabAssumption("score", _score(floor)),
        LabAssumption("calls", minutes),
        LabAssumption("plan", _plan(floor)),
        LabAssumption("unmodeled", unmodeled),
    ]


def driving(measure: str, found: Sequence[LabAssumption]) -> list[LabAssumption]:
    """Return the assumptions that move a measure most."""
    return [one for one in found if one.code in DRIVERS[measure]]


def in_one_line(found: Sequence[LabAssumption]) -> str:
    """Return assumptions as one line of text, for a row of a file."""
    return "; ".join(one.text for one in found)


def _about_people(floor: FloorWorld) -> list[LabAssumption]:
    folk, shifts = floor.people, floor.shifts
    load = worded(
        "Leads per week: {leads}. People: {people}, {hours} h on each of {days} days a week",
        leads=format(floor.leads_per_week, ",.0f"),
        people=folk.count,
        hours=format(shifts.ends_hour - shifts.begins_hour - shifts.lunch_minutes / 60, "g"),
        days=len(shifts.weekdays),
    )
    absence = worded(
        "Absent {absent}; days per absence: {spell}. {leave} leave per year; days until a "
        "replacement starts: {vacancy}",
        absent=format(folk.absent_share, ".0%"),
        spell=format(folk.absent_spell_days, "g"),
        leave=format(folk.leaves_per_year, ".0%"),
        vacancy=format(folk.vacancy_days, "g"),
    )
    spread = worded(
        "Spread between people: tempo {tempo}, skill {skill}; between leads: value {value}",
        tempo=format(folk.tempo_sd, ".0%"),
        skill=format(folk.skill_sd, ".0%"),
        value=format(floor.sale.value_sd, ".0%"),
    )
    return [
        LabAssumption("load", load),
        LabAssumption("absence", absence),
        LabAssumption("spread", spread),
    ]


def _decay(one: Segment) -> str:
    """Return the decay of a kind of leads in words."""
    parts = " + ".join(f"{p.share:.0%} half in {p.half_life_hours:g} h" for p in one.decay)
    return worded(
        "Interest of {name} ({share} of leads): {parts}",
        name=one.name,
        share=format(one.share, ".0%"),
        parts=parts,
    )


def _score(floor: FloorWorld) -> str:
    known, hidden = floor.sale.known_sd, floor.sale.hidden_sd
    both = known**2 + hidden**2
    return worded(
        "The lead score knows {share} of the spread of chances (log-odds), and each lead's value",
        share=format(known**2 / both if both else 1.0, ".0%"),
    )


def _plan(floor: FloorWorld) -> str:
    hours = ", ".join(f"{one:g}" for one in floor.plan.offsets_hours)
    return worded("Attempts, in hours after the first one: {hours}", hours=hours)

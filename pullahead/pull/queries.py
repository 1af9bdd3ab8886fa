"""Reads of the heart: facts for the engine, and what the floor and the meter show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from pullahead.base import clock, sql
from pullahead.leads.models import Lead
from pullahead.pull import guides, models, rules
from pullahead.pull.legal import hours as hours
from pullahead.pull.legal import in_force as in_force
from pullahead.pull.legal import limits as limits
from pullahead.pull.legal import moment_for as moment_for
from pullahead.pull.legal import numbers as numbers
from pullahead.pull.legal import overrides as overrides
from pullahead.pull.ranking import Worth
from pullahead.pull.rates import START, Rates, rates_in
from pullahead.pull.store.rows import adapted
from pullahead.team import queries as team
from pullahead.team.skills import able, language, written

COUNT_AT_MOST = 10_000
HEAD_AT_MOST = 100
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


def disposition(code: str) -> rules.Disposition | None:
    """The disposition with this code, active or not."""
    row = models.Disposition.objects.filter(pk=code).first()
    return _disposition(row) if row is not None else None


def dispositions() -> tuple[rules.Disposition, ...]:
    """The active dispositions, in the organisation's order."""
    rows = models.Disposition.objects.filter(active=True).order_by("position", "code")
    return tuple(_disposition(r) for r in rows)


def _disposition(row: models.Disposition) -> rules.Disposition:
    return rules.Disposition(
        code=row.code,
        label=row.label,
        kind=rules.Kind(row.kind),
        tried=row.tried,
        reached=row.reached,
        bad_number=row.bad_number,
        opt_out=row.opt_out,
        active=row.active,
        for_one=row.for_one,
    )


def labels() -> dict[str, str]:
    """Code → label of every disposition there ever was."""
    return dict(sql.read("SELECT code, label FROM pull_disposition"))


def worth(route: models.Route, lead: Lead) -> Worth:
    """What a lead's key is made of: its own value and its learned chance where it has
    them, else its source's."""
    learned, figures = sql.read(_WORTH, {"lead": adapted(lead.pk)})[0]
    return worth_with(route, lead, learned, rates=rates_in(figures))


_WORTH = """
SELECT (SELECT chance FROM pull_chance WHERE lead_id = %(lead)s),
  (SELECT figures FROM pull_ratesinuse WHERE pool = 0)
"""


def rates_in_use() -> Rates:
    """How often people are reached and how long it takes: as measured, else the start values."""
    return rates_in(models.RatesInUse.objects.values_list("figures", flat=True).first())


def worth_with(
    route: models.Route,
    lead: Lead,
    learned: float | None,
    exists: Callable[[str], bool] = team.skill_exists,
    rates: Rates = START,
) -> Worth:
    """The same of facts that were read for many leads at once; `exists` says what is a skill."""
    return Worth(
        value=float(lead.value or route.value),
        chance=learned if learned is not None else route.chance,
        half_life_hours=route.half_life_hours,
        asked_at=lead.asked_at,
        curve=route.curve,
        skills=needed(route, lead.attributes, exists),
        rates=rates,
    )


def needed(
    route: models.Route,
    attributes: Mapping[str, Any],
    exists: Callable[[str], bool] = team.skill_exists,
) -> str:
    """The skills that a lead needs: its source's, and its language where that is a skill here."""
    spoken = language(str(attributes.get("language") or ""))
    needs = route.needs_skills.split()
    return written([*needs, spoken] if exists(spoken) else needs)


def windows_of_lane(lane: int | None) -> str:
    """A lane's window set; "" without a lane."""
    found = models.Lane.objects.filter(pk=lane or 0).values_list("windows", flat=True)
    return found.first() or ""


def message_for(channel: str, source_id: int, language: str) -> models.Message | None:
    """The most fitting text: the source's before everybody's, the lead's language before ours."""
    texts = models.Message.objects.filter(channel=channel, language__in={language, ""})
    fitting = texts.filter(Q(source_id=source_id) | Q(source__isnull=True))
    return max(fitting, key=lambda m: (m.source_id is not None, m.language != ""), default=None)


def was_agreed(lead_id: UUID, due_at: datetime) -> bool:
    """Whether a settle of this lead kept a moment that the customer chose, and it was this one."""
    settled = models.Claim.objects.filter(lead_id=lead_id, end="settled")
    results = settled.order_by("-started_at").values_list("result", flat=True)[:3]
    at = due_at.isoformat()
    return any(r and r.get("agreed") and r.get("at") == at for r in results)


def attempts_of(token: UUID) -> tuple[models.Attempt, ...]:
    """The tries of one claim, in order."""
    return tuple(models.Attempt.objects.filter(claim_id=token).order_by("at", "id"))


def last_called(token: UUID) -> str:
    """The number that was called last in a claim; "" without a call."""
    calls = models.Attempt.objects.filter(claim_id=token, channel="call")
    return calls.order_by("-at", "-id").values_list("value", flat=True).first() or ""


def last_notes(agent_id: int, most: int) -> tuple[str, ...]:
    """What this agent wrote last, newest first."""
    settled = models.Claim.objects.filter(agent_id=agent_id, end="settled")
    return tuple(settled.order_by("-started_at").values_list("note", flat=True)[:most])


def anything_due(now: datetime) -> bool:
    """Is there an ended claim, a sleeper to take back, or a card that came to the next piece of its
    curve? Read before any lock is taken."""
    return bool(sql.read(_DUE, {"now": moment_for(now)})[0][0])


# The least moment of an index, as the gate asks it, and for the same reason
_DUE = """
SELECT coalesce((SELECT min(wake_at) FROM pull_card WHERE wake_at IS NOT NULL) <= %(now)s, false)
  OR coalesce((SELECT min(rekey_at) FROM pull_card
               WHERE rekey_at IS NOT NULL AND state <> 'parked') <= %(now)s, false)
"""


def unreachable() -> QuerySet[Lead]:
    """Every open lead that has no next moment: the meter's first list, empty by constraint.

    Open leads that are neither ready in a lane, nor held or asleep with a finite `wake_at`, nor
    parked with reason, team and `review_at`.
    """
    sound = (
        Q(state=rules.State.READY, lane__isnull=False)
        | Q(
            state__in=[rules.State.HELD, rules.State.ASLEEP],
            lane__isnull=False,
            wake_at__lt=FOREVER,
        )
        | (
            Q(state=rules.State.PARKED, team__isnull=False, review_at__lt=FOREVER)
            & ~Q(park_reason="")
        )
    )
    reachable = models.Card.objects.filter(sound, lead_id=OuterRef("id"))
    return Lead.objects.filter(~Exists(reachable), closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ready cards of one lane, counted up to COUNT_AT_MOST."""

    lane: rules.Lane
    ready: int
    freshest_at: datetime | None


def waiting(now: datetime, has: frozenset[str] | None = None) -> tuple[Waiting, ...]:
    """What is ready in each lane that is not empty, or due: the next pull takes that back.

    Only for somebody who `has` these skills, if given.

    Counts at most 10,000 cards a lane; the freshest is looked for among its first 100.
    """
    lanes = {
        row.id: rules.Lane(
            row.windows,
            row.half_life_hours,
            row.promise,
            row.skills,
            row.id,
            row.curve,
            row.piece,
        )
        for row in models.Lane.objects.order_by("id")
        if has is None or able(row.skills, has)
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"most": COUNT_AT_MOST, "head": HEAD_AT_MOST})
        found = {
            lane: (ready, clock.moment(freshest))
            for lane, ready, freshest in cursor.fetchall()
            if ready
        }
    for lane, asked_at in due_cards(now).values_list("lane_id", "lead__asked_at")[:COUNT_AT_MOST]:
        ready, freshest = found.get(lane, (0, None))
        found[lane] = min(ready + 1, COUNT_AT_MOST), max(freshest or asked_at, asked_at)
    return tuple(
        Waiting(lanes[lane], ready, freshest)
        for lane, (ready, freshest) in found.items()
        if lane in lanes
    )


def nobody_able(skills: Sequence[frozenset[str]]) -> int:
    """Open leads, but for parked ones, in lanes that none of the people with these skills may
    work."""
    lanes = models.Lane.objects.exclude(skills="").values_list("id", "skills")
    none = [i for i, needs in lanes if not any(able(needs, has) for has in skills)]
    open_cards = models.Card.objects.exclude(state=rules.State.PARKED)
    return open_cards.filter(lane_id__in=none).count() if none else 0


def due_cards(now: datetime) -> QuerySet[models.Card]:
    """Ended claims and sleepers whose moment has come: the next pull takes them back."""
    return models.Card.objects.filter(wake_at__lte=now).order_by("wake_at")


def given_back(agent_id: int, now: datetime) -> Sequence[tuple[int, datetime]]:
    """(lane, until) of what waits for everybody but this agent, who gave it back."""
    lately = models.Claim.objects.filter(
        agent_id=agent_id, end="released", started_at__gte=now - 2 * rules.DAY
    )
    mine = models.Card.objects.filter(
        lead_id__in=lately.values("lead_id"), not_for_id=agent_id, not_for_until__gt=now
    )
    there = mine.filter(Q(state=rules.State.READY) | Q(wake_at__lte=now))
    found = there.values_list("lane_id", "not_for_until")
    return [(lane, until) for lane, until in found if lane and until]


# One correlated count a lane over the head of the ready index, whose order it follows
_WAITING = """
SELECT l.id,
  (SELECT count(*) FROM (SELECT 1 FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' LIMIT %(most)s) AS found),
  (SELECT max(lead.asked_at) FROM (SELECT c.lead_id FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' ORDER BY c.key DESC, c.lead_id LIMIT %(head)s)
     AS head JOIN leads_lead lead ON lead.id = head.lead_id)
FROM pull_lane l
"""


def next_sleepers(now: datetime, limit: int = 200) -> Sequence[tuple[datetime, str]]:
    """(due moment, window set) of the sleepers that wake first, after `now`."""
    rows = models.Card.objects.filter(state=rules.State.ASLEEP, lane__isnull=False, wake_at__gt=now)
    found = rows.order_by("wake_at").values_list("wake_at", "lane__windows")[:limit]
    return [(wake_at, windows) for wake_at, windows in found if wake_at is not None]


def counts(now: datetime) -> dict[str, int]:
    """Open cards by state, and promises among the sleepers; what is due counts as ready."""
    due = Count("lead_id", filter=Q(wake_at__lte=now))
    rows = models.Card.objects.values("state").annotate(n=Count("lead_id"), due=due)
    found = {s.value: 0 for s in rules.State}
    for row in rows:
        found[row["state"]] += row["n"] - row["due"]
        found[rules.State.READY] += row["due"]
    asleep = models.Card.objects.filter(state=rules.State.ASLEEP, wake_at__gt=now)
    return {**found, "promises": asleep.filter(due_at__isnull=False).count()}


def asleep_at_most(agent_id: int, now: datetime, limit: int = COUNT_AT_MOST) -> int:
    """How many sleep, but for this agent's own promises; counted up to `limit`."""
    asleep = models.Card.objects.filter(state=rules.State.ASLEEP, wake_at__gt=now)
    return asleep.exclude(owner_id=agent_id)[:limit].count()


def next_promises(
    agent_id: int, now: datetime, limit: int = 20
) -> Sequence[tuple[datetime, datetime, str]]:
    """(from when it is theirs, when it is due, window set) of this agent's next promises."""
    mine = models.Card.objects.filter(owner_id=agent_id, wake_at__gt=now).order_by("owner_at")
    found = mine.values_list("owner_at", "due_at", "lane__windows")[:limit]
    return [(own, due, windows) for own, due, windows in found if own and due]


def promises_of(agent_id: int, now: datetime) -> tuple[int, int]:
    """This agent's promises: due now, and later; those past their grace are everybody's."""
    mine = models.Card.objects.filter(owner_id=agent_id, wake_at__gt=now)
    due = mine.filter(owner_at__lte=now).count()
    return due, mine.count() - due


def promises_by_owner() -> dict[int, int]:
    """How many promises each person has to keep."""
    owned = models.Card.objects.filter(owner__isnull=False).values("owner_id")
    return {r["owner_id"]: r["n"] for r in owned.annotate(n=Count("lead_id"))}


def held_cards(now: datetime) -> QuerySet[models.Card]:
    """Cards in somebody's hand, those whose claim ends first before the others."""
    held = models.Card.objects.filter(state=rules.State.HELD, wake_at__gt=now)
    return held.select_related("lead", "holder").order_by("wake_at")


def parked_cards() -> QuerySet[models.Card]:
    """Parked cards, those past their review first."""
    parked = models.Card.objects.filter(state=rules.State.PARKED)
    return parked.select_related("lead", "team").order_by("review_at", "lead_id")


def settled_since(since: datetime) -> dict[int, int]:
    """Settled claims by agent since a moment; a leader's closing (round 0) earned nothing."""
    rows = models.Claim.objects.filter(
        end="settled", started_at__gte=since - rules.HARD_STOP, round__gte=1
    )
    found = rows.filter(ended_at__gte=since).values("agent_id").annotate(n=Count("token"))
    return {r["agent_id"]: r["n"] for r in found}


def guide_for(*, source_id: int, team_id: int) -> guides.Guide | None:
    """The call guide of a lead: its source's, else its team's, else none."""
    there = models.Guide.objects.filter(Q(source_id=source_id) | Q(team_id=team_id))
    rows = sorted(there, key=lambda row: row.source_id is None)
    return guide(rows[0]) if rows else None


def guide(row: models.Guide) -> guides.Guide:
    """The rule's view of a guide's row."""
    return guides.Guide(
        steps=tuple(row.steps),
        objections=tuple(guides.Objection(said, answer) for said, answer in row.objections),
        questions=tuple(guides.Question(text) for text in row.questions),
    )


def guide_answers(lead_id: UUID) -> dict[str, str]:
    """Question → answer, the latest of each, of all that was asked of a lead."""
    rows = models.GuideAnswer.objects.filter(claim__lead_id=lead_id)
    return dict(rows.order_by("claim__started_at", "id").values_list("question", "answer"))

"""Receipts of pulls for team leads: why this lead, and which others were compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import NotFound
from pullahead.compliance.calling_hours import place_in
from pullahead.compliance.places import Location
from pullahead.pull import models
from pullahead.pull.boosts import boost_at
from pullahead.pull.selection import Rule
from pullahead.team import queries as team
from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.usecases.settings.boosts import BoostView, view

BARS = 8
RULES = {
    "own_callback": gettext_lazy("The agent’s own callback was due."),
    "own_touch": gettext_lazy("A follow-up of the agent’s own contact was due."),
    "callback": gettext_lazy("An overdue callback of another agent; the earliest comes first."),
    "best": gettext_lazy("This lead loses the most by waiting."),
    "oldest": gettext_lazy("Spot check: the oldest lead without an attempt."),
    "longest": gettext_lazy("Spot check: the lead that has waited longest since an attempt."),
    "random": gettext_lazy("Spot check: a new lead chosen at random."),
    "fifo": gettext_lazy("Experiment: the lead that has been ready for the longest time."),
    "lifo": gettext_lazy("Experiment: the lead that became ready last."),
}


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    """The first card of a lane in the comparison; `share` of the best card's gain, 0–1."""

    windows: str
    zones: tuple[str, ...]  # of the group's local time
    jurisdiction: str  # whose calling hours apply, such as US-TX
    piece: str
    callbacks: bool
    key: float
    plus: float
    score: float
    share: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """A receipt."""

    token: UUID
    lead_id: UUID
    name: str
    agent: str
    at: datetime
    rule: str
    probability: float | None
    round: int
    lanes_open: int
    wait_hours: float | None
    heads: tuple[ReceiptHead, ...]
    value: Decimal | None  # the current value
    chance: float | None
    packs: tuple[tuple[str, int], ...] | None  # rule packs checked; None where none were stored
    boost: BoostView | None = None  # of the lead at the pull
    trial: Mapping[str, Any] | None = None  # block of an experiment at the pull

    @property
    def bars(self) -> tuple[ReceiptHead, ...]:
        """Return the heads to draw: the best ones, with the chosen one."""
        shown = self.heads[:BARS]
        rest = tuple(head for head in self.heads[BARS:] if head.chosen)
        return (*shown, *rest)

    @property
    def runner_up_loses(self) -> float | None:
        """Return the share of the gain that the second best card would have cost; 0–1."""
        others = [head.share for head in self.heads if not head.chosen]
        return 1 - max(others) if others else None


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """A pull of a lead, in the list beside its timeline."""

    token: UUID
    at: datetime
    rule: str


def of_lead(*, lead_id: UUID, viewer: Person) -> tuple[ReceiptEntry, ...]:
    """Return the pulls of this lead, newest first; nothing for agents."""
    if not viewer.is_leader:
        return ()
    tokens = models.ClaimRow.objects.filter(lead_id=lead_id).values("token")
    rows = models.ReceiptRow.objects.filter(token__in=tokens).order_by("-at")[:20]
    return tuple(
        ReceiptEntry(r.token, r.at, str(RULES.get(r.rule, r.rule))) for r in rows if r.token
    )


def receipt(*, token: UUID, viewer: Person) -> ReceiptDetail:
    """Return the receipt of the pull that made this claim.

    Raise NotFound for agents, and for leads that the viewer may not see.
    """
    row = models.ReceiptRow.objects.filter(token=token).first()
    if not viewer.is_leader or row is None or row.lead_id is None:
        raise NotFound(_("Receipt not found."))
    story = detail.lead_detail(lead_id=row.lead_id, viewer=viewer)
    seen = row.seen
    return ReceiptDetail(
        token=token,
        lead_id=row.lead_id,
        name=story.name,
        agent=team.person(row.agent_id).name,
        at=row.at,
        rule=_rule(row.rule, seen),
        probability=seen.get("probability"),
        round=int(seen.get("round", 0)),
        lanes_open=int(seen.get("lanes_open", 0)),
        wait_hours=seen.get("wait_h"),
        heads=_heads(seen.get("heads", ()), seen),
        value=story.value,
        chance=story.chance,
        packs=_packs(seen["check"]["packs"] if "check" in seen else seen.get("packs")),
        boost=_boost(row.lead_id, row.at),
        trial=seen.get("trial"),
    )


def _boost(lead_id: UUID, at: datetime) -> BoostView | None:
    found = boost_at(lead_id=lead_id, at=at)
    return None if found is None else view(found)


def _rule(rule: str, seen: Mapping[str, Any]) -> str:
    if seen.get("gate", {}).get("throttled") and rule == Rule.LONGEST:
        return _(
            "A follow-up instead of a new lead: new leads are scarce, and the agent’s "
            "standing is low."
        )
    return str(RULES.get(rule, rule))


def _packs(kept: Sequence[Sequence[Any]] | None) -> tuple[tuple[str, int], ...] | None:
    return None if kept is None else tuple((name, version) for name, version in kept)


def _heads(heads: Sequence[Sequence[float]], seen: Mapping[str, Any]) -> tuple[ReceiptHead, ...]:
    lanes = models.LaneRow.objects.in_bulk([int(head[0]) for head in heads])
    scores = [key + plus for _, key, plus in heads]
    best = max(scores, default=0.0)
    found = []
    for (number, key, plus), score in zip(heads, scores, strict=True):
        lane = lanes.get(int(number))
        place = _place(lane)
        found.append(
            ReceiptHead(
                windows=lane.windows if lane else "",
                zones=place.zones if place else (),
                jurisdiction=place.jurisdiction if place else "",
                callbacks=lane is not None and lane.callback,
                piece=_piece(lane) if lane else "",
                key=key,
                plus=plus,
                score=score,
                share=math.exp(max(score - best, -700.0)),
                chosen=int(number) == seen.get("lane"),
            )
        )
    return tuple(sorted(found, key=lambda head: -head.score))


def _place(lane: models.LaneRow | None) -> Location | None:
    """Return the place of a lane; None for one that is gone or without calling hours."""
    try:
        return place_in(lane.windows) if lane else None
    except ValueError:
        return None


def _piece(lane: models.LaneRow) -> str:
    if lane.callback:
        return _("Callbacks")
    text = _("{curve}, part {part}, half-life {hours} h")
    if lane.skills:
        text = _("{curve}, part {part}, half-life {hours} h; skills: {skills}")
    return text.format(
        curve=lane.curve,
        part=lane.piece + 1,
        hours=f"{lane.half_life_hours:.3g}",
        skills=lane.skills,
    )

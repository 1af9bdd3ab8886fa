"""Cards and lanes, and the counts and scores that order them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.leads.models import Lead
from pullahead.pull.rules import CardState
from pullahead.team.models import Person, Team


class LaneRow(models.Model):
    """A set of cards that one static key orders: skill set × window set × decay piece."""

    skills = models.CharField(max_length=200, blank=True)
    windows = models.CharField(max_length=400)
    half_life_hours = models.FloatField()
    # callbacks past their grace period have lanes of their own: earliest due first, not by key
    callback = models.BooleanField(default=False)
    curve = models.CharField(max_length=10, default="even")
    piece = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "pull_lane"
        constraints = [
            models.UniqueConstraint(
                fields=["skills", "windows", "half_life_hours", "callback", "curve", "piece"],
                name="lane_once",
            ),
        ]


_STATES = [(state.value, state.value) for state in CardState]
_HOLD = Q(holder__isnull=False, token__isnull=False, slot__isnull=False)
_NO_HOLD = Q(holder__isnull=True, token__isnull=True, slot__isnull=True)
_OWNED = Q(owner__isnull=False, owner_at__isnull=False)
_DATED = Q(due_at__isnull=False) | ~Q(stage="")
_NOT_OWNED = Q(owner__isnull=True, owner_at__isnull=True)
_NO_PARK = Q(park_reason="", review_at__isnull=True)


class CardRow(models.Model):
    """Card of one open lead: a narrow, hot row (Kanban's signal card).

    Its key is the lead's id. At most one held card a lead therefore follows from the key.
    """

    lead = models.OneToOneField(
        Lead, on_delete=models.DO_NOTHING, primary_key=True, to_field="card_id", related_name="card"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, db_index=False)
    # null only while parked without a window set (no phone, no zone)
    lane = models.ForeignKey(LaneRow, on_delete=models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=9, choices=_STATES)
    key = models.FloatField()
    round = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField(null=True)
    # end of the claim for a held card, due moment for a scheduled one
    next_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    token = models.UUIDField(null=True)
    slot = models.PositiveSmallIntegerField(null=True)
    # callback: due moment, owner, and start of the owner's priority
    due_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner_at = models.DateTimeField(null=True)
    # the agent who released it does not get it again until then
    excluded_agent = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    excluded_until = models.DateTimeField(null=True)
    # claims in a row that expired
    expiries = models.PositiveSmallIntegerField(default=0)
    park_reason = models.CharField(max_length=40, blank=True)
    review_at = models.DateTimeField(null=True)
    # agent who handed it over; gets it back if the receiver releases it
    handed_over_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # when its age reaches the next piece of its curve
    rekey_at = models.DateTimeField(null=True)
    # in the random sample, from which exploration takes leads
    sampled = models.BooleanField(null=True)
    # nurtured (nurturing.py): disposition of the plan, when the touch is due, tries in it
    stage = models.CharField(max_length=40, blank=True)
    touch_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # when it became ready; a card that is not ready has the last time
    ready_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pull_card"
        constraints = [
            models.CheckConstraint(name="card_state", condition=Q(state__in=list(CardState))),
            models.CheckConstraint(
                name="card_held",
                condition=(Q(state="held", next_at__isnull=False) & _HOLD)
                | (~Q(state="held") & _NO_HOLD),
            ),
            models.CheckConstraint(
                name="card_scheduled", condition=~Q(state="scheduled") | Q(next_at__isnull=False)
            ),
            models.CheckConstraint(
                name="card_ready", condition=~Q(state="ready") | Q(next_at__isnull=True)
            ),
            models.CheckConstraint(
                name="card_parked",
                condition=(
                    Q(state="parked", review_at__isnull=False, next_at__isnull=True)
                    & ~Q(park_reason="")
                )
                | (~Q(state="parked") & _NO_PARK),
            ),
            models.CheckConstraint(
                name="card_lane", condition=Q(state="parked") | Q(lane__isnull=False)
            ),
            models.CheckConstraint(
                name="card_callback",
                condition=_NOT_OWNED | (Q(state="scheduled") & _OWNED & _DATED),
            ),
            models.CheckConstraint(
                name="card_nurtured",
                condition=Q(stage="", touch_at__isnull=True, tries=0)
                | (~Q(stage="") & Q(touch_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="card_excluded",
                condition=Q(excluded_agent__isnull=True, excluded_until__isnull=True)
                | Q(excluded_agent__isnull=False, excluded_until__isnull=False),
            ),
            models.CheckConstraint(
                name="card_slot", condition=Q(slot__isnull=True) | Q(slot__in=[1, 2])
            ),
            # one live claim an agent (slot 2: interrupted by a customer who called in)
            models.UniqueConstraint(
                fields=["holder", "slot"], condition=Q(state="held"), name="card_one_hold"
            ),
        ]
        indexes = [
            # the best ready card of a lane
            models.Index(
                "lane", F("key").desc(), "lead", condition=Q(state="ready"), name="card_ready_key"
            ),
            # order of exploration: untouched by arrival, else by the first attempt
            models.Index(
                fields=["lane", "first_at", "lead"],
                condition=Q(state="ready"),
                name="card_exploration",
            ),
            # experiments: the card that is ready for the longest, or the shortest, time
            models.Index(
                fields=["lane", "ready_at", "lead"],
                condition=Q(state="ready"),
                name="card_waiting",
            ),
            # random sample: without the index, a lane without any would be read from end to end
            models.Index(
                fields=["lane", "first_at", "lead"],
                condition=Q(state="ready", sampled=True),
                name="card_drawn",
            ),
            # an agent's due callbacks
            models.Index(
                fields=["owner", "owner_at"], condition=Q(owner__isnull=False), name="card_owner"
            ),
            # due cards: expired claims and scheduled cards
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="card_wake"),
            # cards at the next piece of their curve; empty where all decay at one rate
            models.Index(fields=["rekey_at"], condition=Q(rekey_at__isnull=False), name="card_age"),
        ]


class LeadScore(models.Model):
    """Learned chance of a lead, in place of its source's start value, and its model version."""

    lead = models.OneToOneField(
        Lead, on_delete=models.CASCADE, primary_key=True, related_name="score"
    )
    chance = models.FloatField()
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="chance_inside", condition=Q(chance__gt=0, chance__lt=1)),
        ]
        indexes = [
            # leads without a chance by the version in use
            models.Index(fields=["version"], name="chance_version"),
        ]


class WaitEstimate(models.Model):
    """Wait estimate T of a pool: the time until a card is otherwise reached, as last counted."""

    pool = models.PositiveIntegerField(primary_key=True)  # 0: the organization
    ready = models.PositiveIntegerField(default=0)
    agents = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()


class ActiveRates(models.Model):
    """Measured contact rates and minutes of a claim; without a row, the start values apply."""

    pool = models.PositiveIntegerField(primary_key=True)  # 0: the organization
    # as pullahead.pull.contact_rates reads them
    figures = models.TextField()
    version = models.PositiveIntegerField()


class ClassCountsRow(models.Model):
    """Ready cards of a pool by lane and class of service, as last counted."""

    pool = models.PositiveIntegerField(primary_key=True)  # 0: the organization
    # lane → class → cards
    lanes = models.JSONField(default=dict)
    # whether the sample stands for all; null before the first count
    sampled = models.BooleanField(null=True)
    # for very many leads: other slow counts, as pull/class_counts.py writes them
    facts = models.JSONField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "pull_classcounts"


class ReceiptRow(models.Model):
    """Engine's view at a pull. Append-only by trigger; ids, codes and numbers only."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    agent_id = models.BigIntegerField()
    lead_id = models.UUIDField(null=True)
    token = models.UUIDField(null=True)
    rule = models.CharField(max_length=20)
    seen = models.JSONField()
    # terms of the lead then (selection.PullTerms); null where none was taken, and before 0.2
    value = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    contact = models.FloatField(null=True)
    decay = models.FloatField(null=True)
    minutes = models.FloatField(null=True)
    service_class = models.CharField(max_length=10, null=True)
    model_version = models.PositiveIntegerField(null=True)
    rates_version = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "pull_receipt"
        indexes = [
            # receipt of a claim, from the lead's page
            models.Index(fields=["token"], name="receipt_token"),
            # pulls without a lead, in a period
            models.Index(fields=["at"], condition=Q(token__isnull=True), name="receipt_empty"),
        ]

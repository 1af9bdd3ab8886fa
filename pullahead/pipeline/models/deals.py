"""Deals, and the rows that say what happened to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.ids import new_id
from pullahead.leads.models import Lead
from pullahead.pipeline.models.workflow import ExitItem, Stage, Workflow, WorkflowVersion
from pullahead.pipeline.rules import CLOSINGS, HALVES, SIGNAL_KINDS
from pullahead.team.models import Person, Pod, Team


class Deal(models.Model):
    """A qualified opportunity. Open, it has one finite next date; held, a finite end of the hold.

    Without a stage it is ready, to be pulled into `entry`. `seq` counts the transitions.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=200)
    company = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="deals", db_index=False)
    pod = models.ForeignKey(Pod, on_delete=models.PROTECT, related_name="deals", db_index=False)
    workflow = models.ForeignKey(
        Workflow, on_delete=models.PROTECT, related_name="deals", db_index=False
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="deals")
    entry = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", db_index=False)
    half = models.CharField(max_length=7, choices=[(one, one) for one in HALVES])
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    hold_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    next_action = models.CharField(max_length=200, blank=True)
    # in the organization's currency
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    # typed; null: the estimate of its stage, or the win rate of the stage
    chance = models.FloatField(null=True)
    # from facts about the buyer's side at the entry into `estimate_stage`, and valid only there
    estimate = models.FloatField(null=True)
    estimate_stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # rate of the stage, ended deals, and the points of each fact
    estimate_parts = models.JSONField(null=True)
    lead = models.ForeignKey(Lead, on_delete=models.SET_NULL, null=True, related_name="deals")
    # claim whose settle made it, or the key of the request: a replay finds the same deal
    claim_token = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField()
    # first entry to the start stage of the workflow
    started_at = models.DateTimeField(null=True)
    # entry to the present stage
    stage_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=9, blank=True, choices=[(c, c) for c in CLOSINGS])
    reason = models.CharField(max_length=40, blank=True)
    override = models.ForeignKey(
        "LimitOverride", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    seq = models.PositiveIntegerField(default=0)
    # of the system that it was imported from
    external_id = models.CharField(max_length=200, blank=True)
    # a closed deal that this one continues
    earlier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="deal_half", condition=Q(half__in=HALVES)),
            models.CheckConstraint(
                name="deal_closed",
                condition=Q(closed_at__isnull=True, closed_as="")
                | Q(closed_at__isnull=False, closed_as__in=CLOSINGS),
            ),
            models.CheckConstraint(
                name="deal_reason",
                condition=~Q(closed_as__in=("lost", "discarded")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="deal_won", condition=~Q(closed_as="won") | Q(value__isnull=False)
            ),
            models.CheckConstraint(
                name="deal_hold",
                condition=Q(holder__isnull=True, hold_until__isnull=True)
                | Q(holder__isnull=False, hold_until__isnull=False),
            ),
            models.CheckConstraint(
                name="deal_next",
                condition=Q(closed_at__isnull=True, next_at__isnull=False)
                | Q(closed_at__isnull=False, next_at__isnull=True),
            ),
            models.CheckConstraint(
                name="deal_closed_free",
                condition=Q(closed_at__isnull=True) | Q(holder__isnull=True),
            ),
            models.CheckConstraint(
                name="deal_ready",
                condition=Q(stage__isnull=False) | Q(holder__isnull=True, half="done"),
            ),
            models.CheckConstraint(
                name="deal_value", condition=Q(value__isnull=True) | Q(value__gte=0)
            ),
            models.CheckConstraint(
                name="deal_chance",
                condition=Q(chance__isnull=True) | Q(chance__gte=0, chance__lte=1),
            ),
            models.UniqueConstraint(
                fields=["lead", "workflow"],
                condition=Q(closed_at__isnull=True, lead__isnull=False),
                name="deal_open_once",
            ),
            models.UniqueConstraint(
                fields=["team", "external_id"],
                condition=~Q(external_id=""),
                name="deal_imported_once",
            ),
        ]
        indexes = [
            # the board and what is next of a workflow
            models.Index(
                fields=["workflow", "team"], condition=Q(closed_at__isnull=True), name="deal_open"
            ),
            # holds of a person, and those that end
            models.Index(
                fields=["holder", "hold_until"], condition=Q(holder__isnull=False), name="deal_held"
            ),
            # finishes of a period
            models.Index(
                fields=["workflow", "closed_at"],
                condition=Q(closed_at__isnull=False),
                name="deal_finished",
            ),
        ]

    @property
    def known_chance(self) -> float | None:
        """Return the chance as typed, or as estimated for the present stage."""
        if self.chance is None and self.stage_id == self.estimate_stage_id is not None:
            return self.estimate
        return self.chance


class LimitOverride(models.Model):
    """Permission to exceed limits by one transition of one deal. Append-only by trigger."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="overrides")
    seq = models.PositiveIntegerField()
    # [{"limit": id, "held": n, "size": n}] before the transition
    limits = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "seq"], name="override_once"),
        ]


class Transition(models.Model):
    """One change of a deal's place or holder. Append-only; every measure is computed from these."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="transitions")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    from_stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_half = models.CharField(max_length=7, blank=True)
    to_stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_half = models.CharField(max_length=7, blank=True)
    actor = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.ForeignKey(
        WorkflowVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # a customer's signal of the five working days before: the move was pulled, not pushed
    signal = models.ForeignKey(
        "DealSignal", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    override = models.ForeignKey(
        LimitOverride, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    # required facts of earlier stages were unmet
    ungrounded = models.BooleanField(default=False)
    origin = models.CharField(max_length=6, default="live")
    # the fields that an undo restores, and the rows that a close ended
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "seq"], name="transition_once"),
            models.CheckConstraint(
                name="transition_origin", condition=Q(origin__in=("live", "import"))
            ),
        ]
        indexes = [
            # the export of new transitions, and measures of a period
            models.Index(fields=["at", "id"], name="transition_at"),
        ]


class DealBlock(models.Model):
    """Obstacle of a deal, with its cause, its owner and the moment of its review."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="blocks")
    cause = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    review_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(ended_at__isnull=True), name="block_open_once"
            ),
        ]


class DealSignal(models.Model):
    """Sign that the customer wants the next step: a call, a question, a colleague brought along."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in SIGNAL_KINDS])
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # due moment of the answer; null: needs none
    alarm_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signal_alarm",
                condition=Q(kind__in=[k for k, one in SIGNAL_KINDS.items() if one.needs_answer])
                & Q(alarm_at__isnull=False)
                | ~Q(kind__in=[k for k, one in SIGNAL_KINDS.items() if one.needs_answer])
                & Q(alarm_at__isnull=True),
            ),
            models.CheckConstraint(
                name="signal_answered",
                condition=Q(answered_at__isnull=True) | Q(alarm_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="signal_once",
            ),
        ]
        indexes = [
            # unanswered signals by alarm
            models.Index(
                fields=["alarm_at"],
                condition=Q(alarm_at__isnull=False, answered_at__isnull=True),
                name="signal_open",
            ),
        ]


class DealFact(models.Model):
    """Answer or quote that meets a needed fact of a deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="facts")
    # null: an answer of the call script
    item = models.ForeignKey(ExitItem, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fact_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="fact_of_one",
                condition=Q(item__isnull=False, question="")
                | (Q(item__isnull=True) & ~Q(question="")),
            ),
        ]


class WalkAnswer(models.Model):
    """Answer to the question of a stage in a bottleneck walk. Append-only by trigger."""

    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="answers")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=1000)
    # passed over with a reason instead of an answer
    passed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="walk_words", condition=~Q(words="")),
        ]
        indexes = [
            # the latest answers of a workflow
            models.Index(fields=["workflow", "at"], name="walk_latest"),
        ]

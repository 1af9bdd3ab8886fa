"""Claims, attempts, and rows that a settle wrote."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.leads.models import Address, Lead
from pullahead.team.models import Person


class ClaimRow(models.Model):
    """Hold that a pull returned. It outlives the card, to replay a settle."""

    class End(models.TextChoices):
        SETTLED = "settled"
        RELEASED = "released"
        ENDED = "ended"  # expired
        LEFT = "left"  # the person was disabled, or the shift was ended
        CLOSED = "closed"  # a team lead closed or parked the lead
        TAKEN = "taken"  # the customer was on the line with another agent
        HANDED_OVER = "handed_over"
        UNDONE = "undone"

    token = models.UUIDField(primary_key=True)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="claims")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    round = models.PositiveSmallIntegerField()
    slot = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # own_callback, callback, best, …, or the reason of the take
    pull_reason = models.CharField(max_length=20, blank=True)
    # at the start: the card's callback time, and its claims in a row that expired
    was_due_at = models.DateTimeField(null=True)
    expiries = models.PositiveSmallIntegerField(default=0)
    # at the start: the nurturing stage of the card; "" before a contact
    stage = models.CharField(max_length=40, blank=True)
    # reason that the agent typed at the take
    take_note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End, blank=True)
    # a code of release_reasons.ReleaseReason; the language that its customer speaks, as in "es"
    release_reason = models.CharField(max_length=24, blank=True)
    release_language = models.CharField(max_length=2, blank=True)
    release_note = models.CharField(max_length=200, blank=True)
    disposition = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    # disposition of the agent's choice; `disposition` may be corrected later
    settled_as = models.CharField(max_length=40, blank=True)
    # of the settle: round, callback or closed; when; and whether the customer chose that moment
    next_step = models.CharField(max_length=8, blank=True)
    next_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)
    # note sent after the claim was lost, shown as *written late*
    late_note = models.TextField(blank=True)
    # why this agent has the lead: pulled, or a take_rules.TakeReason
    ground = models.CharField(max_length=12, default="pull")
    # unsaved note
    draft = models.TextField(blank=True)
    # the card before the settle, so that the settle can be undone
    undo = models.JSONField(null=True)
    # seconds left when a customer's call interrupted it
    left = models.FloatField(null=True)
    calling_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "pull_claim"
        constraints = [
            models.CheckConstraint(
                name="claim_ended",
                condition=Q(ended_at__isnull=True, end="")
                | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(
                name="claim_settled",
                condition=~Q(end="settled") | (~Q(disposition="") & ~Q(note="")),
            ),
            models.CheckConstraint(name="claim_round", condition=Q(round__gte=1)),
        ]
        indexes = [
            # this agent's work of today, and whether they ever held a lead
            models.Index(fields=["agent", "started_at"], name="claim_agent"),
            # latest claim on a lead: its timeline, and late settles
            models.Index(fields=["lead", "started_at"], name="claim_lead"),
            # the results of the last hours, of all agents
            models.Index(fields=["ended_at"], name="claim_ended"),
        ]


class HolderMessageRow(models.Model):
    """Message of a colleague to the agent who holds a lead."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="messages")
    # null where an older version stored only a name that no person has now
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    by_name = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    text = models.CharField(max_length=500)

    class Meta:
        db_table = "pull_holdermessage"


class ClosingRow(models.Model):
    """Closing of a lead by a team lead, with the note that explains it. It is no claim."""

    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="closings", db_index=False
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="closings")
    at = models.DateTimeField()
    disposition = models.CharField(max_length=40)
    note = models.TextField()
    # the card before the closing, so that the closing can be undone; null once it was undone
    undo = models.JSONField(null=True)

    class Meta:
        db_table = "pull_closing"
        constraints = [
            models.CheckConstraint(
                name="closing_explained", condition=~Q(disposition="") & ~Q(note="")
            ),
        ]
        indexes = [
            # whether a team lead closed a lead after its last claim
            models.Index(fields=["lead", "at"], name="closing_lead"),
        ]


class SettleEffect(models.Model):
    """Row beside the card that a settle wrote, so that an undo removes just that row."""

    class Kind(models.TextChoices):
        BAD_ADDRESS = "bad_address"
        OPT_OUT = "opt_out"
        SALE = "sale"

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="effects")
    kind = models.CharField(max_length=12, choices=Kind)
    # the address that was marked bad, or the number or email address that was opted out
    address = models.ForeignKey(Address, on_delete=models.CASCADE, null=True, db_index=False)
    value = models.CharField(max_length=254, blank=True)


class SettleCorrection(models.Model):
    """Team lead's correction of a settle; the claim then has the corrected disposition."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="corrections")
    was = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)


class Dispute(models.Model):
    """Objection of an agent to the pull that made the claim; a code of disputes.DisputeReason."""

    claim = models.OneToOneField(
        ClaimRow, on_delete=models.CASCADE, primary_key=True, related_name="dispute"
    )
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="dispute_at")]


class AttemptSource(models.TextChoices):
    """Values of the column, with their labels."""

    AGENT = "agent", "Logged by the agent"
    TELEPHONY = "telephony", "Reported by telephony"


class Attempt(models.Model):
    """One attempt on one channel to one address."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="attempts")
    claim = models.ForeignKey(
        ClaimRow, on_delete=models.PROTECT, related_name="attempts", null=True
    )
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, db_index=False)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True)
    # the number itself: the calling rules count calls to it, for any lead
    value = models.CharField(max_length=254)
    channel = models.CharField(max_length=10, default="call")
    at = models.DateTimeField()
    reached = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, blank=True)
    # calling rules checked at the dial (compliance/call_check.py); null where none were
    checked = models.JSONField(null=True)
    # when the call ended, as far as known
    ended_at = models.DateTimeField(null=True)
    # who says that it was made: telephony proves it, the agent's settle confirms it
    source = models.CharField(max_length=10, choices=AttemptSource, db_default=AttemptSource.AGENT)

    class Meta:
        indexes = [
            # calls to one number in the last 24 hours
            models.Index(fields=["value", "at"], name="attempt_value"),
            # attempts of the last hours, of all agents
            models.Index(fields=["at"], name="attempt_at"),
        ]


class ScriptAnswer(models.Model):
    """Customer's answer to a question of the call script, noted in one claim."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=300)
    answer = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "question"], name="guide_answer_once"),
        ]

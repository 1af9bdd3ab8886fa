"""Tables of conversations and promises. Constraints and triggers keep every promise consistent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.base.ids import new_id
from pullahead.conversations.rules import (
    ENDED,
    KINDS,
    LIVE,
    REVIVALS,
    RULES,
    SPEAKERS,
    STARTED_BY,
    STATES,
    needs_due,
)
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import Deal, DealFact, Transition
from pullahead.team.models import Person, Pod


class Conversation(models.Model):
    """A talk, interview or letter of a deal. A correction keeps the earlier text (PadVersion)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="conversations")
    kind = models.CharField(max_length=9, choices=[(one, one) for one in KINDS])
    channel = models.CharField(max_length=20, blank=True)
    started_by = models.CharField(max_length=6, choices=[(one, one) for one in STARTED_BY])
    held_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    # as typed, word for word
    pad = models.TextField()
    version = models.PositiveIntegerField(default=1)
    # seconds from the first key to the save
    typed_s = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    recap_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # an undone conversation is shown nowhere; its promises keep their moves
    undone_at = models.DateTimeField(null=True)
    # what its lines changed, to be put back whole; empty after an undo or an erasure
    undo = models.JSONField(default=dict)
    # chosen chips and lines that made something (PadAnswers); empty before version 0.2
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="conversation_pad", condition=~Q(pad="")),
            models.CheckConstraint(name="conversation_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="conversation_started", condition=Q(started_by__in=STARTED_BY)
            ),
            models.CheckConstraint(
                name="conversation_answered",
                condition=Q(answered_at__isnull=True) | Q(recap_at__isnull=False),
            ),
        ]
        indexes = [
            # the story of a deal, newest first
            models.Index(fields=["deal", "held_at"], name="conversation_story"),
        ]


class PadVersion(models.Model):
    """Text of a pad before a correction."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    n = models.PositiveIntegerField()
    pad = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField()
    # who corrected it, and the columns that an undo of the correction puts back
    corrected_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undo = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "n"], name="pad_version_once"),
        ]


class Present(models.Model):
    """A contact or a colleague who took part in a conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="present", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="present_one",
                condition=Q(contact__isnull=False, person__isnull=True)
                | Q(contact__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["conversation", "contact"],
                condition=Q(contact__isnull=False),
                name="present_contact_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "person"],
                condition=Q(person__isnull=False),
                name="present_person_once",
            ),
        ]


class Said(models.Model):
    """Words of a contact, or an answer in an interview. Empty only if the contact is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="said")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="said")
    question = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    blanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="said_words", condition=~Q(words="") | Q(blanked_at__isnull=False)
            ),
        ]


PARTY_KINDS = ("person", "contact", "pod")


def _one_party(role: str) -> Q:
    """Return the condition that exactly one column of a party is set."""
    names = [f"{role}_{kind}" for kind in PARTY_KINDS]
    only = [Q(**{f"{other}__isnull": other != name for other in names}) for name in names]
    return only[0] | only[1] | only[2]


def _differ(kind: str) -> Q:
    """Return the condition that requester and performer are not one person or pod."""
    return (
        Q(**{f"requester_{kind}__isnull": True})
        | Q(**{f"performer_{kind}__isnull": True})
        | ~Q(**{f"requester_{kind}": F(f"performer_{kind}")})
    )


class Promise(models.Model):
    """A commitment of a deal between a requester and a performer, each a person, contact or pod.

    `n` counts the moves. State, n and parties change only with a PromiseMove (trigger).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="promises")
    what = models.CharField(max_length=300)
    conditions = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=[(one, one) for one in STATES])
    n = models.PositiveIntegerField(default=1)
    requester_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    requester_contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="promises_wanted"
    )
    requester_pod = models.ForeignKey(
        Pod, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    performer_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    performer_contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="promises_made"
    )
    performer_pod = models.ForeignKey(
        Pod, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # a promise to the buyer that this request of ours serves
    serves = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="served_by"
    )
    due_at = models.DateTimeField(null=True)
    # the due date when it was first promised; PPC is counted against it
    first_due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    visible_to_buyer = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="promise_what", condition=~Q(what="")),
            models.CheckConstraint(name="promise_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="promise_n", condition=Q(n__gte=1)),
            models.CheckConstraint(name="promise_requester", condition=_one_party("requester")),
            models.CheckConstraint(name="promise_performer", condition=_one_party("performer")),
            models.CheckConstraint(
                name="promise_parties",
                condition=_differ("person")
                & _differ("pod")
                & (Q(requester_contact__isnull=True) | Q(performer_contact__isnull=True)),
            ),
            models.CheckConstraint(
                name="promise_due",
                condition=~Q(state__in=[one for one in STATES if needs_due(one)])
                | Q(performer_pod__isnull=True, due_at__isnull=False, first_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_next",
                condition=Q(state__in=LIVE, next_at__isnull=False)
                | Q(state__in=ENDED, next_at__isnull=True),
            ),
        ]
        indexes = [
            # live promises of a person who leaves, as requester and as performer
            models.Index(
                fields=["requester_person"],
                condition=Q(next_at__isnull=False, requester_person__isnull=False),
                name="promise_wanted_by",
            ),
            models.Index(
                fields=["performer_person"],
                condition=Q(next_at__isnull=False, performer_person__isnull=False),
                name="promise_owed_by",
            ),
            # live promises of a pod, earliest due first
            models.Index(
                fields=["performer_pod", "due_at"],
                condition=Q(next_at__isnull=False, performer_pod__isnull=False),
                name="promise_of_pod",
            ),
        ]


def _tuples() -> Q:
    """Return the condition that a move is one of the 35 of rules.py."""
    first, *others = (*RULES, *REVIVALS)
    found = Q(before=first.before, move=first.move, speaker=first.speaker, after=first.after)
    for one in others:
        found |= Q(before=one.before, move=one.move, speaker=one.speaker, after=one.after)
    return found


class PromiseMove(models.Model):
    """One move of a promise. Append-only by trigger, but words may be blanked once."""

    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, related_name="moves", db_index=False
    )
    n = models.PositiveIntegerField()
    before = models.CharField(max_length=9, blank=True)
    move = models.CharField(max_length=9)
    after = models.CharField(max_length=9)
    speaker = models.CharField(max_length=1, blank=True, choices=[(one, one) for one in SPEAKERS])
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # the party that spoke, if it is a contact
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="promise_moves"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, related_name="promise_moves"
    )
    said = models.ForeignKey(
        Said, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    words = models.TextField(blank=True)
    blanked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # a code, never free text
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "n"], name="promise_move_once"),
            models.CheckConstraint(
                name="promise_move_first",
                condition=Q(n=1, before="") | (Q(n__gt=1) & ~Q(before="")),
            ),
            models.CheckConstraint(name="promise_move_rule", condition=_tuples()),
            models.CheckConstraint(
                name="promise_move_words",
                condition=Q(contact__isnull=True) | ~Q(words="") | Q(blanked_at__isnull=False),
            ),
        ]
        indexes = [
            # moves of a period, for the measures
            models.Index(fields=["at"], name="promise_move_at"),
        ]


class MoveBasis(models.Model):
    """Basis of an exit from a stage: words of a contact, a fact of the stage, or a reason."""

    transition = models.OneToOneField(Transition, on_delete=models.PROTECT, related_name="basis")
    said = models.ForeignKey(Said, on_delete=models.PROTECT, null=True, related_name="bases")
    fact = models.ForeignKey(
        DealFact, on_delete=models.PROTECT, null=True, related_name="bases", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="move_basis_one",
                condition=Q(said__isnull=False, fact__isnull=True, reason="")
                | Q(said__isnull=True, fact__isnull=False, reason="")
                | (Q(said__isnull=True, fact__isnull=True) & ~Q(reason="")),
            ),
        ]

"""Call scripts and message templates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.leads.models import Source
from pullahead.team.models import Team


class MessageTemplate(models.Model):
    """Text that an agent's own phone or mailbox sends; the server sends nothing.

    The most fitting one is used: the lead's source before any source, the touch of a nurtured lead
    before any, the lead's language before the organization's.
    """

    class Channel(models.TextChoices):
        SMS = "sms", "SMS"
        WHATSAPP = "whatsapp", "WhatsApp"
        EMAIL = "email", "E-mail"

    channel = models.CharField(max_length=10, choices=Channel)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True)
    # two letters, as in "es"; empty for the organization's own
    language = models.CharField(max_length=5, blank=True)
    # touch of the nurturing plan; 0 for any message
    touch = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source", "language", "touch"], name="message_of_source"
            ),
            models.UniqueConstraint(
                fields=["channel", "language", "touch"],
                condition=Q(source__isnull=True),
                name="message_of_all",
            ),
        ]


class CallScriptRow(models.Model):
    """Call script that an agent sees in a call, for one source's leads or one team's."""

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, null=True, related_name="call_script"
    )
    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, null=True, related_name="call_script"
    )
    steps = models.JSONField(default=list)  # [text]
    objections = models.JSONField(default=list)  # [[objection, answer]]
    questions = models.JSONField(default=list)  # [text], to be answered before *qualified*

    class Meta:
        db_table = "pull_callscript"
        constraints = [
            models.CheckConstraint(
                name="guide_of_one",
                condition=Q(source__isnull=True, team__isnull=False)
                | Q(source__isnull=False, team__isnull=True),
            ),
        ]

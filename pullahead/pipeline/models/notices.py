"""Read marks of notices. Notices themselves are queries: they end when their reason ends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.team.models import Person


class DealNoticeRead(models.Model):
    """Mark that a person has read a notice. Marks are deleted after 60 days."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    # kind and id of what the notice is about
    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="deal_notice_read_once"),
            models.CheckConstraint(name="deal_notice_key", condition=~Q(key="")),
        ]

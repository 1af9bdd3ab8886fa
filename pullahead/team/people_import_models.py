"""Import of people from a file."""

from __future__ import annotations

from django.db import models


class PeopleImport(models.Model):
    """File of people: its rows until they are done, its counts, and its refused rows."""

    name = models.CharField(max_length=200)
    by = models.ForeignKey("team.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # the confirmation; null: a preview
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # as usecases.settings.people_rows packs them; empty once all are done
    rows = models.JSONField(default=list)
    # what was done → how many
    counts = models.JSONField(default=dict)
    # [line, name, reason] of each refused row
    refused = models.JSONField(default=list)

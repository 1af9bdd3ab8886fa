"""Files of deals on their way in: draft, mapping, counts and refused rows."""

from __future__ import annotations

from django.db import models

from pullahead.team.models import Person, Team


class DealImport(models.Model):
    """A file of deals of one team. Its rows are stored until they are imported."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="deal_imports")
    name = models.CharField(max_length=200)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    # SHA-256 of the files: one file is imported once for a team
    content = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    # {stage of the file in lower case: id of ours}
    stages = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, blank=True)
    # [[line, cells, error]]; empty after the import
    rows = models.JSONField(default=list)
    # {id of a deal in the file: [[stage, moment]]}; empty after the import
    history = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    # [[line, column, reason]]
    refused = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "content"], name="deal_import_once"),
            models.UniqueConstraint(
                fields=["job_id"], condition=models.Q(job_id__isnull=False), name="deal_import_job"
            ),
        ]

"""Custom fields of the deals of a workflow, and their values."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pullahead.pipeline.field_rules import FieldKind
from pullahead.pipeline.models.deals import Deal
from pullahead.pipeline.models.workflow import Stage, Workflow

KINDS = [one.value for one in FieldKind]


class DealField(models.Model):
    """A custom field. Its code and kind never change; a retired field keeps its values."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="fields")
    # key in the API and in the mapping of imports
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=[(one, one) for one in KINDS])
    # of a choice; a removed option stays on the deals that have it
    options = models.JSONField(default=list)
    # stage that a deal does not leave without a value or a reason; null: never required
    needed_in = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    in_list = models.BooleanField(default=True)
    on_card = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "code"], name="deal_field_code"),
            models.UniqueConstraint(
                Lower("name"),
                "workflow",
                condition=Q(retired_at__isnull=True),
                name="deal_field_name",
            ),
            models.CheckConstraint(name="deal_field_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="deal_field_named", condition=~Q(name="") & ~Q(code="")),
        ]


_ONE = {"text": "", "number__isnull": True, "day__isnull": True, "yes__isnull": True}


def _only(**part: object) -> Q:
    return Q(**{**_ONE, **part})


class DealFieldValue(models.Model):
    """The value of a custom field of a deal; exactly one column is set."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="values")
    field = models.ForeignKey(DealField, on_delete=models.PROTECT, related_name="values")
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    day = models.DateField(null=True)
    yes = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "field"], name="deal_field_value_once"),
            models.CheckConstraint(
                name="deal_field_value_one",
                condition=(Q(number=None, day=None, yes=None) & ~Q(text=""))
                | _only(number__isnull=False)
                | _only(day__isnull=False)
                | _only(yes__isnull=False),
            ),
        ]

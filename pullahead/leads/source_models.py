"""Money and limits of sources: spend by day, refused deliveries, margins of products."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Spend(models.Model):
    """Amount spent on a source on one day of the organization, in its currency."""

    source = models.ForeignKey(
        "leads.Source", on_delete=models.PROTECT, related_name="spend", db_index=False
    )
    day = models.DateField()
    # blank: all campaigns of the source together
    campaign = models.CharField(max_length=100, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            # one row for each day and campaign; the spend of a source in a period
            models.UniqueConstraint(fields=["source", "day", "campaign"], name="spend_once"),
            models.CheckConstraint(name="spend_not_negative", condition=Q(amount__gte=0)),
        ]
        indexes = [
            # the latest rows of all sources, and the spend of a period
            models.Index(fields=["-day", "source"], name="spend_day"),
        ]


class RefusedDeliveries(models.Model):
    """Count of a source's leads that were refused on one day, by reason."""

    source = models.ForeignKey(
        "leads.Source", on_delete=models.CASCADE, related_name="refused", db_index=False
    )
    day = models.DateField()
    # a LimitReason of source_limits, as full_hour or paused
    reason = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "day", "reason"], name="refused_once"),
        ]


class ProductMargin(models.Model):
    """Margin of a product's sales, in percent of their value; overrides the source's."""

    # folded: the same product in other letters is one product
    product = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_margin_percent", condition=Q(percent__gte=0, percent__lte=100)
            ),
        ]


class ReturnedLead(models.Model):
    """Lead returned to its vendor, and the credit. The row outlives the erasure of the lead."""

    lead = models.OneToOneField(
        "leads.Lead", on_delete=models.SET_NULL, null=True, related_name="returned"
    )
    source = models.ForeignKey(
        "leads.Source", on_delete=models.PROTECT, related_name="returns", db_index=False
    )
    # a value of return_rules.ReturnReason
    reason = models.CharField(max_length=12)
    external_id = models.CharField(max_length=200, blank=True)
    arrived_at = models.DateTimeField()
    price = models.DecimalField(max_digits=14, decimal_places=2)
    returned_at = models.DateTimeField()
    returned_by = models.BigIntegerField(null=True)
    credited_at = models.DateTimeField(null=True)
    credit = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="return_credit",
                condition=Q(credited_at__isnull=True, credit__isnull=True)
                | Q(credited_at__isnull=False, credit__gte=0, credit__lte=models.F("price")),
            ),
        ]
        indexes = [
            # the returns of a source, and its credits by day of arrival
            models.Index(fields=["source", "-arrived_at"], name="return_source"),
        ]


class BuyingCap(models.Model):
    """Daily cap that was applied to a source from the buying plan, and the cap before it."""

    # one for all caps of one click
    batch = models.UUIDField()
    source = models.ForeignKey(
        "leads.Source", on_delete=models.CASCADE, related_name="buying_caps", db_index=False
    )
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    cap_day = models.PositiveIntegerField()
    was = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # one cap for each source of a click
            models.UniqueConstraint(fields=["batch", "source"], name="buying_cap_once"),
        ]
        indexes = [
            # the latest click
            models.Index(fields=["-at"], name="buying_cap_latest"),
        ]


class PublishedPlan(models.Model):
    """Buying plan of a source as other systems were last told."""

    source = models.OneToOneField(
        "leads.Source", on_delete=models.CASCADE, primary_key=True, related_name="published_plan"
    )
    at = models.DateTimeField()
    leads_a_day = models.PositiveIntegerField()
    highest_price = models.DecimalField(max_digits=14, decimal_places=2)
    # values of reports.marginal_return.Advice and reports.governor.AdviceReason
    advice = models.CharField(max_length=8)
    reason = models.CharField(max_length=12)

"""Scenarios of a deal with the signs that announce each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.buying.rules import SCENARIO_STATES
from pullahead.pipeline.models import Deal
from pullahead.team.models import Person


class DealScenario(models.Model):
    """One way in which the purchase may go on."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="scenarios")
    text = models.CharField(max_length=300)
    state = models.CharField(
        max_length=8, default="watching", choices=[(one, one) for one in SCENARIO_STATES]
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    state_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="scenario_text", condition=~Q(text="")),
            models.CheckConstraint(name="scenario_state", condition=Q(state__in=SCENARIO_STATES)),
        ]


class ScenarioSign(models.Model):
    """A sign to watch for; seen, it makes its scenario more likely."""

    scenario = models.ForeignKey(DealScenario, on_delete=models.CASCADE, related_name="signs")
    text = models.CharField(max_length=300)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_text", condition=~Q(text="")),
        ]

"""Routes, cadences and dispositions: an organization's settings for its leads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.leads.models import Source
from pullahead.team.models import Person, Team


class CadenceRow(models.Model):
    """Plan of the attempts until a contact."""

    name = models.CharField(max_length=40, unique=True)
    # minutes from the first attempt, one for each round; the first is 0
    offsets = models.JSONField()
    # minutes from this attempt by disposition; overrides the offset
    waits = models.JSONField(default=dict)

    class Meta:
        db_table = "pull_cadence"


class NurturePlanRow(models.Model):
    """Plan of the touches after a contact, for a source, a disposition, both, or all leads.

    The most specific plan applies; the source comes before the disposition.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True)
    disposition = models.ForeignKey("DispositionRow", on_delete=models.CASCADE, null=True)
    # minutes from the contact, one a touch
    offsets = models.JSONField()

    class Meta:
        db_table = "pull_nurtureplan"
        constraints = [
            models.UniqueConstraint(fields=["source", "disposition"], name="nurture_plan_both"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(disposition__isnull=True),
                name="nurture_plan_source",
            ),
            models.UniqueConstraint(
                fields=["disposition"],
                condition=Q(source__isnull=True),
                name="nurture_plan_outcome",
            ),
        ]


class DispositionKindChoices(models.TextChoices):
    """Values of the column, with their labels."""

    NEXT = "next", "Comes back by the cadence"
    NURTURE = "nurture", "Comes back by the nurturing plan"
    CALLBACK = "callback", "Comes back at an agreed time"
    FINAL = "final", "Closes the lead"


class DispositionRow(models.Model):
    """One disposition that an agent can choose."""

    code = models.SlugField(max_length=40, primary_key=True)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=DispositionKindChoices)
    # an attempt was made; a person answered
    tried = models.BooleanField(default=True)
    reached = models.BooleanField(default=False)
    # the number itself is known to be bad from now on
    bad_number = models.BooleanField(default=False)
    # the person asked not to be called again
    opt_out = models.BooleanField(default=False)
    # the customer asks for one agent by name
    for_one = models.BooleanField(default=False)
    # of kind nurture: the customer named the date of the next contact
    dated = models.BooleanField(default=False)
    # the lead qualifies: someone who can buy wants to
    qualifies = models.BooleanField(db_default=False)
    position = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "pull_disposition"


class Route(models.Model):
    """Defaults of a source's leads: team, cadence, and start values until learned."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    cadence = models.ForeignKey(CadenceRow, on_delete=models.PROTECT)
    chance = models.FloatField(default=0.05)
    value = models.DecimalField(max_digits=14, decimal_places=2, default=100)
    half_life_hours = models.FloatField(default=105.6)
    # decay of interest: a name of decay.CURVES
    curve = models.CharField(max_length=10, default="even")
    # skills that its leads need: team/skills.py
    needs_skills = models.CharField(max_length=160, blank=True)
    # the highest boost of the whole source that runs now; boosts.py writes it
    boost = models.FloatField(default=1.0, db_default=1.0)
    # boosts of filters that run now: [factor, attribute, its value, least value]; null: none
    boosts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="route_boost", condition=Q(boost__gte=1) & Q(boost__lte=3)),
            models.CheckConstraint(
                name="route_chance", condition=Q(chance__gt=0) & Q(chance__lte=1)
            ),
            models.CheckConstraint(name="route_value", condition=Q(value__gt=0)),
            models.CheckConstraint(name="route_half_life", condition=Q(half_life_hours__gt=0)),
        ]


class BoostRow(models.Model):
    """Boost of a source or a filter: its leads count for more in the order until a moment."""

    # null: of all sources of the team; without a team, of all sources
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, related_name="boosts", db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # conditions of the filter: an attribute and its value, the least value of the lead
    field = models.CharField(max_length=60, blank=True, db_default="")
    equals = models.CharField(max_length=100, blank=True, db_default="")
    least_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    factor = models.FloatField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    # a team lead ended it before its time
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pull_boost"
        constraints = [
            models.CheckConstraint(
                name="boost_factor", condition=Q(factor__gt=1) & Q(factor__lte=3)
            ),
            models.CheckConstraint(
                name="boost_of_something",
                condition=Q(source__isnull=False) | ~Q(field="") | Q(least_value__isnull=False),
            ),
        ]
        indexes = [
            # the boosts of a source that run now
            models.Index(fields=["source", "until_at"], name="boost_source"),
            # all boosts that run now: a publish, and the page
            models.Index(fields=["until_at"], name="boost_until"),
        ]

"""Goals of a person for one day, visible to that person only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.transaction import require_transaction

GOAL_AT_MOST = 1_000


class DayGoals(models.Model):
    """Daily goals that a person has set; null is no goal."""

    person = models.OneToOneField(
        "team.Person", on_delete=models.CASCADE, primary_key=True, related_name="day_goals"
    )
    saved = models.PositiveSmallIntegerField(null=True)
    contacts = models.PositiveSmallIntegerField(null=True)
    sales = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "team_daygoals"
        constraints = [
            models.CheckConstraint(
                name="goals_positive",
                condition=(Q(saved__isnull=True) | Q(saved__gt=0))
                & (Q(contacts__isnull=True) | Q(contacts__gt=0))
                & (Q(sales__isnull=True) | Q(sales__gt=0)),
            ),
        ]


def goals_of(person_id: int) -> DayGoals:
    """Return the goals of a person; none where none are set."""
    found = DayGoals.objects.filter(pk=person_id).first()
    return found or DayGoals(person_id=person_id)


def set_goals(
    *, person_id: int, saved: int | None, contacts: int | None, sales: int | None
) -> None:
    """Replace the goals of a person."""
    require_transaction()
    values = {"saved": saved, "contacts": contacts, "sales": sales}
    DayGoals.objects.update_or_create(pk=person_id, defaults=values)

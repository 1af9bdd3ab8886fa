"""Moves of people between teams, for reports about the time before a move."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from pullahead.base.transaction import require_transaction


class TeamMove(models.Model):
    """End of a person's time in a team. The person's row has the team of now."""

    person = models.ForeignKey("team.Person", on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        db_table = "team_move"
        indexes = [
            # teams of people at a past moment; the earliest move after it has the team
            models.Index(fields=["until", "person"], name="team_move_until"),
        ]


def record_move(*, person_id: int, left: int, now: datetime) -> None:
    """Record that a person leaves a team."""
    require_transaction()
    TeamMove.objects.create(person_id=person_id, team_id=left, until=now)

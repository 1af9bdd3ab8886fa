"""People, teams, agents' API keys."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pullahead.base.db.planned_queries import planned
from pullahead.base.models import ApiKey
from pullahead.team.attendance_models import Leave as Leave
from pullahead.team.attendance_models import LeaveKind as LeaveKind
from pullahead.team.attendance_models import ShiftPlan as ShiftPlan
from pullahead.team.attendance_models import Standing as Standing
from pullahead.team.attendance_models import WorkLimit as WorkLimit
from pullahead.team.goals import DayGoals as DayGoals
from pullahead.team.people_import_models import PeopleImport as PeopleImport
from pullahead.team.pod_models import DecisionRight as DecisionRight
from pullahead.team.pod_models import Pod as Pod
from pullahead.team.pod_models import PodMember as PodMember
from pullahead.team.presence_models import BreakReason as BreakReason
from pullahead.team.presence_models import Presence as Presence
from pullahead.team.presence_models import PresenceState as PresenceState
from pullahead.team.team_moves import TeamMove as TeamMove


class CalendarRow(models.Model):
    """Working hours, holidays and days off: the organization's, or those of one team.

    Without a default row the organization works Monday to Friday, 9:00 to 18:00.
    """

    is_default = models.BooleanField(default=False)
    # blank = PULLAHEAD_TIME_ZONE
    zone = models.CharField(max_length=60, blank=True)
    # of public holidays; blank = none
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=40, blank=True)
    # as calendar_input.days_as_json writes them
    week = models.JSONField()
    closed = models.JSONField(default=list)
    opened = models.JSONField(default=list)

    class Meta:
        db_table = "team_calendar"
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_default"
            ),
            models.CheckConstraint(
                name="calendar_place",
                condition=~models.Q(country="") | models.Q(subdivision=""),
            ),
        ]


class Team(models.Model):
    """People who share the parked leads."""

    name = models.CharField(max_length=100, unique=True)
    # its own working hours; none = the organization's
    calendar = models.OneToOneField(
        CalendarRow, on_delete=models.SET_NULL, null=True, related_name="team"
    )

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Manager that finds people by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person of this name. Raise Person.DoesNotExist for an unknown one."""
        found = _named(username or "")
        if not found:
            raise Person.DoesNotExist
        return found[0]


@planned
def _named(name: str) -> models.QuerySet[Person, Person]:
    return Person.objects.filter(name=name)


class Person(AbstractBaseUser):
    """User. Signs in by name; the role sets permissions."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        LEADER = "leader", _("Team lead")
        ADMIN = "admin", _("Admin")
        MARKETER = "marketer", _("Marketing")
        CONTRIBUTOR = "contributor", _("Contributor")

    name = models.CharField(max_length=100, unique=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.AGENT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="people")
    # the zone that times are shown in; blank = the organization's
    zone = models.CharField(max_length=60, blank=True)
    # a code of settings.LANGUAGES; blank = PULLAHEAD_LANGUAGE
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    # raised when the person is disabled: earlier sessions are then invalid
    session_round = models.PositiveIntegerField(default=0)
    # start of the break; no lead opens automatically, and a pull ends the break
    break_since = models.DateTimeField(null=True)
    # state on the floor since then; earlier states are rows of Presence
    presence = models.CharField(
        max_length=9, choices=PresenceState, default=PresenceState.AWAY, db_default="away"
    )
    presence_reason = models.CharField(max_length=40, blank=True, default="", db_default="")
    presence_since = models.DateTimeField(null=True)
    # when a page of the person was last open, to the minute
    seen_at = models.DateTimeField(null=True)
    # a simulated agent of the demo floor
    simulated = models.BooleanField(default=False)
    # the person closed the demo's list of things to try
    try_it_hidden = models.BooleanField(default=False)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS = []
    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_role",
                condition=models.Q(
                    role__in=["agent", "leader", "admin", "marketer", "contributor"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_leader(self) -> bool:
        """May see a floor: a team leader or an administrator."""
        return self.role in {self.Role.LEADER, self.Role.ADMIN}

    @property
    def is_marketer(self) -> bool:
        """May see sources, money and counts only: no lead and no figure of a person."""
        return self.role == self.Role.MARKETER

    @property
    def is_contributor(self) -> bool:
        """May see pods, their work and plans without money: no lead, no value, no stance."""
        return self.role == self.Role.CONTRIBUTOR

    @property
    def works_leads(self) -> bool:
        """May have leads and deals: all but marketing and contributors."""
        return self.role not in {self.Role.MARKETER, self.Role.CONTRIBUTOR}

    @property
    def sees_sources(self) -> bool:
        """May see and change sources and money: marketing or an administrator."""
        return self.role in {self.Role.MARKETER, self.Role.ADMIN}

    @property
    def is_admin(self) -> bool:
        """May see and do everything."""
        return self.role == self.Role.ADMIN

    def get_session_auth_hash(self) -> str:
        """Ends every session when the password changes or the person is disabled."""
        salt = "pullahead.team.Person.session"
        return salted_hmac(salt, f"{self.password}:{self.session_round}").hexdigest()


class Skill(models.Model):
    """Requirement that a lead can have; skills.py defines its text."""

    code = models.CharField(max_length=40, primary_key=True)


class PersonSkill(models.Model):
    """Skill of a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE)
    # the end of its last day in the organization's zone; null: no end
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once"),
        ]


class AgentKey(ApiKey):
    """API key of an agent; its acts count as that agent's."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")


class SavedView(models.Model):
    """Filters of the list of leads under a name: its owner's own, or shared with their team."""

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    # filter → text, as in the list's address
    filters = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once"),
        ]


class Throttle(models.Model):
    """Counter that slows something down: wrong passwords, or searches of one person.

    The key is a keyed hash, so the table contains no name, address or typed word. `throttle.clean`
    deletes old rows.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    # no further try is evaluated before this moment
    until = models.DateTimeField()

    class Meta:
        indexes = [
            # what can be deleted
            models.Index(fields=["last_at"], name="throttle_last"),
        ]

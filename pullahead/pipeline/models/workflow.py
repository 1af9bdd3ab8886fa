"""The workflow of deals: stages, needed facts, limits, reasons, published versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.team.models import Person, Pod, Team


class Workflow(models.Model):
    """Stages that the deals of one or more teams pass through."""

    name = models.CharField(max_length=100, unique=True)


class WorkflowTeam(models.Model):
    """Workflow of a team; a team has at most one."""

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, primary_key=True, related_name="workflow"
    )
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="teams")


class Stage(models.Model):
    """A stage; the greatest position is the close. Its id survives versions of the workflow."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    # stages of one group share a limit; blank: no group
    stage_group = models.CharField(max_length=40, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "position"],
                condition=Q(retired_at__isnull=True),
                name="stage_place",
            ),
        ]


class ExitItem(models.Model):
    """Fact that a deal needs before it leaves a stage. An item that is not required is advice."""

    class AnswerKind(models.TextChoices):
        TEXT = "text"
        YES_NO = "yes_no"
        QUOTE = "quote"
        DATE = "date"
        MONEY = "money"

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="exit_items")
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=AnswerKind, default=AnswerKind.TEXT)
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)


class WorkflowVersion(models.Model):
    """Published version of a workflow. Append-only by trigger.

    Its columns are the six parts of a Definition of Workflow: the item, its start and finish, the
    states, the limits, the policies, and the service level expectation (SLE).
    """

    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    item = models.CharField(max_length=200)
    start = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    states = models.JSONField()
    limits = models.JSONField()
    policies = models.JSONField()
    sle_days = models.PositiveSmallIntegerField()
    sle_percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="workflow_version_once"),
            models.CheckConstraint(name="workflow_version_item", condition=~Q(item="")),
            models.CheckConstraint(
                name="workflow_version_sle",
                condition=Q(sle_days__gte=1, sle_percent__gte=1, sle_percent__lte=99),
            ),
        ]


_STAGE = Q(stage__isnull=False, workflow__isnull=True, person__isnull=True, pod__isnull=True)
_GROUP = Q(stage__isnull=True, workflow__isnull=False, person__isnull=True, pod__isnull=True) & ~Q(
    stage_group=""
)
_PERSON = Q(stage__isnull=True, workflow__isnull=True, person__isnull=False, pod__isnull=True)
_POD = Q(stage__isnull=True, workflow__isnull=True, person__isnull=True, pod__isnull=False)


class FlowLimit(models.Model):
    """Limit of open deals in a stage, a group of stages, with a person or in a pod.

    Only the trigger of deals writes `held`, and a recount inside of a publish.
    """

    stage = models.OneToOneField(Stage, on_delete=models.CASCADE, null=True, related_name="limit")
    workflow = models.ForeignKey(
        Workflow, on_delete=models.CASCADE, null=True, related_name="group_limits"
    )
    stage_group = models.CharField(max_length=40, blank=True)
    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, null=True, related_name="deal_limit"
    )
    pod = models.OneToOneField(Pod, on_delete=models.CASCADE, null=True, related_name="deal_limit")
    # no size: no limit; `advice` only colors
    size = models.PositiveSmallIntegerField(null=True)
    advice = models.PositiveSmallIntegerField(null=True)
    held = models.IntegerField(default=0)

    class Meta:
        db_table = "pipeline_limit"
        constraints = [
            models.CheckConstraint(
                name="limit_of_one",
                condition=(_STAGE & Q(stage_group=""))
                | _GROUP
                | (_PERSON & Q(stage_group=""))
                | (_POD & Q(stage_group="")),
            ),
            models.UniqueConstraint(
                fields=["workflow", "stage_group"],
                condition=Q(workflow__isnull=False),
                name="limit_of_group",
            ),
            models.CheckConstraint(name="limit_held", condition=Q(held__gte=0)),
        ]


class DealReason(models.Model):
    """Reason of the organization for a loss, a discard, a block or a step back."""

    class ReasonList(models.TextChoices):
        CLOSE = "close"
        BLOCK = "block"

    class Side(models.TextChoices):
        OURS = "ours"
        THEIRS = "theirs"

    list = models.CharField(max_length=5, choices=ReasonList)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    side = models.CharField(max_length=6, choices=Side)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="deal_reason_once"),
        ]

"""Endpoint of the audit of another system's export, for team leads and administrators."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import team_lead
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, opened_by
from pullahead.usecases.intake import audit
from pullahead.usecases.settings.api_keys import WRITE

router = EndpointRouter()
CONTENT_LIMIT = 900_000


class AuditBody(Schema):
    """An export, and how to read it."""

    model_config = ConfigDict(extra="forbid")

    content: str = Field(
        max_length=CONTENT_LIMIT, description="The CSV file as text. Larger files: page or command."
    )
    name: str = Field("export.csv", max_length=200, description="Shown in the result.")
    days: int = Field(audit.DAYS, description="Days without activity after which a lead is dead.")
    country: str = Field("", max_length=2, description="Of numbers and dates, such as BR.")
    dates: str = Field("", max_length=3, description="`dmy`, `mdy`, or blank: as the file shows.")
    source: str = Field("", max_length=100, description="Of the draft; blank: the CRM's name.")
    map: list[str] = Field(
        default_factory=list, max_length=50, description="Columns, such as `Rep=owner`."
    )


class DeadOut(Schema):
    """Dead leads of one owner or age."""

    name: str
    dead: int
    open: int
    value: str
    oldest_days: int | None


class FindingOut(Schema):
    """A value that cannot be read."""

    line: int
    column: str
    reason: str


class AuditOut(Schema):
    """The result, and the draft import of the dead and closed leads."""

    import_id: int
    vendor: str
    rows: int
    open: int
    won: int
    lost: int
    dead: int
    value: str
    never_touched: int
    undated: int
    columns: dict[str, str]
    owners: list[DeadOut]
    ages: list[DeadOut]
    findings: list[FindingOut]


@router.post(
    "/audits",
    **opened_by(WRITE),
    response={201: AuditOut, FAILURES: ErrorAnswer},
    summary="Audit another system's export",
    tags=["audit"],
)
def audit_export(request: HttpRequest, body: AuditBody) -> Status[AuditOut]:
    """Count the dead leads, and store them as a draft import, which is deleted after one day."""
    draft, found = audit.store_audit(
        raw=BytesIO(body.content.encode()),
        name=body.name,
        source=body.source,
        country=body.country,
        days=body.days,
        dates=body.dates,
        maps=body.map,
        encoding="utf-8",
        by=team_lead(request),
    )
    answer = AuditOut(
        import_id=draft,
        vendor=found.vendor,
        rows=found.rows,
        open=found.open,
        won=found.won,
        lost=found.lost,
        dead=found.dead,
        value=found.value,
        never_touched=found.never,
        undated=found.undated,
        columns=dict(found.columns),
        owners=[_group(one) for one in found.owners],
        ages=[_group(one) for one in found.ages],
        findings=[
            FindingOut(line=line, column=column, reason=reason)
            for line, column, reason in found.findings
        ],
    )
    return Status(201, answer)


def _group(one: audit.DeadGroup) -> DeadOut:
    return DeadOut(
        name=one.name, dead=one.dead, open=one.open, value=one.value, oldest_days=one.oldest
    )

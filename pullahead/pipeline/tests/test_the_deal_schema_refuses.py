"""Raw SQL against every CHECK, key and trigger of deals: the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.base.transaction import write_transaction
from pullahead.pipeline import publish, services
from pullahead.pipeline.models import Deal, FlowLimit, Stage, Transition
from pullahead.pipeline.schema import APPEND_ONLY
from pullahead.pipeline.services import DealMove, NewDeal
from pullahead.team.services import add_person, add_team, default_pod

pytestmark = pytest.mark.usefixtures("db")
POSTGRES = connection.vendor == "postgresql"
NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
MOMENT = "'2026-05-06 15:00:00+00:00'"


@contextmanager
def refused(by: str = "") -> Iterator[None]:
    """Expect a refusal by the database that names the constraint or trigger."""
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except DatabaseError as error:
        said = str(error)
    else:
        said = "the database took it"
    assert by in said, said
    assert said != "the database took it"


def sql(text: str, *values: Any) -> None:
    given = [v.hex if hasattr(v, "hex") and not POSTGRES else v for v in values]
    with connection.cursor() as cursor:
        cursor.execute(text, given)


class DealGround:
    """A workflow with limits 1, 1, 1 and one deal in its first stage."""

    def __init__(self) -> None:
        with write_transaction():
            team = add_team(name="Sales")
            self.person = add_person(name="Ana", role="agent", team=team, password="x").pk
            self.other = add_person(name="Bo", role="agent", team=team, password="x").pk
            self.team, self.pod = team.pk, default_pod(team=team).pk
            flow = publish.make_workflow(name="Sales")
            publish.set_team(team_id=team.pk, workflow=flow)
            publish.publish(
                workflow=flow,
                definition=publish.WorkflowDefinition(
                    stages=tuple(
                        publish.StageDefinition(name, 1, "late" if name != "One" else "")
                        for name in ("One", "Two", "Three")
                    ),
                    groups={"late": 1},
                ),
                remap={},
                by=None,
                now=NOW,
            )
            publish.add_person_limit(person_id=self.person, size=1)
        self.flow = flow.pk
        self.stages = list(Stage.objects.filter(workflow=flow).order_by("position"))
        self.deal = self.add("Held")
        self.move(self.deal, self.stages[0].pk)
        self.ready = self.add("Ready")

    def add(self, title: str) -> Deal:
        new = NewDeal(
            title=title,
            company="",
            team=self.team,
            pod=self.pod,
            workflow=self.flow,
            entry=self.stages[0].pk,
            next_at=NOW,
        )
        with write_transaction():
            return services.add_deal(new, now=NOW, actor=None)

    def move(self, deal: Deal, stage: int) -> None:
        changes = {
            "stage_id": stage,
            "half": "doing",
            "holder_id": self.person,
            "hold_until": NOW,
        }
        with write_transaction():
            services.move(deal, DealMove("pull", changes, self.person), now=NOW)


@pytest.fixture
def ground(settings: Any) -> DealGround:
    return DealGround()


def change(deal: Deal, what: str) -> None:
    sql(f"UPDATE pipeline_deal SET {what} WHERE id = %s", deal.pk)


HELD = f"holder_id = {{person}}, hold_until = {MOMENT}"


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (f"closed_at = {MOMENT}, seq = seq + 1", "CHECK" if not POSTGRES else "deal_"),
        ("closed_as = 'won'", "deal_closed"),
        (f"closed_at = {MOMENT}, closed_as = 'gone', seq = seq + 1", "deal_"),
        ("holder_id = NULL, seq = seq + 1", "deal_hold"),
        ("hold_until = NULL", "deal_hold"),
        ("next_at = NULL", "deal_next"),
        ("stage_id = NULL, seq = seq + 1", "deal_ready"),
        ("half = 'lost', seq = seq + 1", "deal_half"),
        ("value = -1", "deal_value"),
        ("chance = 1.5", "deal_chance"),
        ("half = 'done'", "pipeline_guard"),
        ("seq = seq + 2", "pipeline_guard"),
        ("seq = seq - 1", "pipeline_guard"),
    ],
)
def test_a_deal_without_its_parts_is_refused(ground: DealGround, what: str, by: str) -> None:
    with refused(by):
        change(ground.deal, what)


@pytest.mark.parametrize(
    "what",
    [
        "closed_as = 'lost', reason = ''",
        "closed_as = 'discarded', reason = ''",
        "closed_as = 'won', value = NULL",
    ],
)
def test_a_close_without_its_reason_or_value_is_refused(ground: DealGround, what: str) -> None:
    with refused("deal_"):
        change(
            ground.deal,
            f"closed_at = {MOMENT}, next_at = NULL, holder_id = NULL, hold_until = NULL, "
            f"seq = seq + 1, {what}",
        )


@pytest.mark.parametrize("column", ["stage_id", "half", "holder_id", "closed_at", "pod_id"])
def test_a_change_of_place_without_the_next_sequence_is_refused(
    ground: DealGround, column: str
) -> None:
    values = {
        "stage_id": str(ground.stages[1].pk),
        "half": "'waiting'",
        "holder_id": str(ground.other),
        "closed_at": MOMENT,
        "pod_id": "0",
    }
    with refused("pipeline_guard"):
        change(ground.deal, f"{column} = {values[column]}")


def test_a_stage_of_another_workflow_is_refused(ground: DealGround) -> None:
    with write_transaction():
        other = publish.make_workflow(name="Other")
        publish.publish(
            workflow=other,
            definition=publish.WorkflowDefinition(
                (publish.StageDefinition("X", 1), publish.StageDefinition("Y", 1))
            ),
            remap={},
            by=None,
            now=NOW,
        )
    foreign = Stage.objects.filter(workflow=other).first()
    assert foreign is not None
    for column in ("stage_id", "entry_id"):
        with refused("pipeline_guard"):
            change(ground.deal, f"{column} = {foreign.pk}, seq = seq + 1")


@pytest.mark.parametrize("target", ["stage", "group", "person", "pod"])
def test_an_update_over_any_limit_is_refused(ground: DealGround, target: str) -> None:
    first, second, third = (one.pk for one in ground.stages)
    holder = HELD.format(person=ground.other)
    if target == "stage":
        stage = first
    elif target == "group":
        ground.move(ground.deal, second)
        stage = third
    elif target == "person":
        stage, holder = second, HELD.format(person=ground.person)
    else:
        FlowLimit.objects.filter(pod_id=ground.pod).update(size=1, held=1)
        stage = second
    with refused("pipeline_full"):
        change(ground.ready, f"stage_id = {stage}, half = 'doing', {holder}, seq = seq + 1")


def test_a_bulk_statement_over_a_limit_fails_whole(ground: DealGround) -> None:
    FlowLimit.objects.filter(stage=ground.stages[1]).update(size=2)
    ground.add("Third")
    with refused("pipeline_full"):
        sql(
            f"UPDATE pipeline_deal SET stage_id = {ground.stages[1].pk}, half = 'doing', "
            f"holder_id = {ground.other}, hold_until = {MOMENT}, seq = seq + 1"
        )
    assert FlowLimit.objects.get(stage=ground.stages[1]).held == 0


def test_an_override_serves_one_deal_and_one_sequence_only(ground: DealGround) -> None:
    holder, stage = HELD.format(person=ground.other), ground.stages[0].pk
    sql(
        "INSERT INTO pipeline_limitoverride (deal_id, seq, limits, reason, by_id, at) "
        f"VALUES (%s, %s, '[]', 'a good reason', {ground.other}, {MOMENT})",
        ground.ready.pk,
        ground.ready.seq + 2,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM pipeline_limitoverride")
        number = cursor.fetchone()[0]
    with refused("pipeline_full"):
        change(
            ground.ready,
            f"stage_id = {stage}, half = 'doing', {holder}, seq = seq + 1, override_id = {number}",
        )
    change(ground.ready, "seq = seq + 1")
    change(
        ground.ready,
        f"stage_id = {stage}, half = 'doing', {holder}, seq = seq + 1, override_id = {number}",
    )
    assert FlowLimit.objects.get(stage_id=stage).held == 2


def test_an_open_deal_is_never_inserted_into_a_stage(ground: DealGround) -> None:
    named = ", ".join(str(f.column) for f in Deal._meta.concrete_fields if f.column != "id")
    new = "'00000000-0000-0000-0000-000000000001'" if POSTGRES else f"'{1:032}'"
    with refused("pipeline_guard"):
        sql(
            f"INSERT INTO pipeline_deal (id, {named}) SELECT {new}, {named} FROM pipeline_deal "
            "WHERE id = %s",
            ground.deal.pk,
        )


def test_a_deleted_deal_makes_room(ground: DealGround) -> None:
    """Transitions are append-only, so only a deal without any can be deleted."""
    with refused():
        sql("DELETE FROM pipeline_transition")
    connection.check_constraints()
    if POSTGRES:
        sql("ALTER TABLE pipeline_transition DISABLE TRIGGER USER")
    else:
        sql("DROP TRIGGER pipeline_transition_no_delete")
    sql("DELETE FROM pipeline_transition WHERE deal_id = %s", ground.deal.pk)
    sql("DELETE FROM pipeline_deal WHERE id = %s", ground.deal.pk)
    assert FlowLimit.objects.get(stage=ground.stages[0]).held == 0


def test_deals_are_never_truncated(ground: DealGround) -> None:
    if not POSTGRES:
        pytest.skip("SQLite has no TRUNCATE")
    connection.check_constraints()
    with refused("append-only"):
        sql("TRUNCATE pipeline_deal CASCADE")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_is_append_only(ground: DealGround, table: str) -> None:
    sql(
        "INSERT INTO pipeline_limitoverride (deal_id, seq, limits, reason, by_id, at) "
        f"VALUES (%s, 9, '[]', 'a good reason', {ground.other}, {MOMENT})",
        ground.ready.pk,
    )
    sql(
        "INSERT INTO pipeline_walkanswer (workflow_id, stage_id, at, by_id, words, passed) "
        f"VALUES ({ground.flow}, {ground.stages[0].pk}, {MOMENT}, {ground.other}, 'x', false)"
    )
    with refused("append-only"):
        sql(f"UPDATE {table} SET at = {MOMENT}")
    with refused("append-only"):
        sql(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "columns",
    [
        "",
        "stage_id, person_id",
        "workflow_id",
        "stage_id, workflow_id",
        "person_id, pod_id",
    ],
)
def test_a_limit_has_exactly_one_target(ground: DealGround, columns: str) -> None:
    FlowLimit.objects.all().delete()
    values = {
        "stage_id": ground.stages[0].pk,
        "person_id": ground.person,
        "pod_id": ground.pod,
        "workflow_id": ground.flow,
    }
    names = [one for one in columns.split(", ") if one]
    listed = "".join(f", {one}" for one in names)
    given = "".join(f", {values[one]}" for one in names)
    with refused("limit_of_one"):
        sql(f"INSERT INTO pipeline_limit (held, stage_group{listed}) VALUES (0, ''{given})")


def test_a_limit_never_counts_less_than_nothing(ground: DealGround) -> None:
    with refused("limit_held"):
        sql("UPDATE pipeline_limit SET held = -1")


def test_a_transition_has_a_number_of_its_own(ground: DealGround) -> None:
    with refused("UNIQUE" if not POSTGRES else "transition_once"):
        Transition.objects.create(deal=ground.deal, seq=1, at=NOW, kind="pull")


def test_infinity_is_no_next_date(ground: DealGround) -> None:
    if not POSTGRES:
        pytest.skip("SQLite has no infinity")
    for column in ("next_at", "hold_until"):
        with refused("pipeline_deal_finite"):
            change(ground.deal, f"{column} = 'infinity'")


@pytest.mark.parametrize(
    ("kind", "alarm"), [("asked", "NULL"), ("came", MOMENT), ("asked_terms", "NULL")]
)
def test_a_signal_has_an_alarm_exactly_if_it_needs_an_answer(
    ground: DealGround, kind: str, alarm: str
) -> None:
    with refused("signal_alarm"):
        sql(
            "INSERT INTO pipeline_dealsignal (deal_id, kind, words, at, alarm_at, answer, source, "
            f"external_id) VALUES (%s, '{kind}', '', {MOMENT}, {alarm}, '', '', '')",
            ground.deal.pk,
        )

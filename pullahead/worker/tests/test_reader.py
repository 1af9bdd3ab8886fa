"""Reports read the reader, and nothing is ever written there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections, router
from django.test.utils import CaptureQueriesContext, override_settings

from pullahead import config
from pullahead.base import clock
from pullahead.base.db import reader
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead
from pullahead.reports import (
    campaigns,
    floor_now,
    own_day,
    second_look_page,
    source_table,
    spoilage_page,
    standing_rows,
    tempo,
)
from pullahead.reports.tests.factories import past_days
from pullahead.usecases.floor import checks
from pullahead.usecases.tests import factories as floor

ROUTED = {"DATABASE_ROUTERS": ["pullahead.base.db.reader.ReaderRouter"]}
OURS = ('FROM "pull_', 'FROM "leads_', "FROM pull_", "FROM leads_")


both = pytest.mark.django_db(transaction=True, databases=["default", reader.ALIAS])


@pytest.fixture(scope="module", autouse=True)
def second(django_db_setup: None) -> Iterator[None]:
    """Let the reader be a second connection to the database of the test."""
    there = connection.settings_dict
    connections.databases[reader.ALIAS] = there | {"TEST": there["TEST"] | {"MIRROR": "default"}}
    yield
    del connections.databases[reader.ALIAS]


@pytest.fixture
def replica(emptied: None) -> Iterator[None]:
    """Route the reads of reports to the reader."""
    with override_settings(**ROUTED):
        yield
    connections[reader.ALIAS].close()


@both
def test_reports_read_the_reader_and_acts_the_database(replica: None) -> None:
    floor.lay_floor()
    floor.source()
    robin, cy = floor.person("Robin"), floor.person("Cy", role="admin")
    past_days(robin, days=3)
    now = clock.now()
    reports: list[Callable[[], object]] = [
        lambda: tempo.tempo(viewer=cy, days="7", zone="UTC"),
        lambda: own_day.own_day(viewer=robin, zone="UTC"),
        lambda: second_look_page.second_looks(viewer=cy),
        lambda: source_table.source_table(viewer=cy),
        lambda: campaigns.campaign_table(viewer=cy),
        lambda: spoilage_page.spoilage_page(viewer=cy),
        lambda: standing_rows.standing_rows(now, {}),
        lambda: floor_now.floor_now(now),
    ]
    for number, report in enumerate(reports):
        with (
            CaptureQueriesContext(connections[reader.ALIAS]) as there,
            CaptureQueriesContext(connection) as here,
        ):
            report()
        assert len(there), number
        assert not [one["sql"] for one in here if any(name in one["sql"] for name in OURS)], number
    with CaptureQueriesContext(connections[reader.ALIAS]) as there:
        lead = floor.admitted()
        floor.later(hours=0.1)
    assert len(there) == 0
    assert router.db_for_write(Lead, instance=Lead(pk=lead)) == "default"


@both
def test_a_report_can_write_nothing(replica: None) -> None:
    @reader.report
    def writes() -> None:
        with write_transaction():
            raise AssertionError("not reached")

    with pytest.raises(RuntimeError, match="writes nothing"):
        writes()
    if connection.vendor == "postgresql":
        with connections[reader.ALIAS].cursor() as cursor:
            cursor.execute("SHOW default_transaction_read_only")
            assert cursor.fetchone() == ("on",)


@both
def test_a_check_names_a_reader_that_cannot_be_read(replica: None) -> None:
    assert reader.fault() is None
    good = connections.databases[reader.ALIAS]
    connections[reader.ALIAS].close()
    del connections[reader.ALIAS]
    connections.databases[reader.ALIAS] = good | {"NAME": "/nowhere/none"}
    try:
        assert any("PULLAHEAD_READER_URL" in one.text for one in checks.findings())
    finally:
        connections.databases[reader.ALIAS] = good
        del connections[reader.ALIAS]


@pytest.mark.parametrize("url", ["sqlite:////srv/copy.sqlite3", "postgres://", "nonsense"])
def test_a_reader_is_a_postgresql_database(url: str) -> None:
    given = {"PULLAHEAD_DATABASE_URL": "postgres://u:w@host/name", "PULLAHEAD_READER_URL": url}
    with pytest.raises(config.WrongSetting, match="PULLAHEAD_READER_URL"):
        config.read(given)
    good = given | {"PULLAHEAD_READER_URL": "postgres://u:w@copy/name"}
    found = config.read(good).reader
    assert found is not None
    assert found["HOST"] == "copy"

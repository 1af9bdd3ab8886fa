"""Open means that a card exists: the database holds it in both directions, checked at commit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from pullahead.base.ids import new_id
from pullahead.base.transaction import OutsideTransaction, write_transaction
from pullahead.leads import opt_outs, services
from pullahead.leads.models import Address, Lead, Source
from pullahead.leads.rules import LeadIn, read_lead

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)


def source() -> Source:
    with write_transaction():
        return services.source_named(name="web form")


def row() -> LeadIn:
    read = read_lead({"name": "Ana", "phone": "+15125550101"}, country="", zone="UTC", now=NOW)
    assert isinstance(read, LeadIn)
    return read


def test_an_open_lead_without_a_card_is_refused_at_commit() -> None:
    there, lead_id = source(), new_id()
    with write_transaction():
        services.admit(source=there, rows=[services.Admission(lead_id, row())], now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()

    with write_transaction():
        services.close(lead_id=lead_id, code="won", now=NOW)


def test_a_closed_lead_needs_none() -> None:
    there, lead_id = source(), new_id()
    with write_transaction():
        services.admit(source=there, rows=[services.Admission(lead_id, row())], now=NOW)
        services.close(lead_id=lead_id, code="won", now=NOW)
    connection.check_constraints()

    assert Lead.objects.get(pk=lead_id).card_id is None


def test_closed_without_a_disposition_or_a_value_of_nothing_is_refused() -> None:
    there, lead_id = source(), new_id()
    with write_transaction():
        services.admit(source=there, rows=[services.Admission(lead_id, row())], now=NOW)
        services.close(lead_id=lead_id, code="won", now=NOW)
    for wrong in ({"closed_as": ""}, {"closed_at": None}, {"value": 0}, {"value": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lead.objects.filter(pk=lead_id).update(**wrong)


def test_closing_twice_keeps_the_first() -> None:
    there, lead_id = source(), new_id()
    with write_transaction():
        services.admit(source=there, rows=[services.Admission(lead_id, row())], now=NOW)
        services.close(lead_id=lead_id, code="won", now=NOW)
        services.close(lead_id=lead_id, code="duplicate", now=NOW)
    assert Lead.objects.get(pk=lead_id).closed_as == "won"


def test_an_address_is_kept_once_and_in_order() -> None:
    there, lead_id = source(), new_id()
    with write_transaction():
        services.admit(source=there, rows=[services.Admission(lead_id, row())], now=NOW)
        services.close(lead_id=lead_id, code="won", now=NOW)
        made = [
            services.add_address(lead_id=lead_id, kind="phone", value=value)
            for value in ("+15125550102", "+15125550101", "+15125550102", "+15125550103")
        ]
    assert made == [True, False, False, True]
    rows = Address.objects.filter(lead_id=lead_id).order_by("position", "id")
    assert [a.value[-3:] for a in rows] == ["101", "102", "103"]


def test_verbs_run_inside_an_act_only() -> None:
    for verb in (
        lambda: services.source_named(name="x"),
        lambda: services.close(lead_id=new_id(), code="won", now=NOW),
        lambda: opt_outs.opt_out(lead_id=new_id(), now=NOW),
        lambda: services.state_zone(lead_id=new_id(), zone="UTC"),
        lambda: services.lock_addresses(values=["x"]),
        lambda: services.add_address(lead_id=new_id(), kind="phone", value="x"),
    ):
        with pytest.raises(OutsideTransaction):
            verb()

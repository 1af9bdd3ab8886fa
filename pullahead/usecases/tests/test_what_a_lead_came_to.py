"""Sale outcomes are stored with value and moment; a correction is added, never overwritten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from pullahead.base import clock
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads import queries
from pullahead.leads.sale_outcomes import OutcomeKept, record_outcome, take_outcome_back
from pullahead.usecases.tests.factories import START, admitted

pytestmark = pytest.mark.usefixtures("floor")
AMOUNT = Decimal("1234.5")


def said(
    lead_id: UUID,
    verdict: str = "won",
    value: Decimal | None = AMOUNT,
    at: datetime | None = START,
    how: str = "api",
) -> OutcomeKept:
    with write_transaction() as now:
        return record_outcome(
            lead_id=lead_id, verdict=verdict, value=value, at=at, now=now, how=how, key_id=7
        )


def test_it_is_kept_once_and_a_correction_stands_in_its_place() -> None:
    lead_id = admitted()
    assert queries.outcome(lead_id) is None
    first = said(lead_id)
    assert first.new
    assert (first.outcome.value, first.outcome.currency) == (Decimal("1234.50"), "USD")
    assert not said(lead_id).new
    assert not said(lead_id, at=None).new, "without a moment, the same verdict and value stand"
    assert said(lead_id, at=START - timedelta(days=1)).new, "another moment is a correction"
    lost = said(lead_id, "lost", None)
    stands = queries.outcome(lead_id)
    assert stands is not None
    assert (stands.pk, stands.verdict, stands.value) == (lost.outcome.pk, "lost", None)
    assert [o.corrects_id for o in queries.outcomes(lead_id)][-1] is None
    assert queries.outcomes(lead_id).count() == 3, "what was corrected stays"
    told = Journal.objects.filter(lead_id=lead_id, kind="lead.outcome").order_by("id")
    assert [t.data["value"] for t in told] == ["1234.50", "1234.50", None]
    assert told[2].data["corrects"] == stands.corrects_id
    assert told[0].data["key"] == 7


def test_what_was_a_slip_is_taken_back_and_may_be_said_again() -> None:
    lead_id = admitted()
    with write_transaction() as now:
        assert not take_outcome_back(lead_id=lead_id, now=now)
    said(lead_id, how="agent")
    with write_transaction() as now:
        assert take_outcome_back(lead_id=lead_id, now=now)
        assert not take_outcome_back(lead_id=lead_id, now=now)
    assert queries.outcome(lead_id) is None
    assert said(lead_id).new
    with write_transaction() as now:
        assert not take_outcome_back(lead_id=lead_id, now=now), "told from outside since: it stands"
    assert queries.outcome(lead_id) is not None


def test_what_cannot_be_kept_is_refused_with_its_field() -> None:
    lead_id = admitted()
    soon = clock.now() + timedelta(minutes=6)
    for verdict, value, at, code in (
        ("sold", AMOUNT, START, "unknown_verdict"),
        ("none", None, START, "unknown_verdict"),
        ("won", Decimal(0), START, "not_an_amount"),
        ("won", Decimal("-1"), START, "not_an_amount"),
        ("won", Decimal("1.005"), START, "not_an_amount"),
        ("won", Decimal(10**10), START, "not_an_amount"),
        ("won", Decimal("NaN"), START, "not_an_amount"),
        ("won", AMOUNT, soon, "in_the_future"),
        ("won", AMOUNT, datetime(9999, 1, 1, tzinfo=UTC), "in_the_future"),
    ):
        with pytest.raises(Invalid) as refused:
            said(lead_id, verdict, value, at)
        assert refused.value.code == code, (verdict, value, at)
    with pytest.raises(NotFound):
        said(uuid4())
    assert queries.outcome(lead_id) is None

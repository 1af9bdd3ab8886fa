"""A withdrawal closes the untouched leads of an import; restoring it reopens them."""

from __future__ import annotations

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Conflict
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, ImportedLead, Lead
from pullahead.team.models import Person
from pullahead.usecases.intake import import_job, imports, withdraw
from pullahead.usecases.intake.penetration import ListPenetration, list_penetration
from pullahead.usecases.intake.withdraw import ASKED, CLOSED, WORKED, why_left
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    kinds,
    lead,
    pulled,
    receive,
    settle,
)
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.work.claims import release

NAMES = ["Ana Lima", "Bo Reis", "Cora Diaz", "Dora Ng", "Eva Roth"]
FILE = "Name,Phone\n" + "".join(f"{name},{austin(101 + n)}\n" for n, name in enumerate(NAMES))
STEPS = {
    imports.KIND: import_job.step,
    withdraw.WITHDRAW: withdraw.withdraw_step,
    withdraw.BRING_BACK: withdraw.bring_back_step,
}


def work_off() -> dict[str, int]:
    """Run the waiting jobs as a worker does; return the result."""
    with write_transaction() as now:
        held = jobs.lease(kinds=STEPS, now=now)
    assert held is not None
    job, step = held.job_id, STEPS[held.kind]
    while held is not None:
        held = step(held)
    return dict(Job.objects.get(pk=job).result)


@pytest.fixture
def brought(cy: Person) -> Import:
    """Import five leads from a file."""
    found = draft(cy, FILE)
    imports.start(draft=found, by=cy)
    work_off()
    return Import.objects.get(pk=found.pk)


def named(name: str) -> Lead:
    return Lead.objects.filter(name=name).latest("admitted_at")


@pytest.mark.parametrize(
    ("is_open", "claimed", "inquiries", "why"),
    [
        (True, False, 1, ""),
        (True, True, 1, WORKED),
        (True, False, 2, ASKED),
        (True, True, 2, WORKED),
        (False, False, 1, CLOSED),
    ],
)
def test_only_what_nobody_touched_is_closed(
    is_open: bool, claimed: bool, inquiries: int, why: str
) -> None:
    assert why_left(is_open=is_open, claimed=claimed, inquiries=inquiries) == why


def test_what_has_a_story_stays_and_the_rest_is_closed_and_comes_back(
    brought: Import, ana: Person, cy: Person
) -> None:
    own = admitted("Zoe Own", austin(190))  # not of this import
    first = pulled(ana)
    release(agent_id=ana.pk, token=first.token, reason="language")
    again = next(name for name in NAMES if named(name).pk != first.lead.id)
    phone = named(again).addresses.get().value
    receive(again, phone, external_id="again")
    touched = {first.lead.id, named(again).pk} & set(
        ImportedLead.objects.values_list("lead_id", flat=True)
    )

    assert withdraw.untouched(brought.pk) == (5 - len(touched), len(touched))
    withdraw.withdraw(of=brought, by=cy)
    with pytest.raises(Conflict, match="is running"):
        withdraw.withdraw(of=brought, by=cy)
    result = work_off()

    gone = Lead.objects.filter(closed_as=withdraw.WITHDRAWN)
    assert gone.count() == result[""] == 5 - len(touched)
    assert sum(result.values()) == 5
    assert not touched & set(gone.values_list("pk", flat=True))
    assert card(own).state == "ready"
    closed = gone[0]
    assert kinds(closed.pk)[-1] == "lead.closed"

    back = receive(closed.name, closed.addresses.get().value, external_id="came back")
    assert back.outcome == "admitted"
    withdraw.bring_back(of=brought, by=cy)
    result = work_off()
    assert result[""] == 4 - len(touched)
    assert result["The customer already has a newer open lead. This lead remains closed."] == 1
    assert lead(closed.pk).closed_as == withdraw.WITHDRAWN
    assert Lead.objects.filter(closed_at=None, imported__of=brought).count() == 4


def test_it_is_not_withdrawn_while_it_comes_in(cy: Person) -> None:
    found = draft(cy, FILE)
    with pytest.raises(Conflict):
        withdraw.withdraw(of=found, by=cy)
    imports.start(draft=found, by=cy)
    with pytest.raises(Conflict):
        withdraw.withdraw(of=found, by=cy)


def test_a_worker_that_lost_it_closes_nothing(brought: Import, cy: Person) -> None:
    withdraw.withdraw(of=brought, by=cy)
    with write_transaction() as now:
        held = jobs.lease(kinds=STEPS, now=now)
        assert held is not None
        jobs.cancel(job_id=held.job_id, now=now)
    with pytest.raises(jobs.LeaseLost):
        withdraw.withdraw_step(held)
    assert not Lead.objects.exclude(closed_at=None).exists()


def test_penetration_counts_the_attempted_of_the_callable_leads(
    brought: Import, ana: Person
) -> None:
    settle(ana, pulled(ana))
    assert list_penetration(brought.pk) == ListPenetration(attempted=1, callable=5)
    assert (ListPenetration(1, 4).share, ListPenetration(0, 0).share) == (0.25, None)

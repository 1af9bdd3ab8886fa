"""Count the rows that an upgrade must keep."""

from __future__ import annotations

import json

import django

django.setup()

from pullahead.base.models import Journal  # noqa: E402
from pullahead.leads.models import Address, Consent, Import, Inquiry, Lead, OptOut, SaleOutcome  # noqa: E402
from pullahead.pull.models import Attempt, CardRow, ClaimRow, ClosingRow, ReceiptRow  # noqa: E402
from pullahead.team.models import Person, Team  # noqa: E402


def counts() -> str:
    """Return the counts as JSON. A later version keeps the keys, whatever its tables are called."""
    cards = CardRow.objects.all()
    # 0.1.0 stores a closing by a team lead as a settled claim of round 0
    closings = ClosingRow.objects.count()
    found = {
        "teams": Team.objects.count(),
        "people": Person.objects.count(),
        "leads": Lead.objects.count(),
        "open leads": cards.count(),
        "parked leads": cards.filter(state="parked").count(),
        "claims": ClaimRow.objects.count() + closings,
        "claims held": ClaimRow.objects.filter(end="").count(),
        "claims settled": ClaimRow.objects.filter(end="settled").count() + closings,
        "callbacks": cards.filter(due_at__isnull=False).count(),
        "addresses": Address.objects.count(),
        "inquiries": Inquiry.objects.count(),
        "opt-outs": OptOut.objects.count(),
        "consents": Consent.objects.count(),
        "sale outcomes": SaleOutcome.objects.count(),
        "attempts": Attempt.objects.count(),
        "receipts": ReceiptRow.objects.count(),
        "imports": Import.objects.count(),
        "journal lines": Journal.objects.count(),
    }
    return json.dumps(found, sort_keys=True)


if __name__ == "__main__":
    print(counts())

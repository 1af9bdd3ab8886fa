"""Features of leads at intake: the fields of a score.

They come from the first inquiry and the addresses. No attempt sets or changes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pullahead.leads.models import Address, AddressKind, Inquiry
from pullahead.scoring.training_rows import Value

ATTRIBUTE = "attribute "
OWN = frozenset({"source", "hour", "weekday", "phone", "mail"})  # filled by intake alone
# An attribute is a field if a twentieth of the leads have it, and it is no name or text: of its
# values at most half stand alone. The most frequent come first.
MOST_ATTRIBUTES, RAREST = 30, 0.05
TEXTS = {"message"}
LONGEST = 200
BATCH = 1_000
FREE_MAIL = frozenset(
    "gmail googlemail hotmail outlook live msn yahoo ymail icloud aol gmx web proton protonmail "
    "mail uol bol terra".split()
)


def rows_of(leads: Sequence[UUID]) -> dict[UUID, dict[str, Value]]:
    """Return the fields of these leads with all attributes: two statements per 1,000 leads."""
    found: dict[UUID, dict[str, Value]] = {}
    for start in range(0, len(leads), BATCH):
        some = leads[start : start + BATCH]
        inquiries = Inquiry.objects.filter(lead_id__in=some).order_by("id")
        known = inquiries.values_list("lead_id", "source_id", "asked_at", "attributes")
        for lead_id, source_id, asked_at, attributes in known.iterator():
            if lead_id not in found:  # the first inquiry alone
                found[lead_id] = _asked(source_id, asked_at, attributes)
        addresses = Address.objects.filter(lead_id__in=some).order_by("position", "id")
        for lead_id, kind, value in addresses.values_list("lead_id", "kind", "value").iterator():
            if lead_id in found:
                _address(found[lead_id], kind, value)
    return found


def _asked(source_id: int, at: datetime, attributes: object) -> dict[str, Value]:
    row: dict[str, Value] = {
        "source": str(source_id),
        "hour": f"{at.hour // 3 * 3:02d}–{at.hour // 3 * 3 + 3:02d} UTC",
        "weekday": at.strftime("%a"),
        "phone": None,
        "mail": None,
    }
    if isinstance(attributes, Mapping):
        row |= {
            f"{ATTRIBUTE}{name}": str(value)[:LONGEST]
            for name, value in attributes.items()
            if name not in TEXTS and len(name) <= LONGEST and value not in (None, "")
        }
    return row


def _address(row: dict[str, Value], kind: str, value: str) -> None:
    """Return features of the first phone (its beginning) and the first mailbox (its provider)."""
    if kind == AddressKind.PHONE and row["phone"] is None:
        row["phone"] = value[:5]
    elif kind == AddressKind.EMAIL and row["mail"] is None:
        company = value.rpartition("@")[2].partition(".")[0].lower()
        row["mail"] = "free" if company in FREE_MAIL else "own"


def names_of(rows: Iterable[Mapping[str, Value]]) -> list[str]:
    """Return the fields to learn from: those of every lead, and attributes that repeat."""
    values: dict[str, Counter[Value]] = {}
    count = 0
    for row in rows:
        count += 1
        for name, value in row.items():
            values.setdefault(name, Counter())[value] += 1
    attributes = [
        (sum(seen.values()), name)
        for name, seen in values.items()
        if name.startswith(ATTRIBUTE) and _repeats(seen, count)
    ]
    attributes.sort(key=lambda pair: (-pair[0], pair[1]))
    whole = [name for name in values if not name.startswith(ATTRIBUTE)]
    return whole + [name for _, name in attributes[:MOST_ATTRIBUTES]]


def _repeats(seen: Counter[Value], rows: int) -> bool:
    total = sum(seen.values())
    return total >= max(2, rows * RAREST) and len(seen) <= total / 2

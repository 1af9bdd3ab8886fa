"""Rule packs of a fresh install. Data for each organization to edit, not legal advice. As of 2026.

Calling windows are in us.py. Where secondary sources disagree about a state, its pack is empty and
marked *Verify*. Only the federal rules apply there until the organization adds its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pullahead.compliance.places import ANYWHERE, UNITED_STATES

VERIFY: Final = "Verify"
_VERIFY_NOTE: Final = (
    f"{VERIFY} the rules of this state: secondary sources disagree about hours, Sundays, holidays "
    "and call limits. Only the federal rules apply until you add rules for the state."
)
_THREE_A_DAY: Final = {"caps": [{"calls": 3, "hours": 24}]}


@dataclass(frozen=True, slots=True)
class ShippedPack:
    """One pack in its first version."""

    name: str
    jurisdiction: str
    rules: dict[str, Any] = field(default_factory=dict)
    note: str = ""


SHIPPED_FROM: Final = date(2026, 1, 1)

_STATES: Final = (
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"),
    ("CA", "California"), ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"),
    ("DC", "District of Columbia"), ("GA", "Georgia"), ("HI", "Hawaii"), ("ID", "Idaho"),
    ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"), ("KY", "Kentucky"),
    ("LA", "Louisiana"), ("ME", "Maine"), ("MA", "Massachusetts"), ("MI", "Michigan"),
    ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"),
    ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"),
    ("NM", "New Mexico"), ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"),
    ("OH", "Ohio"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"),
    ("SC", "South Carolina"), ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"),
    ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"),
    ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
)  # fmt: skip

SHIPPED_PACKS: Final[tuple[ShippedPack, ...]] = (
    ShippedPack(
        "Everywhere",
        ANYWHERE,
        {**_THREE_A_DAY, "gap_minutes": 30, "refusing": ["not_interested"]},
        "Pullahead's default: three calls to one number in 24 hours, by any agent on any lead, "
        "half an hour apart unless the first call dropped. The quarantine after a refusal is "
        "off until you set its days.",
    ),
    ShippedPack(
        "United States",
        UNITED_STATES,
        {"list_days": 31},
        "Federal: 8:00-21:00 where the person called is (47 CFR 64.1200(c)(1)); a copy of the "
        "national do-not-call list no older than 31 days.",
    ),
    ShippedPack(
        "Florida",
        "US-FL",
        _THREE_A_DAY,
        "8:00-20:00, and at most three calls in 24 hours on one subject from any number: Florida "
        "Statutes 501.616(6).",
    ),
    ShippedPack("Maryland", "US-MD", _THREE_A_DAY, "At most three calls in 24 hours on a subject."),
    ShippedPack("Oklahoma", "US-OK", _THREE_A_DAY, "At most three calls in 24 hours on a subject."),
    ShippedPack(
        "Regulation F",
        UNITED_STATES,
        {"caps": [{"calls": 7, "days": 7}], "off": True},
        "For debt collectors only, so it is disabled: at most seven calls in seven days.",
    ),
    *(ShippedPack(name, f"{UNITED_STATES}-{code}", note=_VERIFY_NOTE) for code, name in _STATES),
)

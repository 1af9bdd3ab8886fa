"""The reasons for which an agent releases a lead, as codes.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from enum import StrEnum


class ReleaseReason(StrEnum):
    """Reasons for which an agent releases a lead without a settle."""

    LANGUAGE = "language"
    SKILL = "skill"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    TECHNICAL = "technical"
    END_OF_SHIFT = "end_of_shift"
    OTHER = "other"

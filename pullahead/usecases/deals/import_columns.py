"""Columns of exports of deals: Pipedrive, HubSpot, Salesforce, and any CSV by mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

FIELDS = (
    "title",
    "company",
    "value",
    "stage",
    "status",
    "created",
    "closed",
    "next",
    "reason",
    "id",
)
CUSTOM = "field:"  # prefix of custom fields in a mapping
_WORDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "deal name", "opportunity name", "deal title", "opportunity"),
    "company": (
        "organization",
        "company",
        "account name",
        "account",
        "associated company",
        "primary associated company",
        "associated company primary",
        "company name",
    ),
    "value": ("value", "amount", "deal value", "amount in company currency", "price"),
    "stage": ("stage", "deal stage", "stage name", "pipeline stage"),
    "status": ("status", "won lost", "deal status"),
    "created": (
        "created",
        "create date",
        "created date",
        "deal created",
        "created at",
        "add time",
        "created on",
    ),
    "closed": (
        "closed",
        "close date",
        "closed at",
        "deal closed on",
        "closed on",
        "won time",
        "lost time",
        "close time",
    ),
    "next": ("expected close date", "next activity date", "next step date"),
    "reason": ("lost reason", "closed lost reason", "loss reason", "reason"),
    "id": ("id", "deal id", "record id", "opportunity id", "external id"),
}
_FIELD = {word: name for name, words in _WORDS.items() for word in words}


def plain(heading: str) -> str:
    """Return a heading in lower case, without the prefix of its object and without signs."""
    words = re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()
    return re.sub(r"^(deal|opportunity) (?=[a-z])", "", words) if words not in _FIELD else words


def guessed(header: Sequence[str], custom: Mapping[str, str] | None = None) -> list[str]:
    """Return the field of each column, "" for none; several columns may fill one field.

    `custom`: name → code of the custom fields; a name wins over the words of exports.
    """
    own = {plain(name): CUSTOM + code for name, code in (custom or {}).items()}
    return [own.get(plain(heading), "") or _FIELD.get(plain(heading), "") for heading in header]


CLOSED_WON = re.compile(r"closed?[ _-]*won|^won$|gewonnen|ganad|ganh[oa]", re.IGNORECASE)
CLOSED_LOST = re.compile(r"closed?[ _-]*lost|^lost$|verloren|perdid", re.IGNORECASE)


def verdict(status: str, stage: str) -> str:
    """Return won, lost or "" (open), as the status, or else the stage, says."""
    for text in (status.strip(), stage.strip()):
        if CLOSED_WON.search(text):
            return "won"
        if CLOSED_LOST.search(text):
            return "lost"
    return ""

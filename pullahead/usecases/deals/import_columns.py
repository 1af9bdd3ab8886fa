"""Columns of exports of deals: Pipedrive, HubSpot, Salesforce, and any CSV by mapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

FIELDS = (
    "title",
    "company",
    "value",
    "stage",
    "status",
    "created",
    "closed",
    "won",
    "lost",
    "next",
    "reason",
    "id",
)
CUSTOM = "field:"  # prefix of custom fields in a mapping
_WORDS: Mapping[str, tuple[str, ...]] = {
    "title": (
        *("title", "name", "deal name", "opportunity name", "deal title", "opportunity"),
        *("titulo", "nombre del negocio", "nombre del trato", "nome do negocio", "titel"),
    ),
    "company": (
        "organization",
        "company",
        "account name",
        "account",
        "associated company",
        "primary associated company",
        "associated company primary",
        "company name",
        "organization name",
        *("organizacion", "organizacao", "empresa", "organisation", "firma"),
    ),
    "value": (
        "value",
        "amount",
        "deal value",
        "amount in company currency",
        "price",
        "valor",
        "importe",
        "wert",
    ),
    "stage": ("stage", "deal stage", "stage name", "pipeline stage", "etapa", "fase", "phase"),
    "status": ("status", "won lost", "deal status", "estado", "situacao"),
    "created": (
        "created",
        "create date",
        "created date",
        "deal created",
        "created at",
        "add time",
        "created on",
        "created time",
        *("fecha de creacion", "data de criacao", "erstellt am", "erstellungsdatum"),
    ),
    "closed": (
        "closed",
        "close date",
        "closed at",
        "deal closed on",
        "closed on",
        "close time",
        "closing date",
        *("fecha de cierre", "data de fechamento", "abschlussdatum"),
    ),
    "won": ("won time", "won date", "won on", "won", "is won", "is closed won", "date won"),
    "lost": ("lost time", "lost date", "lost on", "lost", "is closed lost", "date lost"),
    "next": ("expected close date", "next activity date", "next step date"),
    "reason": (
        "lost reason",
        "closed lost reason",
        "loss reason",
        "reason",
        "reason for loss",
        "motivo de perdida",
    ),
    "id": ("id", "deal id", "record id", "opportunity id", "external id"),
}
_FIELD = {word: name for name, words in _WORDS.items() for word in words}


def plain(heading: str) -> str:
    """Return a heading in lower case and plain words, without the prefix of its object."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", heading.removesuffix("__c"))
    letters = unicodedata.normalize("NFKD", apart.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", letters).strip()
    return re.sub(r"^(deal|opportunity) (?=[a-z])", "", words) if words not in _FIELD else words


def guessed(header: Sequence[str], custom: Mapping[str, str] | None = None) -> list[str]:
    """Return the field of each column, "" for none; several columns may fill one field.

    `custom`: name → code of the custom fields; a name wins over the words of exports.
    """
    own = {plain(name): CUSTOM + code for name, code in (custom or {}).items()}
    return [own.get(plain(heading), "") or _FIELD.get(plain(heading), "") for heading in header]


CLOSED_WON = re.compile(r"closed?[ _-]*won|^won$|gewonnen|ganad|ganh[oa]", re.IGNORECASE)
CLOSED_LOST = re.compile(r"closed?[ _-]*lost|^lost$|verloren|perdid", re.IGNORECASE)


FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def verdict(cells: Mapping[str, str]) -> str:
    """Return won, lost or "" (open), as the status, or else the stage, says.

    Without a status, a date or a mark under *won* or *lost* decides.
    """
    for text in (cells.get("status", ""), cells.get("stage", "")):
        if CLOSED_WON.search(text):
            return "won"
        if CLOSED_LOST.search(text):
            return "lost"
    if not cells.get("status"):
        for name in ("won", "lost"):
            if cells.get(name) and FLAGS.get(cells[name].casefold(), True):
                return name
    return ""

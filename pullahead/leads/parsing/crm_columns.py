"""Columns of another system's export: owner, last activity, status and others. Pure.

Guessed for Salesforce, HubSpot, Pipedrive, Zoho, Odoo and SuiteCRM, by the names of their pages and
databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pullahead.leads.parsing.heading_text import folded
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.zones import split_heading

AUDIT_FIELDS: Final = (
    *("owner", "last_activity", "next_activity", "status", "reason", "created", "closed", "value"),
    *("name", "phone", "email"),
)
StatusKind = Literal["open", "won", "lost"]

# Headings without accents and signs, the better ones first
_HEADINGS: Final = {
    "owner": "lead owner/contact owner/opportunity owner/deal owner/account owner/owner/owner name/"
    "lead owner alias/owner full name/record owner/hubspot owner/owner email/salesperson/"
    "sales person/sales rep/assigned to/assigned user/assigned user name/assigned to user/"
    "assigned user id/user id name/user id/assigned agent/agent/rep/ownerid/owner id/responsible/"
    "vendedor/responsavel/proprietario/propietario/comercial/verantwortlich/zustandig/besitzer/"
    "responsable/commercial/vendeur",
    "last_activity": "last activity/last activity date/last activity time/lastactivitydate/"
    "last activity at/last contacted/last contact/last contact date/last contacted date/"
    "last engagement date/last call/last call date/last touch/last touched/last action/"
    "date of last activity/last email date/last stage update/date last stage update/"
    "last activity on/notes last contacted/last modified/last modified date/lastmodifieddate/"
    "last modified time/date modified/modified time/modified date/modified on/update time/"
    "last updated/last updated on/write date/updated at/ultima atividade/ultimo contato/"
    "ultima actividad/ultimo contacto/letzte aktivitat/letzter kontakt/derniere activite/"
    "dernier contact",
    "next_activity": "next activity/next activity date/next activity deadline/next step date/"
    "next call/next call date/next follow up/follow up date/activity date deadline/"
    "proxima atividade/proxima actividad/nachste aktivitat/prochaine activite",
    "status": "lead status/status/stage/deal stage/sales stage/opportunity stage/stage id/"
    "lifecycle stage/hs lead status/archive status/state/lead state/contact status/etapa/estagio/"
    "situacao/estado/fase/phase/etape/statut",
    "closed": "close date/closed date/closedate/won time/lost time/date closed/closed at/closed on/"
    "deal closed on/won date/lost date/converted date/data de fechamento/fecha de cierre",
    "reason": "lost reason/loss reason/closed lost reason/lost reason id/disqualification reason/"
    "unqualified reason/motivo da perda/motivo de perdida/verlustgrund/raison de perte",
    "created": "lead created/lead creation time/deal created/created/create date/created date/"
    "createdate/createddate/created time/created on/created at/date created/date entered/"
    "creation date/add time/criado em/data de criacao/fecha de creacion/erstellt am/"
    "date de creation",
    "value": "value/amount/deal value/lead value/expected revenue/expected amount/"
    "opportunity amount/annual revenue/deal amount/estimated value/weighted amount/planned revenue/"
    "valor/importe/monto/receita esperada/ingreso esperado/betrag/wert/montant/valeur",
}
_RANK: Final = {
    (field, heading): place
    for field, headings in _HEADINGS.items()
    for place, heading in enumerate(headings.split("/"))
}
_OBJECTS: Final = ("lead", "deal", "person", "contact", "opportunity")
_VENDORS: Final = (
    ("Pipedrive", {"lead title", "person name", "person phone", "deal title", "lead owner pd"}),
    (
        "HubSpot",
        {"contact owner", "lifecycle stage", "hubspot owner", "hs lead status", "hubspot id"},
    ),
    ("Odoo", {"salesperson", "expected revenue", "stage id", "last stage update", "sales team"}),
    ("SuiteCRM", {"assigned user name", "date entered", "date modified", "assigned to user"}),
    ("Zoho", {"created time", "last activity time", "modified time", "lead owner id"}),
    ("Salesforce", {"lead owner", "lastactivitydate", "createddate", "isconverted", "ownerid"}),
)

_WON: Final = frozenset(
    "won/closed won/converted/customer/qualified converted/sold/sale/client/deal won/evangelist/"
    "closed converted/success/ganho/ganha/ganado/ganada/gewonnen/gagne/convertido".split("/")
)
_LOST: Final = frozenset(
    "lost/closed lost/closed not converted/disqualified/unqualified/dead/junk/junk lead/lost lead/"
    "not interested/not qualified/archived/recycled/bad data/do not contact/duplicate/invalid/"
    "rejected/closed/cancelled/canceled/perdido/perdida/verloren/perdu/descartado/"
    "closed disqualified/deal lost".split("/")
)


_WON_PARTS: Final = frozenset(
    "won closedwon ganho ganha ganado ganada gewonnen gagne gagnee vinto vinta vendido".split()
)
_LOST_PARTS: Final = frozenset(
    "lost closedlost disqualified unqualified perdido perdida verloren perdu perdue perso".split()
)


def guess_audit_columns(header: Sequence[str]) -> dict[str, str]:
    """Return field → column for the columns that an audit uses; the likeliest of several."""
    best: dict[str, tuple[int, str]] = {}
    for column in header:
        for words in _readings(column):
            for field in _HEADINGS:
                place = _RANK.get((field, words))
                if place is not None and place < best.get(field, (1_000, ""))[0]:
                    best[field] = place, column
    found = {field: column for field, (_, column) in best.items()}
    taken = set(found.values())
    for column in header:
        field = field_of(column)
        if field in ("name", "phone", "email") and column not in taken:
            found.setdefault(field, column)
    return found


def guess_vendor(header: Sequence[str]) -> str:
    """Return the system that writes such headings, or ""."""
    words = {folded(column) for column in header}
    known = [(len(words & marks), name) for name, marks in _VENDORS]
    most, name = max(known, key=lambda pair: pair[0])
    return name if most else ""


def status_kind(text: str, *, reason: str = "") -> StatusKind:
    """Say whether a status is that of an open, a won or a lost lead."""
    words = folded(text)
    if words in _WON:
        return "won"
    if words in _LOST or reason.strip():
        return "lost"
    parts = set(words.split())
    if parts & _WON_PARTS:
        return "won"
    return "lost" if parts & _LOST_PARTS else "open"


def _readings(column: str) -> list[str]:
    """Return a heading's words: whole, without its zone, and without the object before it."""
    words = folded(split_heading(column)[0])
    first, _, rest = words.partition(" ")
    return [words, rest] if first in _OBJECTS and rest and " - " in column else [words]

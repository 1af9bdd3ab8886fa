"""Which column of a file is which field of a lead: guessed from the heading, or given. Pure.

A mapping is column → field. Fields are those of `FIELDS`; any other text is the name of an
attribute, and "" leaves the column out. Several columns may be one field (a phone and a mobile):
in each row the first that says something is taken and the others are kept as attributes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from typing import Final

FIELDS: Final = (
    "name",
    "first_name",
    "last_name",
    "phone",
    "email",
    "value",
    "received_at",
    "external_id",
    "origin",
)
"""`origin` says where the lead came from; it is kept as the attribute of that name."""

IGNORE: Final = "ignore"
ATTRIBUTE: Final = "attribute"
CHOICES: Final = (*FIELDS, ATTRIBUTE, IGNORE)
_HALVES: Final = frozenset({"first_name", "last_name"})
_SLUG_LENGTH: Final = 60
_IS_MAILBOX: Final = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_IS_NUMBER: Final = re.compile(r"\+?[\d\s().\-/]{7,40}")
_PHONE_DIGITS: Final = 9  # a date has eight

# Headings in small letters, without accents and signs, "/" between them. English, Portuguese,
# Spanish, German, French, and the exports of the common form and CRM vendors.
_HEADINGS: Final[dict[str, str]] = {
    "name": "name/full name/lead name/contact name/customer name/customer/contact/nome/"
    "nome completo/nome do cliente/cliente/nombre/nombre completo/nombre y apellido/"
    "nombre y apellidos/kunde/kundenname/ansprechpartner/vollstandiger name/nom complet/"
    "nom et prenom/nom prenom/prenom et nom/client/prospect",
    "first_name": "first name/firstname/given name/forename/primeiro nome/primer nombre/vorname/"
    "prenom",
    "last_name": "last name/lastname/surname/family name/sobrenome/ultimo nome/apelido/apellido/"
    "apellidos/nachname/familienname/nom/nom de famille",
    "phone": "phone/phone number/phone no/telephone/telephone number/tel/tel no/mobile/"
    "mobile phone/mobile number/cell/cell phone/cellphone/contact number/work phone/home phone/"
    "day phone/primary phone/whatsapp/whatsapp number/telefone/fone/celular/telefone celular/"
    "numero de telefone/telemovel/telefone 1/telefono/telefono movil/movil/numero de telefono/"
    "telefon/telefonnummer/handy/handynummer/mobil/mobiltelefon/rufnummer/telephone portable/"
    "portable/numero de telephone/mobile phone number/phone 1",
    "email": "email/e mail/mail/email address/e mail address/mail address/work email/"
    "primary email/contact email/endereco de email/endereco de e mail/correo/"
    "correo electronico/direccion de correo/direccion de correo electronico/"
    "email adresse/e mail adresse/mailadresse/courriel/adresse email/adresse e mail/"
    "adresse mail/adresse electronique/email 1",
    "value": "value/amount/deal value/lead value/deal amount/opportunity value/estimated value/"
    "expected value/valor/valor estimado/valor do negocio/importe/monto/valor estimado del lead/"
    "wert/betrag/auftragswert/valeur/montant",
    "received_at": "received at/received/received on/created/created at/created on/created date/"
    "create date/creation date/created time/date created/date received/date/datetime/date time/"
    "timestamp/submitted/submitted at/submission date/submission time/inquiry date/enquiry date/"
    "lead date/first contact date/entry date/arrival/data/data hora/data e hora/criado em/"
    "data de criacao/data de cadastro/data do cadastro/data de entrada/recebido em/fecha/"
    "fecha y hora/fecha de creacion/fecha de alta/creado/creado el/recibido/datum/"
    "datum uhrzeit/erstellt/erstellt am/erstelldatum/eingang/eingegangen am/eingangsdatum/"
    "date de creation/cree le/date de reception/recu le",
    "external_id": "external id/externalid/id/lead id/leadid/record id/contact id/customer id/"
    "reference/ref/uuid/guid/mql id/identificador/codigo/id externo/id do lead/id del lead/"
    "identifiant/kennung/referenz/externe id/lead nr/lead number/gclid lead id",
    "origin": "origin/source/lead source/leadsource/original source/traffic source/utm source/"
    "how did you hear about us/channel/origem/origem do lead/fonte/canal/origen/"
    "origen del lead/fuente/quelle/leadquelle/herkunft/kanal/origine/provenance/source du lead",
}
_FIELD_OF: Final = {
    heading: field for field, headings in _HEADINGS.items() for heading in headings.split("/")
}


class MappingError(ValueError):
    """A given mapping that cannot be followed; the text says which and what would do."""


def unique_header(header: Sequence[str]) -> list[str]:
    """The headings, each different: empty ones become "column 3", repeated ones "Phone (2)"."""
    unique: list[str] = []
    for number, raw in enumerate(header, start=1):
        base = raw.strip().lstrip("\ufeff").strip() or f"column {number}"
        heading, again = base, 2
        while heading in unique:
            heading, again = f"{base} ({again})", again + 1
        unique.append(heading)
    return unique


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Column → field for every column, from its heading; see the module for what fields are."""
    return _named(_guessed(header))


def given_fields(header: Sequence[str], maps: Sequence[str]) -> list[str]:
    """The guess, with what is given in its place: each of `maps` is like ``Telephone=phone``.

    To the right stands a field, ``attribute`` (keep it as such) or ``ignore`` (leave it out).
    Other columns that were guessed to be a given field become attributes. One for each column.

    Raises MappingError, which names the columns or fields there are.
    """
    given: dict[str, str] = {}
    for text in maps:
        column, field = _one_map(header, text)
        if given.setdefault(column, field) != field:
            raise MappingError(f"column {column!r} is mapped twice; give it one field")
    displaced = set(given.values())
    if "name" in displaced:
        displaced |= _HALVES
    elif displaced & _HALVES:
        displaced.add("name")
    return [
        given.get(column, ATTRIBUTE if field in displaced else field)
        for column, field in _guessed(header).items()
    ]


def chosen_columns(header: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """Column → field, where somebody chose for each column a field, ``attribute`` or ``ignore``.

    Raises MappingError where a row could be read in two ways.
    """
    unknown = [field for field in fields if field not in CHOICES]
    if unknown or len(fields) != len(header):
        raise MappingError("say of each column what it is; choose from the lists")
    if "name" in fields and _HALVES & set(fields):
        raise MappingError("the name comes whole or in its two parts: choose one of both ways")
    return _named(dict(zip(header, fields, strict=True)))


def shared_fields(header: Sequence[str], fields: Sequence[str]) -> dict[str, list[str]]:
    """The fields that several columns are: field → its columns, in the order they are asked."""
    alike: dict[str, list[str]] = {}
    for column, field in zip(header, fields, strict=True):
        if field in FIELDS:
            alike.setdefault(field, []).append(column)
    return {field: columns for field, columns in alike.items() if len(columns) > 1}


def looks_like_a_row(header: Sequence[str]) -> bool:
    """Whether what should be headings are a person's own phone or e-mail."""
    return any(
        _IS_MAILBOX.search(cell)
        or (_IS_NUMBER.fullmatch(cell.strip()) and sum(map(str.isdigit, cell)) >= _PHONE_DIGITS)
        for cell in header
    )


def row_fields(row: Mapping[str, str | None], columns: Mapping[str, str]) -> dict[str, str]:
    """One row as `read_lead` takes it: field → text, of the columns that say something."""
    fields: dict[str, str] = {}
    for column, field in columns.items():
        text = row.get(column) or ""
        if field and text.strip():
            again = field in fields
            fields[_free(slug(column), {*FIELDS, *fields}) if again else field] = text
    return fields


def slug(heading: str) -> str:
    """The heading as the name of an attribute: "Landing Page" is ``landing_page``."""
    return _folded(heading).replace(" ", "_")[:_SLUG_LENGTH].strip("_") or "column"


def _guessed(header: Sequence[str]) -> dict[str, str]:
    """Column → field, ATTRIBUTE where the heading is not known.

    A column called just *Nome* or *Name* is the other half where the file has one half of the
    name; a *Nom* alone is the whole of it.
    """
    found = {column: _FIELD_OF.get(_folded(column), ATTRIBUTE) for column in header}
    halves = _HALVES & set(found.values())
    for column, field in found.items():
        heading = _folded(column)
        if heading in ("nome", "nombre", "name") and len(halves) == 1:
            found[column] = "last_name" if "first_name" in halves else "first_name"
        elif heading == "nom" and field == "last_name" and "first_name" not in halves:
            found[column] = "name"
    return found


def _one_map(header: Sequence[str], text: str) -> tuple[str, str]:
    heading, equals, field = text.rpartition("=")
    heading, field = heading.strip(), field.strip().lower()
    if not equals or not heading:
        raise MappingError(f"{text!r} is no mapping; write one as 'Telephone=phone'")
    if field not in CHOICES:
        raise MappingError(f"{field!r} is no field; choose one of {', '.join(CHOICES)}")
    if heading in header:
        return heading, field
    alike = [column for column in header if _folded(column) == _folded(heading)]
    if len(alike) != 1:
        raise MappingError(f"the file has no column {heading!r}; it has {', '.join(header)}")
    return alike[0], field


def _named(found: Mapping[str, str]) -> dict[str, str]:
    """Attributes get each a name of its own, ignored columns none."""
    columns: dict[str, str] = {}
    taken = set(FIELDS)
    for column, field in found.items():
        name = "" if field == IGNORE else field
        if field == ATTRIBUTE:
            name = _free(slug(column), taken)
            taken.add(name)
        columns[column] = name
    return columns


def _free(name: str, taken: Container[str]) -> str:
    free, again = name, 2
    while free in taken:
        free, again = f"{name}_{again}", again + 1
    return free


def _folded(heading: str) -> str:
    bare = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()

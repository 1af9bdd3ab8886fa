"""Fields that headings name: a table of known headings, and patterns. Pure.

The table has headings with one meaning. The patterns match headings that exports compose: *Mailing
State/Province*, *Address 1: ZIP/Postal Code*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from pullahead.leads.parsing.barring_headings import barring_field, mailing_field
from pullahead.leads.parsing.contact_headings import contact_field
from pullahead.leads.parsing.foreign_headings import FOREIGN_HEADINGS
from pullahead.leads.parsing.heading_text import folded, spaced
from pullahead.leads.parsing.zones import split_heading

# Headings in small letters, without accents and signs, "/" between them. English, Portuguese,
# Spanish, German, French, and the exports of the common form and CRM vendors.
HEADINGS: Final[dict[str, str]] = {
    "name": "name/full name/fullname/lead name/contact name/customer name/customer/contact/nome/"
    "nome completo/nome do cliente/cliente/nombre/nombre completo/nombre y apellido/"
    "nombre y apellidos/kunde/kundenname/ansprechpartner/vollstandiger name/nom complet/"
    "nom et prenom/nom prenom/prenom et nom/client/prospect",
    "first_name": "first name/firstname/first/fname/given name/forename/primeiro nome/"
    "primer nombre/vorname/prenom",
    "last_name": "last name/lastname/last/lname/surname/family name/sobrenome/ultimo nome/"
    "apelido/apellido/apellidos/nachname/familienname/nom/nom de famille",
    "phone": "phone/phone number/phone no/telephone/telephone number/tel/tel no/mobile/"
    "mobile phone/mobile number/cell/cell phone/cellphone/contact number/work phone/home phone/"
    "day phone/primary phone/whatsapp/whatsapp number/telefone/fone/celular/telefone celular/"
    "numero de telefone/telemovel/telefone 1/telefono/telefono movil/movil/numero de telefono/"
    "telefon/telefonnummer/handy/handynummer/mobil/mobiltelefon/rufnummer/telephone portable/"
    "portable/numero de telephone/mobile phone number/phone 1/telefone com ddd/celular com ddd/"
    "fone com ddd",
    "email": "email/e mail/mail/email address/e mail address/mail address/work email/"
    "primary email/contact email/endereco de email/endereco de e mail/correo/"
    "correo electronico/direccion de correo/direccion de correo electronico/"
    "email adresse/e mail adresse/mailadresse/courriel/adresse email/adresse e mail/"
    "adresse mail/adresse electronique/email 1",
    "value": "value/amount/deal value/lead value/deal amount/opportunity value/estimated value/"
    "expected value/valor/valor estimado/valor do negocio/importe/monto/valor estimado del lead/"
    "wert/betrag/auftragswert/valeur/montant",
    "received_at": "lead created/lead creation time/lead created time/lead created at/"
    "date entered/add time/added on/added at/create time/createdate/created time utc/"
    "received at/received/received on/created/created at/created on/created date/"
    "create date/creation date/created time/date created/date received/date/datetime/date time/"
    "timestamp/submitted/submitted at/submission date/submission time/inquiry date/enquiry date/"
    "lead date/first contact date/entry date/arrival/data/data hora/data e hora/criado em/"
    "data do lead/fecha del lead/fecha hora/date and time/date heure/anfragedatum/"
    "erstellungsdatum/erfassungsdatum/createdon/hs createdate/became a lead date/criado/"
    "aangemaakt/lead received/data de criacao/data de cadastro/data do cadastro/data de entrada/"
    "recebido em/fecha/"
    "fecha y hora/fecha de creacion/fecha de alta/creado/creado el/recibido/datum/"
    "datum uhrzeit/erstellt/erstellt am/erstelldatum/eingang/eingegangen am/eingangsdatum/"
    "date de creation/cree le/date de reception/recu le",
    "external_id": "external id/externalid/id/lead id/leadid/record id/contact id/customer id/"
    "uuid/guid/mql id/identificador/id externo/id do lead/id del lead/"
    "identifiant/kennung/externe id/lead nr/lead number/gclid lead id",
    "country": "landercode/laendercode/landerkennzeichen/landeskennung/paese/wohnland/"
    "wohnsitzland/rechnungsland/lieferland/landcode/landkode/landskod/nation/nacion/nacao",
    "dial_code": "phone code/phonecode/ddi/indicatif/indicatif telephonique/"
    "indicatif pays/indicatif international/prefijo internacional/prefijo pais/"
    "prefixo internacional/codigo internacional/landesvorwahl/landervorwahl/laendervorwahl/"
    "internationale vorwahl/calling code/dial code/dialing code/dialling code/isd/isd code/"
    "idd/idd code/international code/international prefix/intl code/phone prefix/dialcode/"
    "int l code/intl prefix/phone cc/vorwahl land/prefixe telephonique/prefisso internazionale/"
    "landnummer/landsnummer/e 164 prefix",
    "area_code": "ddd/codigo ddd/vorwahl/ortsvorwahl/area code/phone area code/lada/clave lada/"
    "codigo lada/indicativo/indicativo telefonico/indicativo de area/codigo de area/codigo area/"
    "prefixo/prefijo/std code/city code/phone city code/indicatif regional/codigo de ciudad/"
    "codigo de cidade/area prefix/npa",
    "state": "uf/sigla uf/uf do cliente/uf cliente/st/prov/statecode",
    "postal_code": "cp/c p/codpostal/postnummer/postnr",
    "origin": "origin/source/lead source/leadsource/original source/traffic source/utm source/"
    "how did you hear about us/channel/origem/origem do lead/fonte/canal/origen/"
    "origen del lead/fuente/quelle/leadquelle/herkunft/kanal/origine/provenance/source du lead",
}


_FIELD_OF: Final = {
    folded(heading): field
    for table in (FOREIGN_HEADINGS, HEADINGS)
    for field, headings in table.items()
    for heading in headings.split("/")
}

# ---- when the person asked

_DATES: Final = frozenset("date time datetime timestamp fecha hora datum uhrzeit heure dt".split())
_ON: Final = frozenset("on at el em am vom le".split())
_DONE: Final = frozenset(
    "requested created submitted received added entered cadastrado criado creado enviado recibido "
    "anfrage angelegt eingang erfasst erstellt aangemaakt".split()
)
_LATIN: Final = frozenset(
    "solicitacao cadastro criacao inscricao inserimento richiesta criado cadastrado".split()
)
_ASKED_FOR: Final = frozenset(
    "inquiry enquiry request creation create submission add signup conversion solicitud "
    "inscripcion inscription registro alta creacion demande reception aanvraag".split()
)
_BESIDE_WHEN: Final = frozenset(
    "lead hubspot of the and de da do del la di der d y e sign up hs data".split()
)
_ALL_WHEN: Final = _DATES | _ON | _DONE | _LATIN | _ASKED_FOR | _BESIDE_WHEN


def moment_field(heading: str) -> str:
    """Return received_at for a heading such as *Date of inquiry* or *Fecha de solicitud*, or "".

    A word such as *on* does not suffice: *Add-on* is a product.
    """
    words = set(spaced(heading).split())
    asked = words & (_ASKED_FOR | _DONE | _LATIN) or words >= {"sign", "up"}
    dated = words & _DATES or (words & _ON and words & _DONE) or "data" in words
    if "data" in words and not words & _LATIN:
        return ""
    return "received_at" if asked and dated and words <= _ALL_WHEN else ""


# ---- places

_COUNTRY: Final = frozenset("country pais pays countrycode".split())
_ISO: Final = frozenset("iso iso2 iso3 alpha alpha2 alpha3 2 3 code 3166".split())
_WITH_LAND: Final = frozenset(
    "land region privat geschaftlich wohnort code iso kunde des kunden rechnungsanschrift "
    "lieferanschrift anschrift rechnungsadresse lieferadresse adresse firma".split()
)
_NOT_HOME: Final = frozenset(
    "birth nascimento nacimiento naissance geburt origin origem origen nationality citizenship "
    "interest destination destino ip manager visa".split()
)  # a country that is not the phone's
_PHONE: Final = frozenset(
    "phone tel telephone telefone telefono telefon mobile cell calling dial dialing dialling "
    "movil celular isd".split()
)
_CODE: Final = frozenset("code prefix country codigo prefijo prefixo indicatif vorwahl".split())
_AREA_CODE: Final = frozenset("ddd lada vorwahl ortsvorwahl".split())
_NO_AREA_CODE: Final = frozenset("land country pais international ddi sales".split())
_NO_DIAL_CODE: Final = frozenset("area zip extension verification pin access".split())
_STATE: Final = frozenset(
    "state province provincia estado bundesland region regiao kanton canton "
    "stateorprovince stateprovince departamento".split()
)
_NO_STATE: Final = frozenset("civil marital lead status deal opportunity email sales".split())
_POSTAL: Final = frozenset(
    "zip zip4 zip5 zipcode postal postale postcode postalcode plz postleitzahl cep "
    "codigopostal".split()
)


def place_field(heading: str) -> str:
    """Return the field of a place that a heading names: a country, a code, a state; or ""."""
    words = set(spaced(heading).split())
    if (words & _AREA_CODE or {"area", "code"} <= words) and not words & (_NO_AREA_CODE | _POSTAL):
        return "area_code"
    if words & _POSTAL or words == {"post", "code"}:
        return "postal_code"
    if words & _PHONE and words & _CODE and not words & _NO_DIAL_CODE:
        return "dial_code"
    if words & _COUNTRY or ("land" in words and words <= _WITH_LAND) or _is_iso(words):
        return "" if words & _NOT_HOME else "country"
    return "state" if words & _STATE and not words & _NO_STATE else ""


def _is_iso(words: set[str]) -> bool:
    return bool(words & {"iso", "iso2", "iso3"}) and words <= _ISO


_ADDRESS: Final = re.compile(
    r"\b(?:address|location|city|town|ort|cidade|ciudad|ville|endereco|direccion|adresse)\b"
)
_OBJECT_STATE: Final = re.compile(r"\A(?:lead|contact|person|organi[sz]ation) state\Z")
_NO_ADDRESS: Final = re.compile(r"\b(?:e ?mails?|ip|mac|web|wallet|birth|work ?flow|status)\b")


@lru_cache(maxsize=4_096)
def address_field(heading: str) -> str:
    """Return address or state for a heading that may name a place among other things, or "".

    *Lead state* is a state in one system and a status in another.
    """
    words = spaced(heading)
    if _OBJECT_STATE.search(words):
        return "state"
    return "address" if _ADDRESS.search(words) and not _NO_ADDRESS.search(words) else ""


_PATTERNS: Final[tuple[Callable[[str], str], ...]] = (
    barring_field,
    mailing_field,
    moment_field,
    place_field,
    lambda heading: contact_field(spaced(heading)),
)


@lru_cache(maxsize=4_096)
def field_of(heading: str) -> str:
    """The field that a heading names, or UNDECIDED; "" where it names none."""
    exact = _exact(heading) or _of_object(heading)
    if not exact and _exact(split_heading(heading)[0]) == "received_at":
        return "received_at"
    if not exact and _exact(_CURRENCY.sub("", heading)) == "value":
        return "value"
    if not exact and (asked := _ASKED.sub("", _BESIDE.sub("", heading)).strip()) != heading:
        return field_of(asked) if asked else ""
    return exact or next((found for p in _PATTERNS if (found := p(heading))), "")


_CURRENCY: Final = re.compile(r"\s*[(\[](?:[A-Z]{3}|[A-Z]{0,2}\$|[€£¥₹])[)\]]\s*\Z")  # Amount (USD)
_BESIDE: Final = re.compile(
    r"(?:__c|\s*[(\[](?:required|optional|mandatory|obrigat[oó]rio|opcional|obligatorio|"
    r"pflichtfeld|obligatoire|facultatif)[)\]]\s*[*?]?|\s+-\s+value|\s*[?*:])\s*\Z",
    re.IGNORECASE,
)  # Mobile__c, Email (required), Phone 1 - Value
_ASKED: Final = re.compile(
    r"\A\s*(?:(?:please\s+)?(?:enter|provide)\s+|what(?:[’']s|\s+is)\s+|"
    r"qual\s+(?:[eé]\s+)?(?:[oa]\s+)?|cu[aá]l\s+es\s+|wie\s+lautet\s+|quel(?:le)?\s+est\s+)?"
    r"(?:your|[oa]?\s?seu|[oa]?\s?sua|tu|su|ihre?|deine?|votre)\s+",
    re.IGNORECASE,
)  # "What is your phone number?"


_OF_OBJECT: Final = re.compile(
    r"\s*(?P<object>lead|person|contact|deal)\s*(?: [-–:]|[:.])\s*(?P<rest>\S.*?)"
    r"(?:\s+-\s+(?:work|home|mobile|other))?\s*",
    re.IGNORECASE,
)  # Person - Phone - Work


def _exact(heading: str) -> str:
    return _FIELD_OF.get(folded(heading)) or _FIELD_OF.get(spaced(heading)) or ""


def _of_object(heading: str) -> str:
    """Return the field of a heading that names its object first, as in *Person - Phone*."""
    found = _OF_OBJECT.fullmatch(heading)
    if found is None:
        return ""
    field = _exact(found["rest"])
    own = field != "external_id" or found["object"].lower() in ("lead", "deal")
    return field if own else ""

"""Fields that headings name: a table of known headings, and patterns. Pure.

The table has headings with one meaning. The patterns match headings that exports compose: *Mailing
State/Province*, *HasOptedOutOfCall*, *Address 1: ZIP/Postal Code*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from pullahead.leads.parsing.contact_headings import contact_field
from pullahead.leads.parsing.foreign_headings import FOREIGN_HEADINGS
from pullahead.leads.parsing.zones import split_heading

UNDECIDED: Final = "undecided"
"""A heading that may mean *do not call*: a person must say so before an import starts."""

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
    "data de criacao/data de cadastro/data do cadastro/data de entrada/recebido em/fecha/"
    "fecha y hora/fecha de creacion/fecha de alta/creado/creado el/recibido/datum/"
    "datum uhrzeit/erstellt/erstellt am/erstelldatum/eingang/eingegangen am/eingangsdatum/"
    "date de creation/cree le/date de reception/recu le",
    "external_id": "external id/externalid/id/lead id/leadid/record id/contact id/customer id/"
    "uuid/guid/mql id/identificador/id externo/id do lead/id del lead/"
    "identifiant/kennung/externe id/lead nr/lead number/gclid lead id",
    "country": "landercode/laendercode/landerkennzeichen/landeskennung/paese",
    "dial_code": "phone code/phonecode/ddi/indicatif/indicatif telephonique/"
    "indicatif pays/indicatif international/prefijo internacional/prefijo pais/"
    "prefixo internacional/codigo internacional/landesvorwahl/landervorwahl/laendervorwahl/"
    "internationale vorwahl/calling code/dial code/dialing code/dialling code/isd/isd code/"
    "idd/idd code/international code/international prefix/intl code/phone prefix",
    "area_code": "ddd/codigo ddd/vorwahl/ortsvorwahl/area code/phone area code/lada/clave lada/"
    "codigo lada/indicativo/indicativo telefonico/indicativo de area/codigo de area/codigo area/"
    "prefixo/prefijo/std code/city code/phone city code/indicatif regional/codigo de ciudad/"
    "codigo de cidade/area prefix/npa",
    "state": "uf",
    "postal_code": "cp/codpostal",
    "origin": "origin/source/lead source/leadsource/original source/traffic source/utm source/"
    "how did you hear about us/channel/origem/origem do lead/fonte/canal/origen/"
    "origen del lead/fuente/quelle/leadquelle/herkunft/kanal/origine/provenance/source du lead",
}


def folded(heading: str) -> str:
    """A heading in small letters, without accents, with spaces for signs."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c)).replace("ı", "i")
    return re.sub(r"[\W_]+", " ", letters).strip()


_FIELD_OF: Final = {
    folded(heading): field
    for table in (FOREIGN_HEADINGS, HEADINGS)
    for field, headings in table.items()
    for heading in headings.split("/")
}

# ---- places

_COUNTRY: Final = frozenset("country pais pays countrycode".split())
_WITH_LAND: Final = frozenset("land region privat geschaftlich wohnort code iso kunde".split())
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
    "zip zipcode postal postcode postalcode plz postleitzahl cep codigopostal".split()
)


def place_field(heading: str) -> str:
    """Return the field of a place that a heading names: a country, a code, a state; or ""."""
    words = set(_spaced(heading).split())
    if (words & _AREA_CODE or {"area", "code"} <= words) and not words & (_NO_AREA_CODE | _POSTAL):
        return "area_code"
    if words & _POSTAL:
        return "postal_code"
    if words & _PHONE and words & _CODE and not words & _NO_DIAL_CODE:
        return "dial_code"
    if words & _COUNTRY or ("land" in words and words <= _WITH_LAND):
        return "" if words & _NOT_HOME else "country"
    return "state" if words & _STATE and not words & _NO_STATE else ""


# ---- who is not to be called or written to

_NOT = (
    r"\b(?:do(?:es)? not|don ?t|(?:may|must|can) ?not|can t|never|not to|nao|nicht|ne pas|ne plus)"
    r"(?: \w+){0,2} "
)
_CALLING = (
    r"(?:(?:phone|tele)? ?call(?:s|ed)?|phone|telephone|ring|dial|ligar|ligue|ligacoes|telefonar|"
    r"llamar|anrufen|angerufen|telefonieren|appeler|telephoner|demarcher)\b"
)
_NO_CALL: Final = re.compile(
    rf"{_NOT}{_CALLING}|\bno (?:phone )?calls?$|"
    r"\bno (?:me |desea |quiere |se puede |puede )?(?:llam\w+|telefone\w+|ligar)\b|"
    r"\bkeine? (?:werbe)?anrufe?\b|\bpas d appels?\b|\b(?:dnc|donotcall|donotphone|bloctel|"
    r"anrufsperre|telefonsperre)\b"
)
_NO_CONTACT: Final = re.compile(
    rf"{_NOT}(?:contact\w*|disturb|kontaktieren|contatar|molest\w+|incomod\w+|perturb\w+|"
    r"deranger)\b|\bno (?:contact|contact(?:ar|en|e)\b.*|molest\w+)$|"
    r"\b(?:donotcontact|kontaktsperre)\b"
)
_NO_MAIL: Final = re.compile(rf"{_NOT}(?:bulk )?e ?mails?\b|{_NOT}mail\b|\bdonot(?:bulk)?e?mail\b")
_UNSUBSCRIBED: Final = re.compile(
    r"\b(?:unsub\w*|descadastr\w*|desinscri\w*|desabonn\w*|abgemeldet|abmeldung)\b"
)
_OPT_OUT: Final = re.compile(r"\bopt(?:ed|s)? ?out\b|\b(?:optedout\w*|optout\w*)\b")
_PERHAPS: Final = re.compile(
    r"\b(?:dnd|robinson\w*|suppress\w*|blacklist\w*|blocklist\w*|werbesperre|sperrvermerk|"
    r"werbewiderspruch|widerspruch|opposition)\b"
)
_WHEN: Final = re.compile(
    r"\A(?:\w+ )?(?:unsub\w*|descadastr\w*|desinscri\w*|desabonn\w*|abgemeldet|abmeldung)"
    r"(?: (?:date|time|at|on|datum|data|fecha|am|em|le))+\Z"
)
_OPT_IN: Final = re.compile(r"\bopt(?:ed)? ?in\b|\bin out\b")
_MAIL: Final = re.compile(r"\be ?mails?\b|\b(?:mails?|newsletters?|mailings?|correo|courriel)\b")
_CALL: Final = re.compile(
    r"\b(?:calls?|calling|phone|phones|telephone|telefone?|telefono|voice|telemarketing)\b"
)
_OTHER: Final = re.compile(
    r"\b(?:sms|texts?|texting|fax|whatsapp|postal|post|letters?|cookies?|tracking|sale|sell|"
    r"sharing|ads?|profiling|processing|gdpr)\b"
)
_ABOUT_IT: Final = re.compile(
    r"\b(?:scrub\w*|check\w*|clean\w*|verified|verification|status|date|datum|data|fecha|time|"
    r"at$|on$|by$|reason|motivo|grund|motif|source|expir\w*|count|result|id|before|after|until|"
    r"type|method|comments?|notes?)\b"
)  # a column about the bar, which does not say whether there is one


def barring_field(heading: str) -> str:
    """Return the opt-out field that a heading names; "" without one.

    do_not_call, email_opt_out, do_not_contact for either, or UNDECIDED where the heading may mean
    one. A column for another channel, such as fax, is none of these.
    """
    words = _spaced(heading)
    mail, call, other = (bool(p.search(words)) for p in (_MAIL, _CALL, _OTHER))
    if _NO_CALL.search(words):
        found = "do_not_call"
    elif _NO_MAIL.search(words):
        found = "" if other else "email_opt_out"
    elif _UNSUBSCRIBED.search(words):
        found = _of_channel(mail, call, other, "email_opt_out")
    elif _NO_CONTACT.search(words) or _OPT_OUT.search(words):
        found = _of_channel(mail, call, other, "do_not_contact")
    elif permitted := permitted_field(words):
        return permitted
    else:
        if mail and "blacklist" in words:
            return "email_opt_out"
        return UNDECIDED if _PERHAPS.search(words) and not (mail or other) else ""
    if found == "email_opt_out" and _WHEN.search(words):
        return found  # a moment in Unsubscribe Date says yes
    if found and (_ABOUT_IT.search(words) or _OPT_IN.search(words)):
        return "" if found == "email_opt_out" else UNDECIDED
    return found


_MAILING: Final = re.compile(
    r"\b(?:e ?mails?|newsletters?|marketing|subscriptions?|subscribers?|inscricao|"
    r"suscripcion|abonnement)\b"
)


def mailing_field(heading: str) -> str:
    """Return mailing_status for a column such as *Email status* or *Subscription status*, or ""."""
    words = _spaced(heading)
    is_status = re.search(r"\b(?:status|estado|statut)\b", words)
    return "mailing_status" if is_status and _MAILING.search(words) else ""


# ---- who may be called or written to

_CONSENT = (
    r"(?:permission|consent\w*|einwilligung|zustimmung|erlaubnis|einverstandnis\w*|opt(?:ed)? ?in|"
    r"permissao|autorizacao|consentimento|permiso|autorizacion|consentimiento|consentement|accord|"
    r"autorisation)"
)
_MAY = (
    rf"(?:{_CONSENT}|ok|okay|may|can|allow(?:s|ed)?|permit(?:s|ted)?|accepts?|agree(?:s|d)?|"
    r"authori[sz]e[sd]?|willing|happy|pode(?:mos)?|aceita|permite|autoriza|puede\w*|podemos|acepta|"
    r"peut|accepte|autorise|darf|durfen|duerfen)"
)
_ALLOWED = (
    r"(?:ok|okay|allowed|permitted|authori[sz]ed|erlaubt|gestattet|permitid\w+|autorizad\w+|"
    r"autorise\w*|aceit\w+|aceptad\w+)"
)
_TO_CALL = (
    r"(?:calls?|called|calling|callable|(?:to|may|can|we) (?:tele)?phone|ring|dial|ligar|ligue|"
    r"ligac\w+|telefonar|telefonema\w*|llamar\w*|llamad\w*|\w*anruf\w*|angerufen|appel\w*|"
    r"telephoner)"
)
_BY_PHONE = r"(?:phone|telephone|telefon\w*|fone|telephon\w*|voice)"
_TO_MAIL = r"(?:e ?mail\w*)"
_TO_CONTACT = r"(?:contact|contacted|contactable|contatar|contactar|contacter|kontakt\w*)"
_MAY_CALL: Final = re.compile(
    rf"\b{_MAY}(?: \w+){{0,4}} {_TO_CALL}\b|\b{_CONSENT}(?: \w+){{0,3}} {_BY_PHONE}\b|"
    rf"\b{_TO_CALL}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|"
    rf"\b{_BY_PHONE}(?: \w+)? (?:{_CONSENT}|erlaubt|gestattet|allowed|permitted)\b|^callable$|"
    r"\b(?:telefon|anruf|telefonwerbe)(?:einwilligung|erlaubnis|zustimmung)\b"
)
_MAY_MAIL: Final = re.compile(
    rf"\b{_MAY}(?: \w+){{0,4}} {_TO_MAIL}\b|"
    rf"\b{_TO_MAIL}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|\bemaileinwilligung\b"
)
_MAY_CONTACT: Final = re.compile(
    rf"\b{_MAY}(?: (?:to|be|we|i|you|them|por|ser|zu|para|de|a|etre))* {_TO_CONTACT}\b|"
    rf"\b{_TO_CONTACT}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|^contactable$|"
    r"\bkontakt(?:einwilligung|erlaubnis)\b"
)
_NO_PERMISSION: Final = re.compile(
    r"\b(?:numbers?|numero\w*|nummer|rufnummer|code|duration|lists?|center|centre|attempts?|"
    r"preferred|best|text|words|ip|url|form|version|name)\b"
)  # a column about something else, or about the permission
_CONTACT_PERSON: Final = re.compile(r"\bcontact (?:phone|e ?mail|name|person)\b")
_DENIES: Final = re.compile(r"\b(?:not|no|nao|nicht|never|cannot|keine?|without|ohne|sem|sin)\b")
_MARKETING: Final = re.compile(r"\bopt(?:ed)? ?in\b|\bmarketing\b|\bnewsletters?\b")


def permitted_field(words: str) -> str:
    """Return may_call, may_email or may_contact if a heading is a permission, else "".

    UNDECIDED if the heading denies the permission, or names its status. An opt-in to mailings is no
    permission: an unticked box for emails is no opt-out.
    """
    call, mail = bool(_MAY_CALL.search(words)), bool(_MAY_MAIL.search(words))
    if mail and not call and _MARKETING.search(words):
        return ""
    call, mail = call or (mail and bool(_CALL.search(words))), mail or bool(_MAIL.search(words))
    if not call and not mail and not _MAY_CONTACT.search(words):
        return ""
    if _OTHER.search(words) and not call and not mail:
        return ""
    if not (call or _MAY_MAIL.search(words) or _MAY_CONTACT.search(words)):
        return ""
    if _NO_PERMISSION.search(words) or _CONTACT_PERSON.search(words):
        return ""
    if re.search(r"\bstatus\b", words) or _DENIES.search(words):
        return UNDECIDED
    if _ABOUT_IT.search(words):
        return ""
    return "may_contact" if call == mail else "may_call" if call else "may_email"


def _of_channel(mail: bool, call: bool, other: bool, otherwise: str) -> str:
    if call:
        return "do_not_call"
    if mail:
        return "email_opt_out"
    return "" if other else otherwise


_PATTERNS: Final[tuple[Callable[[str], str], ...]] = (
    barring_field,
    mailing_field,
    place_field,
    lambda heading: contact_field(_spaced(heading)),
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
    return _FIELD_OF.get(folded(heading)) or _FIELD_OF.get(_spaced(heading)) or ""


def _of_object(heading: str) -> str:
    """Return the field of a heading that names its object first, as in *Person - Phone*."""
    found = _OF_OBJECT.fullmatch(heading)
    if found is None:
        return ""
    field = _exact(found["rest"])
    own = field != "external_id" or found["object"].lower() in ("lead", "deal")
    return field if own else ""


def _spaced(heading: str) -> str:
    """Fold a heading, with spaces between the parts of a word such as *HasOptedOutOfCall*."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
    return folded(apart)

"""Headings of columns that say who may not, or may, be called or written to. Pure.

Patterns match headings that exports compose: *HasOptedOutOfCall*, *Do not allow Phone Calls*.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pullahead.leads.parsing.foreign_barring import foreign_barring
from pullahead.leads.parsing.heading_text import spaced

UNDECIDED: Final = "undecided"
"""A heading that may mean *do not call*: a person must say so before an import starts."""

_NOT = (
    r"\b(?:do(?:es)? not|don ?t|(?:may|must|can) ?not|can t|never|not to|nao|nicht|ne pas|ne plus)"
    r"(?: \w+){0,2} "
)
_CALLING = (
    r"(?:(?:phone|tele)? ?call(?:s|ed)?|phone|telephone|ring|dial|ligar|ligue|ligacoes|telefonar|"
    r"llamar|anrufen|angerufen|telefonieren|appeler|telephoner|demarcher)\b"
)
_NO_CALL: Final = re.compile(
    rf"{_NOT}{_CALLING}|\bno (?:phone )?calls?(?: or \w+)?$|\bno telemarketing\b|"
    r"\bno (?:(?:me|desea|quiere|se|puede|ser|recibir|mas) )*(?:llam\w+|telefone\w+|ligar)\b|"
    r"\bnon (?:\w+ ){0,3}(?:chiam\w+|telefon\w+)\b|\bniet (?:\w+ ){0,2}(?:\w*bellen|gebeld)\b|"
    r"\bkeine? (?:werbe)?anrufe?\b|\bpas d appels?\b|\bexclude\w* (?:from )?(?:call|dial)\w*\b|"
    r"\brefuses (?:(?:all|any) )?(?:phone )?calls?\b|"
    r"\b(?:anruf|telefon\w*) (?:verboten|untersagt|unerwunscht)\b|\bsperre telefon\b|"
    r"\b(?:n?dnc[rl]?|ndncr|c?tps|repep|lnnte|donotcall|donotphone|donotdial|bloctel|bel me niet|"
    r"anrufsperre|telefonsperre|anrufverbot|telefonverbot)\b"
)
_NO_CONTACT: Final = re.compile(
    rf"{_NOT}(?:contact\w*|disturb|solicit|kontaktieren|contatar|molest\w+|incomod\w+|perturb\w+|"
    r"deranger)\b|\bno (?:contact|contact(?:ar|en|e)\b.*|molest\w+|solicit\w*)$|"
    r"\bnon (?:\w+ ){0,3}contatt\w+\b|\bniet (?:\w+ ){0,2}(?:contacteren|benader\w*)\b|"
    r"\brefus\w* (?:de |du )?demarchage\b|"
    r"\b(?:donotcontact|donotsolicit|kontaktsperre|kontaktverbot)\b"
)
_NO_MAIL: Final = re.compile(rf"{_NOT}(?:bulk )?e ?mails?\b|{_NOT}mail\b|\bdonot(?:bulk)?e?mail\b")
_UNSUBSCRIBED: Final = re.compile(
    r"\b(?:unsub\w*|descadastr\w*|desinscri\w*|desabonn\w*|abgemeldet|abmeldung)\b"
)
_OPT_OUT: Final = re.compile(r"\bopt(?:ed|s)? ?out\b|\b(?:optedout\w*|optout\w*)\b")
_NO_MAILS: Final = re.compile(r"\bno (?:e ?mails?|mails?|newsletters?|mailings?)$")
_PERHAPS: Final = re.compile(
    r"\b(?:n?dnd|robinson\w*|suppress\w*|blacklist\w*|blocklist\w*|blocked|werbesperre|"
    r"sperrvermerk|sperrkennzeichen|gesperrt|werbeverbot|werbewiderspruch|widerspruch|"
    r"opposition|opposizion[ei]|rpo|rno|reus|litigator|cease|donotmarket)\b|\bdo not market\b|"
    r"\bno phones?$|\bcall\w* restrict\w*\b|\bremoved from\b|\Aexcluded?\Z|\bstop flag\b|"
    r"\b(?:deceased|fallecid[oa]|falecid[oa]|verstorben|decede|decedee|deceduto|deceduta)\b|"
    r"\bbloquead[oa]\b|"
    r"\b(?:sperre|sperrliste|objection|forgotten|erasure)\b|"
    r"\b(?:withdr\w+|revoked|widerruf\w*|revogad\w+|revocad\w+) (?:\w+ )?consent\w*\b|"
    r"\bconsent\w* (?:\w+ )?(?:withdrawn|revoked|revogado|revocado)\b|"
    r"\beinwilligung (?:\w+ )?widerrufen\b"
)
_CONSENT_OF: Final = re.compile(
    r"\A(?:(?:tcpa|gdpr|lgpd|dsgvo|rgpd|marketing|privacy|data|sales) )+"
    r"(?:consent|einwilligung|consentimento|consentimiento|consentement|consenso|opt ?in)"
    r"(?: (?:given|granted|flag))?\Z|\Aopt(?:ed)? ?in\Z|"
    r"\A(?:consenso|consentimento|consentimiento|einwilligung)(?: (?:de|do|al|a|in))* "
    r"(?:marketing|privacy|werbung|lgpd|lopd|rgpd)\Z|\Aacept[ao] (?:lgpd|lopd|rgpd)\Z|"
    r"\b(?:kvkk|iys) (?:onayi?|izni?)\b"
)
"""A permission that may be one to call: a person must say so before an import starts."""
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
    r"\b(?:sms|texts?|texting|fax|whats ?app|postal|post|letters?|cookies?|tracking|sale|sell|"
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
    words = spaced(heading)
    mail, other = bool(_MAIL.search(words)), bool(_OTHER.search(words))
    if _NO_CALL.search(words):
        found = "do_not_call"
    elif _NO_MAIL.search(words):
        found = "" if other else "email_opt_out"
    elif _UNSUBSCRIBED.search(words):
        found = _of_channel(words, other, "email_opt_out")
    elif _NO_CONTACT.search(words) or _OPT_OUT.search(words):
        found = _of_channel(words, other, "do_not_contact")
    elif foreign := foreign_barring(words):
        found = "" if foreign == UNDECIDED and (mail or other) else foreign
    elif permitted := permitted_field(words):
        return permitted
    else:
        if mail and ("blacklist" in words or _NO_MAILS.search(words)):
            return "email_opt_out"
        perhaps = _PERHAPS.search(words) and not (mail or other)
        return UNDECIDED if perhaps or _CONSENT_OF.search(words) else ""
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
    words = spaced(heading)
    is_status = re.search(r"\b(?:status|estado|statut)\b", words)
    return "mailing_status" if is_status and _MAILING.search(words) else ""


# ---- who may be called or written to

_CONSENT = (
    r"(?:permission|consent\w*|einwilligung|zustimmung|erlaubnis|einverstandnis\w*|opt(?:ed)? ?in|"
    r"permissao|autorizacao|consentimento|permiso|autorizacion|consentimiento|consentement|accord|"
    r"autorisation|consenso|toestemming|zgoda)"
)
_MAY = (
    rf"(?:{_CONSENT}|ok|okay|may|can|allow(?:s|ed)?|permit(?:s|ted)?|accepts?|agree(?:s|d)?|"
    r"authori[sz]e[sd]?|willing|happy|pode(?:mos)?|aceit[ao]|permit[eo]|autoriz[ao]|puede\w*|podemos|acept[ao]|"
    r"desea|deseja|quiere|quer|"
    r"receive|subscribed|peut|accepte|autorise|darf|durfen|duerfen|mag|accetta|puo)"
)
_ALLOWED = (
    r"(?:ok|okay|allowed|permitted|authori[sz]ed|erlaubt|gestattet|permitid\w+|autorizad\w+|"
    r"autorise\w*|aceit\w+|aceptad\w+)"
)
_TO_CALL = (
    r"(?:calls?|called|calling|callable|(?:to|may|can|we|ok|allow) (?:tele)?phone|ring|dial|"
    r"ligar|ligue|"
    r"ligac\w+|telefonar|telefonema\w*|llamar\w*|llamad\w*|\w*anruf\w*|angerufen|appel\w*|"
    r"telephoner|bellen|gebeld|chiamare|chiamat\w+)"
)
_BY_PHONE = r"(?:phone|telephone|telefon\w*|fone|telephon\w*|voice)"
_TO_MAIL = r"(?:e ?mail\w*)"
_TO_CONTACT = (
    r"(?:contact|contacted|contactable|contatar|contactar|contacter|contactad[oa]|contatad[oa]|"
    r"contacte|contactee|kontakt\w*)"
)
_MAY_CALL: Final = re.compile(
    rf"\b{_MAY}(?: \w+){{0,4}} {_TO_CALL}\b|\b{_CONSENT}(?: \w+){{0,3}} {_BY_PHONE}\b|"
    rf"\b{_TO_CALL}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|"
    rf"\b{_BY_PHONE}(?: \w+)? (?:{_CONSENT}|erlaubt|gestattet|allowed|permitted|ok)\b|"
    r"\A(?:is )?callable\Z|\A(?:ok|allow) phone\Z|\bwants? (?:calls|to be called)\b|"
    r"\barama (?:izni|onayi)\b|"
    r"\b(?:telefon|anruf|telefonwerbe)(?:einwilligung|erlaubnis|zustimmung)\b"
)
_MAY_MAIL: Final = re.compile(
    rf"\b{_MAY}(?: \w+){{0,4}} {_TO_MAIL}\b|"
    rf"\b{_TO_MAIL}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|\bemaileinwilligung\b"
)
_MAY_CONTACT: Final = re.compile(
    rf"\b{_MAY}(?: (?:to|be|we|i|you|them|por|ser|zu|para|de|a|d|etre))* {_TO_CONTACT}\b|"
    rf"\b{_TO_CONTACT}(?: \w+)? (?:{_CONSENT}|{_ALLOWED})\b|\A(?:is )?contactable\Z|"
    r"\b(?:aceit[ao]|autoriz[ao]|acept[ao]|permit[eo]) contac?to\b|"
    rf"\b{_CONSENT} (?:(?:de|do|al|di|na|para|per) )+(?:il )?(?:contac?to|contatto|kontakt)\b|"
    r"\bkontakt(?:einwilligung|erlaubnis)\b"
)
_CONSENT_ALONE: Final = re.compile(
    rf"\A(?:(?:has|customer|client|contact|lead|user) )*(?:{_CONSENT}|consents?)"
    r"(?: (?:given|granted|obtained|received|flag|status|dado|dada|erteilt|donne))?\Z"
)


@lru_cache(maxsize=4_096)
def consent_field(heading: str, *, sent: bool) -> str:
    """Return the field of a heading whose text alone says whether it bars, or "".

    may_contact for a consent to nothing in particular, such as *Consent given*: its yes is evidence
    and its no bars. `sent`: by a program, which cannot be asked about an undecided name. Then
    do_not_call for *Robinson* or *Blocked*, and may_contact for *Opt in*.
    """
    words = spaced(heading)
    if _CONSENT_ALONE.search(words) and not _MARKETING.search(words):
        return "may_contact"
    if not sent or barring_field(heading) != UNDECIDED:
        return ""
    if _CONSENT_OF.search(words):
        return "may_contact"
    perhaps = _PERHAPS.search(words) or foreign_barring(words) == UNDECIDED
    return "do_not_call" if perhaps and not _ABOUT_IT.search(words) else ""


_NO_PERMISSION: Final = re.compile(
    r"\b(?:numbers?|numero\w*|nummer|rufnummer|code|duration|lists?|center|centre|attempts?|"
    r"preferred|best|text|words|ip|url|form|version|name)\b"
)  # a column about something else, or about the permission
_CONTACT_PERSON: Final = re.compile(r"\bcontact (?:phone|e ?mail|name|person)\b")
_DENIES: Final = re.compile(
    r"\b(?:not|no|nao|nicht|never|cannot|keine?|without|ohne|sem|sin|withdrawn|revoked|refused|"
    r"denied|declined|widerrufen|verweigert|revogad[oa]|revocad[oa]|negad[oa]|retire)\b"
)
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


def _of_channel(words: str, other: bool, otherwise: str) -> str:
    if _CALL.search(words):
        return "do_not_call"
    if _MAIL.search(words):
        return "email_opt_out"
    if "gdpr" in words:
        return UNDECIDED
    return "" if other else otherwise

"""Parser of yes and no in columns such as *Do Not Call*. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

from pullahead.leads.parsing.barring_headings import barring_field
from pullahead.leads.parsing.countries import JOINED
from pullahead.leads.parsing.fields import BadField, clean_text
from pullahead.leads.parsing.times import read_time


def _word_set(texts: str) -> frozenset[str]:
    """Return the texts between "/", with letters in parts as `_word` leaves them."""
    return frozenset(unicodedata.normalize("NFKD", texts).split("/"))


_YES: Final = _word_set(
    "1/1 0/-1/y/yes/true/t/x/xx/on/checked/selected/set/✓/✔/✅/☑/s/si/sim/verdadeiro/verdadero/"
    "j/ja/wahr/o/oui/vrai/да/是/はい/نعم/tak/evet/igen/vero/waar/kylla/"
    "○/〇/◯/⭕/済/有/あり/예/네/있음/כן/ναι/ใช่/co/ya/ano"
)
_NO: Final = _word_set(
    "0/0 0/n/no/false/f/off/unchecked/nao/falso/nein/falsch/non/faux/☐/нет/否/いいえ/لا/nie/hayir/"
    "nem/onwaar/nee/nej/nei/"
    "無/なし/아니오/아니요/없음/לא/οχι/ไม่/khong/tidak"
)
_BARRED: Final = frozenset(
    "opt out/opted out/optout/optedout/out/dnc/do not call/do not contact/do not allow/"
    "don t call/dont call/not allowed/unsubscribed/unsubscribe/stop/blocked/never/"
    "nao ligar/no llamar/nicht anrufen/ne pas appeler/gesperrt/bloqueado/block/removed/remove/"
    "stop calling/baja/dado de baja/dada de baja/cancelar contato".split("/")
)
_ON_LIST: Final = frozenset("on list/listed/registered/federal/litigator/tcpa litigator".split("/"))
_NOT_ON_LIST: Final = frozenset(
    "no dnc/not dnc/not on dnc/not on dnc list/not on the dnc list/not on list/not listed/"
    "not registered/unregistered/clean/callable/ok to call/can call/may call/pode ligar/"
    "puede llamar".split("/")
)
_UNSAID: Final = frozenset({"null", "nil", "undefined"})  # a database's empty cell
_UNSUBSCRIBED: Final = frozenset(
    "unsubscribed by user/complained/complaint/spam complaint/marked as spam/spam/suppressed/"
    "do not email/globally unsubscribed/descadastrado/descadastrada/desinscrito/desuscrito/"
    "dado de baja/abgemeldet/desabonne/desabonnee/desinscrit".split("/")
)
_ALLOWED: Final = frozenset(
    "opt in/opted in/optin/optedin/in/allow/allowed/ok/subscribed".split("/")
)
_GRANTED: Final = _ALLOWED | frozenset(
    "okay/granted/given/agreed/accepted/consented/permitted/authorized/authorised/erlaubt/erteilt/"
    "zugestimmt/permitido/autorizado/aceito/aceita/concedido/concedida/aceptado/acepta/accepte/"
    "accorde/autorise".split("/")
)
_DENIED: Final = _BARRED | frozenset(
    "denied/refused/declined/rejected/revoked/withdrawn/not granted/not given/forbidden/none/"
    "nicht erlaubt/nicht erteilt/verweigert/widerrufen/abgelehnt/untersagt/negado/negada/recusado/"
    "recusada/revogado/revogada/nao permitido/nao autorizado/no permitido/no autorizado/denegado/"
    "rechazado/revocado/refuse/retire/revoque/non autorise".split("/")
)


_A_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)  # tells only the century of a short year


def read_flag(text: str) -> bool | None:
    """Read yes or no; None for another text.

    A time means yes: it is when the box was ticked. An empty text means no.
    """
    yes, no = _YES | _BARRED | _ON_LIST, _NO | _ALLOWED | _NOT_ON_LIST
    read = [_one(part, yes, no, barring=True) for part in _parts(text)]
    if True in read:
        return True
    return None if None in read else False


def read_permission(text: str) -> bool | None:
    """Read whether a text grants a permission; None if it says neither yes nor no.

    A time means yes: it is when the permission was given. Of several texts, one no is enough.
    """
    read = [_one(part, _YES | _GRANTED, _NO | _DENIED, barring=False) for part in _parts(text)]
    if False in read:
        return False
    return None if None in read else True


def is_unsubscribed(text: str) -> bool:
    """Return whether a mailing status says that the person unsubscribed.

    Other words of such a column, such as *bounced*, do not show a wish of the person.
    """
    return _word(text) in _BARRED | _UNSUBSCRIBED


def asks_removal(text: str) -> bool:
    """Return whether a status says that the person asked to be removed from a list."""
    return _REMOVAL.search(_word(text)) is not None


def only_bars(text: str) -> bool:
    """Return whether a note says nothing but *do not call*.

    *Do not call before 5 pm* and *did not call* are no opt-outs.
    """
    word = _word(text)
    return len(text) <= 100 and bool(_ONLY_BARS.fullmatch(word) or _REMOVAL.fullmatch(word))


def _parts(text: str) -> list[str]:
    return [part for part in text.split(JOINED) if _word(part) not in _UNSAID and part.strip()]


def _one(text: str, yes: frozenset[str], no: frozenset[str], *, barring: bool) -> bool | None:
    """Read one text; words such as *Ne plus appeler* mean `barring`."""
    word = _word(text)
    remark = _word(_REMARK.sub("", text))  # Yes (by phone)
    if remark in yes and barring:
        return True
    for said in (word, _BEFORE_DATE.sub(r"\1", word)):  # Yes (2024-01-02)
        if said in yes:
            return True
        if said in no:
            return False
    if barring_field(text) in ("do_not_call", "do_not_contact") and not _OFF_LIST.search(word):
        return barring
    moment = read_time(text, "UTC", _A_DAY, "dmy")
    return None if isinstance(moment, BadField) else True


def _word(text: str) -> str:
    """Return a text in small letters, without accents and signs."""
    bare = unicodedata.normalize("NFKD", clean_text(text, 100).casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c) and c != "\ufe0f")
    letters = letters.replace("ı", "i")
    return re.sub(r"[\s.,;:!'’‘“”\"()\[\]_]+|(?<=\w)-", " ", letters).strip()


_REMOVAL: Final = re.compile(
    r"(?:please )?(?:remove|removed|take|taken|delete|deleted) (?:(?:me|us|them|him|her) )?"
    r"(?:from|off) (?:(?:the|your|our|my|all|any|call|calling|contact|phone) )*lists?|"
    r"(?:has |have )?(?:request(?:ed|s)?|ask(?:ed|s)?|wants?) "
    r"(?:for )?(?:removal|to be (?:removed|taken off)(?: from (?:the |our )?lists?)?)"
)
_ONLY_BARS: Final = re.compile(
    r"(?:(?:please|pls|por favor|bitte|favor) )?(?:"
    r"(?:do not|dont|don t|never|nao|no|nicht|ne pas|ne plus) (?:(?:me|nos|ever|mehr|mais|mas) )*"
    r"(?:call|contact|phone|ring|ligar|ligue|contatar|llamar|llame|contactar|anrufen|kontaktieren|"
    r"appeler|contacter)|(?:on )?(?:the )?(?:dnc|do not call)(?: (?:list|registry))?)"
    r"(?: (?:again|anymore|any more|ever|back|please|mais|mas|nunca|mehr|me|him|her|them|us|list|"
    r"this|number|person|lead|customer|client))*"
)
_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*\Z")
_BEFORE_DATE: Final = re.compile(r"\A([^\W\d]+)[ -]+[0-9][0-9 /]{3,}\Z")
_OFF_LIST: Final = re.compile(
    r"\b(?:not|no longer|off|removed|without|nao|nicht) (?:\w+ ){0,3}dnc\b"
)

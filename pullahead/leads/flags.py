"""Reading yes and no, as exports write them in columns such as *Do Not Call*. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

from pullahead.leads.countries import JOINED
from pullahead.leads.fields import BadField, clean_text
from pullahead.leads.times import read_time

_YES: Final = frozenset(
    "1/1 0/-1/y/yes/true/t/x/xx/on/checked/selected/set/✓/✔/✅/☑/s/si/sim/verdadeiro/verdadero/"
    "j/ja/wahr/o/oui/vrai/opt out/opted out/optout/optedout/out/dnc/do not call/do not contact/"
    "do not allow/don t call/dont call/not allowed/unsubscribed/unsubscribe/stop/blocked/never/"
    "nao ligar/no llamar/nicht anrufen/ne pas appeler/gesperrt/bloqueado".split("/")
)
_NO: Final = frozenset(
    "0/0 0/n/no/false/f/off/unchecked/nao/falso/nein/falsch/non/faux/opt in/opted in/optin/"
    "optedin/in/allow/allowed/ok/subscribed/☐".split("/")
)


_A_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)  # tells only the century of a short year


def read_flag(text: str) -> bool | None:
    """Whether a text says yes; None where it can be read neither as yes nor as no.

    A moment says yes: it is when the box was ticked. An empty text says no.
    """
    several = [part for part in text.split(JOINED) if part.strip()]
    read = [_one(part) for part in several]
    if True in read:
        return True
    return None if None in read else False


def _one(text: str) -> bool | None:
    bare = unicodedata.normalize("NFKD", clean_text(text, 100).casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c) and c != "\ufe0f")
    word = re.sub(r"[\s.,;:!'’()\[\]_]+|(?<=\w)-", " ", letters).strip()
    if word in _YES:
        return True
    if word in _NO:
        return False
    moment = read_time(text, "UTC", _A_DAY, "dmy")
    return None if isinstance(moment, BadField) else True

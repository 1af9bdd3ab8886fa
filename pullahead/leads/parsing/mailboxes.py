"""Mailboxes: placeholders, spellings of one mailbox, keys. Pure."""

from __future__ import annotations

import re
from typing import Final

_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_ARGENTINE_MOBILE: Final = "+549"

# The part before the @, without signs and digits
_NOBODY: Final = frozenset(
    "none noemail nomail noemailaddress noemailprovided noemailgiven noaddress nobody noone null "
    "unknown undefined notprovided notavailable notapplicable notgiven test testing tester teste "
    "testemail testmail emailtest dummy fake fakeemail noreply donotreply xxx xxxx xxxxx aaa aaaa "
    "asd asdf asdfg qwe qwerty sememail semmail semail naotem naotememail naopossui "
    "naopossuiemail naoinformado naoinformou sinemail sincorreo sinmail notiene notienecorreo "
    "keinemail keinemailadresse unbekannt pasdemail inconnu notengo notengocorreo "
    "notengoemail prueba essai declined refused customerdeclined "
    "customerrefused donotemail donotcontact nocontact youremail yourname".split()
)
# the part before the @ and the domain's first part, together: no@email.com, sin@correo.com
_NOBODY_TOGETHER: Final = frozenset(
    "noemail nomail noemailaddress sememail semmail sememails naotem naotememail naopossui "
    "sinemail sincorreo sinmail notiene notienecorreo notengo notengocorreo keineemail keinemail "
    "keinmail pasemail pasmail pasdemail aucunemail youremail youremailemail yourmail userdomain "
    "namedomain emaildomain userexample nameexample emailexample youremailexample".split()
)
_NOBODY_TWICE: Final = frozenset(
    "email mail info user name example nt nao keine kein nein aucun guest walkin temp anonymous "
    "anonimo anonym anon deleted invalid declined refused customer client cliente kunde correo "
    "nomail blank empty sin sem".split()
)  # info@info.com; one of them at another domain is a mailbox
_NO_DOMAIN: Final = frozenset(
    "none noemail nomail null nowhere sememail sinemail sincorreo keinemail".split()
)
_SHORT: Final = frozenset("na no nao nil abc xyz".split())  # may be initials at another domain
_LETTERS: Final = re.compile(r"[\W\d_]+")


def is_placeholder(email: str) -> bool:
    """Return whether a normalized email is a placeholder: none@none.com, test@…"""
    name, _, domain = email.casefold().rpartition("@")
    bare, host = _LETTERS.sub("", name.partition("+")[0]), domain.partition(".")[0]
    if bare in _NOBODY or _LETTERS.sub("", host) in _NO_DOMAIN:
        return True
    if bare + _LETTERS.sub("", host) in _NOBODY_TOGETHER:
        return True
    if name != host:
        return False
    return len(set(name)) == 1 or name.isdigit() or name in _SHORT | _NOBODY_TWICE


def match_key(value: str) -> str:
    """Return the text under which an address is compared: equal for spellings of one address.

    A mailbox is that of its name before a +tag; at Gmail dots do not count. An Argentine mobile is
    the same number with and without the 9 that calls from abroad need. Other addresses are their
    own key.
    """
    if value.startswith("+"):
        if value.startswith(_ARGENTINE_MOBILE) and len(value) > len("+549") + 9:
            return "+54" + value.removeprefix(_ARGENTINE_MOBILE)
        return value
    name, at, domain = value.casefold().rpartition("@")
    own = name.partition("+")[0] or name
    if domain in _GMAIL:
        own, domain = own.replace(".", "") or own, "gmail.com"
    return f"{own}{at}{domain}"

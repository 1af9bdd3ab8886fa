"""The hourly limit of an agent's searches for others' leads.

Fragments of names would list all customers, and so would all numbers in turn. An agent finds own
leads by any fragment.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

import phonenumbers
from django.utils.translation import gettext as _

from pullahead.base.errors import Problem
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Address, AddressKind
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.parsing.phones import read_phone
from pullahead.leads.rules import clean_text
from pullahead.team import rules, throttle
from pullahead.team.models import Person

FEWEST_DIGITS = 7
A_WHOLE_NUMBER, A_WHOLE_ADDRESS, AN_ID = "number", "address", "id"


class TooManySearches(Problem):
    """An agent searched for others' leads too often in this hour."""

    status = 429
    code = "too_many_searches"


def is_whole(text: str) -> str:
    """Return the kind of a whole number, email address or id; "" for any other text."""
    text = text.strip()
    if _is_id(text):
        return AN_ID
    name, at, host = text.rpartition("@")
    if at:
        return A_WHOLE_ADDRESS if name and "." in host.strip(".") else ""
    return A_WHOLE_NUMBER if len(_digits(text)) >= FEWEST_DIGITS else ""


def found_whole(text: str, addresses: Iterable[Address], *, country: str) -> set[UUID]:
    """Return the leads of these addresses that equal the searched text."""
    text = clean_text(text, 254)
    digits = _digits(text).lstrip("0")
    number = read_phone(text, country)
    wanted = {match_key(text)} if "@" in text else set()
    if not isinstance(number, BadField):
        wanted.add(match_key(number))
    return {
        one.lead_id
        for one in addresses
        if one.match_key in wanted
        or (one.kind == AddressKind.PHONE and digits in _notations(one.value))
    }


@retried
def count(viewer: Person) -> None:
    """Count one search for others' leads. Raise TooManySearches above the limit of an hour."""
    key = throttle.key_of("search", viewer.pk)
    with write_transaction() as now:
        before = throttle.locked([key], now=now)[key]
        after = rules.searched(before, now)
        if after is None:
            raise TooManySearches(
                _(
                    "Nothing was searched: you searched {limit} times within an hour. You can "
                    "still search your own leads by name. For other leads, try again in an hour or "
                    "ask your team lead."
                ).format(limit=rules.SEARCHES_AN_HOUR)
            )
        throttle.keep({key: after}, now=now)


def _notations(value: str) -> set[str]:
    """Return the digits of a whole number, with and without its country code."""
    national = str(phonenumbers.parse(value).national_number)
    whole = {value[1:]}
    return whole | {national} if len(national) >= FEWEST_DIGITS else whole


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def _is_id(text: str) -> bool:
    try:
        return len(text) in {32, 36} and bool(UUID(text))
    except ValueError:
        return False

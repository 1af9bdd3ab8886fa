"""Search handles of a lead, and parsing of typed search input.

Plain Python without Django, clock or I/O.

A lead has a handle for each word of its name and company, one for its whole name, and one for each
mailbox. A phone's handle is its digits from the last to the first, so that *ends with* is a prefix
search too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pullahead.leads.name_rules import folded_words, telling
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.heading_text import folded
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.parsing.phones import read_phone

WORD_LENGTH: Final = 64
TEXT_LENGTH: Final = 200
TERMS: Final = 6
FEWEST_DIGITS: Final = 6
"""A number is looked up by its last six digits or more; fewer would find half a town."""

_COMPANY_HEADINGS: Final = frozenset(
    "company/company name/companyname/account/account name/organization/organisation/"
    "organization name/organisation name/org/org name/business/business name/employer/firm/"
    "firm name/customer company/lead company/contact company/empresa/nome da empresa/"
    "nome empresa/razao social/nome fantasia/companhia/organizacao/nombre de la empresa/"
    "nombre empresa/empresa nombre/compania/organizacion/firma/firmenname/unternehmen/"
    "unternehmensname/gesellschaft/arbeitgeber/entreprise/nom de l entreprise/societe/"
    "raison sociale/nom de la societe/current employer/workplace/dealership/"
    "person organization/deal organization/associated company/primary company".split("/")
)
"""Headings of a company, folded."""

_PHONE: Final = "#"  # no folded word begins with it


@dataclass(frozen=True, slots=True)
class Sought:
    """Parsed search input; all fields are empty for no input."""

    lead_id: UUID | None = None
    # each is the beginning of a handle; any of them finds a lead
    any_of: tuple[str, ...] = ()
    # each is the beginning of a handle; a lead must have all of them
    all_of: tuple[str, ...] = ()


def companies_in(attributes: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of companies that the attributes give, under any of their headings."""
    given = {folded(name): text for name, text in attributes.items() if isinstance(text, str)}
    return tuple(text for name, text in given.items() if name in _COMPANY_HEADINGS and text.strip())


def words_of(name: str, companies: Iterable[str] = (), addresses: Iterable[str] = ()) -> set[str]:
    """The handles of a lead; `addresses` are phones in E.164 and email addresses.

    A mailbox is found by each of its spellings.
    """
    named = telling(folded_words(name))
    words = {*named, " ".join(named)}
    for company in companies:
        words |= {*telling(folded_words(company))}
    words |= {handle_of(one) for address in addresses for one in (address, match_key(address))}
    return {word[:WORD_LENGTH] for word in words} - {""}


def handle_of(address: str) -> str:
    """The handle of one phone or email address; "" for none."""
    return _reversed(address[1:]) if address.startswith("+") else address.casefold()[:WORD_LENGTH]


def read_sought(text: str, *, country: str) -> Sought:
    """Parse search input: an id, a number in any notation, an email address, or words.

    `country` (ISO 3166, or "") is where a number without a prefix is dialed from.
    """
    text = text.replace("\x00", "")[:TEXT_LENGTH].strip()
    if (lead_id := _as_id(text)) is not None:
        return Sought(lead_id)
    if "@" in text.strip("@"):
        spellings = (text.casefold(), match_key(text))
        return Sought(any_of=tuple(dict.fromkeys(one[:WORD_LENGTH] for one in spellings)))
    words = folded_words(text)
    numbers = _numbers(text, country)
    if numbers and not any(c.isalpha() for word in words for c in word):
        return Sought(any_of=numbers)
    return Sought(any_of=numbers, all_of=_terms(words))


def _terms(words: list[str]) -> tuple[str, ...]:
    """Beginnings of words: *de* counts only while nothing else is typed."""
    return tuple(word[:WORD_LENGTH] for word in (telling(words) or words)[:TERMS])


def _numbers(text: str, country: str) -> tuple[str, ...]:
    """The number as it is called from anywhere; the digits as typed, with and without zeros."""
    digits = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    ends = [d for d in (digits, digits.lstrip("0")) if len(d) >= FEWEST_DIGITS]
    if not ends:
        return ()
    number = read_phone(text, country)
    whole = () if isinstance(number, BadField) else (_reversed(number[1:]),)
    return tuple(dict.fromkeys((*whole, *(_reversed(end) for end in ends))))


def _reversed(digits: str) -> str:
    return (_PHONE + digits[::-1])[:WORD_LENGTH]


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) in {32, 36} else None
    except ValueError:
        return None

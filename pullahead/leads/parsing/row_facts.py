"""Facts that a row states about itself: its country, its area code and its opt-outs. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Final

from pullahead.leads.area_codes import read_phone_with_area
from pullahead.leads.parsing.countries import JOINED
from pullahead.leads.parsing.fields import BadField, quoted, read_email
from pullahead.leads.parsing.flags import read_flag, read_permission
from pullahead.leads.parsing.headings import field_of

ATTRIBUTES_READ: Final = 1_000
"""Attributes of a refused request that are searched for an opt-out."""

_BARS: Final = {
    "do_not_call": {"phone"},
    "do_not_contact": {"phone", "email"},
    "email_opt_out": {"email"},
}
_ALLOWS: Final = {
    "may_call": {"phone"},
    "may_contact": {"phone", "email"},
    "may_email": {"email"},
}
FLAGS: Final = (*_BARS, *_ALLOWS)
"""Fields that say whether somebody may be called or written to."""

_OF_THE_ROW: Final = frozenset({"country", "dial_code", "area_code", *FLAGS})


def said_by(raw: Mapping[str, str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Return field → text of what a row states about itself.

    Reads the mapped columns of a file and attributes whose names are known headings. Several
    texts of one field are joined.
    """
    said = {field: raw[field] for field in _OF_THE_ROW if raw.get(field, "").strip()}
    for name, text in attributes.items():
        field = field_of(name)
        if field in _OF_THE_ROW and text.strip():
            said[field] = JOINED.join(filter(None, (said.get(field, ""), text.strip())))
    return said


def phone_of(raw: str, said: Mapping[str, str], *, default: str) -> str | BadField:
    """Read a phone with the row's country, dial code and area code."""
    return read_phone_with_area(
        raw,
        area_code=said.get("area_code", ""),
        country=said.get("country", ""),
        dial_code=said.get("dial_code", ""),
        default=default,
    )


def opted_out_kinds(said: Mapping[str, str]) -> tuple[frozenset[str], list[BadField]]:
    """Return the kinds of address that the row bars, and its flags that cannot be read."""
    barred: set[str] = set()
    unclear = []
    for field, kinds in _BARS.items():
        flag = read_flag(said.get(field, ""))
        if flag:
            barred |= kinds
        elif flag is None:
            unclear.append(_not_a_flag(field, said[field], "they opted out"))
    for field, kinds in _ALLOWS.items():
        if not said.get(field, ""):
            continue
        flag = read_permission(said[field])
        if flag is False:
            barred |= kinds
        elif flag is None:
            unclear.append(_not_a_flag(field, said[field], "they allow it"))
    return frozenset(barred), unclear


def opt_outs_of(
    raw: Mapping[str, str], *, country: str, attributes: Mapping[str, str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return kind and value of each readable address that a row opts out.

    For a row that is refused, whose opt-out counts all the same. Fields and attributes that are
    known as a phone or an e-mail count beside the first one.
    """
    extra = dict(itertools.islice((attributes or {}).items(), ATTRIBUTES_READ))
    said = said_by(raw, extra)
    kinds, _ = opted_out_kinds(said)
    found: dict[tuple[str, str], None] = {}
    for kind, text in _texts({**extra, **raw}) if kinds else ():
        if kind in kinds:
            read = read_email(text) if kind == "email" else phone_of(text, said, default=country)
            if isinstance(read, str):
                found[kind, read] = None
    return tuple(found)


def opt_out_field(said: Mapping[str, str]) -> str:
    """Return the field in which a row says its opt-out, or ""."""
    each = ((field, {field: said[field]}) for field in FLAGS if said.get(field, "").strip())
    return next((field for field, one in each if opted_out_kinds(one)[0]), "")


def _texts(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of everything that is known as a phone or an e-mail."""
    for name, text in texts.items():
        kind = name if name in ("phone", "email") else field_of(name)
        if kind in ("phone", "email") and text.strip():
            yield kind, text


def _not_a_flag(field: str, text: str, what: str) -> BadField:
    message = (
        f"{quoted(text)} is neither yes nor no, so it is unclear whether {what}; write yes or no"
    )
    return BadField(field, "not_a_flag", message)

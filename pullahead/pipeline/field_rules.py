"""Kinds of custom fields of deals, and the reading of their values. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

TEXT_AT_MOST = 500
NUMBER_BELOW = Decimal(10) ** 12
MONEY_BELOW = Decimal(10) ** 10
PLACES = {"number": 4, "money": 2}
FIELDS_AT_MOST = 40
OPTIONS_AT_MOST = 50
OPTION_AT_MOST = 60
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?", re.ASCII)

FieldInput = str | int | float | bool | Decimal | date | None


class FieldKind(StrEnum):
    """Kind of a custom field; a field keeps its kind for ever."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class FieldProblem(StrEnum):
    """Reason why a value is refused."""

    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    OPTION = "option"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value of a custom field; exactly one part is set."""

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    yes: bool | None = None

    @property
    def plain(self) -> str | Decimal | date | bool:
        """Return the part that is set."""
        for part in (self.number, self.day, self.yes):
            if part is not None:
                return part
        return self.text


def read_value(
    kind: str, given: FieldInput, options: Sequence[str] = ()
) -> FieldValue | FieldProblem | None:
    """Return a typed value; None for an empty one, a problem for one that does not fit."""
    if isinstance(given, str):
        given = given.strip()
    if given is None or given == "":
        return None
    if kind == FieldKind.DATE:
        return _day(given)
    if kind == FieldKind.YES_NO:
        known = given if isinstance(given, bool) else _YES_NO.get(str(given).casefold())
        return FieldProblem.YES_NO if known is None else FieldValue(yes=known)
    if kind in PLACES:
        return _amount(kind, given)
    text = str(given)
    if kind == FieldKind.CHOICE:
        found = next((one for one in options if one.casefold() == text.casefold()), None)
        return FieldProblem.OPTION if found is None else FieldValue(text=found)
    return FieldProblem.LONG if len(text) > TEXT_AT_MOST else FieldValue(text=text)


def _day(given: FieldInput) -> FieldValue | FieldProblem:
    if isinstance(given, date):
        return FieldValue(day=given)
    try:
        return FieldValue(day=date.fromisoformat(str(given)))
    except ValueError:
        return FieldProblem.DATE


def _amount(kind: str, given: FieldInput) -> FieldValue | FieldProblem:
    problem = FieldProblem(kind)
    text = f"{given:f}" if isinstance(given, Decimal) and given.is_finite() else str(given)
    if isinstance(given, bool) or not _NUMBER.fullmatch(text):
        return problem
    number = Decimal(text)
    if number != round(number, PLACES[kind]):
        return problem
    if kind == FieldKind.MONEY and not 0 <= number < MONEY_BELOW:
        return problem
    return FieldValue(number=number) if abs(number) < NUMBER_BELOW else problem


def plain_number(number: Decimal) -> str:
    """Return a number without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def code_of(name: str, taken: Sequence[str]) -> str:
    """Return the code of a new field: its name in small letters, numbered if it is taken."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:30] or "field"
    numbered = (f"{base}_{number}" for number in range(2, FIELDS_AT_MOST * 10))
    return next((one for one in (base, *numbered) if one not in taken), base)

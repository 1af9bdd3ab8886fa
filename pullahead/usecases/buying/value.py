"""Acts on the value network of a deal: roles, deliverables, ratings, and a CSV file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base.errors import Conflict, FieldError, Invalid, NotFound, wrong
from pullahead.base.transaction import retried
from pullahead.buying import value_services
from pullahead.buying.models import Deliverable, ValueRole
from pullahead.buying.models.value import SIDES
from pullahead.buying.value_rules import HOW, KINDS, RATING_LEAST, RATING_MOST
from pullahead.pipeline.rules import DealAct
from pullahead.team.models import Person
from pullahead.usecases.buying.members import member_row, note
from pullahead.usecases.common.csv_reader import NotText, opened, refuse_binary, rows
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals.access import ActContext, ActRequest, perform
from pullahead.usecases.deals.closing import checked_value

ROLES_AT_MOST, DELIVERABLES_AT_MOST = 40, 300
COLUMNS = ("number", "from", "to", "what", "kind", "rating", "triggers", "how", "cost")
FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class DeliverableInput:
    """Typed fields of a deliverable; giver and receiver are ids of roles, or names in a file."""

    giver: int = 0
    receiver: int = 0
    what: str = ""
    kind: str = "tangible"
    rating: int | None = None
    triggers: str = ""
    how: str = ""
    cost: Decimal | None = None
    promise: UUID | None = None


def _act(deal_id: UUID, by: Person, verb: Callable[[ActContext], None]) -> None:
    def guarded(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        verb(context)

    perform(ActRequest(deal_id, by), guarded)


@retried
def add_role(
    *, deal_id: UUID, by: Person, name: str, side: str = "theirs", member: int | None = None
) -> None:
    """Add a role that gives or gets value."""
    cleaned = clean_input(name)[:100]
    if not cleaned:
        raise wrong("name", "name_required", _("Enter a name or a role."))
    if side not in SIDES:
        raise wrong("side", "invalid", _("Choose a side."))

    def verb(context: ActContext) -> None:
        if member is not None:
            member_row(context, member)
        made = _added_role(context, cleaned, side, member)
        note(context, "value_role", made.pk)

    _act(deal_id, by, verb)


def _added_role(context: ActContext, name: str, side: str, member: int | None = None) -> ValueRole:
    there = value_services.roles_of(context.deal.pk)
    if any(one.name == name for one in there):
        raise wrong("name", "role_exists", _("This role already exists."))
    if len(there) >= ROLES_AT_MOST:
        raise Conflict(_("This network has 40 roles. Nothing was added."), code="too_many")
    return value_services.add_role(context.deal, name, side, member)


@retried
def remove_role(*, deal_id: UUID, by: Person, role: int) -> None:
    """Remove a role without deliverables."""

    def verb(context: ActContext) -> None:
        _role(deal_id, role, "role")
        used = value_services.deliverables_of(deal_id)
        if any(role in (one.giver_id, one.receiver_id) for one in used):
            said = _("This role has deliverables. End or change them first.")
            raise Conflict(said, code="role_used")
        value_services.remove_role(role)
        note(context, "value_role", role)

    _act(deal_id, by, verb)


def _role(deal_id: UUID, role: int, field: str) -> ValueRole:
    for one in value_services.roles_of(deal_id):
        if one.pk == role:
            return one
    raise wrong(field, "unknown_role", _("Choose a role of this network."))


@retried
def save_deliverable(
    *, deal_id: UUID, by: Person, typed: DeliverableInput, n: int | None = None
) -> None:
    """Add a deliverable, or change the one with this number."""
    plain = _checked(typed)

    def verb(context: ActContext) -> None:
        fields = _linked(context, typed, plain)
        if n is not None:
            _deliverable(deal_id, n)
            value_services.change_deliverable(context.deal, n, fields)
            note(context, "deliverable", n)
            return
        if len(value_services.deliverables_of(deal_id)) >= DELIVERABLES_AT_MOST:
            said = _("This network has 300 deliverables. Nothing was added.")
            raise Conflict(said, code="too_many")
        made = value_services.add_deliverable(
            context.deal, value_services.next_number(context.deal), fields
        )
        note(context, "deliverable", made.n)

    _act(deal_id, by, verb)


def _checked(typed: DeliverableInput) -> dict[str, Any]:
    what = clean_input(typed.what)[:200]
    if not what:
        raise wrong("what", "words_required", _("Enter what is given."))
    if typed.kind not in KINDS:
        raise wrong("kind", "invalid", _("Choose tangible or intangible."))
    if typed.how and typed.how not in HOW:
        raise wrong("how", "invalid", _("Choose add, extend or convert."))
    if typed.rating is not None and not RATING_LEAST <= typed.rating <= RATING_MOST:
        raise wrong("rating", "invalid", _("Choose a rating between -3 and 3."))
    return {
        "what": what,
        "kind": typed.kind,
        "rating": typed.rating,
        "triggers": clean_input(typed.triggers)[:200],
        "how": typed.how,
        "cost": checked_value(typed.cost),
    }


def _linked(context: ActContext, typed: DeliverableInput, plain: dict[str, Any]) -> dict[str, Any]:
    giver = _role(context.deal.pk, typed.giver, "giver")
    receiver = _role(context.deal.pk, typed.receiver, "receiver")
    if giver.pk == receiver.pk:
        raise wrong("receiver", "same_role", _("Choose two different roles."))
    fields = {**plain, "giver_id": giver.pk, "receiver_id": receiver.pk}
    if typed.promise is not None:
        known = {one.pk for one in value_services.promises_of(context.deal.pk)}
        if typed.promise not in known:
            raise wrong("promise", "unknown_promise", _("Choose a promise of this deal."))
        fields["promise_id"] = typed.promise
    return fields


def _deliverable(deal_id: UUID, n: int) -> Deliverable:
    for one in value_services.deliverables_of(deal_id):
        if one.n == n:
            return one
    raise NotFound(_("Deliverable not found. Reload the page."))


@retried
def end_deliverable(*, deal_id: UUID, by: Person, n: int, ended: bool = True) -> None:
    """End a deliverable, or undo its end."""

    def verb(context: ActContext) -> None:
        _deliverable(deal_id, n)
        value_services.end_deliverable(context.deal, n, context.now if ended else None)
        note(context, "deliverable", n)

    _act(deal_id, by, verb)


# ---- the file


def import_network(*, deal_id: UUID, by: Person, raw: IO[bytes]) -> int:
    """Save the deliverables of a CSV file, all lines or none; return how many.

    A line with the number of a deliverable changes it. Roles are added by their names.
    """
    lines = read_lines(raw, COLUMNS)
    return save_lines(deal_id=deal_id, by=by, lines=lines)


@retried
def save_lines(*, deal_id: UUID, by: Person, lines: Sequence[tuple[int, dict[str, str]]]) -> int:
    """Save deliverables as lines of a file have them, all or none; return how many."""

    def verb(context: ActContext) -> None:
        faults: list[str] = []
        for line, cells in lines:
            try:
                _save_line(context, cells)
            except (Invalid, Conflict) as problem:
                faults.append(_("Line {line}: {reason}").format(line=line, reason=problem.message))
        refuse_lines(faults)
        note(context, "value_network", len(lines))

    _act(deal_id, by, verb)
    return len(lines)


def _save_line(context: ActContext, cells: dict[str, str]) -> None:
    roles = {one.name: one.pk for one in value_services.roles_of(context.deal.pk)}
    for column in ("from", "to"):
        name = clean_input(cells[column])[:100]
        if not name:
            raise wrong(column, "name_required", _("Enter a name or a role."))
        if name not in roles:
            roles[name] = _added_role(context, name, "theirs").pk
        cells[column] = name
    typed = DeliverableInput(
        giver=roles[cells["from"]],
        receiver=roles[cells["to"]],
        what=cells["what"],
        kind=cells["kind"] or "tangible",
        rating=_whole(cells["rating"], "rating"),
        triggers=cells["triggers"],
        how=cells["how"],
        cost=_amount(cells["cost"]),
    )
    fields = _linked(context, typed, _checked(typed))
    number = _whole(cells["number"], "number")
    there = {one.n for one in value_services.deliverables_of(context.deal.pk)}
    if number in there:
        assert number is not None
        value_services.change_deliverable(context.deal, number, fields)
        return
    if len(there) >= DELIVERABLES_AT_MOST:
        said = _("This network has 300 deliverables. Nothing was added.")
        raise Conflict(said, code="too_many")
    chosen = number if number is not None and 0 < number < 10_000 else None
    n = chosen or value_services.next_number(context.deal)
    value_services.add_deliverable(context.deal, n, fields)


def _whole(text: str, field: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,6}", text, re.ASCII):
        raise wrong(field, "invalid", _("{text} is not a whole number.").format(text=text[:20]))
    return int(text)


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", text, re.ASCII):
        said = _("{text} is not an amount. Write it as 1200.50.")
        raise wrong("cost", "not_an_amount", said.format(text=text[:20]))
    return Decimal(text)


def read_lines(raw: IO[bytes], columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return the lines of a CSV file with these headings, each with its number. Raise Invalid."""
    try:
        refuse_binary(raw)
        lines = list(rows(opened(raw)))
    except (NotText, UnicodeError) as error:
        said = _("The file is not text in UTF-8. Save it as CSV in UTF-8. Nothing was saved.")
        raise wrong("file", "invalid", said) from error
    names = [cell.strip().lower().lstrip("\ufeff") for cell in lines[0].cells] if lines else []
    missing = [one for one in ("from", "to") if one not in names]
    if missing or len(lines) < 2:
        said = _("The first line needs these columns: {columns}. Nothing was saved.")
        raise wrong("file", "invalid", said.format(columns=", ".join(columns)))
    if len(lines) - 1 > DELIVERABLES_AT_MOST:
        said = _("The file has more than {limit} lines. Split it. Nothing was saved.")
        raise wrong("file", "too_many", said.format(limit=DELIVERABLES_AT_MOST))
    refuse_lines(
        [
            _("Line {line}: {reason}").format(line=one.line, reason=one.error)
            for one in lines[1:]
            if one.error
        ]
    )
    found = []
    for one in lines[1:]:
        cells = dict(zip(names, one.cells, strict=False))
        # The export guards cells that a spreadsheet would run.
        clean = {key: cells.get(key, "").strip().removeprefix("'") for key in columns}
        found.append((one.line, clean))
    return found


def refuse_lines(faults: Sequence[str]) -> None:
    """Raise Invalid that names the first faulty lines; of none, do nothing."""
    if not faults:
        return
    shown = list(faults[:FAULTS_SHOWN])
    if len(faults) > FAULTS_SHOWN:
        more = len(faults) - FAULTS_SHOWN
        shown.append(ngettext("{n} more line.", "{n} more lines.", more).format(n=more))
    said = _("Nothing was saved. Correct the file.") + " " + " ".join(shown)
    raise Invalid(said, errors=[FieldError("file", "invalid", said)])

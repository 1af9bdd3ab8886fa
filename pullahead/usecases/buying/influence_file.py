"""The influence map of a deal as a CSV file, both ways. A line is who influences whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Invalid, NotFound, wrong
from pullahead.base.transaction import retried
from pullahead.pipeline import finding_services
from pullahead.team.models import Person
from pullahead.usecases.buying.group import BuyingGroup
from pullahead.usecases.buying.members import guard, link
from pullahead.usecases.buying.value import read_lines, refuse_lines
from pullahead.usecases.deals.access import ActContext, ActRequest, perform
from pullahead.usecases.deals.findings import called

COLUMNS = ("from", "to", "sign", "strength")


def influence_rows(group: BuyingGroup) -> Sequence[Sequence[str | int]]:
    """Return the influence as rows of a CSV file, with headings; no stance."""
    rows: list[Sequence[str | int]] = [COLUMNS]
    rows += [
        (one.name, other.name, "for" if other.helps else "against", other.strength)
        for one in group.members
        for other in one.influences
    ]
    return rows


def import_influence(*, deal_id: UUID, by: Person, raw: IO[bytes]) -> int:
    """Save the influences of a CSV file, all lines or none; return how many."""
    lines = read_lines(raw, COLUMNS)
    _save(deal_id, by, lines)
    return len(lines)


@retried
def _save(deal_id: UUID, by: Person, lines: Sequence[tuple[int, dict[str, str]]]) -> None:
    def verb(context: ActContext) -> None:
        guard(context)
        names: dict[str, int] = {}
        for row in finding_services.contacts_of(context.deal.pk):
            names.setdefault(called(row.contact).casefold(), row.pk)
        faults: list[str] = []
        for line, cells in lines:
            try:
                _line(context, names, cells)
            except (Invalid, Conflict, NotFound) as problem:
                faults.append(_("Line {line}: {reason}").format(line=line, reason=problem.message))
        refuse_lines(faults)

    perform(ActRequest(deal_id, by), verb)


def _line(context: ActContext, names: dict[str, int], cells: dict[str, str]) -> None:
    found = []
    for column in ("from", "to"):
        member = names.get(cells[column].casefold())
        if member is None:
            said = _("“{name}” is not a member of this deal.").format(name=cells[column][:40])
            raise wrong(column, "unknown_member", said)
        found.append(member)
    sign, strength = cells["sign"] or "for", cells["strength"] or "2"
    if sign not in {"for", "against"}:
        raise wrong("sign", "invalid", _("The sign is “for” or “against”."))
    if strength not in {"1", "2", "3"}:
        raise wrong("strength", "invalid", _("Choose a strength between 1 and 3."))
    link(context, found[0], found[1], helps=sign == "for", strength=int(strength))

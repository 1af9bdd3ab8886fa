"""Judge of the week: plain SQL and the clients' records, without any code of the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.outages.week.agents import WeekRecord
from tests.outages.week.lists import KEPT_AS, REFUSED, WeekList, WrittenRow
from tests.outages.week.numbers import CallPlace, place_of
from tests.outages.week.office import UNHEARD, Heard

Sql = Callable[..., list[tuple[Any, ...]]]
# Dispositions after which a lead is closed; every other word in `closed_as` is unknown here
FINAL: Final = frozenset(
    {"won", "not_interested", "wrong_number", "disconnected", "duplicate", "do_not_call"}
    | {"no_answer", "voicemail", "busy", "third_party", "callback", "emailed", "dropped"}
    | {"thinking", "quote_sent", "lost", "exhausted", "not_reached", "unreachable"}
)
DIALED: Final = ("call", "sms", "whatsapp")


@dataclass(slots=True)
class WeekFacts:
    """All that a week is judged by."""

    sql: Sql
    record: WeekRecord
    heard: Sequence[Heard]
    lists: Sequence[WeekList]
    # of each list: line → reason, for rows that were refused or have a finding
    errors: Mapping[str, Mapping[int, str]]
    # numbers that came in otherwise (API, a real list), with the names of their people
    others: dict[str, set[str]] = field(default_factory=dict)

    def rows(self) -> Iterable[WrittenRow]:
        """Every row of every list."""
        return (row for one in self.lists for row in one.rows)


def faults(facts: WeekFacts) -> list[str]:
    """Return every fault; nothing after a good week."""
    return [
        *_rows_lost(facts),
        *_imports_add_up(facts),
        *_leads_lost(facts),
        *_opted_out_called(facts),
        *_called_at_night(facts),
        *_strangers_called(facts),
        *_saves(facts),
        *_answers(facts.heard),
        *facts.record.labels,
    ]


def _rows_lost(facts: WeekFacts) -> Iterable[str]:
    """A row is a lead with all its addresses, or an error line with its reason."""
    held: dict[str, set[str]] = {}
    asked = facts.sql(
        "SELECT i.attributes->>%s, a.value FROM leads_inquiry i "
        "LEFT JOIN leads_address a ON a.lead_id = i.lead_id WHERE i.attributes->>%s IS NOT NULL",
        KEPT_AS,
        KEPT_AS,
    )
    for mark, value in asked:
        held.setdefault(mark, set()).add(value)
    for one in facts.lists:
        for row in one.rows:
            reason = facts.errors.get(one.name, {}).get(row.line, "")
            if row.fate == REFUSED:
                if row.mark in held or not reason:
                    yield f"row {row.mark}: not refused with a reason"
            elif row.mark not in held:
                yield f"row {row.mark}: no lead ({reason or 'no error line'})"
            elif missing := {*row.numbers, *row.mails} - held[row.mark]:
                yield f"row {row.mark}: {missing} is not at its lead: {held[row.mark]}"


def _imports_add_up(facts: WeekFacts) -> Iterable[str]:
    """Every row of every import was read, and each refused one has its reason.

    This covers the real list too, whose rows have no mark.
    """
    found = facts.sql(
        "SELECT i.id, i.name, i.total, i.rows, i.admitted + i.asked_again + i.already_here, "
        "i.refused, (SELECT count(DISTINCT r->>0) FROM leads_importpart p, "
        "jsonb_array_elements(p.refused) r WHERE p.of_id = i.id AND r->>2 <> ''), "
        "(SELECT count(*) FROM leads_importedlead d WHERE d.of_id = i.id), i.admitted "
        "FROM leads_import i"
    )
    for pk, name, total, rows, came_in, refused, told, leads, admitted in found:
        if total != rows or rows != came_in + refused:
            yield f"import {pk} {name}: {total} rows, {rows} read, {came_in} in, {refused} refused"
        if told != refused:
            yield f"import {pk} {name}: {refused} refused, {told} with a reason"
        if leads != admitted:
            yield f"import {pk} {name}: {admitted} admitted, {leads} leads"


def _leads_lost(facts: WeekFacts) -> Iterable[str]:
    """An open lead has one card with a next step; a closed one has a final outcome and no card."""
    there = {str(lead) for (lead,) in facts.sql("SELECT id FROM leads_lead")}
    for lead in facts.record.admitted - there:
        yield f"lead {lead}: acknowledged by the API, and not there"
    found = facts.sql(
        "SELECT l.id, l.closed_at, l.closed_as, c.state, c.next_at, c.park_reason, c.review_at, "
        "c.lane_id, c.token, k.ended_at FROM leads_lead l "
        "LEFT JOIN pull_card c ON c.lead_id = l.id LEFT JOIN pull_claim k ON k.token = c.token"
    )
    for lead, closed, word, state, at, parked, review, lane, token, ended in found:
        if closed is not None:
            if state is not None or word not in FINAL:
                yield f"lead {lead}: closed as {word!r}, card {state}"
        elif state is None:
            yield f"lead {lead}: open without a card"
        elif state == "parked":
            if not parked or review is None:
                yield f"lead {lead}: parked without a reason or a day"
        elif lane is None or (state in {"held", "scheduled"} and at is None):
            yield f"lead {lead}: {state} without a next moment or a lane"
        elif state == "held" and (token is None or ended is not None):
            yield f"lead {lead}: held by a claim that has ended"


def _opted_out_called(facts: WeekFacts) -> Iterable[str]:
    """No attempt at a number after its owner opted out: in a list, by API, or to an agent."""
    for number, last in facts.record.barred.items():
        found = facts.sql(
            "SELECT id, at FROM pull_attempt WHERE value = %s AND id > %s", number, last
        )
        yield from (f"attempt {pk} at {at}: {number} had opted out" for pk, at in found)
    table = facts.sql(
        "SELECT t.id, t.value FROM pull_attempt t JOIN leads_optout o "
        "ON o.kind = 'phone' AND o.value = t.value AND o.at < t.at WHERE t.channel = ANY(%s)",
        list(DIALED),
    )
    yield from (f"attempt {pk}: {value} is in the table of opt-outs" for pk, value in table)
    kept = {value for (value,) in facts.sql("SELECT value FROM leads_optout")}
    for row in facts.rows():
        if row.barred and not set(row.numbers) <= kept:
            yield f"row {row.mark}: its opt-out was not kept"


def _called_at_night(facts: WeekFacts) -> Iterable[str]:
    """No attempt outside the hours of the number, nor of the state that its row names."""
    more: dict[str, list[CallPlace]] = {}
    for row in facts.rows():
        for number in row.numbers:
            more.setdefault(number, []).extend(row.places)
    found = facts.sql(
        "SELECT id, value, at FROM pull_attempt WHERE channel = ANY(%s)", list(DIALED)
    )
    for pk, value, at in found:
        places = [place_of(value), *more.get(value, ())]
        if not all(place.open(at) for place in places):
            yield f"attempt {pk}: {value} at {at} is outside {places}"


def _strangers_called(facts: WeekFacts) -> Iterable[str]:
    """Every dialed number is one of the person to whom the lead belongs."""
    names: dict[str, set[str]] = {number: set(who) for number, who in facts.others.items()}
    for row in facts.rows():
        for number in row.numbers:
            names.setdefault(number, set()).add(row.name)
    found = facts.sql(
        "SELECT t.id, t.value, l.name FROM pull_attempt t JOIN leads_lead l ON l.id = t.lead_id "
        "WHERE t.channel = ANY(%s)",
        list(DIALED),
    )
    for pk, value, name in found:
        if name not in names.get(value, set()):
            yield f"attempt {pk}: {name!r} was called at {value}, which is {names.get(value)}"


def _saves(facts: WeekFacts) -> Iterable[str]:
    """A save that was answered with success is stored once, as what was pressed.

    One that was refused, or whose answer never came, is stored at most once.
    """
    kept: Counter[tuple[str, str]] = Counter()
    stored = "SELECT settled_as, disposition, note, undo IS NULL FROM pull_claim WHERE note <> ''"
    words = {note: (as_ or code) for as_, code, note, _undo in facts.sql(stored)}
    lines = facts.sql(
        "SELECT lead_id::text, data->>'as' FROM base_journal WHERE kind = 'claim.settled'"
    )
    kept.update((lead, code) for lead, code in lines)
    wanted: Counter[tuple[str, str]] = Counter()
    for save in facts.record.saves:
        if save.saved:
            wanted[save.lead, save.code] += 1
            if not save.undone and words.get(save.note) != save.code:
                yield f"{save}: pressed {save.code}, stored {words.get(save.note)}"
        elif save.note in words and not _unheard(save.answers):
            yield f"{save}: refused, and stored"
    for key, count in (wanted - kept).items():
        yield f"{key}: {count} saves that were answered are not in the journal"
    for key, count in (kept - wanted).items():
        maybe = [s for s in facts.record.saves if (s.lead, s.code) == key and not s.saved]
        if count > sum(_unheard(one.answers) for one in maybe):
            yield f"{key}: {count} lines too many in the journal"


def _unheard(answers: Sequence[int]) -> bool:
    return not answers or answers[-1] == UNHEARD


def _answers(heard: Iterable[Heard]) -> Iterable[str]:
    """No answer is *our fault*; each refusal in an outage has words and a time to try again."""
    for one in heard:
        if one.status >= 500 and one.status != 503:
            yield f"{one.what}: {one.status} during {one.outage or 'no outage'}: {one.text[:300]}"
        elif one.status == 503:
            if not one.retry_after.isdigit() or len(one.text.split()) < 6:
                yield f"{one.what}: 503 without words or Retry-After: {one.text[:300]}"
            if not one.outage:
                yield f"{one.what}: 503 without an outage: {one.text[:300]}"
        elif one.status == UNHEARD and not one.outage:
            yield f"{one.what}: no answer, without an outage"

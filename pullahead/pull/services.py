"""Writes of lead pull's own tables: defaults, routes, windows, attempts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.transaction import require_transaction
from pullahead.compliance.services import lay_defaults as lay_compliance_defaults
from pullahead.leads.models import Source
from pullahead.pull import boosts, call_scripts, models, nurturing
from pullahead.pull.queries import SettleEffects
from pullahead.pull.store.rows import adapted
from pullahead.team.models import Team
from pullahead.team.services import lay_break_reasons

DEFAULT_TEAM = "Sales"
FRESH = "fresh inquiry"
LATER = "later"  # the customer names the date of the next contact
ASKED_FOR = "asked_for"  # the customer asks for one agent by name
QUALIFY = ("qualified", "won", "quote_sent")  # the lead qualifies
UNDONE = "undone"  # result of a call whose settle was undone

# code, label, kind, tried, reached, bad number, opt-out
_DISPOSITIONS: tuple[tuple[str, str, str, bool, bool, bool, bool], ...] = (
    ("no_answer", "No answer", "next", True, False, False, False),
    ("busy", "Busy", "next", True, False, False, False),
    ("voicemail", "Voicemail", "next", True, False, False, False),
    ("dropped", "Call dropped", "next", True, True, False, False),
    ("third_party", "Wrong person answered", "next", True, False, False, False),
    ("callback", "Call back later", "callback", True, True, False, False),
    ("asked_for", "Asked for a colleague", "callback", True, True, False, False),
    ("qualified", "Qualified", "callback", True, True, False, False),
    ("won", "Won", "final", True, True, False, False),
    ("not_interested", "Not interested", "final", True, True, False, False),
    ("wrong_number", "Wrong number", "final", True, False, True, False),
    ("disconnected", "Disconnected", "final", True, False, True, False),
    ("duplicate", "Duplicate", "final", False, False, False, False),
    ("do_not_call", "Do not call again", "final", True, True, False, True),
    ("quote_sent", "Interested: quote sent", "nurture", True, True, False, False),
    ("thinking", "Thinking it over", "nurture", True, True, False, False),
    ("later", "Later (date)", "nurture", True, True, False, False),
    ("emailed", "Emailed, waiting", "next", True, False, False, False),
)
_DAY = 24 * 60
# name, minutes from the first attempt by round, minutes from this attempt by disposition
_CADENCES: tuple[tuple[str, list[int], dict[str, int]], ...] = (
    (FRESH, [0, 45, 120, 5 * _DAY, 14 * _DAY, 15 * _DAY], {}),
    ("dense", [0, 45, 120, _DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY], {}),
    (
        "bought or aged",
        [0, 240, 480, 5 * _DAY, 14 * _DAY, 15 * _DAY],
        {"no_answer": 240, "busy": 30, "dropped": 10, "voicemail": _DAY},
    ),
)


def lay_defaults() -> None:
    """Add the defaults of a fresh install; only missing ones, so edits and reruns are safe."""
    require_transaction()
    lay_break_reasons()
    if not models.DispositionRow.objects.exists():
        names = ("code", "label", "kind", "tried", "reached", "bad_number", "opt_out")
        models.DispositionRow.objects.bulk_create(
            models.DispositionRow(
                position=n,
                for_one=row[0] == ASKED_FOR,
                dated=row[0] == LATER,
                qualifies=row[0] in QUALIFY,
                **dict(zip(names, row, strict=True)),
            )
            for n, row in enumerate(_DISPOSITIONS, start=1)
        )
    for name, offsets, waits in _CADENCES:
        models.CadenceRow.objects.get_or_create(
            name=name, defaults={"offsets": offsets, "waits": waits}
        )
    models.NurturePlanRow.objects.get_or_create(
        source=None,
        disposition=None,
        defaults={"offsets": [days * _DAY for days in nurturing.DAYS]},
    )
    lay_compliance_defaults()
    Team.objects.get_or_create(name=DEFAULT_TEAM)


def route_of(*, source: Source) -> models.Route:
    """Return the source's route, made with the defaults the first time."""
    require_transaction()
    found = models.Route.objects.select_related("cadence", "team").filter(source=source).first()
    if found is not None:
        return found
    team, _ = Team.objects.get_or_create(name=DEFAULT_TEAM)
    cadence = models.CadenceRow.objects.get(name=FRESH)
    boosted = boosts.published(source_id=source.pk, team_id=team.pk, now=clock.now())
    return models.Route.objects.create(source=source, team=team, cadence=cadence, **boosted)


def end_claims_earlier(*, by: timedelta) -> None:
    """Move the end of every live claim back by as much as the machine's clock was set back."""
    require_transaction()
    for card in models.CardRow.objects.filter(state="held").order_by("pk"):
        if card.next_at is None or card.token is None:
            raise RuntimeError("the schema gives every held card an end")
        ends_at = card.next_at - by
        models.CardRow.objects.filter(pk=card.pk).update(next_at=ends_at)
        models.ClaimRow.objects.filter(pk=card.token).update(ends_at=ends_at)


def set_half_life(*, source: Source, hours: float) -> None:
    """Set the half-life (hours > 0) of interest for a source's leads from now on."""
    route = route_of(source=source)
    models.Route.objects.filter(pk=route.pk).update(half_life_hours=hours)


def log_attempt(
    *,
    lead_id: UUID,
    claim: UUID,
    agent_id: int,
    address_id: int | None,
    value: str,
    reached: bool,
    outcome: str,
    now: datetime,
    channel: str = "call",
    checked: Mapping[str, Any] | None = None,
) -> None:
    """Store one attempt on one channel; the cadence and the calling rules count calls.

    `checked` is the record of the calling rules at the dial.
    """
    require_transaction()
    row = (lead_id, claim, agent_id, address_id, value, channel, now, reached, outcome, checked)
    statements.defer_write("pull_attempt", _ATTEMPT, [adapted(one) for one in row])


_ATTEMPT = """
INSERT INTO pull_attempt
  (lead_id, claim_id, agent_id, address_id, value, channel, at, reached, outcome, checked)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def close_attempt(*, attempt_id: int, outcome: str, reached: bool) -> None:
    """Store the result of this attempt."""
    require_transaction()
    closed = "UPDATE pull_attempt SET outcome = %s, reached = %s WHERE id = %s"
    statements.defer_write("pull_attempt", closed, [outcome, reached, attempt_id])


def close_attempts(*, claim: UUID, outcome: str, reached: bool) -> bool:
    """Store the result of a claim's last attempt; return False when there is none.

    Without contact, the attempts before it had none either.
    """
    require_transaction()
    last = models.Attempt.objects.filter(claim_id=claim).order_by("-at", "-id").first()
    if last is None:
        return False
    models.Attempt.objects.filter(pk=last.pk).update(outcome=outcome, reached=reached)
    return True


def end_call(*, claim: UUID, now: datetime) -> None:
    """Store when the last call of a claim ended, if that is not known."""
    require_transaction()
    calls = models.Attempt.objects.filter(claim_id=claim, channel="call")
    last = calls.order_by("-at", "-id").values_list("pk", flat=True).first()
    calls.filter(pk=last or 0, ended_at=None).update(ended_at=now)


def mark_attempt(*, claim: UUID, value: str, outcome: str) -> None:
    """Store the result of a claim's last attempt on this address."""
    require_transaction()
    tries = models.Attempt.objects.filter(claim_id=claim, value=value)
    last = tries.order_by("-at", "-id").first()
    if last is not None:
        models.Attempt.objects.filter(pk=last.pk).update(outcome=outcome)


def move_attempts(*, claim: UUID, to: UUID) -> None:
    """Move the calls of a claim whose settle was undone to the current claim.

    The calls were made, so the calling rules count them. Without a current claim, they stay.
    """
    require_transaction()
    if models.ClaimRow.objects.filter(pk=to).exists():
        calls = models.Attempt.objects.filter(claim_id=claim)
        last = calls.order_by("-at", "-id").values_list("pk", flat=True).first()
        calls.filter(pk=last or 0).update(reached=False, outcome=UNDONE)
        calls.update(claim_id=to)


def give_attempts(*, claim: UUID, to: UUID) -> None:
    """Move a live call's attempts to the agent who receives the lead."""
    require_transaction()
    models.Attempt.objects.filter(claim_id=claim).update(claim_id=to)


def forget_giver(*, person_id: int) -> None:
    """Clear `handed_over_by` of a leaving agent: what they handed over does not return to them."""
    require_transaction()
    models.CardRow.objects.filter(handed_over_by_id=person_id).update(handed_over_by=None)


def take_answers_back(*, claim: UUID) -> None:
    """Remove the call-script answers that an undone settle stored."""
    require_transaction()
    models.ScriptAnswer.objects.filter(claim_id=claim).delete()


def keep_effects(*, claim: UUID, effects: SettleEffects) -> None:
    """Add the rows that a settle wrote beside the card, so that an undo takes back just those."""
    require_transaction()
    kind = models.SettleEffect.Kind
    rows = [
        models.SettleEffect(claim_id=claim, kind=kind.OPT_OUT, value=value)
        for value in effects.opted_out
    ]
    if effects.bad_address is not None:
        bad = effects.bad_address
        rows.append(models.SettleEffect(claim_id=claim, kind=kind.BAD_ADDRESS, address_id=bad))
    if effects.sold:
        rows.append(models.SettleEffect(claim_id=claim, kind=kind.SALE))
    if rows:
        models.SettleEffect.objects.bulk_create(rows)


def replace_effects(*, claim: UUID, effects: SettleEffects) -> None:
    """Store these effects of a settle, and delete all others."""
    require_transaction()
    models.SettleEffect.objects.filter(claim_id=claim).delete()
    keep_effects(claim=claim, effects=effects)


def correct_settle(
    *, claim: UUID, disposition: str, reason: str, by_id: int, now: datetime
) -> None:
    """Replace a settle's disposition, and store who did so and why; undo is no longer possible."""
    require_transaction()
    row = models.ClaimRow.objects.get(pk=claim)
    models.SettleCorrection.objects.create(
        claim=row, was=row.disposition, by_id=by_id, at=now, reason=reason
    )
    models.ClaimRow.objects.filter(pk=claim).update(disposition=disposition, undo=None)


def set_guide(
    *, guide: call_scripts.CallScript, source_id: int | None = None, team_id: int | None = None
) -> None:
    """Set the call script of one source or one team; an empty one deletes it."""
    require_transaction()
    of: dict[str, Any] = {"source_id": source_id, "team_id": team_id}
    if guide.empty:
        models.CallScriptRow.objects.filter(**of).delete()
        return
    said = {
        "steps": list(guide.steps),
        "objections": [[one.said, one.answer] for one in guide.objections],
        "questions": [one.text for one in guide.questions],
    }
    models.CallScriptRow.objects.update_or_create(**of, defaults=said)


def keep_answers(*, claim: UUID, answers: Mapping[str, str]) -> None:
    """Store the customer's answers by question; a blank is none, a later answer applies."""
    require_transaction()
    for question, answer in answers.items():
        if answer.strip():
            models.ScriptAnswer.objects.update_or_create(
                claim_id=claim, question=question, defaults={"answer": answer.strip()}
            )


def set_message(
    *,
    message_id: int | None,
    channel: str,
    source_id: int | None,
    language: str,
    touch: int,
    subject: str,
    body: str,
) -> None:
    """Create a message template, or replace the one with this id."""
    require_transaction()
    facts = {
        "channel": channel,
        "source_id": source_id,
        "language": language,
        "touch": touch,
        "subject": subject,
        "body": body,
    }
    if message_id is None:
        models.MessageTemplate.objects.create(**facts)
    else:
        models.MessageTemplate.objects.filter(pk=message_id).update(**facts)


def delete_message(*, message_id: int) -> None:
    """Delete a message template."""
    require_transaction()
    models.MessageTemplate.objects.filter(pk=message_id).delete()

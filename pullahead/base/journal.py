"""Write the journal. This module names every kind of event; docs/journal.md explains them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class JournalEvent(StrEnum):
    """Kinds of journal lines."""

    LEAD_RECEIVED = "lead.received"
    LEAD_ASKED_AGAIN = "lead.asked_again"
    LEAD_REACHABLE = "lead.reachable"
    LEAD_CLOSED = "lead.closed"
    LEAD_REOPENED = "lead.reopened"
    LEAD_OUTCOME = "lead.outcome"
    LEAD_MOVED = "lead.moved"
    LEAD_VALUED = "lead.valued"
    CARD_ADMITTED = "card.admitted"
    CARD_WOKEN = "card.woken"
    CARD_DEFERRED = "card.deferred"
    CARD_PARKED = "card.parked"
    CARD_UNPARKED = "card.unparked"
    CLAIM_MADE = "claim.made"
    CLAIM_SETTLED = "claim.settled"
    CLAIM_RELEASED = "claim.released"
    CLAIM_ENDED = "claim.ended"
    CLAIM_LATE = "claim.late"
    CLAIM_TAKEN = "claim.taken"
    CLAIM_INTERRUPTED = "claim.interrupted"
    CLAIM_RESUMED = "claim.resumed"
    CLAIM_HANDED_OVER = "claim.handed_over"
    CLAIM_UNDONE = "claim.undone"
    CALLBACK_FREED = "callback.freed"
    CALLBACK_GIVEN = "callback.given"
    CALLBACK_KEPT = "callback.kept"
    CALLBACK_RETURNED = "callback.returned"
    CLAIM_CORRECTED = "claim.corrected"
    CLAIM_DISPUTED = "claim.disputed"
    SECOND_LOOK_DRAWN = "second_look.drawn"
    SECOND_LOOK_SETTLED = "second_look.settled"
    SECOND_LOOK_SWITCHED = "second_look.switched"
    PERSON_BREAK = "person.break"
    PERSON_STATE = "person.state"
    PERSON_BACK = "person.back"
    OPT_OUT = "opt_out"
    OPT_OUT_ADDED = "opt_out.added"
    OPT_OUT_REMOVED = "opt_out.removed"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    PERSON_DISPLAY = "person.display"
    PERSON_DISABLED = "person.disabled"
    PERSON_ENABLED = "person.enabled"
    PERSON_PASSWORD = "person.password"
    PERSON_SENT_HOME = "person.sent_home"
    BOOST_ADDED = "boost.added"
    BOOST_ENDED = "boost.ended"
    EXPERIMENT_PLANNED = "experiment.planned"
    EXPERIMENT_STARTED = "experiment.started"
    EXPERIMENT_STOPPED = "experiment.stopped"
    SCRIPT_COMPARISON_PLANNED = "script_comparison.planned"
    SCRIPT_COMPARISON_STARTED = "script_comparison.started"
    SCRIPT_COMPARISON_STOPPED = "script_comparison.stopped"
    SCRIPT_COMPARISON_USED = "script_comparison.used"
    PEOPLE_IMPORTED = "people.imported"
    WORK_LIMIT_CHANGED = "work_limit.changed"
    BREAKS_CHANGED = "breaks.changed"
    SHIFT_CHANGED = "shift.changed"
    LEAVE_ADDED = "leave.added"
    LEAVE_ENDED = "leave.ended"
    NOTES_CHANGED = "notes.changed"
    DISPOSITION_CHANGED = "disposition.changed"
    CADENCE_CHANGED = "cadence.changed"
    ROUTE_CHANGED = "route.changed"
    CALL_SCRIPT_CHANGED = "call_script.changed"
    MESSAGE_TEMPLATE_CHANGED = "message_template.changed"
    IMPORT_STARTED = "import.started"
    IMPORT_WITHDRAWN = "import.withdrawn"
    IMPORT_BROUGHT_BACK = "import.brought_back"
    DNC_IMPORTED = "dnc.imported"
    CALENDAR_CHANGED = "calendar.changed"
    PACK_ADDED = "pack.added"
    LEAD_RETURNED = "lead.returned"
    RETURN_REMOVED = "return.removed"
    RETURN_CREDITED = "return.credited"
    SOURCE_TERMS = "source.terms"
    SOURCE_PAUSED = "source.paused"
    SOURCE_RESUMED = "source.resumed"
    BUYING_PLANNED = "buying.planned"
    BUYING_APPLIED = "buying.applied"
    BUYING_UNDONE = "buying.undone"
    HOUR_COST = "hour_cost.changed"
    PRODUCT_MARGIN = "product.margin"
    SPEND_CHANGED = "spend.changed"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    SCORE_MODEL_TESTED = "score_model.tested"
    SCORE_MODEL_PUBLISHED = "score_model.published"
    SCORE_FIELD_CHANGED = "score_field.changed"
    DEAL_ADDED = "deal.added"
    DEAL_PULLED = "deal.pulled"
    DEAL_FINISHED = "deal.finished"
    DEAL_WAITING = "deal.waiting"
    DEAL_RESUMED = "deal.resumed"
    DEAL_MOVED_BACK = "deal.moved_back"
    DEAL_TAKEN = "deal.taken"
    DEAL_RELEASED = "deal.released"
    DEAL_HANDED_OVER = "deal.handed_over"
    DEAL_WON = "deal.won"
    DEAL_LOST = "deal.lost"
    DEAL_DISCARDED = "deal.discarded"
    DEAL_REOPENED = "deal.reopened"
    DEAL_UNDONE = "deal.undone"
    DEAL_REMAPPED = "deal.remapped"
    DEAL_EDITED = "deal.edited"
    DEAL_BLOCKED = "deal.blocked"
    DEAL_UNBLOCKED = "deal.unblocked"
    DEAL_FIELD_ADDED = "deal_field.added"
    DEAL_FIELD_CHANGED = "deal_field.changed"
    DEAL_FIELD_RETIRED = "deal_field.retired"
    DEAL_FIELD_RESTORED = "deal_field.restored"
    BUYING_CHANGED = "buying.changed"
    JOB_MARKED = "job.marked"
    CYCLE_MOVED = "cycle.moved"
    MOMENT_JUDGED = "moment.judged"
    SIGNAL_RECEIVED = "signal.received"
    SIGNAL_ANSWERED = "signal.answered"
    CONVERSATION_KEPT = "conversation.kept"
    CONVERSATION_RECAPPED = "conversation.recapped"
    CONVERSATION_ANSWERED = "conversation.answered"
    CONVERSATION_UNDONE = "conversation.undone"
    PROMISE_MOVED = "promise.moved"
    PROMISE_FREED = "promise.freed"
    PROMISE_PASSED = "promise.passed"
    DEAL_BASIS = "deal.basis"
    CONTACT_TOLD = "contact.told"
    CONTACT_FORGOTTEN = "contact.forgotten"
    ITEM_ADDED = "item.added"
    ITEM_CHANGED = "item.changed"
    ITEM_TAKEN = "item.taken"
    ITEM_DONE = "item.done"
    ITEM_DROPPED = "item.dropped"
    SPRINT_OPENED = "sprint.opened"
    SPRINT_REVIEWED = "sprint.reviewed"
    REVIEW_UNDONE = "sprint.review_undone"
    CAPACITY_OVERRIDDEN = "capacity.overridden"
    WORK_REALLOCATED = "work.reallocated"
    LIMIT_CHANGED = "limit.changed"
    LIMIT_OVERRIDDEN = "limit.overridden"
    WORKFLOW_PUBLISHED = "workflow.published"
    POD_CHANGED = "pod.changed"
    RIGHT_GRANTED = "right.granted"
    STEP_CHANGED = "step.changed"
    PLAN_ANSWERED = "plan.answered"
    FIT_CHANGED = "fit.changed"
    OFFER_CHANGED = "offer.changed"
    RATES_MEASURED = "rates.measured"
    RATES_PUBLISHED = "rates.published"

    ENDPOINT_ADDED = "endpoint.added"
    ENDPOINT_CHANGED = "endpoint.changed"
    ENDPOINT_DISABLED = "endpoint.disabled"
    ENDPOINT_ENABLED = "endpoint.enabled"
    ENDPOINT_SECRET = "endpoint.secret"
    MESSAGE_RESENT = "message.resent"
    ALERT_OPENED = "alert.opened"
    ALERT_CLOSED = "alert.closed"
    ALERT_SEEN = "alert.seen"
    ALERT_RECIPIENT = "alert.recipient"
    AGENT_MESSAGED = "agent.messaged"
    TARGETS_CHANGED = "targets.changed"

    @classmethod
    def _missing_(cls, value: object) -> JournalEvent | None:
        """Read the kind of a line from before 0.2: the journal is append-only, so it stays."""
        return _EARLIER.get(str(value))


_EARLIER = {
    "guide.changed": JournalEvent.CALL_SCRIPT_CHANGED,
    "text.changed": JournalEvent.MESSAGE_TEMPLATE_CHANGED,
    "chance.tried": JournalEvent.SCORE_MODEL_TESTED,
    "chance.published": JournalEvent.SCORE_MODEL_PUBLISHED,
}


def record(
    kind: JournalEvent,
    *,
    now: datetime,
    lead_id: UUID | None = None,
    actor_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    deal_id: UUID | None = None,
) -> None:
    """Append one event, inside the caller's transaction."""
    from pullahead.base.models import Journal
    from pullahead.base.transaction import require_transaction

    require_transaction()
    Journal.objects.create(
        at=now,
        kind=kind,
        lead_id=lead_id,
        deal_id=deal_id,
        actor_id=actor_id,
        data=dict(data or {}),
    )


def record_for_leads(
    kind: JournalEvent, *, now: datetime, lead_ids: Iterable[UUID], data: Mapping[str, Any]
) -> None:
    """Append the same event for many leads in one statement."""
    from pullahead.base.models import Journal
    from pullahead.base.transaction import require_transaction

    require_transaction()
    Journal.objects.bulk_create(
        Journal(at=now, kind=kind, lead_id=lead_id, data=dict(data)) for lead_id in lead_ids
    )

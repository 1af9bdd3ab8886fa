"""Settling: final, next round, promise; refusals, replays, what comes late."""

from __future__ import annotations

from datetime import timedelta

from pullahead.pull import rules
from pullahead.pull.rules import Kind, State
from pullahead.pull.tests.factories import DISPOSITIONS, MINUTE, NOON, SAO_PAULO, token
from pullahead.pull.tests.floor import Floor


def a_final_disposition_closes_the_lead(floor: Floor) -> None:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "won")
    assert (done.kind, done.result and done.result["next"]) == ("settled", "closed")
    assert claim.lead_id not in floor.ground.cards()
    assert floor.ground.leads()[claim.lead_id] is False
    assert floor.kinds(claim.lead_id)[-2:] == ["claim.settled", "lead.closed"]


def a_next_round_sleeps_until_the_cadence_says(floor: Floor) -> None:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "no_answer")
    card = floor.card(claim.lead_id)
    assert (card.state, card.round, card.first_at) == (State.ASLEEP, 2, NOON)
    assert card.wake_at == NOON + 45 * MINUTE
    assert done.result == {
        "next": "round",
        "lead_id": str(claim.lead_id),
        "disposition": "no_answer",
        "round": 1,
        "at": (NOON + 45 * MINUTE).isoformat(),
    }


def a_dropped_call_may_be_redialled_at_once(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    floor.later(hours=3)
    second = floor.pulled(claim.agent)
    floor.settle(second.agent, second.token, "dropped")
    assert floor.card(claim.lead_id).wake_at == floor.now
    assert floor.pulled(claim.agent).round == 3


def rounds_count_from_the_first_settle_that_tried(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "skipped")
    card = floor.card(claim.lead_id)
    assert (card.round, card.first_at) == (2, None)


def a_settle_earns_the_next_pull(floor: Floor) -> None:
    floor.admit()
    claim = floor.pulled_one()
    assert floor.pull(claim.agent).again
    floor.settle(claim.agent, claim.token, "won")
    assert not floor.pull(claim.agent).again


def a_blank_note_is_refused_and_the_claim_stays(floor: Floor) -> None:
    claim = floor.pulled_one()
    for note in ("", "   ", "\n\t"):
        done = floor.settle(claim.agent, claim.token, "won", note=note)
        assert (done.kind, done.refusal and done.refusal.code) == ("refused", "note_required")
    assert floor.card(claim.lead_id).token == claim.token


def a_disposition_that_is_unknown_or_retired_is_refused(floor: Floor) -> None:
    claim = floor.pulled_one()
    for code in ("whatever", "retired"):
        done = floor.settle(claim.agent, claim.token, code)
        assert done.refusal is not None
        assert done.refusal.code == "unknown_disposition"
    assert floor.card(claim.lead_id).token == claim.token


def after_the_last_round_a_final_disposition_must_be_chosen(floor: Floor) -> None:
    claim = floor.pulled_one()
    short = rules.Cadence((timedelta(), 45 * MINUTE), waits={})
    floor.settle(claim.agent, claim.token, "no_answer", cadence=short)
    floor.later(minutes=45)
    last = floor.pulled(claim.agent)
    done = floor.settle(last.agent, last.token, "no_answer", cadence=short)
    assert done.refusal is not None
    assert done.refusal.code == "final_required"
    due = floor.now + 60 * MINUTE
    kept = floor.settle(last.agent, last.token, "callback", promise_at=due, cadence=short)
    assert kept.kind == "settled"


def a_promise_needs_a_time_and_nothing_else_takes_one(floor: Floor) -> None:
    claim = floor.pulled_one()
    soon = NOON + 60 * MINUTE
    asked = {
        "promise_at_required": ("callback", None),
        "promise_at_past": ("callback", NOON),
        "promise_at_too_far": ("callback", NOON + timedelta(days=181)),
        "promise_at_unexpected": ("won", soon),
    }
    for code, (disposition, at) in asked.items():
        done = floor.settle(claim.agent, claim.token, disposition, promise_at=at)
        assert (done.kind, done.refusal and done.refusal.code) == ("refused", code)
    assert floor.card(claim.lead_id).token == claim.token


def a_promise_that_the_law_bars_is_refused_with_the_next_moment(floor: Floor) -> None:
    lead = floor.admit(windows=SAO_PAULO)
    claim = floor.pulled(floor.agents[0])
    assert claim.lead_id == lead
    night = NOON.replace(hour=23, minute=30)  # 20:30 in São Paulo
    done = floor.settle(claim.agent, claim.token, "callback", promise_at=night)
    assert done.refusal is not None
    assert done.refusal.code == "promise_barred"
    assert done.refusal.allowed == NOON.replace(hour=12) + timedelta(days=1)  # 9:00 there


def a_replay_gives_the_first_answer_and_changes_nothing(floor: Floor) -> None:
    for number, code in enumerate(("won", "no_answer", "callback")):
        floor.admit()
        claim = floor.pulled(floor.agents[number])
        at = NOON + 60 * MINUTE if DISPOSITIONS[code].kind == Kind.PROMISE else None
        first = floor.settle(claim.agent, claim.token, code, promise_at=at)
        before = (floor.ground.cards(), floor.ground.claims(), floor.ground.journal())
        for minutes in (0, 1, 600):
            floor.later(minutes=minutes)
            again = floor.settle(claim.agent, claim.token, code, promise_at=at)
            assert (again.kind, again.result) == ("replayed", first.result)
        assert before == (floor.ground.cards(), floor.ground.claims(), floor.ground.journal())
        floor.now = NOON


def another_body_under_the_same_token_is_refused(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    before = floor.ground.journal()
    assert floor.settle(claim.agent, claim.token, "won").kind == "differs"
    assert floor.settle(claim.agent, claim.token, "no_answer", note="more").kind == "differs"
    assert floor.ground.journal() == before
    assert floor.card(claim.lead_id).state == State.ASLEEP


def a_claim_that_ended_cannot_be_settled_even_if_nobody_took_the_card(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at
    assert floor.settle(claim.agent, claim.token, "won").kind == "lost"
    assert floor.card(claim.lead_id).token == claim.token


def a_settle_just_before_the_end_counts(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at - timedelta(microseconds=1)
    assert floor.settle(claim.agent, claim.token, "won").kind == "settled"


def a_note_that_came_late_is_kept_once(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at
    for _ in range(3):
        floor.settle(claim.agent, claim.token, "won", note="they said yes")
    assert floor.claim(claim.token).late_note == "they said yes"
    assert floor.kinds(claim.lead_id).count("claim.late") == 1
    floor.pull(claim.agent)  # takes the ended claim back, and keeps the note
    kept = floor.claim(claim.token)
    assert (kept.end, kept.late_note) == ("ended", "they said yes")


def a_settle_after_a_leader_closed_the_lead_is_lost(floor: Floor) -> None:
    claim = floor.pulled_one()
    assert floor.close(claim.lead_id)
    assert floor.settle(claim.agent, claim.token, "won", note="too late").kind == "lost"
    assert floor.claim(claim.token).late_note == "too late"
    assert floor.kinds(claim.lead_id).count("lead.closed") == 1


def a_token_that_never_was_is_unknown(floor: Floor) -> None:
    assert floor.settle(floor.agents[0], token(999), "won").kind == "unknown"


def every_note_that_came_too_late_is_kept(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.later(minutes=6)
    for note in ("they said yes", "they said Tuesday", "they said yes"):
        assert floor.settle(floor.agents[0], claim.token, "won", note=note).kind == "lost"
    assert floor.claim(claim.token).late_note == "they said yes\n\nthey said Tuesday"

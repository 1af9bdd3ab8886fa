"""Cases of settling: final, next round, callback; refusals, replays, late settles."""

from __future__ import annotations

from datetime import timedelta

from pullahead.compliance.rules import NumberFacts
from pullahead.pull import cadence, rules
from pullahead.pull.cadence import DispositionKind
from pullahead.pull.rules import CardState
from pullahead.pull.settle_rules import SettleStep
from pullahead.pull.tests.factories import DISPOSITIONS, MINUTE, NOON, SAO_PAULO, token
from pullahead.pull.tests.floor import Floor


def a_final_disposition_closes_the_lead(floor: Floor) -> None:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "won")
    assert (done.kind, done.step and done.step.next) == ("settled", "closed")
    assert claim.lead_id not in floor.ground.cards()
    assert floor.ground.leads()[claim.lead_id] is False
    assert floor.kinds(claim.lead_id)[-2:] == ["claim.settled", "lead.closed"]


def a_next_round_sleeps_until_the_cadence_says(floor: Floor) -> None:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "no_answer")
    card = floor.card(claim.lead_id)
    assert (card.state, card.round, card.first_at) == (CardState.SCHEDULED, 2, NOON)
    assert card.next_at == NOON + 45 * MINUTE
    at = NOON + 45 * MINUTE
    assert done.step == SettleStep("round", claim.lead_id, "no_answer", 1, at)


def a_dropped_call_may_be_redialled_at_once(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    floor.later(hours=3)
    second = floor.pulled(claim.agent)
    floor.settle(second.agent, second.token, "dropped")
    assert floor.card(claim.lead_id).next_at == floor.now
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


def a_blank_or_curt_note_is_refused_and_the_claim_stays(floor: Floor) -> None:
    claim = floor.pulled_one()
    for note in ("", "   ", "\n\t"):
        done = floor.settle(claim.agent, claim.token, "won", note=note)
        assert (done.kind, done.refusal and done.refusal.code) == ("refused", "note_required")
    done = floor.settle(claim.agent, claim.token, "won", note="told me")
    assert done.refusal is not None
    assert done.refusal.code == "note_too_short"
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
    short = cadence.Cadence((timedelta(), 45 * MINUTE), waits={})
    floor.settle(claim.agent, claim.token, "no_answer", cadence=short)
    floor.later(minutes=45)
    last = floor.pulled(claim.agent)
    done = floor.settle(last.agent, last.token, "no_answer", cadence=short)
    assert done.refusal is not None
    assert done.refusal.code == "final_required"
    due = floor.now + 60 * MINUTE
    kept = floor.settle(last.agent, last.token, "callback", callback_at=due, cadence=short)
    assert kept.kind == "settled"


def a_callback_needs_a_time_and_nothing_else_takes_one(floor: Floor) -> None:
    claim = floor.pulled_one()
    soon = NOON + 60 * MINUTE
    asked = {
        "callback_at_required": ("callback", None),
        "callback_at_past": ("callback", NOON),
        "callback_at_too_far": ("callback", NOON + timedelta(days=181)),
        "callback_at_unexpected": ("won", soon),
    }
    for code, (disposition, at) in asked.items():
        done = floor.settle(claim.agent, claim.token, disposition, callback_at=at)
        assert (done.kind, done.refusal and done.refusal.code) == ("refused", code)
    assert floor.card(claim.lead_id).token == claim.token


def a_callback_that_the_law_bars_is_refused_with_the_next_moment(floor: Floor) -> None:
    lead = floor.admit(windows=SAO_PAULO)
    claim = floor.pulled(floor.agents[0])
    assert claim.lead_id == lead
    night = NOON.replace(hour=23, minute=30)  # 20:30 in São Paulo
    done = floor.settle(claim.agent, claim.token, "callback", callback_at=night)
    assert done.refusal is not None
    assert done.refusal.code == "callback_barred"
    assert done.refusal.allowed == NOON.replace(hour=12) + timedelta(days=1)  # 9:00 there


def a_replay_gives_the_first_answer_and_changes_nothing(floor: Floor) -> None:
    for number, code in enumerate(("won", "no_answer", "callback")):
        floor.admit()
        claim = floor.pulled(floor.agents[number])
        at = NOON + 60 * MINUTE if DISPOSITIONS[code].kind == DispositionKind.CALLBACK else None
        first = floor.settle(claim.agent, claim.token, code, callback_at=at)
        before = (floor.ground.cards(), floor.ground.claims(), floor.ground.journal())
        for minutes in (0, 1, 600):
            floor.later(minutes=minutes)
            again = floor.settle(claim.agent, claim.token, code, callback_at=at)
            assert (again.kind, again.step) == ("replayed", first.step)
        assert before == (floor.ground.cards(), floor.ground.claims(), floor.ground.journal())
        floor.now = NOON


def another_body_under_the_same_token_is_refused_and_its_note_is_late(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer", note="rang out")
    before = floor.ground.journal()
    assert floor.settle(claim.agent, claim.token, "won", note="rang out").kind == "differs"
    assert floor.ground.journal() == before
    for _ in range(2):
        answer = floor.settle(claim.agent, claim.token, "no_answer", note="more")
        assert answer.kind == "differs"
    assert floor.kinds(claim.lead_id).count("claim.late") == 1
    stored = floor.ground.claims()[claim.token]
    assert (stored.note, stored.late_note) == ("rang out", "more")
    assert floor.card(claim.lead_id).state == CardState.SCHEDULED


def a_claim_that_ended_is_settled_late_while_nobody_took_the_card(floor: Floor) -> None:
    for taken_back in (False, True):
        claim = floor.pulled_one()
        floor.now = claim.ends_at
        if taken_back:
            floor.requeue_due()
        assert floor.settle(claim.agent, claim.token, "no_answer").kind == "settled"
        assert floor.card(claim.lead_id).state == CardState.SCHEDULED
        again = floor.settle(claim.agent, claim.token, "no_answer")
        assert again.kind == "replayed"
        floor.close(claim.lead_id)
    settled = [e for e in floor.ground.journal() if e.kind == "claim.settled"]
    assert [e.data.get("late") for e in settled] == [True, True]


def a_late_settle_unparks_what_ended_three_times(floor: Floor) -> None:
    lead = floor.admit()
    for _ in range(rules.ENDS_BEFORE_PARKED):
        claim = floor.pulled(floor.agents[0])
        floor.now = claim.ends_at
        floor.requeue_due()
    assert floor.card(lead).state == CardState.PARKED
    assert floor.settle(claim.agent, claim.token, "no_answer").kind == "settled"
    assert (floor.card(lead).state, floor.card(lead).expiries) == (CardState.SCHEDULED, 0)


def a_late_settle_can_be_undone(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at
    floor.requeue_due()
    floor.settle(claim.agent, claim.token, "won")
    again = floor.undo(claim.agent, claim.token)
    assert not isinstance(again, str)
    assert floor.card(claim.lead_id).holder == claim.agent
    assert floor.settle(claim.agent, again.token, "won").kind == "settled"


def nobody_settles_late_what_somebody_took_gave_back_or_asked_for_anew(floor: Floor) -> None:
    first, other = floor.agents[:2]
    taken, given, asked = floor.pulled_one(), None, None
    floor.now = taken.ends_at
    second = floor.pulled(other)
    assert second.lead_id == taken.lead_id
    assert floor.settle(first, taken.token, "won").kind == "lost"
    floor.settle(other, second.token, "won")

    given = floor.pulled_one()
    floor.release(first, given.token)
    assert floor.settle(first, given.token, "won").kind == "lost"
    floor.close(given.lead_id)

    asked = floor.pulled_one()
    floor.now = asked.ends_at
    floor.requeue_due()
    floor.ask_again(asked.lead_id)
    assert floor.settle(first, asked.token, "won").kind == "lost"
    assert floor.card(asked.lead_id).state == CardState.READY


def a_settle_just_before_the_end_counts(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at - timedelta(microseconds=1)
    assert floor.settle(claim.agent, claim.token, "won").kind == "settled"


def a_note_that_came_late_is_kept_once(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at
    floor.pulled(floor.agents[1])  # takes the ended claim back, and the card
    for _ in range(3):
        floor.settle(claim.agent, claim.token, "won", note="they said yes")
    assert floor.claim(claim.token).late_note == "they said yes"
    assert floor.kinds(claim.lead_id).count("claim.late") == 1
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
    floor.pulled(floor.agents[1])
    for note in ("they said yes", "they said Tuesday", "they said yes"):
        assert floor.settle(floor.agents[0], claim.token, "won", note=note).kind == "lost"
    assert floor.claim(claim.token).late_note == "they said yes\n\nthey said Tuesday"


def whoever_is_asked_for_has_it_until_the_grace_ends_then_everybody(floor: Floor) -> None:
    handed_over_by, wanted, other = floor.agents[:3]
    claim = floor.pulled_one()
    refused = floor.settle(handed_over_by, claim.token, "asked_for")
    assert refused.refusal is not None
    assert refused.refusal.code == "callback_for_required"
    due = floor.now + 60 * MINUTE
    done = floor.settle(
        handed_over_by, claim.token, "asked_for", callback_at=due, callback_for=wanted
    )
    card = floor.card(claim.lead_id)
    assert (done.kind, card.owner, card.handed_over_by) == ("settled", wanted, None)
    floor.now = due
    assert floor.pull(other).claim is None
    floor.now = due + rules.GRACE
    assert floor.pulled(other).lead_id == claim.lead_id


def a_booked_hand_over_comes_back_to_its_giver_before_it_is_everybodys(floor: Floor) -> None:
    handed_over_by, taker, other = floor.agents[:3]
    claim = floor.pulled_one()
    due = floor.now + 60 * MINUTE
    floor.settle(handed_over_by, claim.token, "callback", callback_at=due, callback_for=taker)
    assert floor.card(claim.lead_id).handed_over_by == handed_over_by
    floor.now = due + rules.GRACE
    assert floor.pull(other).claim is None
    card = floor.card(claim.lead_id)
    assert (card.owner, card.handed_over_by, card.due_at) == (handed_over_by, None, due)
    assert floor.kinds(claim.lead_id)[-1] == "callback.returned"
    floor.now += rules.GRACE
    assert floor.pulled(other).lead_id == claim.lead_id


def a_name_without_a_date_is_theirs_at_once(floor: Floor) -> None:
    handed_over_by, taker = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(handed_over_by, claim.token, "callback", callback_for=taker)
    assert floor.pulled(taker).lead_id == claim.lead_id


def whoever_is_handed_a_lead_and_lets_it_go_gives_it_back(floor: Floor) -> None:
    handed_over_by, taker = floor.agents[:2]
    for lets_go in ("release", "end", "leave"):
        claim = floor.pulled_one()
        given = floor.hand_over(handed_over_by, claim.token, taker)
        assert not isinstance(given, str)
        if lets_go == "release":
            floor.release(taker, given.token)
        elif lets_go == "leave":
            floor.release_all(taker)
        else:
            floor.later(minutes=6)
            floor.requeue_due()
        card = floor.card(claim.lead_id)
        assert (card.state, card.owner, card.handed_over_by) == (
            CardState.SCHEDULED,
            handed_over_by,
            None,
        ), lets_go
        assert floor.pulled(handed_over_by).lead_id == claim.lead_id
        floor.close(claim.lead_id)


def a_bad_number_closes_the_lead_only_when_it_was_the_last(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.known[claim.lead_id].numbers = (NumberFacts("+15555550100"), NumberFacts("+15555550101"))
    floor.settle(claim.agent, claim.token, "wrong_number")
    assert (floor.card(claim.lead_id).next_at, floor.card(claim.lead_id).round) == (floor.now, 2)
    floor.known[claim.lead_id].numbers = (NumberFacts("+15555550101"),)
    second = floor.pulled(claim.agent)
    assert second.lead_id == claim.lead_id
    floor.settle(claim.agent, second.token, "wrong_number")
    assert claim.lead_id not in floor.ground.cards()


def a_bad_number_with_an_email_left_waits_for_the_next_round(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.known[claim.lead_id].emails = ("ana@example.com",)
    floor.settle(claim.agent, claim.token, "wrong_number")
    assert floor.card(claim.lead_id).next_at == floor.now + 45 * MINUTE
    assert floor.pull(claim.agent).claim is None, "the lead comes back at once"
    floor.known[claim.lead_id].numbers = ()
    floor.later(minutes=45)
    second = floor.pulled(claim.agent)
    assert (second.lead_id, second.round) == (claim.lead_id, 2)
    floor.settle(claim.agent, second.token, "wrong_number")
    assert claim.lead_id not in floor.ground.cards(), "no contact point is left"


def a_bad_number_of_a_lead_with_email_alone_ends_the_lead(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.known[claim.lead_id].numbers = ()
    floor.known[claim.lead_id].emails = ("ana@example.com",)
    floor.settle(claim.agent, claim.token, "wrong_number")
    assert claim.lead_id not in floor.ground.cards()


def a_bad_number_in_the_last_round_ends_the_lead(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.known[claim.lead_id].numbers = (NumberFacts("+15555550100"), NumberFacts("+15555550101"))
    one_round = cadence.Cadence((timedelta(),), {})
    floor.settle(claim.agent, claim.token, "wrong_number", cadence=one_round)
    assert claim.lead_id not in floor.ground.cards()


def what_says_that_it_tried_needs_an_attempt(floor: Floor) -> None:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "no_answer", attempted=False)
    assert done.refusal is not None
    assert done.refusal.code == "attempt_required"
    assert floor.settle(claim.agent, claim.token, "skipped", attempted=False).kind == "settled"


def a_call_keeps_the_claim_for_two_hours_until_it_is_hung_up(floor: Floor) -> None:
    claim = floor.pulled_one()
    for _ in range(15):
        floor.later(minutes=4)
        assert floor.act(
            lambda: floor.engine.extend(
                agent=claim.agent, token=claim.token, now=floor.now, calling=True
            )
        )
    assert floor.card(claim.lead_id).next_at == floor.now + rules.CLAIM
    floor.act(lambda: floor.engine.hang_up(agent=claim.agent, token=claim.token, now=floor.now))
    floor.later(minutes=2)
    assert floor.extend(claim.agent, claim.token) == floor.now + rules.CLAIM - 2 * MINUTE

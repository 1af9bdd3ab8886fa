"""Edits that each remove one protection, with the test that must fail."""

from __future__ import annotations

from tests.mutations.entry_edits import ENTRY_MUTATIONS
from tests.mutations.mutation import Mutation

HELD = "pullahead/usecases/tests/test_protections_hold.py::"
LOCKS = "pullahead/usecases/tests/test_locks_in_one_order.py::"
LAW = "pullahead/usecases/tests/test_the_law_at_work.py::"
MEMORY = "pullahead/pull/tests/test_conformance_memory.py"
DATABASE = "pullahead/pull/tests/test_conformance_database.py"
WORK = "pullahead/usecases/work"
BODY = f"{WORK}/settle_input.py"
ENGINE_SQL = "pullahead/pull/store/sql/postgres.sql"


MUTATIONS = (
    *ENTRY_MUTATIONS,
    # ---- claims
    Mutation(
        "the token of a claim",
        "pullahead/pull/claims.py",
        "card.token == token and not is_over",
        "not is_over",
        MEMORY,
    ),
    Mutation(
        "the end of a claim",
        "pullahead/pull/claims.py",
        "card.token == token and not is_over(card, now)",
        "card.token == token",
        MEMORY,
    ),
    Mutation(
        "the condition of a card's transition",
        "pullahead/pull/store/database.py",
        "WHERE lead_id = %s AND {there} {same} %s",
        "WHERE lead_id = %s AND (true OR {there} {same} %s)",
        DATABASE,
    ),
    Mutation(
        "one claimed card for each agent (unique index)",
        "pullahead/pull/migrations/0001_squashed.py",
        "fields=('holder', 'slot'), name='card_one_hold'",
        "fields=('holder', 'slot', 'lead'), name='card_one_hold'",
        "pullahead/pull/tests/test_the_schema_refuses.py::test_one_agent_never_holds_two_cards",
    ),
    Mutation(
        "a settle that counts once",
        "pullahead/pull/claims.py",
        'if claim.end == "settled":',
        "if False:",
        MEMORY,
    ),
    Mutation(
        "late settle of a lead that a leader parked",
        "pullahead/pull/rules.py",
        "as_left = card.state in {CardState.READY, CardState.SCHEDULED}",
        "as_left = card.state in {CardState.READY, CardState.SCHEDULED, CardState.PARKED}",
        HELD + "test_a_lead_that_its_leader_parked_is_not_settled_late",
    ),
    Mutation(
        "permission to pull",
        "pullahead/pull/rules.py",
        "    if not active:\n        return PullPermission(False",
        "    if False:\n        return PullPermission(False",
        MEMORY,
    ),
    Mutation(
        "no pull off shift",
        "pullahead/pull/gate.py",
        "    if facts.off_shift:",
        "    if False:",
        MEMORY,
    ),
    Mutation(
        "callbacks of a person on leave for any agent",
        "pullahead/pull/rules.py",
        "    if not any(begins <= due < ends for begins, ends in spans):",
        "    if True:",
        MEMORY,
    ),
    Mutation(
        "own callback locked by another act",
        ENGINE_SQL,
        "  OR EXISTS (\n    SELECT 1 FROM pull_card c\n    WHERE c.owner_id = %(agent)s AND "
        "c.owner_at <= %(now)s AND c.lane_id = ANY(%(lanes)s))",
        "",
        HELD + "test_an_own_callback_that_another_act_locks_is_no_empty_queue",
        postgres=True,
    ),
    # ---- the body of a settle
    Mutation(
        "body hash: amount",
        BODY,
        "body += [word.callback_for, str(word.amount)]",
        "body += [word.callback_for]",
        HELD + "test_each_part_of_a_settle_makes_another_body",
    ),
    Mutation(
        "body hash: callback person",
        BODY,
        "body += [word.callback_for, str(word.amount)]",
        "body += [str(word.amount)]",
        HELD + "test_each_part_of_a_settle_makes_another_body",
    ),
    Mutation(
        "body hash: answers",
        BODY,
        "        body.append(dict(word.answers))\n",
        "        pass\n",
        HELD + "test_each_part_of_a_settle_makes_another_body",
    ),
    Mutation(
        "body hash: dialed on an own phone",
        BODY,
        '        body.append(["dialled", word.dialled])\n',
        "        pass\n",
        HELD + "test_a_repeated_settle_with_another_part_is_refused",
    ),
    # ---- undo, take, hand over
    Mutation(
        "undo after the lead moved on",
        "pullahead/pull/take.py",
        "if not _is_as_left(there, claim, final=final) or last is None",
        "if last is None",
        HELD + "test_a_settle_is_not_undone_after_its_lead_moved_on",
    ),
    Mutation(
        "undo after the lead changed team",
        "pullahead/pull/take.py",
        "            before = replace(before, team=there.team)",
        "            before = replace(before)",
        HELD + "test_an_undone_settle_leaves_the_lead_with_the_team_that_it_was_moved_to",
    ),
    Mutation(
        "take while a holder comes in",
        f"{WORK}/take.py",
        "        over = over and card.holder in {one.person.pk for one in people}\n",
        "",
        HELD + "test_a_lead_that_is_pulled_while_it_is_taken_over_stays_with_its_new_holder",
        postgres=True,
    ),
    Mutation(
        "hand-over giver forgotten when a shift is ended",
        "pullahead/usecases/settings/users.py",
        "        forget_giver(person_id=person_id)\n        _record(JournalEvent.PERSON_SENT_HOME",
        "        _record(JournalEvent.PERSON_SENT_HOME",
        HELD + "test_what_a_person_handed_over_does_not_return_to_them_once_they_left",
    ),
    # ---- locks
    Mutation(
        "an e-mail racing an opt-out",
        f"{WORK}/dial_check.py",
        "    leads_write.lock_dials(values=[address.value])\n    if leads.opted_out",
        "    if leads.opted_out",
        HELD + "test_an_e_mail_waits_for_an_opt_out_that_is_being_written",
        postgres=True,
    ),
    Mutation(
        "a call racing an opt-out",
        f"{WORK}/dial_check.py",
        "    leads_write.lock_dials(values=[address.value])\n    dnc_lists",
        "    dnc_lists",
        LAW + "test_a_dial_waits_for_an_opt_out_that_is_being_written",
        postgres=True,
    ),
    Mutation(
        "a call racing a do-not-call list",
        f"{WORK}/dial_check.py",
        "    dnc_lists.lock_lists()\n",
        "",
        LAW + "test_a_dial_waits_for_a_list_that_is_put_in_use",
        postgres=True,
    ),
    Mutation(
        "a withdrawal racing a claim",
        "pullahead/usecases/intake/withdraw.py",
        "        ENGINE.store.lock_cards(batch)\n",
        "",
        HELD + "test_a_withdrawal_waits_for_a_claim_that_is_being_made",
        postgres=True,
    ),
    Mutation(
        "cards locked in one order",
        "pullahead/pull/store/database.py",
        "if statements.postgres() and (leads or agents):",
        "if False:",
        LOCKS + "test_an_act_waiting_for_one_card_holds_none_of_a_higher_id",
        postgres=True,
    ),
    Mutation(
        "both cards of a settle locked in one order",
        ENGINE_SQL,
        "    ORDER BY lead_id FOR NO KEY UPDATE OF pull_card\n",
        "    ORDER BY lead_id DESC FOR NO KEY UPDATE OF pull_card\n",
        LOCKS + "test_an_act_waiting_for_one_card_holds_none_of_a_higher_id",
        postgres=True,
    ),
    Mutation(
        "an act done again after a deadlock",
        "pullahead/base/transaction.py",
        "if inside or not is_conflict(error):",
        "if True:",
        LOCKS + "test_an_act_that_the_database_chose_to_end_in_a_deadlock_is_done_again",
        postgres=True,
    ),
    Mutation(
        "row locks that leave foreign keys free",
        ENGINE_SQL,
        "WHERE lead_id = %(lead)s FOR NO KEY UPDATE",
        "WHERE lead_id = %(lead)s FOR UPDATE",
        "tests/house/test_row_locks.py",
    ),
    # ---- opt-outs and rules
    Mutation(
        "the do-not-call check of a pull",
        "pullahead/pull/call_rules.py",
        "    if facts.opted_out:",
        "    if False:",
        MEMORY,
    ),
    Mutation(
        "an opt-out kept though its settle is refused",
        "pullahead/usecases/leads/opt_out.py",
        "        if keep():",
        "        if False:",
        "pullahead/usecases/tests/test_opt_outs_are_kept.py",
    ),
    # ---- jobs and imports
    Mutation(
        "the checkpoint of an import in its batch's transaction",
        "pullahead/usecases/intake/import_job.py",
        "        with write_transaction(lock=lock) as now:\n",
        "        if part is not None:\n            with write_transaction(lock=lock) as now:\n"
        "                _take(found, read, 0, now)\n"
        "        with write_transaction(lock=lock) as now:\n",
        HELD + "test_a_batch_without_its_checkpoint_is_not_kept",
    ),
    Mutation(
        "the lease of a job",
        "pullahead/base/jobs.py",
        "    return Job.objects.filter(pk=held.job_id, token=held.token, state=JobState.RUNNING)",
        "    return Job.objects.filter(pk=held.job_id)",
        "pullahead/base/tests/test_jobs_are_fenced.py",
    ),
    # ---- outages
    Mutation(
        "503 for an outage, on pages",
        "pullahead/web/views/errors.py",
        "    if outage is None:",
        "    if True:",
        "pullahead/web/tests/test_error_pages.py"
        "::test_a_database_that_is_read_only_is_told_in_words",
    ),
    Mutation(
        "readiness by a write",
        "pullahead/usecases/floor/health.py",
        "            set_setting(name=CHECKED_AT, value=now.isoformat())",
        "            assert now",
        "pullahead/api/tests/test_health.py::test_a_database_that_is_read_only_is_not_ready",
    ),
    Mutation(
        "claims that end though the clock was set back",
        f"{WORK}/clock_guard.py",
        "            end_claims_earlier(by=back)",
        "            pass",
        "pullahead/usecases/tests/test_a_clock_set_back.py",
    ),
    # ---- deals, promises, sprints
    Mutation(
        "a lead locked before its deal",
        "pullahead/usecases/deals/access.py",
        "        locks.lock_lead(seen.lead_id)\n",
        "        pass\n",
        "pullahead/usecases/tests/test_a_lead_is_locked_before_its_deal.py"
        "::test_the_lead_is_locked_first",
        postgres=True,
    ),
    Mutation(
        "all deals of an erased contact locked first",
        "pullahead/usecases/deals/access.py",
        "        locks.lock_contacts_with_deals([asked.contact])\n",
        "        pass\n",
        "pullahead/usecases/tests/test_a_lead_is_locked_before_its_deal.py"
        "::test_erasing_a_contact_locks_it_and_all_its_deals_before_it_writes_one",
        postgres=True,
    ),
    Mutation(
        "the limits of deals (trigger)",
        "pullahead/pipeline/schema.py",
        "WHERE {_ENTERED} AND held > size)",
        "WHERE {_ENTERED} AND held > size + 100)",
        "pullahead/pipeline/tests/test_the_deal_schema_refuses.py"
        "::test_an_update_over_any_limit_is_refused",
    ),
    Mutation(
        "a promise that is what its moves say (trigger)",
        "pullahead/conversations/schema.py",
        "({state} AND {no_move('')}) OR",
        "({state} AND 1 = 0) OR",
        "pullahead/conversations/tests/test_every_move_of_a_promise.py"
        "::test_raw_sql_cannot_pass_the_three_triggers",
    ),
    Mutation(
        "the hours of a week (trigger)",
        "pullahead/sprints/item_schema.py",
        'f"AND ({_SUM}) > ({_HOURS}); END"',
        'f"AND ({_SUM}) > 100 * ({_HOURS}); END"',
        "pullahead/usecases/tests/test_sprints.py::test_the_database_refuses_what_the_acts_refuse",
    ),
    Mutation(
        "the hours of a week locked while an item enters",
        "pullahead/sprints/item_schema.py",
        'lock: str = "FOR NO KEY UPDATE"',
        'lock: str = ""',
        "pullahead/usecases/tests/test_sprints.py"
        "::test_an_item_waits_for_the_hours_that_another_one_enters",
        postgres=True,
    ),
    Mutation(
        "stance for the deal's own pod",
        "pullahead/usecases/buying/group.py",
        "    return leads or pod_queries.is_member(viewer, deal.pod)",
        "    return True",
        "pullahead/usecases/tests/test_buying_groups.py"
        "::test_only_the_pod_of_the_deal_and_team_leads_see_stance",
    ),
    Mutation(
        "a sale taken back with its settle",
        f"{WORK}/settle_effects.py",
        "    if effects.sold:",
        "    if False:",
        "pullahead/usecases/tests/test_undoing.py::test_a_sale_by_a_slip_is_taken_back",
    ),
    # ---- the outbox and the floor
    Mutation(
        "no connection to an internal address",
        "pullahead/outbox/rules.py",
        "    return known.is_global and not known.is_multicast and not tunnel",
        "    return True",
        "pullahead/outbox/tests/test_rules.py::test_no_connection_reaches_an_internal_address",
    ),
    Mutation(
        "the connection to the address that was checked",
        "pullahead/outbox/sending.py",
        "_exchange(target, resolve(target), body, headers)",
        "_exchange(target, target.host, body, headers)",
        "pullahead/worker/tests/test_outbox.py::test_no_message_reaches_an_internal_address",
    ),
    Mutation(
        "the order of the messages of a lead",
        "pullahead/outbox/queries.py",
        "ready, ~Exists(earlier), next_at__lte=now",
        "ready, next_at__lte=now",
        "pullahead/worker/tests/test_outbox.py"
        "::test_a_refused_event_is_tried_again_and_holds_back_the_later_ones_of_its_lead",
    ),
    Mutation(
        "no stored hour of facts that changed meanwhile",
        "pullahead/floor/hours.py",
        "filter(pk=hour, version=version)",
        "filter(pk=hour)",
        "pullahead/worker/tests/test_hour_facts.py::test_a_change_of_the_past_deletes_its_hours",
    ),
    Mutation(
        "a stored hour that is deleted with a change of the past",
        "pullahead/floor/schema.py",
        "SET version = version + 1, body = NULL",
        "SET version = version",
        "pullahead/worker/tests/test_hour_facts.py::test_a_change_of_the_past_deletes_its_hours",
    ),
    Mutation(
        "a shared floor of the own team only",
        "pullahead/usecases/floor/live.py",
        "team_id = None if viewer.is_admin else viewer.team_id",
        "team_id = None",
        "pullahead/usecases/tests/test_the_live_floor.py"
        "::test_a_team_lead_sees_the_own_team_and_agents_see_no_floor",
    ),
)

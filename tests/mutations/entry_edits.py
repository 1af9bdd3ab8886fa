"""Edits that each remove a protection of intake, the agent's page, the doors or the server."""

from __future__ import annotations

from tests.mutations.mutation import Mutation

WORK = "pullahead/usecases/work"
TWICE = "pullahead/usecases/tests/test_two_at_the_same_moment.py::"
COUNTRY = "pullahead/leads/tests/test_the_country_of_a_row.py::"
OPT_OUT = "pullahead/usecases/tests/test_each_opt_out_alone.py::"
HARVEST = "pullahead/usecases/tests/test_harvesting.py::"
SIGN_IN = "pullahead/usecases/tests/test_signing_in.py::"
SCOPES = "pullahead/api/tests/test_scopes.py::"

ENTRY_MUTATIONS = (
    # ---- lists and requests
    Mutation(
        "an external id only where the person agrees",
        "pullahead/leads/queries.py",
        "next((one for one in there if one.agrees(name, addresses)), None)",
        "next(iter(there), None)",
        "pullahead/usecases/tests/test_external_ids.py::test_another_person_of_a_known_id_is_another_lead",
    ),
    Mutation(
        "placeholders as no external ids",
        "pullahead/leads/parsing/ids.py",
        'return "" if is_placeholder(bare) else text',
        "return text",
        "pullahead/leads/tests/test_ids.py::test_a_placeholder_is_no_id",
    ),
    Mutation(
        "a row's own country before the default",
        "pullahead/leads/parsing/countries.py",
        "for region in regions or (default,)]",
        "for region in (default,)]",
        COUNTRY + "test_the_country_that_a_row_names_stands_before_the_default",
    ),
    Mutation(
        "a number that only fills the field",
        "pullahead/leads/parsing/phones.py",
        "    if isinstance(read, str) and _is_filled_in(read):",
        "    if False:",
        COUNTRY + "test_a_number_that_only_fills_the_field_is_refused",
    ),
    Mutation(
        "the opt-out of a row",
        "pullahead/usecases/intake/receive_batch.py",
        "        if row.opted_out and is_new:",
        "        if False:",
        "pullahead/usecases/tests/test_opt_outs_in_a_file.py::test_do_not_call_is_never_given_to_an_agent",
    ),
    Mutation(
        "a column that may bar decided before an import",
        "pullahead/leads/parsing/columns.py",
        "    if open_columns := undecided(header, fields):",
        "    if open_columns := []:",
        "pullahead/leads/tests/test_who_opted_out.py::test_a_column_that_may_bar_must_be_decided",
    ),
    Mutation(
        "the law of the address's state",
        "pullahead/compliance/places.py",
        "    if not states:\n        return place",
        "    if True:\n        return place",
        "pullahead/compliance/tests/test_places.py::test_an_address_adds_its_zones_and_its_law",
    ),
    Mutation(
        "no news from before a refusal or a sale",
        "pullahead/usecases/intake/known_people.py",
        "    if answered is None or ",
        "    if True or ",
        "pullahead/usecases/tests/test_rows_that_are_no_news.py"
        "::test_a_row_from_before_the_refusal_opens_nobody",
    ),
    Mutation(
        "the person lock at intake",
        "pullahead/usecases/intake/receive.py",
        "        lock_people(self.source_id, [self.lead])\n",
        "        pass\n",
        TWICE + "test_one_person_who_comes_at_once_is_one_lead_though_the_source_has_its_route",
        postgres=True,
    ),
    # ---- opt-outs, each alone
    Mutation(
        "the opt-out of a phone",
        "pullahead/pull/store/sql/both.sql",
        "WHERE o.kind = 'phone' AND o.value = a.match_key) AS opted_out",
        "WHERE o.kind = 'none' AND o.value = a.match_key) AS opted_out",
        OPT_OUT + "test_a_phone_that_opted_out_is_never_given_to_anybody",
    ),
    Mutation(
        "the opt-out of a mailbox",
        "pullahead/leads/queries.py",
        "    return there, there and _opted_out(lead_id, kind)",
        "    return there, False",
        OPT_OUT + "test_an_e_mail_that_opted_out_is_never_given_to_anybody",
    ),
    Mutation(
        "the opt-out of a mailbox, while the lead is claimed",
        WORK + "/dial_check.py",
        "    if leads.opted_out(claim.lead_id) or leads.mail_opted_out(address.value):",
        "    if leads.opted_out(claim.lead_id):",
        OPT_OUT + "test_an_e_mail_that_opted_out_in_hand_bars_writing_to_it",
    ),
    # ---- the agent's page
    Mutation(
        "a closing result that closes",
        "pullahead/pull/settle_rules.py",
        "        if left.phones:\n            return now\n    contact_at",
        "        return now\n    contact_at",
        "pullahead/usecases/tests/test_a_bad_number.py::test_an_email_left_waits_for_the_next_round",
    ),
    Mutation(
        "the claim of a call",
        "pullahead/pull/claims.py",
        "at_most=rules.CALL_STOP if since else rules.HARD_STOP",
        "at_most=rules.HARD_STOP",
        "pullahead/pull/tests/test_conformance_memory.py",
    ),
    # ---- the doors
    Mutation(
        "the scope of an API key",
        "pullahead/api/auth.py",
        "        if key is not None and self.scope not in key.scopes:",
        "        if False:",
        SCOPES + "test_a_key_without_the_scope_is_refused",
    ),
    Mutation(
        "the role behind an API key",
        "pullahead/api/auth.py",
        "    if not fits:\n",
        "    if False:\n",
        "pullahead/api/tests/test_webhooks.py::test_a_leader_and_a_source_have_no_webhooks",
    ),
    Mutation(
        "the API's leads of the own source",
        "pullahead/usecases/leads/source_view.py",
        "Lead.objects.filter(pk=lead_id, source_id=source_id)",
        "Lead.objects.filter(pk=lead_id)",
        SCOPES + "test_another_source_does_not_see_or_change_the_lead",
    ),
    Mutation(
        "the leads of a colleague",
        "pullahead/usecases/leads/detail.py",
        "    if person.role != Person.Role.LEADER:\n        return False\n",
        "",
        SCOPES + "test_a_colleague_has_no_part_in_somebody_elses_lead_or_claim",
    ),
    Mutation(
        "the leads of another team",
        "pullahead/usecases/leads/detail.py",
        "        return rows.card.team_id == person.team_id or ",
        "        return True or ",
        SCOPES + "test_a_leader_of_another_team_does_not_see_or_change_the_lead",
    ),
    Mutation(
        "a delay for guessed passwords of a name",
        "pullahead/usecases/settings/sign_in.py",
        "failed(now, PAIR, free=free)",
        "failed(now, PAIR, free=10**6)",
        SIGN_IN + "test_guessing_a_name_from_one_address_is_slowed_down",
    ),
    Mutation(
        "a delay for guessed passwords of an address",
        "pullahead/usecases/settings/sign_in.py",
        "            after[keys.address] = before[keys.address].failed(now, ADDRESS)\n",
        "            pass\n",
        SIGN_IN + "test_one_address_cannot_try_a_password_on_many_names",
    ),
    Mutation(
        "colleagues who cannot be locked out",
        "pullahead/usecases/settings/sign_in.py",
        "    if client.device:\n        return _Keys(",
        "    if False:\n        return _Keys(",
        SIGN_IN + "test_a_colleague_at_the_same_address_cannot_keep_a_known_device_out",
    ),
    Mutation(
        "a bounded pool for password hashes",
        "pullahead/base/pool.py",
        "            with self._turns:\n                yield",
        "            yield",
        SIGN_IN + "test_a_page_is_served_while_strangers_guess",
    ),
    Mutation(
        "no foreign host in demo and test mode",
        "pullahead/config.py",
        "    if far and mode != Mode.PRODUCTION:",
        "    if False:",
        "pullahead/usecases/tests/test_modes.py"
        "::test_outside_production_a_host_that_is_not_this_machine_is_refused",
    ),
    Mutation(
        "no real leads in demo mode",
        "pullahead/usecases/settings/modes.py",
        "    real = settings.MODE == Mode.DEMO or base.setting(PRODUCTION)",
        "    real = False",
        "pullahead/usecases/tests/test_modes.py::test_demo_mode_refuses_leads_that_the_demo_did_not_make",
    ),
    Mutation(
        "few leads seen by pulling and releasing",
        WORK + "/uncalled_limit.py",
        "    if ended[:most].count() < most:",
        "    if True:",
        HARVEST + "test_pulling_and_releasing_in_a_loop_shows_few_leads",
    ),
    Mutation(
        "no colleague's lead by a fragment",
        "pullahead/usecases/leads/search.py",
        "    return [row for row in rows if row.pk in kept]",
        "    return list(rows)",
        HARVEST + "test_an_agent_finds_no_colleagues_lead_by_a_fragment",
    ),
    Mutation(
        "few searches for leads of others",
        "pullahead/usecases/leads/search.py",
        "        search_limit.count(viewer)",
        "        pass",
        HARVEST + "test_searches_for_others_leads_are_limited_for_each_agent",
    ),
    Mutation(
        "calls that are only logged, as releases without a call",
        WORK + "/uncalled_limit.py",
        "    return models.Attempt.objects.filter(reported | Q(at__lte=latest))",
        "    return models.Attempt.objects.all()",
        HARVEST + "test_a_call_that_is_only_logged_is_no_way_around",
    ),
    # ---- the server
    Mutation(
        "a time limit for half-sent bodies",
        "pullahead/cli/app_server/bodies.py",
        "            last = start + limits.seconds + self.size / LEAST_RATE",
        "            last = start + 10**6",
        "tests/hostile/test_half_sent_requests.py::test_a_dripped_body_ends_with_408",
    ),
    Mutation(
        "files for their owner only",
        "pullahead/base/private_files.py",
        "OWNER_ONLY = 0o600",
        "OWNER_ONLY = 0o644",
        "pullahead/base/tests/test_files_are_private.py"
        "::test_a_new_database_file_and_what_sqlite_puts_beside_it_are_private",
    ),
    Mutation(
        "a worker started again whatever it ended with",
        "pullahead/cli/serving.py",
        "            self.given_up = self.may_refuse and code == REFUSED\n",
        "            self.given_up = code == 0\n",
        "pullahead/cli/tests/test_supervisor.py"
        "::test_a_child_is_started_again_whatever_it_ended_with",
    ),
)

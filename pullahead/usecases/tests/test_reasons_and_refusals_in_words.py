"""Reasons of pulls and refusals of settles: each code has a sentence, in each language."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from inspect import getsource
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from pullahead.pull import cadence, note_rules, nurturing, settle_rules
from pullahead.pull.cadence import Refusal
from pullahead.pull.explanation import PullReason
from pullahead.pull.models import ClaimRow
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.take_rules import TakeReason
from pullahead.usecases.common.moments import age
from pullahead.usecases.leads.timeline import RELEASE_WORDS, TAKEN_WORDS
from pullahead.usecases.work.claims import RELEASE_REASONS
from pullahead.usecases.work.pull_reasons import TAKEN, pulled_because, taken_because
from pullahead.usecases.work.refusal_words import WORDS, refusal_error

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CODES = ["own_callback", "callback", "asked_again", "new", "first_attempt", "attempt"]


def refusals() -> list[str]:
    """Return the code of each refusal in the pure rules."""
    found = []
    for module in (cadence, note_rules, nurturing, settle_rules):
        for node in ast.walk(ast.parse(getsource(module))):
            is_refusal = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
            if is_refusal and isinstance(node, ast.Call) and isinstance(node.args[1], ast.Constant):
                found.append(str(node.args[1].value))
    return found


def test_each_refusal_of_a_settle_has_a_sentence() -> None:
    assert len(refusals()) > 10
    assert set(refusals()) == set(WORDS)


def test_a_refused_callback_names_the_first_allowed_time_in_the_agents_language() -> None:
    refusal = Refusal("callback_at", "callback_barred", allowed=NOON - timedelta(seconds=10))
    theirs, mine = ZoneInfo("America/New_York"), "UTC"
    error = refusal_error(refusal, theirs, mine)
    assert "Wed 4 Mar 07:00 in New York (Wed 4 Mar 12:00 your time)" in error.message
    assert (error.code, error.errors[0].field) == ("callback_barred", "callback_at")
    with translation.override("es"):
        assert "4 mar" in refusal_error(refusal, theirs, mine).message.lower()


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "24 h"), (2, "2 days"), (13, "13 days"), (14, "2 weeks"), (59, "8 weeks"),
     (60, "2 months"), (729, "24 months"), (730, "2 years"), (4000, "10 years")],
)  # fmt: skip
def test_an_age_is_in_its_largest_useful_unit(days: int, words: str) -> None:
    assert age(timedelta(days=days)) == words


@pytest.mark.parametrize("code", CODES)
def test_each_reason_of_a_pull_is_one_short_line_in_each_language(code: str) -> None:
    reason = PullReason(code, 3, 2 * HOUR, NOON if "callback" in code else None)
    lines = set()
    for language in ("en", "es", "pt-br"):
        with translation.override(language):
            lines.add(line := pulled_because(reason, at=NOON, zone="America/New_York"))
            assert len(line) < 90
    assert len(lines) == 3


def test_a_callback_of_another_day_names_its_date() -> None:
    yesterday = PullReason("callback", 2, HOUR, NOON - timedelta(days=1))
    line = pulled_because(yesterday, at=NOON, zone="UTC")
    assert line == "A callback was due at 12:00 on 3 March, and no agent has called."


def test_each_reason_of_a_take_has_a_line_for_the_agent_and_one_for_the_timeline() -> None:
    chosen = set(TakeReason) - {TakeReason.PULL, TakeReason.UNDONE}
    assert set(TAKEN) == set(TAKEN_WORDS) == chosen
    claim = ClaimRow(pull_reason=TakeReason.LOOKED_UP, take_note="wants the price")
    assert taken_because(claim).endswith("Reason: wants the price")
    assert taken_because(ClaimRow(pull_reason="best")) == ""


def test_each_reason_of_a_release_has_a_label_and_a_line_in_the_timeline() -> None:
    assert {code for code, _ in RELEASE_REASONS} == set(ReleaseReason)
    assert set(ReleaseReason) <= set(RELEASE_WORDS)

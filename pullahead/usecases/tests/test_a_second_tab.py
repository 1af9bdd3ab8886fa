"""A second tab that saves another result learns which one applies; its note is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pullahead.base.errors import Invalid
from pullahead.pull import models
from pullahead.usecases.tests.factories import admitted, person, pulled
from pullahead.usecases.work import settle, settle_input

pytestmark = pytest.mark.usefixtures("floor")

FIRST = settle_input.SettleInput("no_answer", "Rang out", dialled=True)
OTHER = replace(FIRST, disposition="not_interested", note="She has a supplier already")


def test_the_first_result_applies_and_the_second_note_is_kept() -> None:
    ana = person("Ana")
    admitted()
    hand = pulled(ana)
    settle.settle(agent_id=ana.pk, token=hand.token, word=FIRST)
    for _ in range(2):  # also when it is sent again
        with pytest.raises(Invalid) as refused:
            settle.settle(agent_id=ana.pk, token=hand.token, word=OTHER)
        assert refused.value.code == "body_differs"
        assert "No answer" in refused.value.message
        assert "timeline" in refused.value.message
    claim = models.ClaimRow.objects.get(pk=hand.token)
    assert (claim.settled_as, claim.note) == ("no_answer", "Rang out")
    assert claim.late_note == OTHER.note


def test_the_same_result_again_adds_no_note() -> None:
    ana = person("Ana")
    admitted()
    hand = pulled(ana)
    for _ in range(2):
        settle.settle(agent_id=ana.pk, token=hand.token, word=FIRST)
    assert not models.ClaimRow.objects.get(pk=hand.token).late_note

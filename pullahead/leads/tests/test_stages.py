"""Stages of CRM systems name an outcome of a nurturing plan; an unknown one is a finding."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.leads.parsing.stages import read_stage, stage_verdict
from pullahead.leads.rules import BadField, LeadIn, read_lead

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)
OUTCOMES = {"Interested: quote sent": "quote_sent", "Thinking it over": "thinking", "Lost?": "own"}


def lead(**row: str) -> LeadIn:
    read = read_lead(
        {"phone": "+12125550199", **row}, country="", zone="UTC", now=NOW, stages=OUTCOMES
    )
    assert isinstance(read, LeadIn), read
    return read


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        *(("Interested: quote sent", "quote_sent"), ("quote_sent", "quote_sent"), ("Lost?", "own")),
        *(("Proposal/Price Quote", "quote_sent"), ("ORÇAMENTO ENVIADO", "quote_sent")),
        *(("Working - Contacted", "thinking"), ("Überlegt noch", "thinking")),
        *(("New", ""), ("Open - Not Contacted", ""), ("", ""), (" - ", "")),
    ],
)
def test_a_stage_is_an_outcome_of_a_plan_or_that_of_a_new_lead(stage: str, code: str) -> None:
    assert read_stage(stage, OUTCOMES) == code


@pytest.mark.parametrize("stage", ["Stage 7", "Bad timing"])
def test_an_unknown_stage_and_one_whose_outcome_is_off_are_findings(stage: str) -> None:
    found = lead(nurturing_stage=stage)
    assert (found.stage, found.attributes["stage"]) == ("", stage)
    assert [(note.field, note.code) for note in found.notes] == [
        ("nurturing_stage", "unknown_stage")
    ]
    assert "“Thinking it over”" in found.notes[0].message
    assert isinstance(read_stage("Proposal", {}), BadField)


def test_a_won_or_lost_stage_closes_the_lead_unless_an_outcome_has_its_name() -> None:
    assert lead(nurturing_stage="Closed Won", closed_at="2026-05-01").verdict == "won"
    assert stage_verdict("Disqualified", OUTCOMES) == "lost"
    assert lead(nurturing_stage="Lost?").verdict == ""


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        *(("2026-05-04", 4, ""), ("", None, ""), ("2026-06-01", 5, "in_the_future")),
        ("soon", None, "not_a_time"),
    ],
)
def test_the_last_contact_is_a_time_of_the_past(text: str, day: int | None, code: str) -> None:
    found = lead(nurturing_stage="Quoted", contacted_at=text)
    assert (found.contacted_at.day if found.contacted_at else None) == day
    assert "".join(note.code for note in found.notes) == code
    assert found.attributes.get("contacted_at", "") == text

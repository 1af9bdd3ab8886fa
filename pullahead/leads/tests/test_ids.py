"""External ids: placeholders and rounded numbers are none; moments as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.name_rules import same_name
from pullahead.leads.parsing.ids import read_external_id, same_moment
from pullahead.leads.rules import BadField, LeadIn, merged, read_lead

ZONE = ZoneInfo("America/Sao_Paulo")
PLACEHOLDERS = (
    "N/A|n/a|NA|n.a.|N.A|#N/A|#REF!|#VALUE!|#DIV/0!|NULL|null|(null)|<null>|[NULL]|\\N|Nil|none|"
    "None|(none)|NaN|undefined|-|--|—|–|.|?|...|_|0|00|0.0|0,00|-1|x|xxx|XX|unknown|not set|"
    "(not set)|Not Available|empty|(blank)|missing|TBD|não|Não informado|nenhum|vazio|ninguno|"
    'vacío|sin código|keine|k.A.|leer|aucun|néant|\'0|"N/A"|="0"|'
    "00000000-0000-0000-0000-000000000000|9999|99999|1111111|12345|0123456789|-1.0|True|tbc|S/R|"
    "Not assigned|sem registro|no tiene|keine ID|sans numéro|geen|onbekend|nessuno|нет|н/д|未知|"
    "없음|لا يوجد|{{lead.id}}|${id}|%LEAD_ID%|[object Object]|<Lead ID>|pending"
).split("|")


@pytest.mark.parametrize("raw", PLACEHOLDERS)
def test_a_placeholder_is_no_id(raw: str) -> None:
    assert read_external_id(raw) == ""


@pytest.mark.parametrize(
    "raw", ["1", "A-1", "b", "later", "l:120210", "12E5", "4e10", "007", "id 0", "2.0", "نا", "123"]
)
def test_any_other_text_is_one(raw: str) -> None:
    assert read_external_id(f" {raw} ") == raw


@pytest.mark.parametrize(
    "raw", ["1.23457E+15", "1,23457E+15", "1.2e15", "1E+05", "'1.23457E+15", "-1.5E+20", "1.0E-5"]
)
def test_a_number_that_a_spreadsheet_rounded_is_a_finding(raw: str) -> None:
    found = read_external_id(raw)
    assert isinstance(found, BadField)
    assert found.code == "rounded"


def test_a_rounded_id_does_not_lose_the_lead() -> None:
    row = {"phone": "+5511987650001", "external_id": "1.23457E+15"}
    lead = read_lead(row, country="BR", zone="UTC", now=datetime(2026, 5, 5, tzinfo=UTC))
    assert isinstance(lead, LeadIn)
    assert lead.external_id == ""
    assert [(note.field, note.code) for note in lead.notes] == [("external_id", "rounded")]


@given(st.text())
def test_no_text_breaks_the_reading(raw: str) -> None:
    assert isinstance(read_external_id(raw), str | BadField)


@pytest.mark.parametrize(
    ("here", "said", "same"),
    [
        ("10:00:00", "10:00:00", True),
        ("10:00:37", "10:00:00", True),
        ("10:00:00", "10:00:37", True),
        ("10:00:37.250", "10:00:37", True),
        ("10:00:37", "10:00:38", False),
        ("10:00:00", "10:01:00", False),
        ("10:00:00", "00:00:00", True),
        ("00:00:00", "23:59:59", True),
    ],
)
def test_moments_are_compared_as_far_as_the_coarser_tells(here: str, said: str, same: bool) -> None:
    first, second = (
        datetime.fromisoformat(f"2026-05-05T{text}").replace(tzinfo=ZONE) for text in (here, said)
    )
    assert same_moment(first.astimezone(UTC), second.astimezone(UTC), ZONE) == same


def test_midnight_of_another_day_is_another_moment() -> None:
    first = datetime(2026, 5, 5, 10, tzinfo=ZONE)
    assert not same_moment(first, datetime(2026, 5, 6, tzinfo=ZONE), ZONE)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Rui Sa", "rui sá", True),
        ("Sa, Rui", "Rui Sa Costa", True),
        ("Maria", "Maria", True),
        ("Maria", "Maria Silva", False),
        ("Ext Anna", "Ext Boris", False),
        ("", "", False),
        ("Ana Lima", "", False),
    ],
)
def test_a_name_alone_makes_one_person_only_where_it_is_whole(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) == same_name(b, a) == same


def test_attributes_of_a_repeated_row_stand_beside_the_first() -> None:
    once = merged({"score": "5"}, {"score": "7", "plan": "gold"})
    assert once == {"score": "5", "score_2": "7", "plan": "gold"}
    assert merged(once, {"score": "7", "plan": "gold"}) == once
    assert len(merged({str(n): "x" for n in range(50)}, {"more": "x"})) == 50

"""Opt-outs in headings of more languages, in notes, in nested objects, and by a denied consent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.leads.parsing.barring_headings import UNDECIDED, consent_field
from pullahead.leads.parsing.columns import MappingError, chosen_columns, given_fields
from pullahead.leads.parsing.flags import asks_removal, only_bars, read_flag
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.phones import extension_of
from pullahead.leads.parsing.row_facts import opt_outs_of
from pullahead.leads.rules import LeadIn, read_lead

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PHONE = "+12125550133"


def read(raw: dict[str, str], attributes: dict[str, str] | None = None) -> LeadIn:
    found = read_lead(
        {"name": "Ana Um", "phone": PHONE, **raw},
        country="US",
        zone="UTC",
        now=NOW,
        attributes=attributes,
    )
    assert isinstance(found, LeadIn)
    return found


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        ("do_not_call", "Не звонить|Отказ от звонков|请勿致电|不要打电话|電話NG|架電禁止|전화금지"),
        ("do_not_call", "عدم الاتصال|אל תתקשר|Μην καλείτε|ห้ามโทร|Aranmak istemiyor|Nevolat"),
        ("do_not_call", "Ikke ring|Ring inte|Älä soita|Jangan telepon|Không gọi|Nu sunați"),
        ("do_not_call", "Zakaz dzwonienia|Bloqueio de telemarketing|NIX-Telefon|Ne hívja"),
        ("do_not_contact", "勿扰|連絡不可|연락 금지|Jangan hubungi|Refus de prospection"),
        (UNDECIDED, "Bloqueado|Deceased|Falecido|Verstorben|RNO|Lista Procon|수신거부|Stop flag"),
        (
            UNDECIDED,
            "Consent withdrawn|Call consent withdrawn|Consent revoked|Sperrliste|Objection",
        ),
        (UNDECIDED, "Consenso marketing|Acepta RGPD|KVKK onayı|Right to be forgotten|Exclude"),
        ("may_call", "Arama izni|Permite llamadas"),
        ("may_contact", "Autorizo contato|Desea ser contactado|Accepte d'être contacté"),
        ("email", "User Email|Customer email"),
        ("phone", "User Phone"),
        ("", "Dados bloqueados em|Ring size|Nevada|Monitoring integration|Color NG"),
    ],
)
def test_headings_of_opt_outs_in_more_languages(field: str, headings: str) -> None:
    each = headings.split("|")
    assert {heading: field_of(heading) for heading in each} == dict.fromkeys(each, field)


def test_a_program_is_not_asked_and_its_undecided_opt_out_counts() -> None:
    assert consent_field("Bloqueado", sent=True) == "do_not_call"
    assert consent_field("KVKK onayı", sent=True) == "may_contact"
    assert read({}, {"Bloqueado": "sim"}).opted_out == {"phone"}


@pytest.mark.parametrize(("text", "flag"), [("○", True), ("〇", True), ("無", False), ("예", True)])
def test_yes_and_no_of_east_asian_lists(text: str, flag: bool) -> None:
    assert read_flag(text) is flag


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("DO NOT CALL AGAIN!!!", True),
        ("Please do not call me any more", True),
        ("DNC", True),
        ("on the DNC list", True),
        ("Não ligar", True),
        ("nicht mehr anrufen", True),
        ("Please remove me from your list", True),
        ("Do not call before 5 pm", False),
        ("Do not call on Sundays", False),
        ("did not call", False),
        ("Call again", False),
        ("asked why we do not call back sooner", False),
    ],
)
def test_a_note_bars_only_if_it_says_nothing_else(text: str, bars: bool) -> None:
    assert only_bars(text) is bars
    assert read({"notes": text}).opted_out == ({"phone"} if bars else frozenset())


@pytest.mark.parametrize(
    ("status", "asks"),
    [
        ("Requested removal", True),
        ("Not interested - remove from list", True),
        ("Take off list", True),
        ("Removed from pipeline", False),
        ("Requested a quote", False),
    ],
)
def test_a_status_that_asks_for_removal_is_an_opt_out(status: str, asks: bool) -> None:
    assert asks_removal(status.lower()) is asks
    assert read({"lead_status": status}).opted_out == ({"phone"} if asks else frozenset())


def test_a_consent_that_says_no_is_told_as_an_opt_out() -> None:
    denied, given = read({"consent": "No"}), read({"consent": "Yes"})

    assert denied.opted_out == {"phone", "email"}
    (note,) = denied.notes
    assert (note.field, note.code) == ("consent", "read_as_opt_out")
    assert "a later consent does not end" in note.message
    assert (given.opted_out, given.notes) == (frozenset(), ())


def test_an_opt_out_in_a_nested_object_counts() -> None:
    sent = {"preferences": '{"do_not_call": true, "topics": ["a"]}'}

    assert read({}, sent).opted_out == {"phone"}
    assert opt_outs_of({"phone": PHONE}, country="US", attributes=sent) == (("phone", PHONE),)
    assert read({}, {"preferences": '{"do_not_call": false}'}).opted_out == frozenset()
    assert read({}, {"preferences": "{not json"}).opted_out == frozenset()


def test_an_undecided_column_is_named_in_words_and_codes() -> None:
    header = ["Phone", "DNC Status"]
    with pytest.raises(MappingError) as refused:
        chosen_columns(header, given_fields(header, []))
    for words in ("“DNC Status”", "“Do not call” (do_not_call)", "“Skip” (ignore)"):
        assert words in refused.value.message


@pytest.mark.parametrize("text", ["212-555-0139 X-12", "(11) 3333-0002 r12", "2125550139 ext - 12"])
def test_an_extension_behind_a_dash_or_an_r(text: str) -> None:
    assert extension_of(text) == "12"

"""A typed callback time is read in the customer's time, in three languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.usecases.work.callback_text import (
    CallbackProblem,
    canonical,
    read_callback_text,
)

NEW_YORK = ZoneInfo("America/New_York")
# A Wednesday, 11:20 in New York
NOW = datetime(2026, 10, 28, 11, 20, tzinfo=NEW_YORK)


def read(text: str, language: str = "en", now: datetime = NOW) -> str:
    """Return the local time that a text names, or the problem."""
    found = read_callback_text(text, now=now, zone=NEW_YORK, language=language)
    if found.problem is not None:
        return found.problem.value
    return f"{found.moments[0].astimezone(NEW_YORK):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2p", "Wed 28 Oct 14:00"),
        ("2 pm", "Wed 28 Oct 14:00"),
        ("2:30 p.m.", "Wed 28 Oct 14:30"),
        ("2", "Wed 28 Oct 14:00"),
        ("9", "Thu 29 Oct 09:00"),
        ("14:30", "Wed 28 Oct 14:30"),
        ("1430", "Wed 28 Oct 14:30"),
        ("02:00", "Thu 29 Oct 02:00"),
        ("noon", "Wed 28 Oct 12:00"),
        ("tomorrow 10", "Thu 29 Oct 10:00"),
        ("tom 2p", "Thu 29 Oct 14:00"),
        ("tm 2", "Thu 29 Oct 14:00"),
        ("tomorrow at 10 in the morning", "Thu 29 Oct 10:00"),
        ("tomorrow afternoon at 4", "Thu 29 Oct 16:00"),
        ("today at 5", "Wed 28 Oct 17:00"),
        ("day after tomorrow 10am", "Fri 30 Oct 10:00"),
        ("fri 9:30", "Fri 30 Oct 09:30"),
        ("9:30 friday", "Fri 30 Oct 09:30"),
        ("on Friday at 9.30", "Fri 30 Oct 09:30"),
        ("wed 10", "Wed 04 Nov 10:00"),
        ("wed 3", "Wed 28 Oct 15:00"),
        ("in 2 h", "Wed 28 Oct 13:20"),
        ("in 90 min", "Wed 28 Oct 12:50"),
        ("in 1.5 hours", "Wed 28 Oct 12:50"),
        ("in half an hour", "Wed 28 Oct 11:50"),
        ("in an hour", "Wed 28 Oct 12:20"),
        ("in 2 h 30 min", "Wed 28 Oct 13:50"),
        ("in 3 days", "Sat 31 Oct 11:20"),
        ("in 1 week", "Wed 04 Nov 11:20"),
        ("+45m", "Wed 28 Oct 12:05"),
        ("nov 4 10:00", "Wed 04 Nov 10:00"),
        ("4 november 2027 10:00", "Thu 04 Nov 10:00"),
        ("Dec 1st, 2pm", "Tue 01 Dec 14:00"),
        ("11/4 2p", "Wed 04 Nov 14:00"),
        ("13/11 14h", "Fri 13 Nov 14:00"),
        ("2026-11-04T10:00", "Wed 04 Nov 10:00"),
        ("2026-11-04 10:00 +00:00", "Wed 04 Nov 05:00"),
        ("jan 5 9a", "Tue 05 Jan 09:00"),
    ],
)
def test_english_is_read(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("mañana 10", "Thu 29 Oct 10:00"),
        ("mañana a las 10 de la mañana", "Thu 29 Oct 10:00"),
        ("mañana por la tarde a las 4", "Thu 29 Oct 16:00"),
        ("pasado mañana 9:30", "Fri 30 Oct 09:30"),
        ("viernes 9:30", "Fri 30 Oct 09:30"),
        ("vie 9h30", "Fri 30 Oct 09:30"),
        ("mar 10", "Tue 03 Nov 10:00"),
        ("miércoles 10", "Wed 04 Nov 10:00"),
        ("3 mar 10:00", "Wed 03 Mar 10:00"),
        ("en 2 h", "Wed 28 Oct 13:20"),
        ("dentro de 2 horas", "Wed 28 Oct 13:20"),
        ("en media hora", "Wed 28 Oct 11:50"),
        ("4/11 a las 10", "Wed 04 Nov 10:00"),
        ("4 de noviembre 10:00", "Wed 04 Nov 10:00"),
        ("hoy 17", "Wed 28 Oct 17:00"),
        ("mediodía", "Wed 28 Oct 12:00"),
    ],
)
def test_spanish_is_read(text: str, moment: str) -> None:
    assert read(text, "es") == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("amanhã 10", "Thu 29 Oct 10:00"),
        ("amanhã às 14h", "Thu 29 Oct 14:00"),
        ("amanha de manhã 10", "Thu 29 Oct 10:00"),
        ("depois de amanhã 9:30", "Fri 30 Oct 09:30"),
        ("sex 9:30", "Fri 30 Oct 09:30"),
        ("sexta-feira às 9h30", "Fri 30 Oct 09:30"),
        ("segunda 10", "Mon 02 Nov 10:00"),
        ("terça-feira 10", "Tue 03 Nov 10:00"),
        ("sábado 10", "Sat 31 Oct 10:00"),
        ("em 2 h", "Wed 28 Oct 13:20"),
        ("daqui a 2 horas", "Wed 28 Oct 13:20"),
        ("hoje às 5 da tarde", "Wed 28 Oct 17:00"),
        ("4 de novembro 10:00", "Wed 04 Nov 10:00"),
        ("mar 3 10:00", "Wed 03 Mar 10:00"),
    ],
)
def test_portuguese_is_read(text: str, moment: str) -> None:
    assert read(text, "pt-br") == moment


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("soon", "unreadable"),
        ("25:00", "unreadable"),
        ("9:75", "unreadable"),
        ("fri", "no_time"),
        ("tomorrow", "no_time"),
        ("dec 4", "no_time"),
        ("fri 9 10", "unreadable"),
        ("fri mon 9", "unreadable"),
        ("feb 30 10:00", "unreadable"),
        ("2026-13-01 10:00", "unreadable"),
        ("in 9999 weeks", "too_far"),
        ("14 am", "unreadable"),
        ("ju 4 10:00", "unreadable"),
        ("in 2 parsecs", "unreadable"),
    ],
)
def test_other_texts_are_no_moment(text: str, problem: str) -> None:
    far = datetime(9990, 1, 1, tzinfo=NEW_YORK) if problem == "too_far" else NOW
    assert read(text, now=far) == problem


def test_a_double_hour_names_both_moments_and_either_can_be_agreed() -> None:
    found = read_callback_text("2026-11-01 01:30", now=NOW, zone=NEW_YORK)
    assert found.problem == CallbackProblem.TWICE
    first, second = (canonical(one, NEW_YORK) for one in found.moments)
    assert (first, second) == ("2026-11-01 01:30 -04:00", "2026-11-01 01:30 -05:00")
    for text, moment in zip((first, second), found.moments, strict=True):
        assert read_callback_text(text, now=NOW, zone=NEW_YORK).moments == (moment,)


def test_a_skipped_hour_names_the_moments_beside_it() -> None:
    now = datetime(2027, 3, 12, 11, tzinfo=NEW_YORK)
    found = read_callback_text("sun 02:30", now=now, zone=NEW_YORK)
    assert found.problem == CallbackProblem.GAP
    local = [f"{one.astimezone(NEW_YORK):%d %H:%M}" for one in found.moments]
    assert local == ["14 01:30", "14 03:30"]


def test_days_are_the_customers_days() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    found = read_callback_text("tomorrow 10", now=NOW, zone=tokyo)  # it is Thursday in Tokyo
    assert f"{found.moments[0].astimezone(tokyo):%a %H:%M}" == "Fri 10:00"


@given(st.text(max_size=120))
def test_any_text_is_a_moment_or_a_problem(text: str) -> None:
    found = read_callback_text(text, now=NOW, zone=NEW_YORK)
    assert (found.problem is None) == (len(found.moments) == 1)


@given(st.lists(st.sampled_from("tomorrow mar 3 am pm fri 9:30 in 2 h 31 feb 11/4 +".split())))
def test_any_mix_of_words_is_a_moment_or_a_problem(words: list[str]) -> None:
    found = read_callback_text(" ".join(words), now=NOW, zone=NEW_YORK)
    assert (found.problem is None) == (len(found.moments) == 1)

"""`pullahead dnc import`: what a list of numbers becomes, and what changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from pullahead.base.errors import Invalid
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.compliance.models import DncList, DncNumber
from pullahead.pull.services import lay_defaults
from pullahead.usecases.floor import checks

pytestmark = pytest.mark.django_db


def kept(path: Path, text: str | bytes, name: str = "national", as_of: str = "") -> str:
    file = path / "list.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    words = ("dnc", "import", str(file), f"--list={name}", "--country=us", f"--as-of={as_of}")
    return str(call_command(*words))


def test_a_list_takes_the_place_of_the_one_before_it(tmp_path: Path) -> None:
    text = "Phone\n2125550100\n(212) 555-0101\n212,5550102\n+1 212 555 0103\n2125550100\n12\n\n"
    told = kept(tmp_path, text, as_of="2026-05-01")
    assert told == (
        "4 numbers on the list “national”, of 2026-05-01\n"
        "Lines that are not numbers: 1. The first: line 7: " + told.partition("line 7: ")[2]
    )
    kept(tmp_path, "2125550199\n", name="ours")
    kept(tmp_path, "2125550101\n")
    found = DncNumber.objects.order_by("value").values_list("of__name", "value")
    assert list(found) == [("national", "+12125550101"), ("ours", "+12125550199")]
    assert DncList.objects.filter(current=True).count() == DncList.objects.count() == 2
    assert Journal.objects.filter(kind="dnc.imported").count() == 3


def test_a_number_kept_as_a_decimal_is_that_number(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("030123456.0\n")
    call_command("dnc", "import", str(file), "--list=ours", "--country=de")
    assert DncNumber.objects.get().value == "+4930123456"


def test_a_list_that_is_too_old_is_found_by_check(tmp_path: Path) -> None:
    with write_transaction():
        lay_defaults()
    kept(tmp_path, "2125550101\n", as_of="2026-01-01")
    assert any("The do-not-call list “national” is" in found.text for found in checks.findings())
    kept(tmp_path, "2125550101\n")
    assert not any("do-not-call" in found.text for found in checks.findings())


def test_what_is_no_list_changes_nothing(tmp_path: Path) -> None:
    kept(tmp_path, "2125550101\n")
    bad: list[tuple[str | bytes, str, str]] = [
        ("Name\nAna\n", "national", ""),
        ("", "national", ""),
        (b"\x00\x01\x02", "national", ""),
        (b"PK\x03\x04 and more", "national", ""),
        ("2125550102\n", " \x00", ""),
        ("2125550102\n", "national", "soon"),
        ("2125550102\n", "national", "2099-01-01"),
    ]
    for text, name, as_of in bad:
        with pytest.raises(Invalid):
            kept(tmp_path, text, name, as_of)
    assert list(DncNumber.objects.values_list("value", flat=True)) == ["+12125550101"]
    assert DncList.objects.count() == 1

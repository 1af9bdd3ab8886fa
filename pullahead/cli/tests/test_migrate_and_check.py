"""`migrate` can be run again and by many at once; `check` finds what is not sound."""

from __future__ import annotations

import os
from pathlib import Path

from tests.installations import Installation


def test_servers_that_migrate_at_the_same_moment_all_succeed(fresh: Installation) -> None:
    before = os.umask(0)
    try:
        running = [fresh.start("migrate") for _ in range(3)]
    finally:
        os.umask(before)
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    assert sum("migrations applied" in text for text in said) == 1
    assert fresh.done("migrate") == "The database is up to date."
    assert fresh.done("check") == "no problems found"
    if fresh.url.startswith("sqlite:"):
        file = Path(fresh.url.removeprefix("sqlite:///"))
        assert oct(file.stat().st_mode & 0o777) == "0o600", "others can read it"


def test_what_an_organisation_changed_stays_when_it_migrates_again(laid: Installation) -> None:
    laid.ask(
        "from pullahead.pull.models import *; DispositionRow.objects.filter(pk='busy').delete()"
    )
    laid.done("migrate")
    found = laid.ask("from pullahead.pull.models import *; print(DispositionRow.objects.count())")
    assert found == "17"


def test_check_names_a_guard_that_is_gone(laid: Installation) -> None:
    laid.ask(
        "from django.db import connection\n"
        "name = 'base_journal_append_only ON base_journal' "
        "if connection.vendor == 'postgresql' else 'base_journal_no_update'\n"
        "connection.cursor().execute(f'DROP TRIGGER {name}')"
    )
    result = laid.run("check")
    assert result.returncode == 1
    assert "base_journal" in result.stdout


def test_check_names_leads_whose_windows_never_open(laid: Installation) -> None:
    (laid.folder / "list.csv").write_text("name,phone\nAna Lima,+1 212 555 0101\n")
    laid.done("import", "list.csv", "--source", "list")
    assert laid.done("check") == "no problems found"
    laid.ask(
        "from pullahead.base.transaction import write_transaction\n"
        "from pullahead.compliance.services import set_windows\n"
        "with write_transaction(): set_windows(windows=[])"
    )
    result = laid.run("check")
    assert result.returncode == 1
    assert "America/New_York" in result.stdout


def test_check_refuses_a_demo_in_production(laid: Installation) -> None:
    laid.ask(
        "from pullahead.base.transaction import write_transaction\n"
        "from pullahead.base.services import set_setting\n"
        "with write_transaction(): set_setting(name='demo', value=True)"
    )
    laid.mode = "production"
    result = laid.run("check")
    assert result.returncode == 1
    assert "demo" in result.stdout


def test_check_names_a_database_file_that_others_may_read(laid: Installation) -> None:
    if laid.url.startswith("sqlite:"):
        os.chmod(laid.url.removeprefix("sqlite:///"), 0o644)
        assert "chmod 600" in laid.done("check")

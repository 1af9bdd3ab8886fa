"""A populated database of each released version migrates to this version and keeps its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pullahead import __version__
from tests.installations import DatabaseServer, Installation, installation
from tests.upgrade import fixtures

pytestmark = [pytest.mark.commands, pytest.mark.migrates]
MAKE_ANEW = (
    "Before {0} is released, make its databases anew: .venv/bin/python -m tests.upgrade.make. "
    "Afterwards a change of the tables needs a migration of its own; the databases stay."
)


@pytest.fixture(params=fixtures.versions())
def populated(
    request: pytest.FixtureRequest, database_server: DatabaseServer, tmp_path: Path
) -> Iterator[tuple[str, Installation]]:
    """Return a version, and an installation with that version's database."""
    name, url = database_server.empty()
    fixtures.load(request.param, url)
    with installation(database_server, name, url, tmp_path) as made:
        made.mode = "demo"
        yield request.param, made


def test_this_version_has_its_databases() -> None:
    assert __version__ in fixtures.versions(), MAKE_ANEW.format(__version__)


def test_an_upgrade_keeps_every_row_and_is_sound(
    populated: tuple[str, Installation], laid: Installation
) -> None:
    version, made = populated
    made.done("migrate")
    parts, fresh = fixtures.schema(made.url), fixtures.schema(laid.url)
    different = sorted(parts ^ fresh)
    assert not different, (
        f"The tables of an upgraded {version} are not those of a fresh installation. "
        f"{MAKE_ANEW.format(version)}\n" + "\n".join(map(str, different))
    )
    kept = json.loads(fixtures.run_module(made, "tests.upgrade.counts"))
    assert kept == fixtures.counts_of(version)[fixtures.kind(made.url)]
    assert min(kept.values()) > 0, "a kind of row is missing from the fixture"
    assert "all is well" in made.done("check")


def test_an_upgraded_database_is_worked_on(populated: tuple[str, Installation]) -> None:
    _, made = populated
    made.done("migrate")
    (made.folder / "list.csv").write_text("name,phone\nAna Lima,+1 212 555 0101\n")
    made.done("import", "list.csv", "--source", "list", "--into-demo")
    made.done("user", "add", "Ulla Berg", "--role", "agent", "--team", "Sales")
    assert "all is well" in made.done("check")


CORRECTION = """
INSERT INTO pull_settlecorrection (was, at, reason, by_id, claim_id)
SELECT 'not_interested', ended_at, 'Found the first one.', agent_id, token
FROM pull_claim WHERE round = 0
"""


def test_a_closing_by_a_team_lead_leaves_the_claims(populated: tuple[str, Installation]) -> None:
    version, made = populated
    if version != "0.1.0":
        pytest.skip("later versions store no closing as a claim")
    told = "lead_id, agent_id, ended_at, disposition"
    before = fixtures.execute(made.url, f"SELECT {told} FROM pull_claim WHERE round = 0")
    assert before, "the fixture has a closing"
    fixtures.execute(made.url, CORRECTION)

    made.done("migrate")

    told = "lead_id, by_id, at, disposition"
    assert fixtures.execute(made.url, f"SELECT {told} FROM pull_closing") == before
    notes = {note for (note,) in fixtures.execute(made.url, "SELECT note FROM pull_closing")}
    assert notes == {"Here twice.\n\nFound the first one."}, "the reason of a correction is kept"
    assert not fixtures.execute(made.url, "SELECT 1 FROM pull_claim WHERE round < 1")
    assert not fixtures.execute(made.url, "SELECT 1 FROM pull_settlecorrection")
    assert "all is well" in made.done("check")


MESSAGES = """
UPDATE pull_claim SET holder_messages = '[
  {"at": "2026-05-05T15:00:00+00:00", "by": "Nobody Now", "text": "First."},
  {"at": "2026-05-05T15:01:00+00:00", "by": "%s", "text": "Second."}]' WHERE "end" = ''
"""


def test_messages_to_a_holder_become_rows(populated: tuple[str, Installation]) -> None:
    version, made = populated
    if version != "0.1.0":
        pytest.skip("later versions store messages as rows")
    [(held,)] = fixtures.execute(made.url, "SELECT count(*) FROM pull_claim WHERE \"end\" = ''")
    assert held == 1, "the fixture has a lead that an agent holds"
    person, name = fixtures.execute(made.url, "SELECT id, name FROM team_person ORDER BY id")[0]
    fixtures.execute(made.url, MESSAGES % name)

    made.done("migrate")

    told = "SELECT by_id, by_name, text FROM pull_holdermessage ORDER BY at"
    rows = fixtures.execute(made.url, told)
    assert rows == [(None, "Nobody Now", "First."), (person, "", "Second.")]


def test_the_outcome_of_an_email_comes_last(
    populated: tuple[str, Installation],
) -> None:
    version, made = populated
    if version != "0.1.0":
        pytest.skip("later versions have the outcome")
    codes = "SELECT code FROM pull_disposition ORDER BY position"
    before = fixtures.execute(made.url, codes)

    made.done("migrate")

    after = fixtures.execute(made.url, codes)
    assert after[: len(before)] == before
    assert after[-1] == ("emailed",)

"""A populated database of each released version migrates to this version and keeps its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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


# Facts that 0.1.0 wrote in another way: a correction of a leader's closing, messages in the claim
OLDER = """
INSERT INTO pull_settlecorrection (was, at, reason, by_id, claim_id)
SELECT 'not_interested', ended_at, 'Found the first one.', agent_id, token
FROM pull_claim WHERE round = 0;
UPDATE pull_claim SET holder_messages = '[
  {"at": "2026-05-05T15:00:00+00:00", "by": "Nobody Now", "text": "First."},
  {"at": "2026-05-05T15:01:00+00:00", "by": "%s", "text": "Second."}]' WHERE "end" = ''
"""
CLOSINGS = "SELECT {0}, ended_at, disposition FROM pull_claim WHERE round = 0"
OUTCOMES = "SELECT code FROM pull_disposition ORDER BY position"


def test_an_upgrade_keeps_every_row_and_is_worked_on(
    populated: tuple[str, Installation], laid: Installation, subtests: pytest.Subtests
) -> None:
    version, made = populated
    before = _older_facts(made) if version == "0.1.0" else None

    made.done("migrate")

    with subtests.test("the tables are those of a fresh installation"):
        parts, fresh = fixtures.schema(made.url), fixtures.schema(laid.url)
        different = sorted(parts ^ fresh)
        assert not different, f"{MAKE_ANEW.format(version)}\n" + "\n".join(map(str, different))
    with subtests.test("every row is there"):
        kept = json.loads(fixtures.run_module(made, "tests.upgrade.counts"))
        assert kept == fixtures.counts_of(version)[fixtures.kind(made.url)]
        assert min(kept.values()) > 0, "a kind of row is missing from the fixture"
    if before is not None:
        _check_older_facts(made, before, subtests)
    (made.folder / "list.csv").write_text("name,phone\nAna Lima,+1 212 555 0101\n")
    made.done("import", "list.csv", "--source", "list", "--into-demo")
    made.done("user", "add", "Ulla Berg", "--role", "agent", "--team", "Sales")
    assert "no problems found" in made.done("check")


class OlderFacts(NamedTuple):
    """Facts that 0.1.0 stored in another way."""

    closings: list[tuple[object, ...]]
    outcomes: list[tuple[object, ...]]
    person: int


def _older_facts(made: Installation) -> OlderFacts:
    closings = fixtures.execute(made.url, CLOSINGS.format("lead_id, agent_id"))
    assert closings, "the fixture has a closing"
    [(held,)] = fixtures.execute(made.url, "SELECT count(*) FROM pull_claim WHERE \"end\" = ''")
    assert held == 1, "the fixture has a lead that an agent holds"
    person, name = fixtures.execute(made.url, "SELECT id, name FROM team_person ORDER BY id")[0]
    outcomes = fixtures.execute(made.url, OUTCOMES)
    for statement in (OLDER % name).split(";\n"):
        fixtures.execute(made.url, statement)
    return OlderFacts(closings, outcomes, person)


def _check_older_facts(made: Installation, before: OlderFacts, subtests: pytest.Subtests) -> None:
    with subtests.test("a closing by a team lead leaves the claims"):
        told = "SELECT lead_id, by_id, at, disposition FROM pull_closing"
        assert fixtures.execute(made.url, told) == before.closings
        notes = {note for (note,) in fixtures.execute(made.url, "SELECT note FROM pull_closing")}
        assert notes == {"Here twice.\n\nFound the first one."}, "a correction's reason is kept"
        assert not fixtures.execute(made.url, "SELECT 1 FROM pull_claim WHERE round < 1")
        assert not fixtures.execute(made.url, "SELECT 1 FROM pull_settlecorrection")
    with subtests.test("messages to a holder become rows"):
        told = "SELECT by_id, by_name, text FROM pull_holdermessage ORDER BY at"
        rows = [(None, "Nobody Now", "First."), (before.person, "", "Second.")]
        assert fixtures.execute(made.url, told) == rows
    with subtests.test("the outcome of an e-mail comes last"):
        after = fixtures.execute(made.url, OUTCOMES)
        assert after[: len(before.outcomes)] == before.outcomes
        assert after[-1] == ("emailed",)

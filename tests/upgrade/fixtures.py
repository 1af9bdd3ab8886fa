"""Read and write databases as SQL text: `<version>/sqlite.sql`, `<version>/postgresql.sql`."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests import warm
from tests.installations import Installation
from tests.postgres import binaries

HERE = Path(__file__).parent
# psql's own commands, and a setting that older servers do not know.
LEFT_OUT = ("\\", "SET transaction_timeout")
SESSION = "SET search_path TO DEFAULT; SET check_function_bodies TO DEFAULT"


def versions() -> list[str]:
    """Return the versions that have a fixture, as folder names."""
    return sorted(path.parent.name for path in HERE.glob("*/counts.json"))


def counts_of(version: str) -> dict[str, Any]:
    """Return the rows that the version's databases must still have after a migration."""
    text = (HERE / version / "counts.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def is_sqlite(url: str) -> bool:
    """Return whether the URL names a SQLite file."""
    return url.startswith("sqlite:")


def kind(url: str) -> str:
    """Return the database's kind: sqlite or postgresql."""
    return "sqlite" if is_sqlite(url) else "postgresql"


def run_module(made: Installation, module: str) -> str:
    """Run a module of the tests inside an installation; return its output."""
    env = made.env(DJANGO_SETTINGS_MODULE="pullahead.settings")
    done = warm.run("module", module, env=env, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stderr
    return done.stdout


def dump(url: str) -> str:
    """Write a database as SQL statements that make it again."""
    if is_sqlite(url):
        with closing(sqlite3.connect(urlsplit(url).path)) as connection:
            return "\n".join(connection.iterdump()) + "\n"
    command = [str(binaries() / "pg_dump"), "--no-owner", "--no-privileges", "--no-comments"]
    command += ["--inserts", "--rows-per-insert=100", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = (line for line in done.stdout.splitlines() if not line.startswith(LEFT_OUT))
    return "\n".join(line for line in lines if line and not line.startswith("--")) + "\n"


def load(version: str, url: str) -> None:
    """Make the version's database at the URL, which names an empty one."""
    text = (HERE / version / f"{kind(url)}.sql").read_text(encoding="utf-8")
    if is_sqlite(url):
        path = Path(urlsplit(url).path)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(text)
        return
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(text.encode())
        session.execute(SESSION.encode())


def execute(url: str, text: str) -> list[Any]:
    """Execute one statement, and return its rows."""
    if is_sqlite(url):
        with closing(sqlite3.connect(urlsplit(url).path)) as connection, connection:
            return connection.execute(text).fetchall()
    with psycopg.connect(url) as session:
        done = session.execute(text.encode())
        return done.fetchall() if done.description else []


SQLITE_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRES_SCHEMA = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type,
       character_maximum_length, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def schema(url: str) -> set[tuple[str, str, str]]:
    """Return each part of the schema as kind, name and definition."""
    if is_sqlite(url):
        with closing(sqlite3.connect(urlsplit(url).path)) as connection:
            rows = connection.execute(SQLITE_SCHEMA).fetchall()
        rows = [(part, name, _sorted_parts(str(sql))) for part, name, sql in rows]
    else:
        with psycopg.connect(url) as session:
            rows = session.execute(POSTGRES_SCHEMA.encode()).fetchall()
    return {(str(part), str(name), _plain(str(text))) for part, name, text in rows}


def _sorted_parts(sql: str) -> str:
    """Sort columns and constraints of a table: an added column is the last, a created one not."""
    if not sql.startswith("CREATE TABLE"):
        return sql
    head, _, body = sql.partition("(")
    parts, depth = [""], 0
    for sign in body.rstrip(")"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return head + ", ".join(sorted(part.strip() for part in parts))


def _plain(definition: str) -> str:
    """Leave out casts and parentheses, which PostgreSQL places anew when it reads its own text."""
    casts = re.sub(r"::(?:text|character varying)(?:\[\])?", "", definition)
    return " ".join(re.sub(r"[()]", "", casts).split())

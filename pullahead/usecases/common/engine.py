"""The engine that all use cases share, over the database store."""

from __future__ import annotations

from pullahead.pull.engine import Engine
from pullahead.pull.store.database import DbStore
from pullahead.usecases.common.sanitize import NOTE_LIMIT as NOTE_LIMIT

ENGINE = Engine(DbStore())


COINS = 1_000_000

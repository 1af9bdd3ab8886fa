"""Ids, generated before the row, so that an act can refer to a row that it will write."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import timedelta
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): time first, so that an index of new rows stays local."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def first_id_within(span: timedelta) -> UUID:
    """Return the least id that `new_id` can have made within the last `span`."""
    milliseconds = (time.time_ns() - span // timedelta(microseconds=1) * 1_000) // 1_000_000
    return UUID(int=(milliseconds & (2**48 - 1)) << 80)


def new_token() -> UUID:
    """A claim's token. Random, never a counter: counters repeat after a fail-over."""
    return uuid4()


def new_key() -> str:
    """The secret of an API key: 256 random bits, with a prefix that scanners recognize."""
    return f"pa_{secrets.token_urlsafe(32)}"


def key_hash(key: str) -> str:
    """Hash an API key for storage. A plain hash is enough for 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()

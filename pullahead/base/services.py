"""Writes of base: settings in the database, and the offset of the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.models import Retry, Setting
from pullahead.base.transaction import require_transaction
from pullahead.config import Mode


def set_setting(*, name: str, value: Any) -> None:
    """Store `value` under `name` for every process."""
    require_transaction()
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def save_answer(
    *, owner: str, key: str, body_hash: str, status: int, answer: dict[str, Any], now: datetime
) -> None:
    """Store the answer to a request under its idempotency key, for retries."""
    require_transaction()
    Retry.objects.create(
        owner=owner, key=key, body_hash=body_hash, status=status, answer=answer, at=now
    )


def move_clock(*, offset: timedelta) -> None:
    """Set the clock to `offset` from the real time; refused in production."""
    if settings.MODE == Mode.PRODUCTION:
        raise Conflict("The clock can be moved only in demo and test mode.", code="not_in_demo")
    set_setting(name=clock.OFFSET, value=offset.total_seconds())

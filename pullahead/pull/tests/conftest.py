"""Fixtures of the heart's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database under test, with no transaction open.

    Each ground opens one of its own and rolls it back: within pytest-django's `db`, hundreds of
    walks would pile up dead rows inside one transaction, and each would be slower than the last.
    Named as pytest-django's own, which makes the database for tests that use it by this name.
    """
    with django_db_blocker.unblock():
        yield

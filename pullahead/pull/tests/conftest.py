"""Fixtures of the tests of lead pull."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Prepare the database under test, with no transaction open.

    Each ground opens a transaction of its own and rolls it back. Within pytest-django's `db`,
    hundreds of walks would pile up dead rows inside one transaction, and each would be slower than
    the last. The name is pytest-django's own, which makes the database for tests that use it by
    this name.
    """
    with django_db_blocker.unblock():
        yield

"""A database whose content the tests of one module share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what a module's fixtures write until its last test.

    Each test that is marked `django_db` undoes its own writes.
    """
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase does
    with django_db_blocker.unblock(), atomic:
        yield
        transaction.set_rollback(True)

"""No change of a model is left without its migration."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_there_is_nothing_left_to_migrate() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

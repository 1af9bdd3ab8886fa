"""The object that the app server loads: Django behind the gateway."""

from __future__ import annotations

import contextlib

from django.conf import settings

from pullahead.base.db import limits as statement_limits
from pullahead.base.db import statements
from pullahead.cli.app_server.bodies import Budget, Limits
from pullahead.cli.app_server.gateway import Gateway
from pullahead.wsgi import application as django

FORM_FIELDS = 1_000_000  # bytes beside the file of an upload
FILES = 16_384  # open files; each connection is one


def _gateway() -> Gateway:
    # Once wsgi has loaded the models
    from pullahead.cli.app_server.outage_answers import OutageAnswers
    from pullahead.usecases.intake.imports import UPLOAD_LIMIT

    limits = Limits(
        plain=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        upload=UPLOAD_LIMIT + FORM_FIELDS,
        seconds=settings.CONFIG.body_seconds,
    )
    statement_limits.use(statement_limits.REQUESTS)
    return Gateway(
        django, limits, Budget(settings.CONFIG.body_budget), OutageAnswers(statements.answered_at)
    )


def _allow_files() -> None:
    """Raise the limit of open files as far as the system allows; it is often 1,024."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


_allow_files()
application = _gateway()

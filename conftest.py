"""Options and fixtures that every room's tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from tests import templates
from tests.environment import USUAL_EXAMPLES
from tests.mutations.edits import MUTATIONS

pytest_plugins = ["tests.installation_fixtures"]

# A slow machine is no failure: how long an example takes is measured by the benches alone.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")
hypothesis.settings.register_profile("api", deadline=None)  # its size is an option
# Objects made until the tests are collected stay: looking for garbage in them again and again is an
# eighth of a run. It is set aside then (pytest_collection_finish)
gc.disable()
# The fixtures through which a test reaches a database
PAGES = Path(__file__).parent / "pullahead" / "web" / "tests"
# Tests that prove a protection, as "file" or "file::test": those that the mutation run names
_ROOT = Path(__file__).parent
GUARDS = {mutation.test for mutation in MUTATIONS}
# Files and folders without a wanted test. pytest's --ignore compares each file with each option,
# which took a third of the collection
UNREAD = frozenset(os.environ.get("TEST_UNREAD", "").split(os.pathsep))
DATABASES = {"db", "module_db", "transactional_db", "database_server", "grounds"}


def pytest_addoption(parser: pytest.Parser) -> None:
    size = parser.getgroup("heart", "size of the heart's races and random walks")
    size.addoption(
        "--pulls", type=int, default=300, help="pulls in the great race (default %(default)s)"
    )
    size.addoption(
        "--seeds", type=int, default=5, help="random walks of each kind (default %(default)s)"
    )
    parser.addoption(
        "--examples", type=int, default=USUAL_EXAMPLES,
        help="random requests for each endpoint of the API (default %(default)s; more: systematic)",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    examples = config.getoption("--examples")
    hypothesis.settings.register_profile("api", max_examples=examples, deadline=None)


@pytest.fixture(scope="session")
def pulls(request: pytest.FixtureRequest) -> int:
    """Return the number of pulls in a race (`--pulls`)."""
    return int(request.config.getoption("--pulls"))


@pytest.fixture(scope="session")
def seeds(request: pytest.FixtureRequest) -> int:
    """Return the number of random walks of a test (`--seeds`)."""
    return int(request.config.getoption("--seeds"))


@pytest.fixture(scope="session")
def templates_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, templates_folder: Path
) -> Iterator[None]:
    """Begin with a copy of a migrated database: to migrate takes each worker seconds."""
    from django.db import connection

    test = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        url = os.environ["PULLAHEAD_DATABASE_URL"]
        test["TEMPLATE"] = templates.postgres_template(url, templates_folder)
        yield
        return
    templates.copy_sqlite(templates_folder, Path(test["NAME"]))
    yield
    templates.drop_sqlite(Path(test["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Use the copied file as it is."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Create the defaults of a migration once, for every test."""
    from pullahead.base.transaction import write_transaction
    from pullahead.pull.services import lay_defaults

    with django_db_blocker.unblock(), write_transaction():
        lay_defaults()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what a module's fixtures write until its last test; the marked tests undo theirs."""
    from tests.rows import undone

    with django_db_blocker.unblock(), undone():
        yield


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    """For a test whose acts commit: all rows go afterwards, those that no act may delete too."""
    from pullahead.usecases.tests import commits

    yield
    commits.guards_down()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Restore guards and defaults after a test that emptied the tables."""
    yield
    if nextitem is not None and "emptied" in getattr(item, "fixturenames", ()):
        from pullahead.base.transaction import write_transaction
        from pullahead.pull.services import lay_defaults
        from pullahead.usecases.tests import commits

        with item.config.stash[blocking_manager_key].unblock():
            commits.guards_up()
            with write_transaction():
                lay_defaults()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what `bin/test` knows to hold no wanted test."""
    return True if str(collection_path) in UNREAD else None


def pytest_itemcollected(item: pytest.Item) -> None:
    # A test without a database passes alike on both: `bin/test` runs it once
    uses = DATABASES.intersection(getattr(item, "fixturenames", ()))
    if not uses and item.get_closest_marker("django_db") is None:
        item.add_marker(pytest.mark.pure)
    file, name = item.path.relative_to(_ROOT).as_posix(), getattr(item, "originalname", item.name)
    if file in GUARDS or f"{file}::{name}" in GUARDS:
        item.add_marker(pytest.mark.guard)
    # The use cases below the pages run on both databases, and tests/access opens every page there
    if item.path.is_relative_to(PAGES):
        item.add_marker(pytest.mark.page)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()
    # Playwright's synchronous interface keeps an event loop in this thread, which Django takes
    # for asynchronous code and refuses its ORM to. Only the browser tests may lift that.
    if any(item.get_closest_marker("browser") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that is installed, instead of one that Playwright would download."""
    from tests.browser import launch_options

    return {**browser_type_launch_args, **launch_options()}

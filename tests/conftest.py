"""Servers and browsers that tests may ask for; people and rows come from builders, not from here."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

# From "base": "operations" alone cannot be the first of the two, and on PostgreSQL nothing has loaded them.
from django.db.backends.sqlite3.base import DatabaseOperations
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.migrated import copy_to, given_file, make_file
from tests.servers import redis_server

# The people of tests/people.py are fixtures everywhere.
pytest_plugins = ["tests.people"]

# The same examples at every run, no database of old ones, and no limit that a busy machine would break.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("ci")

CHROMIUM_ARGUMENTS = [
    # root has no sandbox of its own; the pages are ours.
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


# While thousands of tests are imported nothing becomes garbage, and looking for it took a third of the time.
gc.disable()

# Where journeys may stand: script/test names these places, so that no process reads thousands of tests to find thirty.
JOURNEYS = (
    "tests/browser/",
    "tests/accounts/factors/test_passkey.py",
    "tests/accounts/sessions/test_warning.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that script/test can run it apart from the many quick tests."""
    for item in items:
        if {"page", "chromium"} & set(getattr(item, "fixturenames", ())):
            if not item.nodeid.startswith(JOURNEYS):
                raise pytest.UsageError(
                    f"{item.nodeid} drives a browser: move it to tests/browser, or script/test misses it"
                )
            item.add_marker("browser")


def pytest_collection_finish() -> None:
    """Tests make garbage; what was imported for them stays."""
    gc.enable()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Remove the data folder that the test settings made for this process."""
    if settings.configured and settings.DATA_DIR.name.startswith("ibm-test-"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row: the one script/test made, or one of this run."""
    return given_file() or make_file(tmp_path_factory.mktemp("migrated"))


def _begins_migrated() -> bool:
    return given_file() is not None and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with a copy of the file that script/test has migrated; what is tested is the same database, made once."""
    if _begins_migrated():
        options = settings.DATABASES["default"]["TEST"]
        copy_to(Path(options["NAME"]), given_file())
        options["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Django would make an empty file in place of the copy."""
    return _begins_migrated() or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session", autouse=True)
def emptied_tables() -> Iterator[None]:
    """
    Let Django empty every table after a test with real transactions.

    On SQLite it deletes row by row, which the triggers of published framework versions rightly refuse; PostgreSQL truncates.
    """
    real = DatabaseOperations.execute_sql_flush

    def flush(operations: DatabaseOperations, statements: list[str]) -> None:
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _statement in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            real(operations, statements)
            for _name, statement in triggers:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis: the one script/test started, or one of this run."""
    given = os.environ.get("IBM_TEST_REDIS_URL")
    if given:
        # A database of its own for each process of the run: a worker must not take the messages of another one's test.
        process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        yield f"{given.rsplit('/', 1)[0]}/{process}"
        return
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the run; tests take a ``page`` or a context of their own from it."""
    program = os.environ.get("IBM_CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing: script/bootstrap dev installs it, or IBM_CHROMIUM names one"
    # Playwright keeps an event loop in this thread, and Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def console_faults() -> list[str]:
    """What the browser complained about; a test that provokes a complaint takes exactly that one out again."""
    return []


@pytest.fixture
def page(chromium: Browser, console_faults: list[str]) -> Iterator[Page]:
    """A page of a new visitor; a console error, a refused policy or a failed script fails the test."""

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            console_faults.append(message.text)

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: console_faults.append(str(error)))
    yield page
    context.close()
    assert console_faults == []


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the work tree."""
    return Path(__file__).resolve().parent.parent

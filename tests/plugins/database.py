"""Gives a test session its own throw-away PostgreSQL and keys; loaded before Django reads its settings.

The addresses are set at once, the server starts when the first test asks for the database: tests of the core never
wait for it. Under xdist the controlling process starts and owns it, and the workers share it.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from aigis.ops import keys
from aigis.ops.postgres import THROW_AWAY, Server, url_at
from tests.plugins.clusters import put_migrated_cluster
from tests.plugins.network import forbid_all_but_loopback

ORIGIN = "aigis.test/log"


class Throwaway:
    """The folder of this session, its environment, and its server once somebody needed it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aigis-test-", dir="/tmp"))
        self.server: Server | None = None
        self.given = bool(os.environ.get("AIGIS_DATABASE_URL"))
        os.environ.setdefault("AIGIS_DATABASE_URL", url_at(self.folder / "postgres" / "sock"))
        os.environ["AIGIS_MODE"] = "test"
        os.environ["AIGIS_DATA"] = str(self.folder)
        os.environ["AIGIS_KEYS"] = str(self.folder / "keys")
        os.environ["AIGIS_LOG_ORIGIN"] = ORIGIN
        keys.ensure(self.folder / "keys", origin=ORIGIN)

    def start(self) -> None:
        """Starts the server unless one is given or running."""
        if self.server is None and not self.given:
            put_migrated_cluster(self.folder)
            os.environ["AIGIS_TEST_TEMPLATE"] = "aigis"  # the migrated database, for the workers too
            self.server = Server.start(self.folder, settings=THROW_AWAY)

    def end(self) -> None:
        """Ends the server as fast as it goes and removes everything."""
        if self.server is not None:
            self.server.kill()
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


# A worker finds everything in the environment it inherits.
_session = None if "PYTEST_XDIST_WORKER" in os.environ else Throwaway()
forbid_all_but_loopback()


def pytest_configure(config: pytest.Config) -> None:
    """Starts the server at once where workers will share it."""
    if _session is not None and config.getoption("numprocesses", None):
        _session.start()


def pytest_unconfigure() -> None:
    """Leaves nothing behind."""
    if _session is not None:
        _session.end()


@pytest.fixture(scope="session")
def database_server() -> None:
    """Makes sure that the session's database answers."""
    if _session is not None:
        _session.start()

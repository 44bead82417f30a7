"""What every test may use."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from aigis import wiring
from tests.plugins.statements import let_tests_change_final_rows

ROOT = Path(__file__).resolve().parent.parent

# The same examples at every run, so that a red one can be had again; new ones when asked for. However long they take:
# a machine may be slow.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _PATIENT, derandomize=True)
settings.register_profile("new", _PATIENT, derandomize=False)
settings.load_profile(os.environ.get("AIGIS_EXAMPLES", "same"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def dev_data() -> Path:
    """The development data beside the project (or AIGIS_DEV_DATA); without it the test is skipped."""
    folder = Path(os.environ.get("AIGIS_DEV_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no development data in {folder}")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the browser ring; without one the test is skipped, and says so."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no chromium: the browser ring is skipped (Debian: apt install chromium)")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Has the session's server running before pytest-django makes the test database, as a copy of the migrated one."""
    if template := os.environ.get("AIGIS_TEST_TEMPLATE"):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Gives the copied database its store of keys, which is a database of its own and made by a migration."""
    with django_db_blocker.unblock():
        wiring.key_store().prepare()
        let_tests_change_final_rows(connections["default"])

"""A SCIM client of others provisions people over HTTP: its own checks of the two RFCs all succeed."""

import json
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from aigis.apps.accounts.models import ProviderRule
from aigis.core.access.permissions import Role
from aigis.core.access.scim.attributes import USER_SCHEMA
from tests.world import COMPANY, World, entries

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-tools" / "bin" / "python"


def test_the_checks_of_another_makers_tester_all_succeed(
    committed: World, live_server: Any, settings: Settings
) -> None:
    if not (PYTHON.parent.parent / "installed").exists():
        pytest.skip("no SCIM client here: ./aigis test installs one into .venv-tools")
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, url=live_server.url)
    ProviderRule.objects.create(
        claim="schemas",
        value=USER_SCHEMA,
        organisation=committed.organisations[COMPANY],
        role=Role.GUARD.value,
        made_at=committed.at,
        approved_by="user:0",
    )
    key = committed.client(Role.DIRECTORY)[1]
    command = [str(PYTHON), str(Path(__file__).with_name("directory.py")), f"{live_server.url}/scim/v2", key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3_000:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [result for result in results if result["status"] not in ("SUCCESS", "SKIPPED", "ACCEPTABLE", "DEVIATION")]
    assert failed == [], "\n".join(f"{r['title']}: {r['reason']}" for r in failed)
    assert Counter(result["status"] for result in results)["SUCCESS"] > 20
    assert entries("people.user_added") and entries("people.user_state")

"""Lines of the log: JSON with the instant and the request, and no person in any of them."""

import io
import json
import logging
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, connection
from django.test import Client, RequestFactory
from django.urls import resolve

from aigis import wiring
from aigis.apps.notices import delivery
from aigis.apps.notices.models import Notice
from aigis.config import environment
from aigis.config.request_context import with_request_context
from aigis.config.wsgi_bridge import call
from aigis.core.access.permissions import Role
from aigis.core.ports import DeliveryFailed
from aigis.telemetry.logs import JsonFormatter, TextFormatter
from tests.doors.asking import ask, ban_in, check_in
from tests.doors.test_no_traces import SEEDS, fail, work
from tests.world import World

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
NAME = "Vandenbroucke"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, as production writes it, at the most talkative level."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def line_of(error: Exception | None = None, form: type[logging.Formatter] = JsonFormatter, **fields: Any) -> str:
    record = logging.LogRecord("aigis.example", logging.ERROR, __file__, 1, "it failed", None, None)
    record.__dict__.update(fields)
    if error is not None:
        try:
            raise error
        except type(error) as raised:
            record.exc_info = (type(raised), raised, raised.__traceback__)
    return form().format(record)


def environ(path: str = "/api/v1/checks", **more: str) -> WSGIEnvironment:
    return {"PATH_INFO": path, "REQUEST_METHOD": "POST", **more}


def test_a_line_is_an_object_with_the_instant_as_rfc_3339_has_it() -> None:
    fields = json.loads(line_of())
    assert RFC_3339.fullmatch(fields["time"])
    assert (fields["level"], fields["logger"], fields["message"]) == ("error", "aigis.example", "it failed")


@pytest.mark.parametrize("form", [JsonFormatter, TextFormatter])
def test_an_exception_is_told_by_its_place_and_not_in_its_words(form: type[logging.Formatter]) -> None:
    line = line_of(DataError(f"DETAIL: Key (name)=({NAME}) is too long"), form)
    assert NAME not in line and "DataError" in line and "doors/test_log_lines.py:" in line


def test_a_lost_connection_is_told_in_its_words() -> None:
    assert "connection refused" in line_of(ConnectionRefusedError("connection refused"))


def test_a_path_with_a_secret_is_told_by_its_pattern() -> None:
    request = RequestFactory().get("/start/s3cr3t/")
    request.resolver_match = resolve("/start/s3cr3t/")
    record = logging.LogRecord("django.request", 40, "", 1, "Internal Server Error: %s", (request.path,), None)
    record.request = request
    line = JsonFormatter().format(record)
    assert "s3cr3t" not in line and "Internal Server Error: GET start/<str:secret>/" in line


def test_work_failures_and_deliveries_name_nobody(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(world)
    fail(world, monkeypatch)
    deliver_badly(monkeypatch)
    Client(raise_request_exception=False).get(f"/rosters/{SEEDS.all[0].family}/", headers={"host": "wrong"})
    logged = lines.getvalue()
    assert SEEDS.found_in(logged.encode()) == []
    fields = [json.loads(line) for line in logged.splitlines()]
    assert {"aigis.api", "aigis.notices"} <= {one["logger"] for one in fields}


def deliver_badly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that repeats what it was sent, and a fault of ours with a name in its words."""

    class FailingMessenger:
        failures = [DeliveryFailed(f"550 {SEEDS.all[1].family} is unknown"), ZeroDivisionError(SEEDS.all[2].family)]

        def deliver(self, address: str, notice: object) -> str:
            raise self.failures.pop()

    monkeypatch.setattr(wiring, "messenger", lambda _channel: FailingMessenger())
    for notice in Notice.objects.filter(channel="mail")[:2]:
        delivery.deliver(notice.pk)
    assert FailingMessenger.failures == []


def test_every_line_of_a_request_and_its_answer_have_its_id() -> None:
    seen: list[str] = []

    def application(_: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        seen.append(json.loads(line_of())["request"])
        start("200 OK", [])
        return [b""]

    _, headers, _ = call(with_request_context(application, trusts_proxy=False), environ())
    assert dict(headers)["X-Request-ID"] == seen[0] and uuid.UUID(seen[0])
    assert "request" not in json.loads(line_of())


@pytest.mark.parametrize(
    ("offered", "trusted", "taken"),
    [
        ("3f2a9c1e-77", True, True),
        ("3f2a9c1e-77", False, False),
        (f"{NAME} Zoltan", True, False),
        ("a\nb" * 5, True, False),
        ("", True, False),
    ],
)
def test_an_id_is_taken_from_a_trusted_proxy_alone(offered: str, trusted: bool, taken: bool) -> None:
    def application(_: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("200 OK", [])
        return [b""]

    _, headers, _ = call(with_request_context(application, trusts_proxy=trusted), environ(HTTP_X_REQUEST_ID=offered))
    assert (dict(headers)["X-Request-ID"] == offered) is taken


def test_a_request_without_an_answer_is_logged_without_its_path(lines: io.StringIO) -> None:
    def application(_: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("503 Service Unavailable", [])
        return [b""]

    call(with_request_context(application, trusts_proxy=False), environ(f"/api/v1/rosters/{NAME}"))
    fields = json.loads(lines.getvalue().splitlines()[-1])
    assert (fields["door"], fields["status"], fields["level"]) == ("api", 503, "warning")
    assert NAME not in lines.getvalue()


@pytest.mark.parametrize(("name", "value"), [("AIGIS_LOG_LEVEL", "loud"), ("AIGIS_LOG_FORMAT", "xml")])
def test_an_unknown_level_or_form_is_refused(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is '{value}': give"):
        environment.read({"AIGIS_DATABASE_URL": "postgresql://db/aigis", name: value})


def test_production_writes_json_and_development_text() -> None:
    forms = {
        mode: environment.read({"AIGIS_DATABASE_URL": "postgresql://db/aigis", "AIGIS_MODE": mode}).log_format
        for mode in environment.MODES
    }
    assert forms == {"production": "json", "demo": "text", "test": "text"}


def test_a_check_of_a_banned_person_is_logged_under_its_request_and_without_a_name(
    world: World, lines: io.StringIO
) -> None:
    assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in()).status_code == 201
    person = ban_in()["person"]
    assert ask(world, Role.GUARD, "POST", "/api/v1/checks", check_in(person=person)).json()["verdict"] == "denied"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert NAME not in lines.getvalue()


def test_the_web_server_itself_writes_the_same_lines(root: Path) -> None:
    """In a process of its own: the server configures the log of the whole process."""
    configuration = root / "src/aigis/config/granian_log.json"
    code = (
        "import json, sys; from granian.log import LogLevels, configure_logging, logger;"
        "configure_logging(LogLevels.error, json.load(open(sys.argv[1]))); logger.error('a worker ended')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(configuration)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    fields = json.loads(done.stderr)
    assert (fields["logger"], fields["level"], fields["message"]) == ("_granian", "error", "a worker ended")

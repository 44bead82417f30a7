"""`aigis check` against servers that answer well, badly and not at all: 0 is only ever a whole `clear`."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from aigis.ops import cli

WHOLE = {
    "id": "0199c0de",
    "verdict": "clear",
    "reason": "no_match",
    "instruction": "Let the person in.",
    "checked_at": "2026-11-22T06:12:00Z",
    "register_version": 17,
    "receipt": "/api/v1/checks/0199c0de/receipt",
}
PERSON = ["--family-name", "Peeters", "--birth-date", "1981-04-03"]
BASICS = ["--key", "k", "--gate", "BEANR-0001/main", "--purpose", "visitor"]


class Door(HTTPServer):
    """A server that gives one answer and keeps what it was asked."""

    status = 201
    body: bytes = json.dumps(WHOLE).encode()
    location = ""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.headers.append(dict(self.headers))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def door() -> Iterator[Door]:
    server = Door()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def check(door: Door, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setenv("AIGIS_URL", door.url)
    monkeypatch.delenv("AIGIS_KEY", raising=False)

    def asked(*arguments: str) -> int:
        try:
            return cli.main(["check", *arguments])
        except SystemExit as left:
            return int(left.code or 0)

    return asked


def answering(door: Door, **changed: Any) -> None:
    door.body = json.dumps({**WHOLE, **changed}).encode()


@pytest.mark.parametrize(("verdict", "code"), [("clear", 0), ("denied", 1), ("refer", 2)])
def test_each_verdict_has_its_exit_code(door: Door, check: Callable[..., int], verdict: str, code: int) -> None:
    answering(door, verdict=verdict)
    assert check(*BASICS, *PERSON) == code


def test_verdict_instruction_and_reference_are_printed(
    door: Door, check: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    check(*BASICS, *PERSON)
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "clear"
    assert "Let the person in." in said
    assert "0199c0de" in said


def test_the_question_is_sent_in_the_shape_of_the_contract(door: Door, check: Callable[..., int]) -> None:
    check(*BASICS, *PERSON, "--given-names", "An", "--national-number", "81040300175", "--document", "BEL:590123456")
    person = {
        "family_name": "Peeters",
        "given_names": "An",
        "birth_date": "1981-04-03",
        "national_number": "81040300175",
        "documents": [{"state": "BEL", "number": "590123456"}],
    }
    assert door.asked == [{"gate": "BEANR-0001/main", "purpose": "visitor", "person": person}]
    assert door.headers[0]["Authorization"] == "Bearer k"
    assert door.headers[0]["Idempotency-Key"]


def test_machine_readable_lines_stand_instead_of_the_person(door: Door, check: Callable[..., int]) -> None:
    assert check(*BASICS, "--mrz", "P<BELPEETERS<<AN<", "L898902C36BEL8104033F") == 0
    assert door.asked[0]["mrz"] == ["P<BELPEETERS<<AN<", "L898902C36BEL8104033F"]
    assert "person" not in door.asked[0]


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_an_answer_with_a_part_missing_is_no_answer(door: Door, check: Callable[..., int], missing: str) -> None:
    door.body = json.dumps({name: value for name, value in WHOLE.items() if name != missing}).encode()
    assert check(*BASICS, *PERSON) == 3


@pytest.mark.parametrize("verdict", ["CLEAR", "clear ", "ok", "", None, 0, True, ["clear"], {"clear": 1}])
def test_an_unknown_verdict_is_no_answer(door: Door, check: Callable[..., int], verdict: object) -> None:
    answering(door, verdict=verdict)
    assert check(*BASICS, *PERSON) == 3


@pytest.mark.parametrize("status", [202, 302, 400, 401, 403, 409, 422, 429, 500, 503])
def test_a_clear_under_another_status_is_no_answer(door: Door, check: Callable[..., int], status: int) -> None:
    door.status = status
    assert check(*BASICS, *PERSON) == 3


def test_a_redirect_is_not_followed(door: Door, check: Callable[..., int]) -> None:
    door.status, door.location = 307, f"{door.url}/elsewhere"
    assert check(*BASICS, *PERSON) == 3
    assert len(door.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>clear</html>", b'"clear"', b"[]", b"\xff\xfe", b'{"verdict": "clear"'])
def test_what_is_no_answer_at_all_is_no_answer(door: Door, check: Callable[..., int], body: bytes) -> None:
    door.body = body
    assert check(*BASICS, *PERSON) == 3


def test_nobody_there_is_no_answer(check: Callable[..., int]) -> None:
    assert check(*BASICS, *PERSON, "--url", "http://127.0.0.1:1") == 3
    assert check(*BASICS, *PERSON, "--url", "not a url") == 3


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--gate", "BEANR-0001/main"],
        [*BASICS[:4], "--purpose", "curiosity", *PERSON],
        [*BASICS],
        [*BASICS[2:], *PERSON],
        [*BASICS, *PERSON, "--mrz", "P<BEL"],
        [*BASICS, "--document", "590123456"],
        [*BASICS, *PERSON, "--unknown", "x"],
    ],
)
def test_wrong_usage_is_no_answer_and_nobody_is_asked(
    door: Door, check: Callable[..., int], arguments: list[str]
) -> None:
    assert check(*arguments) == 3
    assert door.asked == []


def test_the_servers_own_words_are_passed_on(
    door: Door, check: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    door.status, door.body = 422, b'{"code": "invalid_input", "detail": "Write a gate as BEANR-0001/main."}'
    assert check(*BASICS, *PERSON) == 3
    assert "Write a gate as BEANR-0001/main." in capsys.readouterr().err

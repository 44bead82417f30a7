"""`aigis screen` against servers that answer well, badly and not at all: only whole answers become verdicts."""

import csv
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from aigis.core.access.permissions import Role
from aigis.core.errors import NoAnswer
from aigis.core.values import Verdict
from aigis.ops import cli
from aigis.ops.screen import client as screen_client
from aigis.ops.screen.checkpoint import Run
from aigis.ops.screen.client import ApiAnswer, Batches
from tests.apps.fixtures import forgetful, world
from tests.world import BANNED_IN, LOOKALIKE_IN, STRANGER_IN, World

__all__ = ["forgetful", "world"]

BASICS = ["--key", "k", "--gate", "BEANR-0001/main", "--purpose", "badge"]


class Door(HTTPServer):
    """A server of the batch address that judges: the same request key with another body is an error."""

    def __init__(self) -> None:
        self.verdicts: dict[str, str] = {}
        self.changed: dict[str, Any] = {}  # what is wrong with every item
        self.failures: list[tuple[int, bytes] | None] = []  # for the first requests; None where one is answered
        self.bodies: dict[str, bytes] = {}
        self.headers: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def answer(self, key: str, body: bytes) -> tuple[int, bytes]:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            return failure
        if self.bodies.setdefault(key, body) != body:
            return 422, b'{"detail": "This key was used for another request.", "field": "Idempotency-Key"}'
        asked = json.loads(body)
        return 200, json.dumps({"items": [self.item(one) for one in asked["items"]]}).encode()

    def item(self, one: dict[str, Any]) -> dict[str, Any]:
        verdict = self.verdicts.get(one["person"].get("family_name", ""), "clear")
        parts = {"id": f"check-{one['ref']}", "reason": "no_match", "instruction": "Do.", "receipt": "/r"}
        whole = {"ref": one["ref"], "verdict": verdict, "checked_at": "2026-11-22T06:12:00Z", "register_version": 17}
        return {name: value for name, value in {**whole, **parts, **self.changed}.items() if value is not None}


class Handler(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.headers.append({"path": self.path, **self.headers})
        status, said = self.server.answer(self.headers["Idempotency-Key"], body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    server = Door()
    monkeypatch.setenv("AIGIS_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("AIGIS_KEY", raising=False)
    monkeypatch.setattr(screen_client, "_PAUSE", 0.0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def screen(tmp_path: Path) -> Callable[..., int]:
    def screened(*lines: str, more: tuple[str, ...] = ()) -> int:
        (tmp_path / "list.csv").write_text("\n".join(["id,family_name,given_names,birth_date", *lines]) + "\n")
        return cli.main(["screen", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out.csv"), *BASICS, *more])

    return screened


def out(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PEOPLE = [f"p{number},Peeters,An,1981-04-03" for number in range(2_500)]


def test_each_row_gets_its_answer_with_reference_and_time(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    door.verdicts = {"Maes": "denied"}
    assert screen("a,Peeters,An,1981-04-03", "b,Maes,Bo,1990") == 1
    assert out(tmp_path) == [
        {"id": name, "verdict": verdict, "reason": "no_match", "reference": f"check-{place}", "error": ""}
        | {"checked_at": "2026-11-22T06:12:00Z"}
        for place, (name, verdict) in enumerate([("a", "clear"), ("b", "denied")])
    ]
    assert door.headers[0]["path"] == "/api/v1/checks/batch"
    assert door.headers[0]["Authorization"] == "Bearer k"


@pytest.mark.parametrize(
    ("verdicts", "code"), [("clear clear", 0), ("clear denied", 1), ("refer denied", 1), ("clear refer", 2)]
)
def test_the_exit_code_tells_the_gravest_verdict(
    door: Door, screen: Callable[..., int], verdicts: str, code: int
) -> None:
    one, other = verdicts.split()
    door.verdicts = {"Peeters": one, "Maes": other}
    assert screen("a,Peeters,An,1981-04-03", "b,Maes,Bo,1990") == code


@pytest.mark.parametrize("bad", ["x,,,", "x,Maes,Bo,31/2/1990", "x,Maes,Bo,", f"x,{'Maes' * 60},Bo,1990"])
def test_a_row_that_cannot_be_asked_about_is_an_error_and_never_sent(
    door: Door, screen: Callable[..., int], tmp_path: Path, bad: str
) -> None:
    door.verdicts = {"Peeters": "denied"}
    assert screen("a,Peeters,An,1981-04-03", bad) == 3
    assert [len(json.loads(body)["items"]) for body in door.bodies.values()] == [1]
    assert [(row["verdict"], bool(row["error"])) for row in out(tmp_path)] == [("denied", False), ("", True)]


def test_a_long_list_goes_in_thousands_under_different_keys(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    assert screen(*PEOPLE) == 0
    assert sorted(len(json.loads(body)["items"]) for body in door.bodies.values()) == [500, 1_000, 1_000]
    assert [row["id"] for row in out(tmp_path)] == [f"p{number}" for number in range(2_500)]
    assert not (tmp_path / "out.csv.run").exists()


def test_an_interrupted_run_goes_on_under_the_same_keys_and_a_new_run_asks_anew(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    down = (503, b'{"detail": "No answer."}')
    door.failures = [None, down, down, down]
    assert screen(*PEOPLE) == 3
    stopped = "Not checked: asking stopped at an earlier row. Run the same command again."
    errors = [row["error"] for row in out(tmp_path)]
    assert errors == [""] * 1_000 + ["503: No answer."] * 1_000 + [stopped] * 500
    asked = [header["Idempotency-Key"] for header in door.headers]
    assert len(set(asked)) == 2
    assert screen(*PEOPLE) == 0
    assert (set(asked) < door.bodies.keys(), len(door.bodies)) == (True, 3)
    assert screen(*PEOPLE) == 0
    assert len(door.bodies) == 6


def test_a_failure_that_passes_is_tried_again_under_the_same_key(door: Door, screen: Callable[..., int]) -> None:
    door.failures = [(503, b""), (429, b"")]
    assert screen("a,Peeters,An,1981-04-03") == 0
    assert len({header["Idempotency-Key"] for header in door.headers}) == 1
    assert len(door.headers) == 3


@pytest.mark.parametrize("missing", "id verdict reason checked_at instruction receipt register_version".split())
def test_an_answer_with_a_part_missing_is_an_error(
    door: Door, screen: Callable[..., int], tmp_path: Path, missing: str
) -> None:
    door.changed = {missing: None}
    assert screen("a,Peeters,An,1981-04-03") == 3
    assert (out(tmp_path)[0]["verdict"], out(tmp_path)[0]["error"] != "") == ("", True)


@pytest.mark.parametrize("verdict", ["CLEAR", "ok", "", 1, True, ["clear"], {"clear": 1}])
def test_an_unknown_verdict_is_an_error(
    door: Door, screen: Callable[..., int], tmp_path: Path, verdict: object
) -> None:
    door.changed = {"verdict": verdict}
    assert screen("a,Peeters,An,1981-04-03") == 3
    assert "not whole" in out(tmp_path)[0]["error"]


@pytest.mark.parametrize("ref", ["elsewhere", ["0"], None])
def test_an_answer_for_another_row_is_none_for_this_one(
    door: Door, screen: Callable[..., int], tmp_path: Path, ref: object
) -> None:
    door.changed = {"ref": ref}
    assert screen("a,Peeters,An,1981-04-03") == 3
    assert "did not answer for this row" in out(tmp_path)[0]["error"]


def test_an_error_of_one_row_is_passed_on_beside_the_others(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    door.changed = {"error": {"detail": "Read the number again.", "code": "wrong_check_digit"}}
    assert screen("a,Peeters,An,1981-04-03") == 3
    assert out(tmp_path)[0]["error"] == "Read the number again."


@pytest.mark.parametrize(
    "failure",
    [(401, b'{"detail": "unknown key"}'), (422, b'{"field": "gate"}'), (302, b""), (200, b"<html>"), (200, b"[]")],
)
def test_a_refused_batch_stops_the_asking(door: Door, screen: Callable[..., int], failure: tuple[int, bytes]) -> None:
    door.failures = [failure]
    assert screen(*PEOPLE[:1_500]) == 3
    assert len(door.headers) == 1


def test_a_batch_refused_for_one_of_its_rows_does_not_stop_the_others(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    door.failures = [(422, b'{"detail": "too long", "field": "items.3.person"}')]
    assert screen(*PEOPLE[:1_500]) == 3
    assert [bool(row["verdict"]) for row in out(tmp_path)] == [False] * 1_000 + [True] * 500


def test_nobody_there_or_no_list_is_no_answer(
    screen: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_client, "_PAUSE", 0.0)
    assert screen("a,Peeters,An,1981-04-03", more=("--url", "http://127.0.0.1:1")) == 3
    assert "could not be asked" in out(tmp_path)[0]["error"]
    assert screen() == 3
    assert cli.main(["screen", str(tmp_path / "nowhere.csv"), "--out", str(tmp_path / "o.csv"), *BASICS]) == 3
    assert cli.main(["screen", str(tmp_path / "list.csv"), "--out", str(tmp_path / "list.csv"), *BASICS]) == 3


def test_a_run_left_more_than_an_hour_ago_is_not_gone_on_with(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
    first = Run.begin(tmp_path / "out.csv", what="a", at=at)
    assert Run.begin(tmp_path / "out.csv", what="a", at=at.replace(minute=59)).key(0) == first.key(0)
    assert Run.begin(tmp_path / "out.csv", what="a", at=at.replace(hour=8)).key(0) != first.key(0)
    assert Run.begin(tmp_path / "out.csv", what="b", at=at).key(0) != first.key(0)


@pytest.fixture
def at() -> datetime:
    """The small world is made now: the API reads the clock."""
    return datetime.now(UTC)


@pytest.fixture
def batches(world: World) -> Iterator[Batches]:
    """Asks the real API, in this process and in the test's own transaction."""

    def answered(request: httpx.Request) -> httpx.Response:
        headers = {name: request.headers[name] for name in ("Authorization", "Idempotency-Key")}
        said = Client().post(request.url.path, request.content, content_type="application/json", headers=headers)
        return httpx.Response(said.status_code, content=said.content)

    transport = httpx.MockTransport(answered)
    with httpx.Client(transport=transport, base_url="http://testserver", headers=world.bearer(Role.GUARD)) as client:
        yield Batches(client, "BEANR-0001/main", "badge", tries=1)


def test_the_real_api_answers_in_the_shape_that_is_expected(world: World, batches: Batches) -> None:
    world.ban()
    persons: dict[str, dict[str, Any]] = {
        "a": {**STRANGER_IN},
        "b": {**BANNED_IN},
        "c": {**LOOKALIKE_IN},
        "d": {"family_name": "Maes"},
    }
    said = batches.ask(persons, request_key="k" * 64)
    verdicts = [one.verdict for one in said.values() if isinstance(one, ApiAnswer)]
    assert verdicts == [Verdict.CLEAR, Verdict.DENIED, Verdict.REFER]
    assert isinstance(said["d"], str)
    assert batches.ask(persons, request_key="k" * 64) == said


def test_the_real_api_refuses_a_batch_for_its_gate_or_for_one_of_its_rows(batches: Batches) -> None:
    too_long: dict[str, Any] = {"family_name": "x" * 201, "birth_date": "1981"}
    assert "family_name" in str(batches.ask({"a": too_long}, request_key="k")["a"])
    elsewhere = Batches(batches.client, "BEANR-0009/main", "badge", tries=1)
    with pytest.raises(NoAnswer, match="cannot check at this gate"):
        elsewhere.ask({"a": dict(STRANGER_IN)}, request_key="k")


QUOTED = {
    "never closed": ['a,Peeters,An,"1981-04-03', "b,Maes,Bo,1990"],
    "closed in another row": ['a,Peeters,"An,1981-04-03', 'b,Maes,Bo",1990'],
    "with text behind it": ['a,Peeters,"An"a,1981-04-03', "b,Maes,Bo,1990"],
}


@pytest.mark.parametrize("lines", QUOTED.values(), ids=QUOTED)
def test_a_stray_quotation_mark_hides_no_row(
    door: Door, screen: Callable[..., int], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert screen("z,Sound,Row,1970", *lines) == 3
    assert "row 3" in capsys.readouterr().err.lower() and not door.bodies


def test_a_row_wider_than_the_header_is_an_error_and_never_sent(
    door: Door, screen: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert screen("a,Peeters,An,1981-04-03,,", "b,Maes, Bo,An,1990") == 3
    assert [(row["id"], row["verdict"], bool(row["error"])) for row in out(tmp_path)] == [
        ("a", "clear", False),
        ("b", "", True),
    ]
    assert "Rows of the file: 2 = 1 read + 1 rejected" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("x,Maes,Bo,2081-02-03", "future"),
        ("x,Maes,Bo,1881-02-03", "1900"),
        ("x,Maes,Bo,1958-07-13,81040312361,M", "3 April 1981"),
        ("x,Maes,Bo,1981-04-03,81040312361,F", "a man's"),
    ],
)
def test_details_that_cannot_be_are_an_error_of_their_row(door: Door, tmp_path: Path, line: str, word: str) -> None:
    header = "id,family_name,given_names,birth_date,national_number,sex"
    (tmp_path / "list.csv").write_text(f"{header}\na,Peeters,An,1981-04-03,,\n{line}\n")
    assert cli.main(["screen", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out.csv"), *BASICS]) == 3
    answered, refused = out(tmp_path)
    assert (answered["verdict"], refused["id"], refused["verdict"]) == ("clear", "x", "") and word in refused["error"]
    assert [len(json.loads(body)["items"]) for body in door.bodies.values()] == [1]


MONTH_FIRST = ["1,Maandeerst,Max,03/04/1981", "2,Else,Some,03/24/1981", "3,Third,Bo,12/31/1979", "4,Fourth,Cy,1990"]


def test_a_column_that_proves_the_month_first_is_not_read_with_the_day_first(
    door: Door, screen: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert screen(*MONTH_FIRST) == 3
    assert [bool(row["verdict"]) for row in out(tmp_path)] == [False, False, False, True]
    assert "has the month first, as row 3 shows with 03/24/1981" in out(tmp_path)[0]["error"]
    assert "add --month-first" in capsys.readouterr().err
    door.bodies.clear()
    assert screen(*MONTH_FIRST, more=("--month-first",)) == 0
    (body,) = door.bodies.values()
    births = [item["person"]["birth_date"] for item in json.loads(body)["items"]]
    assert births == ["1981-03-04", "1981-03-24", "1979-12-31", "1990"]


def test_a_date_that_may_be_meant_otherwise_is_not_asked_about(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    assert screen("1,Peeters,An,03/04/1981", "2,Maes,Bo,03/24/1981", "3,Claes,Cy,24/03/1981") == 3
    assert [row["verdict"] for row in out(tmp_path)] == ["", "", "clear"]
    assert "dates in both orders" in out(tmp_path)[0]["error"]


def test_an_odd_reference_of_a_row_does_not_stop_its_check(
    door: Door, screen: Callable[..., int], tmp_path: Path
) -> None:
    assert screen("1.2E+15,Peeters,An,1981-04-03", "B\ufffd1,Maes,Bo,1990") == 0
    assert [row["id"] for row in out(tmp_path)] == ["1.2E+15", "B\ufffd1"]

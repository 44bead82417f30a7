"""The conformance kit tells a client that keeps the contract from one that does not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from aigis.ops.client_examiner import Examiner, make_server

KEY = "aigis_a_key"


class Backend(BaseHTTPRequestHandler):
    """What stands behind: answers every check with the verdict that its note asks for."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        answer = json.dumps({"id": body.get("note", "x"), "verdict": body.get("note", "clear").split("-")[0]}).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def kit() -> Iterator[tuple[Examiner, str]]:
    backend = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    examiner = Examiner(key=KEY)
    server = make_server(f"http://127.0.0.1:{backend.server_port}", examiner, port=0)
    for each in (backend, server):
        threading.Thread(target=each.serve_forever, daemon=True).start()
    yield examiner, f"http://127.0.0.1:{server.server_port}"
    for each in (server, backend):
        each.shutdown()
        each.server_close()


def post(url: str, path: str, body: dict[str, Any], *, key: str = "") -> httpx.Response | None:
    headers = {"authorization": f"Bearer {KEY}", **({"IDEMPOTENCY-KEY": key} if key else {})}
    try:
        return httpx.post(f"{url}{path}", json=body, headers=headers, timeout=30, trust_env=False)
    except httpx.HTTPError:
        return None


def ask(url: str, body: dict[str, Any], *, key: str) -> httpx.Response:
    """A client as it should be: the same again under the same key until there is an answer."""
    while True:
        answer = post(url, "/api/v1/checks", body, key=key)
        if answer is not None and answer.status_code == 201:
            return answer


def test_a_client_that_keeps_the_contract_is_good(kit: tuple[Examiner, str]) -> None:
    examiner, url = kit
    for number in range(3):
        answer = ask(url, {"note": f"clear-{number}", "mrz": ["A" * 30] * 3}, key=f"k{number}")
    post(url, f"/api/v1/checks/{answer.json()['id']}/outcome", {"outcome": "entered"})
    report = examiner.finish()
    assert (report.faults, report.exit_code) == ({}, 0)
    assert all(line.startswith("good") for line in report.lines())


def test_a_client_that_gives_up_is_told_for_each_way(kit: tuple[Examiner, str]) -> None:
    examiner, url = kit
    assert post(url, "/api/v1/checks", {"note": "clear-1"}, key="a").status_code == 503  # type: ignore[union-attr]
    assert post(url, "/api/v1/checks", {"note": "clear-2"}, key="b") is None
    report = examiner.finish()
    assert report.faults.keys() == {"no_answer", "lost_answer"} and report.exit_code == 1


def test_another_key_or_another_body_at_the_second_time_is_wrong(kit: tuple[Examiner, str]) -> None:
    examiner, url = kit
    post(url, "/api/v1/checks", {"note": "clear-1"}, key="a")
    post(url, "/api/v1/checks", {"note": "clear-other"}, key="a")
    assert "no_answer" in examiner.finish().faults


def test_a_client_without_keys_that_lets_the_denied_in_is_told_so(kit: tuple[Examiner, str]) -> None:
    examiner, url = kit
    post(url, "/api/v1/checks", {"note": "denied-1", "mrz": ["p<bel"]})
    post(url, "/api/v1/checks/denied-1/outcome", {"outcome": "entered"})
    report = examiner.finish()
    assert report.faults.keys() == {"key", "fail_open", "document"}
    assert any(line.startswith("WRONG") and "fail_open" in line for line in report.lines())


def test_a_client_that_sent_nothing_has_shown_nothing(kit: tuple[Examiner, str]) -> None:
    assert kit[0].finish().exit_code == 2

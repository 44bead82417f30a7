"""A conformance kit: stands between an integrator's client and Aigis, disturbs it, and notes what it does wrong.

The first check is answered *no answer*, the second is made but its answer is lost: what a server under a failover does.
Everything else is handed on unchanged.
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

_SECONDS = 60.0
_MRZ_LENGTHS = (30, 36, 44)
_PLAIN_MRZ = re.compile(r"[A-Z0-9<]+")
_CHECKS = "/api/v1/checks"
_OUTCOME = re.compile(r"/api/v1/checks/([^/]+)/outcome")
_HANDED_ON = ("Authorization", "Idempotency-Key", "Content-Type", "Accept", "If-Match")

_NO_ANSWER = b'{"status": 503, "code": "no_answer", "detail": "No answer. Follow your outage plan and try again."}'

LESSONS = {
    "key": "Every check carries an Idempotency-Key of its own.",
    "bearer": "Requests carry the key as 'Authorization: Bearer'.",
    "no_answer": "After 503 no_answer the client sends the same check again under the same key.",
    "lost_answer": "After a lost answer the client sends the same check again under the same key.",
    "fail_open": "Nobody is reported as entered whose check was not clear.",
    "document": "Document lines are sent as read: 30, 36 or 44 characters of A-Z, 0-9 and <.",
}


@dataclass(slots=True)
class ConformanceReport:
    """What the client did: faults by lesson, and the lessons it has shown that it knows."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    def fault(self, lesson: str, sentence: str) -> None:
        """Notes a fault."""
        self.faults.setdefault(lesson, []).append(sentence)

    def lines(self) -> list[str]:
        """Returns a line for each lesson: wrong, good or not seen."""
        rows = []
        for lesson, sentence in LESSONS.items():
            wrong = self.faults.get(lesson)
            state = "WRONG   " if wrong else "good    " if lesson in self.passed else "not seen"
            rows.append(f"{state} {lesson:<12} {sentence}")
            rows += [f"         - {detail}" for detail in dict.fromkeys(wrong or ())]
        return rows

    @property
    def exit_code(self) -> int:
        """0 where every lesson was shown without a fault, 1 with a fault, 2 where something was not seen."""
        return 1 if self.faults else 0 if self.passed >= LESSONS.keys() - {"document", "fail_open"} else 2


class Examiner:
    """Decides what happens to each request, and judges it; one for all connections."""

    def __init__(self, *, key: str) -> None:
        self.report = ConformanceReport()
        self._key = key
        self._lock = threading.Lock()
        self._bodies: dict[str, bytes] = {}
        self._disturbed: dict[str, str] = {}  # request key -> the lesson that its repetition shows
        self._verdicts: dict[str, str] = {}

    def receive(self, path: str, headers: Mapping[str, str], body: bytes) -> str:
        """Judges a request; returns `hand_on`, `no_answer` or `lose` (made, but its answer never arrives)."""
        with self._lock:
            if headers.get("Authorization") == f"Bearer {self._key}":
                self.report.passed.add("bearer")
            else:
                self.report.fault("bearer", "A request came without the key that this kit was given.")
            if path == _CHECKS:
                return self._receive_check(headers.get("Idempotency-Key", ""), body)
            if match := _OUTCOME.fullmatch(path):
                self._receive_outcome(match[1], body)
            return "hand_on"

    def answered(self, path: str, status: int, body: bytes) -> None:
        """Remembers the verdict of a check, and sees whether one that was disturbed has come again."""
        if path == _CHECKS and status == 201:
            members = json.loads(body)
            with self._lock:
                self._verdicts[members["id"]] = members["verdict"]

    def _receive_check(self, key: str, body: bytes) -> str:
        self._judge_document(body)
        if not key:
            self.report.fault("key", "A check came without an Idempotency-Key.")
            return "hand_on"
        self.report.passed.add("key")
        if key in self._disturbed:
            if self._bodies[key] == body:
                self.report.passed.add(self._disturbed[key])
            else:
                self.report.fault(self._disturbed[key], "It came again under its key with another body.")
            return "hand_on"
        lessons = list(self._disturbed.values())
        for lesson, what in (("no_answer", "no_answer"), ("lost_answer", "lose")):
            if lesson not in lessons:
                self._disturbed[key], self._bodies[key] = lesson, body
                return what
        return "hand_on"

    def _receive_outcome(self, check: str, body: bytes) -> None:
        outcome = _json(body).get("outcome")
        verdict = self._verdicts.get(check, "unknown")
        if outcome == "entered" and verdict != "clear":
            self.report.fault("fail_open", f"Somebody was reported as entered whose check was {verdict}.")
        elif outcome == "entered":
            self.report.passed.add("fail_open")

    def _judge_document(self, body: bytes) -> None:
        lines = _json(body).get("mrz")
        if not isinstance(lines, list):
            return
        if all(isinstance(line, str) and len(line) in _MRZ_LENGTHS and _PLAIN_MRZ.fullmatch(line) for line in lines):
            self.report.passed.add("document")
        else:
            self.report.fault("document", "Lines were changed before they were sent: let Aigis read them.")

    def finish(self) -> ConformanceReport:
        """Counts a disturbed check that never came again as a fault, and returns the report."""
        for lesson in set(self._disturbed.values()) - self.report.passed:
            self.report.fault(lesson, "It never came again under its key. Was somebody let in without an answer?")
        return self.report


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def make_server(url: str, examiner: Examiner, *, port: int) -> ThreadingHTTPServer:
    """Makes the server that integrators point their client at; it listens on this machine alone."""

    class Handler(BaseHTTPRequestHandler):
        """Hands a request on, or disturbs it."""

        def do_POST(self) -> None:
            """Handles what changes something."""
            self._handle(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def do_GET(self) -> None:
            """Handles what reads."""
            self._handle(b"")

        do_PUT = do_DELETE = do_POST

        def _handle(self, body: bytes) -> None:
            path = self.path.split("?")[0]
            # Looked up one by one: clients write the names of headers in any case.
            headers = {name: self.headers[name] for name in _HANDED_ON if name in self.headers}
            decision = examiner.receive(path, headers, body)
            if decision == "no_answer":
                self._send(503, _NO_ANSWER, "application/problem+json")
                return
            answer = httpx.request(
                self.command, f"{url}{self.path}", content=body, headers=headers, timeout=_SECONDS, trust_env=False
            )
            examiner.answered(path, answer.status_code, answer.content)
            if decision == "lose":
                self.close_connection = True
                return
            self._send(answer.status_code, answer.content, answer.headers.get("content-type", "application/json"))

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 503:
                self.send_header("Retry-After", "1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: a line could hold a key."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)

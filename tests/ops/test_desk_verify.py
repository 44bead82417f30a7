"""`aigis desk verify`: exit 0 for a whole chain, 1 for a removal or change, 2 where it could not tell."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aigis.ops.cli import main
from tests.core.test_alert_chain import chain

GOOD, BAD, CANNOT_TELL = 0, 1, 2


def items(count: int = 5) -> list[dict[str, Any]]:
    return [{"message": received.message.to_dict(), "hash": received.stated, "hits": 1} for received in chain(count)]


def webhook(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "alert.raised", "timestamp": "…", "data": item["message"] | {"hash": item["hash"], "page": "…"}}


def verified(path: Path, content: str) -> int:
    path.write_text(content)
    return main(["desk", "verify", str(path)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.json"


def test_a_saved_feed_is_good(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(path, json.dumps({"items": items(), "next": 5})) == GOOD
    assert capsys.readouterr().out == "GOOD: desk police: 5 messages, 1 to 5\n"


def test_webhooks_a_line_each_and_bundles_are_good(path: Path) -> None:
    bodies = [webhook(item) for item in items()]
    lines = [*bodies[:2], {"type": "alert.bundle", "data": {"desk": "police", "items": bodies[2:]}}]
    assert verified(path, "\n".join(json.dumps(line) for line in lines)) == GOOD


def test_a_missing_message_is_bad_and_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = items()
    assert verified(path, json.dumps(kept[:2] + kept[3:])) == BAD
    assert "messages 3 to 3 are missing" in capsys.readouterr().out


def test_a_changed_message_is_bad(path: Path) -> None:
    kept = items()
    kept[1]["message"]["gate"] = "BEANR-0009/main"
    assert verified(path, json.dumps(kept)) == BAD


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[1]", '{"items": []}', '[{"hash": "a", "message": {"number": 1}}]']
)
def test_what_is_no_feed_cannot_be_told(path: Path, content: str) -> None:
    assert verified(path, content) == CANNOT_TELL


def test_a_file_that_is_not_there_cannot_be_told(tmp_path: Path) -> None:
    assert main(["desk", "verify", str(tmp_path / "none.json")]) == CANNOT_TELL


class _Feed(BaseHTTPRequestHandler):
    """Serves two messages a page to who has the key."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        page = [item for item in items() if item["message"]["number"] > int(query["after"][0])][:2]
        body = json.dumps({"items": page, "next": page[-1]["message"]["number"] if page else 0}).encode()
        self.send_response(200 if self.headers["Authorization"] == "Bearer key" else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def feed() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Feed) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v1/alerts"
        server.shutdown()
        thread.join()


def test_the_feed_itself_is_read_to_its_end(feed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "verify", feed, "--key", "key"]) == GOOD
    assert "5 messages, 1 to 5" in capsys.readouterr().out


def test_without_a_key_or_with_a_wrong_one_nothing_can_be_told(feed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIGIS_KEY", raising=False)
    assert main(["desk", "verify", feed]) == CANNOT_TELL
    assert main(["desk", "verify", feed, "--key", "other"]) == CANNOT_TELL

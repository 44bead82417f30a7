"""A demo installation run for real, and the ways to talk to it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running import Running, comes_true, environment, processes_of


def client(**more: Any) -> httpx.Client:
    """A connection a call, as separate callers have; of one client, for each would read the machine's certificates."""
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), timeout=60, trust_env=False, **more)


_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


class Seat:
    """Somebody at the pages, signed in by user name and password, without a browser."""

    def __init__(self, url: str, username: str, password: str, **rest: object) -> None:
        self.http = client(base_url=url, follow_redirects=True, cookies={"django_language": "en"})
        self.send("/account/login/", login=username, password=password)
        assert "sessionid" in self.http.cookies, username

    def read(self, address: str) -> str:
        answer = self.http.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def send(self, address: str, *, on: str = "", **form: str) -> str:
        """Sends a form with the hidden fields of the page it stands on; gives the page that comes of it."""
        page = self.read(on or address)
        hidden = {name: value for name, value in _HIDDEN.findall(page) if name != "next"}
        given = {**hidden, **form, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        answer = self.http.post(address, data=given, headers={"Referer": f"{self.http.base_url}{address}"})
        assert answer.status_code == 200, (address, answer.status_code, answer.text[-2000:])
        return answer.text


class Harbour:
    """A running demo: its description, an HTTP client a key, its commands."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "demo"
        self.http = client()
        self.running = self.start()
        self.demo: dict[str, Any] = json.loads((self.data / "demo.json").read_text())

    def start(self, port: int | None = None) -> Running:
        running = Running(self.data, port=port, demo=True)
        assert running.ready(), running.said
        return running

    def kill_and_start_again(self) -> None:
        self.running.process.kill()
        self.running.process.wait()
        assert comes_true(lambda: processes_of(self.data) == [])
        self.running = self.start(self.running.port)

    def call(self, role: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        headers["Authorization"] = f"Bearer {self.demo['keys'][role]}"
        url = f"http://127.0.0.1:{self.running.port}{path}"
        return self.http.request(method, url, json=body, headers=headers)

    def check(self, person: dict[str, Any] | None = None, *, mrz: list[str] | None = None, key: str = "") -> Any:
        given = {"person": person} if person is not None else {"mrz": mrz}
        body = {"gate": self.demo["gate"], "purpose": "visitor", **given}
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.call("guard", "POST", "/api/v1/checks", body, **headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def register(self, person: dict[str, Any], **changes: Any) -> Any:
        answer = self.call("registrar", "POST", "/api/v1/bans", ban_of(person, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def sit(self, login: str) -> "Seat":
        """Signs somebody in at the pages."""
        return Seat(f"http://127.0.0.1:{self.running.port}", **self.demo["logins"][login])

    def received(self) -> list[dict[str, Any]]:
        """The webhooks that have arrived, newest first."""
        return [
            json.loads(path.read_text()) for path in sorted((self.data / "outbox").glob("[0-9]*.json"), reverse=True)
        ]

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.data / "outbox").glob("[0-9]*.eml"), reverse=True)]

    def aigis(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        """Runs an `aigis` command on this installation."""
        command = [sys.executable, "-m", "aigis.ops.cli", *map(str, words)]
        env = {**environment(), "AIGIS_DATA": str(self.data)}
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)


def ban_of(person: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A ban as a registrar sends one."""
    return {
        "person": person,
        "kind": "penalty",
        "authority": "corr-antwerpen",
        "decision_date": "2026-01-05",
        "ground": {"legal_basis": "Strafwetboek", "case_reference": "AN10.L1.1/2026"},
        "starts_on": "2026-01-05",
        "ends_on": "2040-01-01",
        **changes,
    }


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    made = Harbour(tmp_path_factory.mktemp("story"))
    try:
        yield made
        made.running.stop()
    finally:
        made.http.close()
        made.running.end()

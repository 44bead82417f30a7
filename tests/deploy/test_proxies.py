"""The proxies in front: sound, they limit bodies and requests, and overwrite what clients claim about themselves."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from aigis.config.request_body import LARGEST_BYTES
from aigis.telemetry import request_id
from aigis.web.base.probes import PROBES
from tests.deploy.programs import DEPLOY, program, run
from tests.running import comes_true, free_port

NGINX = (DEPLOY / "nginx" / "aigis.conf").read_text()
CADDY = (DEPLOY / "caddy" / "Caddyfile").read_text()
MEGABYTE = 1024 * 1024
TOO_LARGE = (413, 502)  # the second by Caddy 2.6, which finds out when it reads the body


class Backend:
    """Says which headers reached it."""

    def __init__(self) -> None:
        class EchoHandler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), EchoHandler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def backend() -> Iterator[int]:
    """The port of a server that stands for `aigis serve`."""
    backend = Backend()
    yield backend.server.server_port
    backend.server.shutdown()
    backend.server.server_close()


@contextmanager
def started(command: list[str], port: int, folder: Path) -> Iterator[str]:
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
        return False

    try:
        assert comes_true(answers, 60), (folder / "output").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def nginx_configuration(folder: Path, port: int, backend: int) -> Path:
    """Our site in a server of a test: another port, no TLS, no log outside the folder."""
    site = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", NGINX, flags=re.DOTALL)
    site = site.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace("listen [::]:443 ssl http2;\n", "")
    site = re.sub(r"^ *ssl_.*\n", "", site, flags=re.MULTILINE).replace("127.0.0.1:8000", f"127.0.0.1:{backend}")
    return written(site, folder, "daemon off;\nmaster_process off;\n")


def written(site: str, folder: Path, first: str = "") -> Path:
    """The site in a whole configuration that writes nothing outside the folder."""
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{name}_temp_path {folder}/{name};\n" for name in names)
    file = folder / "nginx.conf"
    head = f"{first}pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}"
    file.write_text(f"{head}{site}}}\n")
    return file


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory, backend: int) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    file = nginx_configuration(folder, port, backend)
    with started([program("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(file)], port, folder) as url:
        yield url


@pytest.fixture(scope="module")
def caddy(tmp_path_factory: pytest.TempPathFactory, backend: int) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    text = CADDY.replace("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers", 1)
    text = text.replace("aigis.example {", f"http://127.0.0.1:{port} {{").replace(
        "127.0.0.1:8000", f"127.0.0.1:{backend}"
    )
    (folder / "Caddyfile").write_text(text)
    command = [program("caddy"), "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with started(command, port, folder) as url:
        yield url


def status(url: str, path: str, size: int) -> int:
    return httpx.post(f"{url}{path}", content=b"x" * size, trust_env=False, timeout=60).status_code


BOTH = pytest.mark.parametrize("name", ["nginx", "caddy"])


@BOTH
def test_a_body_of_the_largest_list_passes_and_a_larger_one_does_not(name: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(name)
    assert status(url, "/api/v1/screenings", LARGEST_BYTES) == 200
    assert status(url, "/api/v1/screenings", LARGEST_BYTES + 4 * MEGABYTE) in TOO_LARGE
    assert status(url, "/registry/imports/", LARGEST_BYTES) == 200


@BOTH
def test_a_page_takes_less(name: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(name)
    assert status(url, "/bans/new", 3 * MEGABYTE) == 200
    assert status(url, "/bans/new", 5 * MEGABYTE) in TOO_LARGE


@BOTH
def test_what_a_client_claims_about_itself_is_overwritten(name: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(name)
    claims = {"X-Forwarded-For": "10.9.9.9", "Forwarded": "for=10.9.9.9", "X-Request-ID": "chosen-by-the-client"}
    seen = httpx.get(f"{url}/api/v1/authorities", headers=claims, trust_env=False).json()
    assert seen["x-forwarded-for"] == "127.0.0.1" and seen["x-forwarded-proto"] == "http"
    assert not seen.get("forwarded")
    assert request_id.begin(seen["x-request-id"], trusted=True) == seen["x-request-id"] != "chosen-by-the-client"


@BOTH
def test_figures_and_readiness_are_not_reached_from_outside(name: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(name)
    answers = {path: httpx.get(f"{url}{path}", trust_env=False).status_code for path in PROBES}
    assert answers == {"/healthz": 200, "/readyz": 404, "/metrics": 404}


def test_nginx_holds_back_a_client_that_asks_too_much(nginx: str) -> None:
    """So many that a machine would have to take a minute for them to stay below the limit."""
    with httpx.Client(trust_env=False, timeout=60) as client, ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda _: client.get(f"{nginx}/account/login/").status_code, range(400))
        statuses = list(asked)
    assert 429 in statuses and statuses.count(200) >= 50


def test_nginx_accepts_the_whole_file(tmp_path: Path) -> None:
    made = run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=aigis.example", "-days", "1",
               "-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem")  # fmt: skip
    assert made.returncode == 0, made.stderr
    site = NGINX.replace("/etc/ssl/aigis", str(tmp_path))
    tested = run(program("nginx"), "-t", "-e", "stderr", "-p", tmp_path, "-c", written(site, tmp_path))
    assert tested.returncode == 0, tested.stderr


def test_caddy_accepts_both_files(tmp_path: Path) -> None:
    for path in (DEPLOY / "caddy" / "Caddyfile", DEPLOY / "compose" / "Caddyfile"):
        options = ("validate", "--adapter", "caddyfile", "--config", path)
        tested = run("env", f"HOME={tmp_path}", program("caddy"), *options)
        assert tested.returncode == 0, tested.stderr


def test_the_file_of_the_composition_is_the_same_but_for_the_address() -> None:
    composed = (DEPLOY / "compose" / "Caddyfile").read_text().replace("web:8000", "127.0.0.1:8000")
    assert composed.splitlines()[1:] == CADDY.splitlines()[1:]

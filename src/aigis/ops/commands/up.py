"""`aigis up`: everything in one, under one supervisor; killed and started again it goes on where it was."""

import errno
import importlib
import json
import os
import socket
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import httpx

from aigis.core.errors import DomainError
from aigis.ops import keys
from aigis.ops.database import role_setup, role_urls
from aigis.ops.database.privileges import DatabaseRole
from aigis.ops.database.role_check import single_role
from aigis.ops.installation import Installation
from aigis.ops.postgres import Server
from aigis.ops.process import stop_on_signals
from aigis.ops.supervisor import Child, Errand, Supervisor

_ANSWERS_WITHIN = 60.0  # seconds
_ORIGIN = "aigis.example/log"


class PortTaken(DomainError):
    """Another program listens where we should."""

    code = "port_taken"
    sentence = "The port is taken. Give another one with --port."


class SetUpFailed(DomainError):
    """A step before the start did not succeed; its own words stand above."""

    code = "set_up_failed"
    sentence = "The set-up did not succeed; what was wrong stands above."


def add_arguments(parser: ArgumentParser) -> None:
    """Adds where the data is, where to listen and whether to invent a harbour."""
    parser.add_argument("--demo", action="store_true", help="with an invented harbour to try everything")
    parser.add_argument("--data", type=Path, help="folder that holds everything (.aigis/data, with --demo .aigis/demo)")
    parser.add_argument("--host", default=os.environ.get("AIGIS_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("AIGIS_PORT", "8000")), help="port to listen on")


def run(args: Namespace) -> int:
    """Starts everything and tends it until Ctrl-C or SIGTERM."""
    data = (args.data or Path(".aigis/demo" if args.demo else ".aigis/data")).absolute()
    installation = Installation(data=data, host=args.host, port=args.port, demo=args.demo)
    stop = stop_on_signals()
    supervisor = Supervisor()
    _require_free(args.host, args.port)
    try:
        environment = _prepare(installation, supervisor)
        if _set_up(installation, environment, supervisor, stop):
            _start(installation, environment, supervisor)
            _announce(installation, stop)
            if installation.demo:
                supervisor.add(Errand("badge holders", _ours("aigis_demo", "badges"), env=environment))
            supervisor.run(stop)
            _say("stopping …")
    finally:
        supervisor.stop()
        installation.remove_description()
    return 0


def _prepare(installation: Installation, supervisor: Supervisor) -> dict[str, str]:
    """Makes the folder and the keys, has a database answer, and returns the environment of all processes."""
    try:
        installation.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise DomainError(
            f"{installation.data} cannot be used ({refused.strerror}). Name another with --data."
        ) from None
    _make_keys(installation)
    database_url = os.environ.get("AIGIS_DATABASE_URL")
    if not database_url:
        server = Server.start(installation.data)
        supervisor.add(server)
        database_url = server.url
    environment = installation.environment(database_url) | _role_urls(installation, database_url)
    if installation.demo:
        environment |= _demo_outbox().environment(installation.data)
    installation.describe(environment)
    return environment


def _make_keys(installation: Installation) -> None:
    """Makes the keys that are missing; all processes here have one account, whatever folder the signer's key is in."""
    origin, signer = os.environ.get("AIGIS_LOG_ORIGIN", _ORIGIN), os.environ.get("AIGIS_SIGNER_KEYS")
    keys.ensure(installation.keys, origin=origin, signer=Path(signer) if signer else None)
    if signer:
        keys.ensure_signer(Path(signer).absolute(), origin=origin)


def _role_urls(installation: Installation, owner_url: str) -> dict[str, str]:
    """Has the database's roles made and returns their URLs; over a network each has a password of its own."""
    if single_role():
        return {}
    embedded = not os.environ.get("AIGIS_DATABASE_URL")
    passwords = None if embedded else role_setup.stored_passwords(installation.keys / "database-roles.json")
    role_setup.make_roles(owner_url, passwords=passwords)
    return role_urls.in_environment(owner_url, role_setup.urls(owner_url, passwords=passwords))


def _set_up(
    installation: Installation, environment: Mapping[str, str], supervisor: Supervisor, stop: threading.Event
) -> bool:
    """Brings the tables up to date, starts the sealer and, for a demo, invents the harbour; tells whether to go on."""
    if not _step("migrations", _ours("aigis.ops.cli", "migrate"), environment, stop):
        return False
    supervisor.add(Child("sealer", _ours("aigis.ops.cli", "seal"), env=environment))
    if installation.demo and not _correct_address(installation.data / "demo.json", url=installation.url):
        return _step("demo data", _ours("aigis_demo"), _as_web(environment), stop)
    first_link = _ours("aigis.ops.cli", "init", "--link-only")
    return installation.demo or _step("first start", first_link, _as_web(environment), stop)


def _as_web(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for what people would do on the pages: organisations, accounts, gates, bans."""
    web = environment.get(role_urls.variable(DatabaseRole.WEB), environment["AIGIS_DATABASE_URL"])
    return {**environment, "AIGIS_DATABASE_URL": web}


def _step(name: str, command: list[str], environment: Mapping[str, str], stop: threading.Event) -> bool:
    """Runs one step of the set-up to its end; tells whether to go on."""
    _say(f"{name} …")
    code = Child(name, command, env=environment).finish(stop)
    if code:
        raise SetUpFailed(f"The step '{name}' did not succeed; what was wrong stands above.")
    return code is not None


def _correct_address(path: Path, *, url: str) -> bool:
    """Writes the present address into the demo's description; tells whether there is one."""
    if not path.exists():
        return False
    described = json.loads(path.read_text())
    if described.get("url") != url:
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({**described, "url": url}, file, indent=1, ensure_ascii=False)
        beside.replace(path)
    return True


def _start(installation: Installation, environment: Mapping[str, str], supervisor: Supervisor) -> None:
    """Starts the processes beside the sealer, the last to be stopped first: receiver, workers, reconciler, web."""
    if installation.demo:
        log = installation.data / "outbox.log"
        supervisor.add(Child("receiver", _demo_outbox().receiver(installation.data), env=environment, log=log))
    # Two processes: an alert must not wait for the interpreter while a roster is screened.
    for queue in ("default", "deliveries"):
        supervisor.add(Child(f"worker {queue}", _ours("aigis.ops.cli", "work", "--queues", queue), env=environment))
    if not single_role():
        supervisor.add(Child("reconciler", _ours("aigis.ops.cli", "reconcile"), env=environment))
    listen = ("--host", installation.host, "--port", str(installation.port))
    supervisor.add(Child("web", _ours("aigis.ops.cli", "serve", *listen), env=environment))


def _demo_outbox() -> ModuleType:
    """Loads the demo's outbox by name: it is a package beside aigis that production may leave out."""
    try:
        return importlib.import_module("aigis_demo.outbox")
    except ModuleNotFoundError as missing:
        if missing.name not in ("aigis_demo", "aigis_demo.outbox"):
            raise
        raise DomainError("The demo is not part of this installation. Leave out --demo.") from None


def _ours(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _require_free(host: str, port: int) -> None:
    """Tries the port before anything else starts; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as refused:
            if refused.errno == errno.EADDRINUSE:
                raise PortTaken(f"Port {port} of {host} is taken. Give another one with --port.") from None
            raise PortTaken(f"Cannot listen on {host}, port {port}: {refused.strerror}. See --host, --port.") from None


def _announce(installation: Installation, stop: threading.Event) -> None:
    """Waits for the first answer, then prints the address and, for a demo, who can sign in."""
    if not _answers(installation, stop):
        if not stop.is_set():
            _say(f"checks are not answered yet at {installation.url}; {installation.url}/readyz says why")
        return
    lines = ["", f"Aigis is running at {installation.url}", f"Everything is in {installation.data}"]
    if installation.demo:
        lines += _logins(installation.data / "demo.json")
        lines += ["", "The badge holders are loaded and screened behind this; the rosters page shows how far it is."]
    print("\n".join([*lines, "", "Stop with Ctrl-C."]), flush=True)


def _answers(installation: Installation, stop: threading.Event) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(installation.host, installation.host)  # noqa: S104
    address = f"http://[{host}]" if ":" in host else f"http://{host}"
    deadline = time.monotonic() + _ANSWERS_WITHIN
    while time.monotonic() < deadline and not stop.wait(0.1):
        try:
            ready = httpx.get(f"{address}:{installation.port}/readyz", timeout=5, trust_env=False)
            if ready.status_code == 200:
                return True
        except httpx.HTTPError:
            continue
    return False


def _logins(path: Path) -> list[str]:
    """One line per role; the file has the keys for programs too."""
    try:
        logins = json.loads(path.read_text())["logins"]
    except (OSError, ValueError, KeyError):
        return [f"No list of logins was written to {path}."]
    rows = [f"  {role:<18}{who.get('username', ''):<18} {who.get('password', '')}" for role, who in logins.items()]
    return ["", f"Sign in as (this list and the keys for programs are in {path}):", *rows]


def _say(sentence: str) -> None:
    print(f"aigis: {sentence}", file=sys.stderr, flush=True)

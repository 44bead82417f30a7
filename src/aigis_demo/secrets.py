"""What the demo invents once and keeps beside its data: passwords, webhook secrets, the receiver's ports."""

import base64
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from aigis_demo.harbour import DESKS, USERS

_WORDS = (
    "anker baken boei dok gaffel kaai kiel kraan lier loods mast mol poort ra sluis steven tros vlet want zeil".split()
)


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """The secrets of one demo installation; `webhooks` by desk code, and `roster` for the badge issuer."""

    passwords: dict[str, str]
    webhooks: dict[str, str]
    smtp_port: int
    http_port: int


def ensure(data: Path) -> DemoSecrets:
    """The secrets in `data/demo.secrets.json` (mode 0600), made when there are none."""
    path = data / "demo.secrets.json"
    if not path.exists():
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(_make()), file, indent=1)
        beside.rename(path)
    return DemoSecrets(**json.loads(path.read_text()))


def _make() -> DemoSecrets:
    smtp_port, http_port = _free_ports()
    receivers = [desk.code for desk in DESKS] + ["roster"]
    return DemoSecrets(
        passwords={user.username: _password() for user in USERS},
        webhooks={name: "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode() for name in receivers},
        smtp_port=smtp_port,
        http_port=http_port,
    )


def _password() -> str:
    """Three words and four digits: typed easily, for an invented harbour that listens on this machine only."""
    return "-".join([*(secrets.choice(_WORDS) for _ in range(3)), f"{secrets.randbelow(10_000):04d}"])


def _free_ports() -> tuple[int, int]:
    """Two ports that are free now; they are kept, because the desks' addresses hold one of them."""
    with socket.socket() as first, socket.socket() as other:
        first.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return first.getsockname()[1], other.getsockname()[1]

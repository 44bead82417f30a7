"""Where the mail and the webhooks of a demo go: to a receiver of ours on this machine, never to a real desk."""

import os
import sys
from pathlib import Path

from aigis_demo import secrets
from aigis_demo.harbour import GATE


def environment(data: Path) -> dict[str, str]:
    """Tells worker and reconciler where the receiver takes mail, and whom the reconciler tells."""
    alarms = "alarm@justitie.example,alarm@controle.example"
    return {
        "AIGIS_SMTP_URL": f"smtp://127.0.0.1:{secrets.ensure(data).smtp_port}",
        "AIGIS_ALARM_ADDRESSES": os.environ.get("AIGIS_ALARM_ADDRESSES", alarms),
        "AIGIS_RECONCILE_KEY_FILE": str(data / "reconcile.key"),
        "AIGIS_RECONCILE_GATE": GATE,
    }


def receiver(data: Path) -> list[str]:
    """Prepares the receiver's folder and returns the command that runs it."""
    made = secrets.ensure(data)
    folder = data / "outbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(folder / "webhook-secrets", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(f"{secret}\n" for secret in made.webhooks.values()))
    ports = ["--smtp-port", str(made.smtp_port), "--http-port", str(made.http_port)]
    return [sys.executable, "-m", "aigis_demo.receiver", "--folder", str(folder), *ports]

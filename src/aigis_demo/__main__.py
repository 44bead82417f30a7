"""Loads the demo into the installation named by the environment and writes `demo.json`.

With `badges` as its argument it fills and screens the roster of badge holders instead, while everything else runs.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main() -> int:
    """Loads what is missing, with a line of progress; an installation that has its `demo.json` is left as it is."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from aigis import wiring
    from aigis_demo import secrets
    from aigis_demo.load import RECONCILER, load

    if sys.argv[1:] == ["badges"]:
        return _fill_roster()
    data = wiring.environment().data
    if wiring.environment().mode == "production":
        print("aigis: the demo is never loaded into a production installation.", file=sys.stderr)
        return 2
    if not (data / "demo.json").exists():
        begun = time.monotonic()
        made = secrets.ensure(data)
        keys = load(made, _say)
        _write_text(data / "reconcile.key", keys.pop(RECONCILER))
        _write(data / "demo.json", _described(made, keys))
        _say(f"the harbour is loaded, after {time.monotonic() - begun:.0f} s")
    return 0


def _fill_roster() -> int:
    from aigis.ops.progress import Progress
    from aigis_demo.load import HOLDERS, load_badges

    progress = Progress("badge holders on the roster", total=HOLDERS)
    load_badges(progress.show)
    progress.end(HOLDERS)
    print("aigis: the badge holders are being screened; the rosters page shows how far it is", file=sys.stderr)
    return 0


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _described(made: Any, keys: dict[str, str]) -> dict[str, Any]:
    from django.utils import timezone

    from aigis import wiring
    from aigis.apps.audit.queries import log_vkey
    from aigis.core.dates.brussels import BRUSSELS
    from aigis_demo import harbour, load

    identities = harbour.public_identities(today=timezone.now().astimezone(BRUSSELS).date())
    return {
        "url": wiring.environment().url,
        "gate": harbour.GATE,
        "roster": load.ROSTER,
        "keys": keys,
        "logins": {
            user.username: {"username": user.username, "password": made.passwords[user.username]}
            for user in harbour.USERS
        },
        "persons": {verdict: identity.request for verdict, identity in identities.items()},
        "mrz": {verdict: identity.mrz for verdict, identity in identities.items()},
        "log": {"origin": wiring.environment().log_origin, "vkey": log_vkey()},
        "outbox": f"http://127.0.0.1:{made.http_port}/",
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=1, ensure_ascii=False))


def _write_text(path: Path, text: str) -> None:
    """Writes the file whole or not at all, readable by its owner only."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


if __name__ == "__main__":
    sys.exit(main())

"""Run as a process of its own: seals on a PostgreSQL killed at every step, and says whether the log is whole."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aigis.ops import keys
from aigis.ops.postgres import Server

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def main(folder: Path) -> None:
    """Prints how many times PostgreSQL was killed and how many entries the log holds."""
    server = Server.start(folder)
    try:
        _settle(folder, server.url)
        print(_shake(server))
    finally:
        server.stop()


def _settle(folder: Path, url: str) -> None:
    import django
    from django.core.management import call_command

    keys.ensure(folder / "keys", origin="aigis.test/log")
    os.environ.update(
        AIGIS_DATABASE_URL=url,
        AIGIS_DATA=str(folder),
        AIGIS_KEYS=str(folder / "keys"),
        AIGIS_MODE="test",
        AIGIS_LOG_ORIGIN="aigis.test/log",
        DJANGO_SETTINGS_MODULE="aigis.config.settings",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def _shake(server: Server) -> str:
    from django.db import InterfaceError, OperationalError, connection

    from aigis.apps.audit import sealer
    from aigis.apps.audit.models import Leaf
    from tests.faults import CASES, Observer, failing, go_on, require_whole, write

    observer, killed = Observer(), 0
    with observer.watching():
        go_on(at=AT)
        for turn, (step, when) in enumerate(CASES):
            now = AT + timedelta(seconds=turn)
            write(2, at=now)
            with failing(step, when, do=server.kill):
                try:
                    sealer.seal(at=now)
                except (OperationalError, InterfaceError):
                    killed += 1
            connection.close()
            server.resume()
            go_on(at=now)
            require_whole(observer)
    return f"killed {killed} sealed {Leaf.objects.count()}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`aigis seal`: the sealer, which numbers entries, extends the tree and signs checkpoints."""

import os
import threading
from argparse import ArgumentParser, Namespace
from datetime import datetime

from aigis.ops.database.role_check import require_own_role
from aigis.ops.durability import require_durable
from aigis.ops.start_check import require_set_up
from aigis.telemetry import process_listener


def add_arguments(parser: ArgumentParser) -> None:
    """Takes no argument: everything is in the settings."""


def run(args: Namespace) -> int:
    """Seals until SIGTERM or Ctrl-C, finishing the seal under way; beside it, witnesses are asked to cosign."""
    require_durable()
    require_own_role()
    require_set_up("seal")
    import django

    from aigis.ops.process import stop_on_signals

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from aigis.apps.audit import publication, sealer, witnesses

    stop = stop_on_signals()
    process_listener.start("seal")
    # A thread of its own: a slow witness must not keep an entry from being sealed. It ends with the process.
    threading.Thread(target=witnesses.run_forever, args=(stop,), daemon=True, name="witnesses").start()
    threading.Thread(target=publication.run_forever, args=(stop,), daemon=True, name="publication").start()
    sealer.run_forever(stop, beat=_Beat())
    return 0


class _Beat:
    """Notes every ten seconds that the sealer works."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, at: datetime) -> None:
        """Notes it unless it was noted less than ten seconds ago."""
        from aigis.apps.notices import heartbeats

        if self._last is None or at - self._last >= heartbeats.EVERY:
            heartbeats.beat(heartbeats.SEALER, at=at)
            self._last = at

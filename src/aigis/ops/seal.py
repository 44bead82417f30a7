"""`aigis seal`: the sealer, which numbers entries, extends the tree and signs checkpoints."""

import os
from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Takes no argument: everything is in the settings."""


def run(args: Namespace) -> int:
    """Seals until SIGTERM or Ctrl-C, finishing the seal under way."""
    import django

    from aigis.ops.process import stop_on_signals

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from aigis.apps.audit import sealing

    sealing.run_forever(stop_on_signals())
    return 0

"""`aigis verify live`: the rows of this installation against its own sealed log."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator

from aigis.core.errors import DomainError
from aigis.ops import installation

GOOD, BAD, CANNOT_TELL = 0, 1, 2


def run(args: Namespace) -> int:
    """Re-reads every entry and every check; prints one line; exit 0 good, 1 bad, 2 could not tell."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    installation.adopt()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    try:
        django.setup()
        from aigis.apps.audit.verifying import verify_live
        from aigis.apps.checks.verifying import verify_rows

        entries = _count(verify_live(), "entries")
        checks = _count(verify_rows(), "checks")
    except DomainError as wrong:
        print(f"BAD: {wrong.sentence}")
        return BAD
    except (ImproperlyConfigured, Error, OSError) as unreachable:
        print(f"COULD NOT TELL: {unreachable}", file=sys.stderr)
        return CANNOT_TELL
    print(f"GOOD: {entries} entries lead to the signed root; {checks} checks are as sealed")
    return GOOD


def _count(steps: Iterator[int], what: str) -> int:
    done = 0
    for done in steps:
        print(f"\r{done} {what}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done

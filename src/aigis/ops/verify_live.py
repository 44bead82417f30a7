"""`aigis verify live`: the rows of this installation against its own sealed log."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator

from aigis.core.errors import DomainError
from aigis.ops import installation
from aigis.ops.verify import say

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
        if lacking := _lacking():
            say(f"COULD NOT TELL: {lacking}", to=sys.stderr)
            return CANNOT_TELL
        from aigis.apps.audit.erased import Erasures
        from aigis.apps.audit.verifying import verify_live
        from aigis.apps.checks.verifying import verify_rows

        erasures = Erasures()
        entries = _count(verify_live(erasures), "entries")
        checks = _count(verify_rows(), "checks")
    except DomainError as wrong:
        say(f"BAD: {wrong.sentence}")
        return BAD
    except (ImproperlyConfigured, Error, OSError) as unreachable:
        say(f"COULD NOT TELL: {unreachable}", to=sys.stderr)
        return CANNOT_TELL
    except Exception as failed:  # a fault of this program proves nothing either way
        say(f"COULD NOT TELL: {type(failed).__name__}: {failed}", to=sys.stderr)
        return CANNOT_TELL
    print(f"GOOD: {entries} entries lead to the signed root; {checks} checks are as sealed")
    for decision, many in sorted(erasures.found.items()):
        print(f"      {many} of them hold parts that were erased by decision {decision}")
    return GOOD


def _lacking() -> str:
    """What is missing to judge by: the signer's files, or anything signed at all; nothing where all is there."""
    from aigis import wiring
    from aigis.apps.audit import queries

    try:
        size, _ = wiring.signer().last
    except DomainError as missing:
        return missing.sentence
    return "" if size or queries.published() else "The log has no signed checkpoint yet. Is the sealer running?"


def _count(steps: Iterator[int], what: str) -> int:
    done = 0
    for done in steps:
        print(f"\r{done} {what}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done

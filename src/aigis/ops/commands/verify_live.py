"""`aigis verify live`: the rows of this installation against its own sealed log."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime

from aigis.core.errors import DomainError
from aigis.ops import installation
from aigis.ops.commands.verify import say

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
        return _verify(recorded=not args.unrecorded)
    except (ImproperlyConfigured, Error, OSError) as unreachable:
        say(f"COULD NOT TELL: {unreachable}", to=sys.stderr)
        return CANNOT_TELL
    except Exception as failed:  # a fault of this program proves nothing either way
        say(f"COULD NOT TELL: {type(failed).__name__}: {failed}", to=sys.stderr)
        return CANNOT_TELL


def _verify(*, recorded: bool) -> int:
    """Reads everything, says what came of it, and only then has it recorded: the record must not change the answer."""
    from django.utils import timezone

    from aigis.apps.audit.erasure_records import Erasures
    from aigis.apps.audit.verification import verify_live
    from aigis.apps.checks.verification import verify_rows

    erasures, counts, began = Erasures(), {"entries": 0, "checks": 0}, timezone.now()
    wrong = ""
    try:
        _count(verify_live(erasures), "entries", counts)
        _count(verify_rows(), "checks", counts)
    except DomainError as differs:
        wrong = differs.sentence
    if wrong:
        say(f"BAD: {wrong}")
    else:
        print(f"GOOD: {counts['entries']} entries lead to the signed root; {counts['checks']} checks are as sealed")
        for decision, count in sorted(erasures.found.items()):
            print(f"      {count} of them hold parts that were erased by decision {decision}")
    if recorded:
        _record(counts, wrong=wrong, began=began)
    return BAD if wrong else GOOD


def _record(counts: Mapping[str, int], *, wrong: str, began: datetime) -> None:
    """Keeps the run beside those of every night, for the auditor's page; where that fails, says so."""
    from django.db import Error
    from django.utils import timezone

    from aigis.apps.insight import verifications

    try:
        verifications.record_run(counts, sentence=wrong, began=began, at=timezone.now())
    except (DomainError, Error, OSError) as failed:
        say(f"This run could not be recorded: {failed}", to=sys.stderr)


def _lacking() -> str:
    """What is missing to judge by: the signer's files, or anything signed at all; nothing where all is there."""
    from aigis import wiring
    from aigis.apps.audit import queries

    try:
        size, _ = wiring.signer().last
    except DomainError as missing:
        return missing.sentence
    return (
        "" if size or queries.published() else "The log has no signed checkpoint yet. Check that the sealer is running."
    )


def _count(steps: Iterator[int], what: str, counts: dict[str, int]) -> None:
    for done in steps:
        counts[what] = done
        print(f"\r{done} {what}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)

"""`aigis verify check ID`: a check made again from what it kept, as for the auditor; it shows nothing of persons."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aigis.core.errors import DomainError
from aigis.ops import installation
from aigis.ops.commands.verify import BAD, CANNOT_TELL, GOOD, say

if TYPE_CHECKING:
    from aigis.apps.checks.recomputation import Recomputed, ScoredHit

_CODES = {"same": GOOD, "otherwise": BAD, "gone": CANNOT_TELL}
_LINES = {
    "same": "GOOD: everything came out as it was",
    "otherwise": "BAD: something came out otherwise",
    "gone": "COULD NOT TELL: weights or persons of then are not there any more",
}


def run(args: Namespace) -> int:
    """Makes the check again and prints both; exit 0 the same, 1 otherwise, 2 could not tell. The run is an entry."""
    import django

    installation.adopt()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    try:
        django.setup()
        from django.utils import timezone

        from aigis.apps.audit.actions import SYSTEM
        from aigis.apps.checks.recomputation import recompute

        result = recompute(args.check, actor=SYSTEM, at=timezone.now())
    except DomainError as refused:
        say(f"COULD NOT TELL: {refused.sentence}", to=sys.stderr)
        return CANNOT_TELL
    except Exception as failed:  # no database, no keys, a fault of ours: nothing was made again
        say(f"COULD NOT TELL: {type(failed).__name__}: {failed}", to=sys.stderr)
        return CANNOT_TELL
    for line in (_LINES[result.outcome], *_told(result)):
        print(line)
    return _CODES[result.outcome]


def _told(result: "Recomputed") -> Iterator[str]:
    check, bands = result.check, result.thresholds.bands
    yield f"  verdict     {check.verdict} then, {result.verdict.value if result.verdict else 'not made'} again"
    subjects = f"{result.subjects_then} subjects, {result.erased} erased since"
    yield f"  register    version {check.register_version}: {subjects}"
    yield f"  weights     {check.weights_version}{'' if result.weights_kept else ', not there any more'}"
    yield f"  thresholds  number {result.thresholds.number}: possible {bands.possible}, certain {bands.certain} bits"
    yield from (f"  hit         {_weighed(hit)}" for hit in result.hits)
    if result.others:
        yield f"  others      {result.others} that match again and did not then"


def _weighed(hit: "ScoredHit") -> str:
    spared = f", spared by judgement {hit.kept.spared}" if hit.kept.spared is not None else ""
    again = f"{hit.again.bits:.3f} bits again" if hit.again is not None else "cannot be weighed again"
    wrong = "" if hit.adds_up else "; the lines that were kept do not add up"
    return f"{hit.kept.strength}, {hit.kept.millibits / 1_000:.3f} bits then, {again}{spared}{wrong}"

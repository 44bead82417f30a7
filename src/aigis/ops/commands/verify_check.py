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
    from aigis.apps.checks.recomputation import Recomputed, Weighed

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

        found = recompute(args.check, actor=SYSTEM, at=timezone.now())
    except DomainError as refused:
        say(f"COULD NOT TELL: {refused.sentence}", to=sys.stderr)
        return CANNOT_TELL
    except Exception as failed:  # no database, no keys, a fault of ours: nothing was made again
        say(f"COULD NOT TELL: {type(failed).__name__}: {failed}", to=sys.stderr)
        return CANNOT_TELL
    for line in (_LINES[found.outcome], *_told(found)):
        print(line)
    return _CODES[found.outcome]


def _told(found: "Recomputed") -> Iterator[str]:
    check, bands = found.check, found.thresholds.bands
    yield f"  verdict     {check.verdict} then, {found.verdict.value if found.verdict else 'not made'} again"
    yield f"  register    version {check.register_version}: {found.subjects_then} subjects, {found.erased} erased since"
    yield f"  weights     {check.weights_version}{'' if found.weights_kept else ', not there any more'}"
    yield f"  thresholds  number {found.thresholds.number}: possible {bands.possible}, certain {bands.certain} bits"
    yield from (f"  hit         {_weighed(one)}" for one in found.hits)
    if found.others:
        yield f"  others      {found.others} that match again and did not then"


def _weighed(one: "Weighed") -> str:
    spared = f", spared by judgement {one.kept.spared}" if one.kept.spared is not None else ""
    again = f"{one.again.bits:.3f} bits again" if one.again is not None else "cannot be weighed again"
    wrong = "" if one.adds_up else "; the lines that were kept do not add up"
    return f"{one.kept.strength}, {one.kept.millibits / 1_000:.3f} bits then, {again}{spared}{wrong}"

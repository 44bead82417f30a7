"""`aigis retention`: what is kept how long, what is due, and the erasing itself."""

import os
from argparse import ArgumentParser, Namespace
from datetime import datetime

from aigis.core.privacy.retention import TABLE


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `show`, `run` and `reapply`."""
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("show", help="print the table: what is kept how long, on which basis, what goes and what stays")
    run = what.add_parser("run", help="erase what is due; interrupted, the next run goes on")
    run.add_argument("--dry-run", action="store_true", help="only say what is due, held, or will be within a month")
    what.add_parser("reapply", help="after a restore of the keys: destroy again what was erased")


def run(args: Namespace) -> int:
    """Carries out one of them and prints what it did, a line each."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from django.utils import timezone

    steps = {"show": _show, "run": _dry_run if getattr(args, "dry_run", False) else _run, "reapply": _reapply}
    steps[args.what](at=timezone.now())
    return 0


def _show(*, at: datetime) -> None:
    from aigis.apps.retention.due import rule_rows

    for kept_class, period in rule_rows():
        rule = TABLE[kept_class]
        print(f"{kept_class.value}: {period.days} days ({rule.kept.days} to {rule.longest.days}) from {rule.since}")
        print(f"  what       {rule.what}\n  basis      {rule.basis}")
        print(f"  destroyed  {rule.destroyed}\n  stays      {rule.stays}")


def _dry_run(*, at: datetime) -> None:
    from aigis.apps.retention import due
    from aigis.apps.retention import queries as retention_queries

    summaries = retention_queries.summed(due.listing(at=at))
    for summary in summaries:
        why = f" ({summary.why})" if summary.why else ""
        on = summary.first_on.date().isoformat() if summary.first_on else "-"
        print(f"{summary.kept.value:<15} {summary.outcome:<9} {summary.many:>8}  from {on}{why}")
    if not summaries:
        print("Nothing is due for erasure within a month.")


def _run(*, at: datetime) -> None:
    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.retention import run as retention_run

    nothing = True
    for done in retention_run.run(actor=SYSTEM, at=at):
        nothing = False
        gone = ", ".join(f"{name} {count}" for name, count in done.gone.items())
        print(f"decision {done.erasure.pk} is carried out: {gone}", flush=True)
    if nothing:
        print("Nothing was due.")


def _reapply(*, at: datetime) -> None:
    from aigis.apps.retention import actions

    print(f"{actions.reapply(at=at)} keys were back and are destroyed again.")

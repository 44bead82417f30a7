"""`aigis manage recode`: completes the codes by which subjects are found; it may be stopped and run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from aigis.apps.register.storage import code_backfill


class Command(BaseCommand):
    """Adds missing codes, a thousand subjects a transaction."""

    help = "Adds the missing codes by which subjects are found; --all looks at every subject, after a change of rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Takes --all."""
        parser.add_argument("--all", action="store_true", dest="every", help="look at subjects that have codes, too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Goes through the subjects in the order of their ids and says how many codes were added."""
        added, seen, after = 0, 0, None
        while subjects := code_backfill.uncoded(after=after, every=options["every"]):
            added += code_backfill.recode(subjects, at=timezone.now())
            seen, after = seen + len(subjects), subjects[-1]
        self.stdout.write(f"{seen:,} subjects, {added:,} codes added")

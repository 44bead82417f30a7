"""`aigis migrate`: brings the tables up to date as their owner, then grants every process what it needs and no more."""

import os
from argparse import ArgumentParser, Namespace
from functools import partial

from aigis.ops.database import migration, role_setup
from aigis.ops.database.role_check import single_role


def add_arguments(parser: ArgumentParser) -> None:
    """Takes no argument: the database is that of AIGIS_DATABASE_OWNER_URL, or of AIGIS_DATABASE_URL without it."""


def run(args: Namespace) -> int:
    """Migrates, makes missing roles where the account may, and grants; doing so again changes nothing."""
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from aigis import wiring

    owner_url = os.environ["AIGIS_DATABASE_URL"]
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {migration.OPTIONS}".strip()
    connection.close()  # the next statement opens it with these options
    with migration.alone(owner_url):
        migration.patiently(partial(call_command, "migrate", interactive=False, skip_checks=True, verbosity=0))
    if not single_role():
        role_setup.make_roles(owner_url)
        role_setup.grant(owner_url, keys_url=wiring.key_store_conninfo())
    return 0

"""Run as a process of its own: migrates the named database, builds the small world there, prints its keys."""

import json
from datetime import UTC, datetime

import django
from django.core.management import call_command


def main() -> None:
    """Prints the API keys of guard, registrar and the name of an administrator."""
    django.setup()
    call_command("migrate", verbosity=0)
    from aigis.apps.audit.models import Attestation
    from aigis.core.access.permissions import Role
    from tests.world import build

    world = build(datetime.now(UTC))
    Attestation.objects.all().delete()  # the sealer of this installation attests, not the world
    keys = {role.value: world.client(role)[1] for role in (Role.GUARD, Role.REGISTRAR)}
    print(json.dumps({**keys, "admin": world.user(Role.ADMIN).username}))


if __name__ == "__main__":
    main()

"""How a command enters an installation: its settings from the folder of a running one, and who it acts as."""

import json
import os
from datetime import datetime
from pathlib import Path

from aigis.core.access.permissions import Actor, Capability
from aigis.core.errors import NotFound


def enter(data: Path | None) -> None:
    """Prepares Django for the installation in a folder; without one, for that of the environment."""
    import django

    if data is not None:
        environment = data / "environment.json"
        if not environment.is_file():
            raise NotFound(f"No installation is running in {data}. Start it with 'aigis up --data {data}'.")
        settings = json.loads(environment.read_text())
        os.environ.update({name: str(value) for name, value in settings.items()})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()


def acting_as(username: str | None, capability: Capability, *, at: datetime, address: str) -> Actor:
    """The system, or the user named; raises NotFound for nobody, NotAllowed for one without the capability."""
    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.people import access
    from aigis.apps.people.models import User

    if username is None:
        return SYSTEM
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(f"There is no user '{username}'.")
    actor = access.actor_of_user(user)
    access.require(actor, capability, at=at, address=address)
    return actor

"""Which role a command takes: on one machine the environment holds the URLs of all roles, elsewhere one."""

import os
from collections.abc import Mapping, MutableMapping

from aigis.ops.database.privileges import DatabaseRole

_OWNER = "AIGIS_DATABASE_OWNER_URL"
_OF_COMMAND = {
    "serve": DatabaseRole.WEB,
    "admin": DatabaseRole.WEB,
    "init": DatabaseRole.WEB,
    "seal": DatabaseRole.SEALER,
    "log": DatabaseRole.SEALER,
    "reconcile": DatabaseRole.READER,
}
_OF_OWNER = ("backup", "manage", "migrate")
_LONG_RUNNING = ("serve", "work", "seal", "reconcile")


def variable(role: DatabaseRole) -> str:
    """The environment variable that holds a role's URL where one machine runs them all."""
    return f"AIGIS_DATABASE_{role.name}_URL"


def in_environment(owner_url: str, urls: Mapping[DatabaseRole, str]) -> dict[str, str]:
    """Returns the variables of an installation that runs every role on one machine; commands begin as the worker."""
    named = {variable(role): url for role, url in urls.items()}
    return {**named, _OWNER: owner_url, "AIGIS_DATABASE_URL": urls[DatabaseRole.WORKER]}


def adopt_role(command: str, environ: MutableMapping[str, str] = os.environ) -> None:
    """Takes the URL of a command's role as the database's; without one named, the database's URL stays.

    A process that goes on running forgets the URLs of the others.
    """
    own = _OWNER if command in _OF_OWNER else variable(_OF_COMMAND.get(command, DatabaseRole.WORKER))
    if environ.get(own):
        environ["AIGIS_DATABASE_URL"] = environ[own]
    if command in _LONG_RUNNING:
        for name in (_OWNER, *map(variable, DatabaseRole)):
            environ.pop(name, None)

"""What role a process has in the database: looked at once, when it starts."""

import os
from collections.abc import Mapping

import psycopg

from aigis.core.errors import DomainError

_CONNECT_SECONDS = 3
_POWERS = """
    SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace
                      AND pg_has_role(current_user, relowner, 'MEMBER')),
           current_user
      FROM pg_roles WHERE rolname = current_user
"""


class TooPowerful(DomainError):
    """A process would run as superuser or as the owner of its tables: nothing it does could be held to a rule."""

    code = "database_role_too_powerful"
    sentence = (
        "This process would run as a superuser or as the owner of the tables. Give it the URL of its own role "
        "(docs/RUNBOOK.md, Database roles), or for development set AIGIS_DATABASE_ROLES=single."
    )


def single_role(environ: Mapping[str, str] = os.environ) -> bool:
    """Tells whether a development installation runs everything as one role.

    Raises:
        DomainError: the setting is neither `separate` nor `single`, or it is `single` in production.
    """
    setting = environ.get("AIGIS_DATABASE_ROLES", "separate")
    if setting not in ("separate", "single"):
        raise DomainError(f"AIGIS_DATABASE_ROLES is '{setting}': give separate, or single for development.")
    if setting == "single" and environ.get("AIGIS_MODE", "production") == "production":
        raise DomainError("AIGIS_DATABASE_ROLES=single is for development alone. Leave it out in production.")
    return setting == "single"


def require_own_role(environ: Mapping[str, str] = os.environ) -> None:
    """Refuses to start a process as superuser or owner; a database that cannot be reached is waited for later.

    Raises:
        TooPowerful: the role may change tables, roles or what is final.
    """
    url = environ.get("AIGIS_DATABASE_URL", "")
    if not url or single_role(environ) or environ.get("AIGIS_MODE") == "test":
        return
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            powers = connection.execute(_POWERS).fetchone()
    except psycopg.Error:
        return
    if powers is None or powers[0] or powers[1]:
        raise TooPowerful()

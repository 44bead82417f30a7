"""Makes the roles of the processes and grants them what `privileges.py` lists; done by the owner after migrations."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from aigis.core.errors import DomainError
from aigis.ops.database.privileges import HIDDEN_FROM_READERS, SEALER_READS, WRITES, DatabaseRole, Privileges

_CONNECT_SECONDS = 10
# Of the advisory lock: two machines that migrate at once grant one after the other.
_LOCK = 7_305_300
_TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"


class RolesMissing(DomainError):
    """The roles are not there and this account may not make them."""

    code = "database_roles_missing"
    sentence = (
        "The database has no roles for web, worker and sealer, and this account may not make them. "
        "Run the statements of docs/RUNBOOK.md, Database roles, as its administrator."
    )


def make_roles(owner_url: str, *, passwords: Mapping[DatabaseRole, str] | None = None) -> None:
    """Makes the roles that are missing on the server; with passwords each may sign in over the network.

    Raises:
        RolesMissing: a role is missing and the account may not make it.
    """
    with _connect(owner_url) as connection:
        present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in DatabaseRole:
            name = role.name_in(connection.info.dbname)
            try:
                if name not in present:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
                if passwords:
                    _set_password(connection, name, passwords[role])
            except psycopg.errors.InsufficientPrivilege:
                raise RolesMissing() from None


def grant(owner_url: str, *, keys_url: str) -> None:
    """Takes every privilege from the roles and gives them those of the list, in one transaction.

    Raises:
        RolesMissing: a role is not there.
    """
    with _connect(owner_url) as connection:
        database = connection.info.dbname
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        tables = {name for (name,) in connection.execute(_TABLES).fetchall()}
        _refuse_unknown(tables)
        try:
            _close_to_everybody(connection, database)
            for role, writes in WRITES.items():
                _grant_role(connection, role, database=database, tables=tables, writes=writes)
        except psycopg.errors.UndefinedObject:
            raise RolesMissing() from None
    _grant_keys(keys_url, database=database)


def urls(owner_url: str, *, passwords: Mapping[DatabaseRole, str] | None = None) -> dict[DatabaseRole, str]:
    """Returns the libpq URL of each role, from that of the owner."""
    database = str(conninfo_to_dict(owner_url).get("dbname") or "")
    return {role: _as_role(owner_url, role.name_in(database), (passwords or {}).get(role)) for role in DatabaseRole}


def stored_passwords(path: Path) -> dict[DatabaseRole, str]:
    """Reads the roles' passwords from a file of mode 0600, drawn and written on first use."""
    if not path.exists():
        drawn = {role.value: secrets.token_urlsafe(32) for role in DatabaseRole}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(drawn, file, indent=1)
    return {DatabaseRole(name): word for name, word in json.loads(path.read_text()).items()}


def _connect(url: str) -> Connection[tuple[str, ...]]:
    return psycopg.connect(url, connect_timeout=_CONNECT_SECONDS)


def _as_role(url: str, name: str, password: str | None) -> str:
    parts = conninfo_to_dict(url)
    parts |= {"user": name, "password": password}
    return make_conninfo("", **{key: value for key, value in parts.items() if value is not None})


def _set_password(connection: Connection[tuple[str, ...]], name: str, password: str) -> None:
    """Stores the SCRAM verifier computed here: the server, and its log, never see the password."""
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier))
    connection.execute(statement)


def _refuse_unknown(tables: set[str]) -> None:
    """A table named in the list that is not there is a mistake of ours that would hide a missing grant."""
    unknown = sorted({table for writes in WRITES.values() for table in writes} - tables)
    if unknown:
        raise DomainError(f"The list of privileges names tables that are not there: {', '.join(unknown)}.")


def _close_to_everybody(connection: Connection[tuple[str, ...]], database: str) -> None:
    """Nobody may connect, make a table or shadow one by a temporary table unless it is granted here."""
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")


def _grant_role(
    connection: Connection[tuple[str, ...]],
    role: DatabaseRole,
    *,
    database: str,
    tables: set[str],
    writes: Mapping[str, Privileges],
) -> None:
    name = sql.Identifier(role.name_in(database))
    statements = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(name),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
    ]
    readable = sorted(table for table in tables if _reads(role, table))
    statements += [_grant_table("SELECT", table, name) for table in readable]
    for table, privileges in writes.items():
        statements += [_grant_table(word, table, name) for word in _words(privileges)]
    if writes:
        statements.append(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
    for statement in statements:
        connection.execute(statement)


def _reads(role: DatabaseRole, table: str) -> bool:
    if role is DatabaseRole.SEALER:
        return table.startswith(SEALER_READS)
    return role is not DatabaseRole.READER or not table.startswith(HIDDEN_FROM_READERS)


def _words(privileges: Privileges) -> list[str]:
    words = ["INSERT"] if privileges.insert else []
    words += ["DELETE"] if privileges.delete else []
    if privileges.update == ("*",):
        return [*words, "UPDATE"]
    if privileges.update:
        words.append(f"UPDATE ({', '.join(_quoted(column) for column in privileges.update)})")
    return words


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _grant_table(privilege: str, table: str, name: sql.Identifier) -> sql.Composed:
    # The privilege is text of ours, from the list.
    return sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(privilege), sql.Identifier(table), name)


_KEY_PRIVILEGES = {
    DatabaseRole.WEB: "SELECT, INSERT",
    DatabaseRole.WORKER: "SELECT, INSERT, UPDATE, DELETE",  # erasure leaves a tombstone
    DatabaseRole.SEALER: "SELECT, INSERT",
    DatabaseRole.READER: "SELECT",
}


def _grant_keys(keys_url: str, *, database: str) -> None:
    """Grants the store of data keys: only the worker, which erases, changes a row there."""
    with _connect(keys_url) as connection:
        connection.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(connection.info.dbname))
        )
        for role, words in _KEY_PRIVILEGES.items():
            name = sql.Identifier(role.name_in(database))
            # The kernel of PostgreSQL 17 lets others than the owner vacuum; before it, dead rows wait for autovacuum.
            maintain = ", MAINTAIN" if role is DatabaseRole.WORKER and connection.info.server_version >= 170000 else ""
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(connection.info.dbname), name)
            )
            connection.execute(sql.SQL("REVOKE ALL ON data_key FROM {}").format(name))
            connection.execute(_grant_table(words + maintain, "data_key", name))

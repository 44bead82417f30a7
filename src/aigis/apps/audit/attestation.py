"""Binds the log to the database server that holds it: after every start or promotion it is verified before it counts.

A database that was restored, or a standby that lacks the last transactions, looks like any other. The sealer compares
it with what was signed (RFC 9162, consistency) and only then writes down which server it compared. All other processes
read that row with every check, so a machine without the signer's state refuses as soon as the one that has it.
"""

from datetime import datetime

from django.db import connection

# One start of one server on one timeline, in the server's own words: a restart, a promotion and a restored copy
# each give another. `pg_current_wal_lsn` fails on a standby, so a standby is never taken for the primary.
_SERVER = """(extract(epoch FROM pg_postmaster_start_time())::text || '/'
              || left(pg_walfile_name(pg_current_wal_lsn()), 8))"""

# A scalar for other statements: true when this server was verified, false when another one was or a refusal is noted,
# null before the log was begun.
IS_ATTESTED_SQL = f"(SELECT a.refusal = '' AND a.server = {_SERVER} FROM audit_attestation a WHERE a.id = 1)"  # noqa: S608

_ATTEST = f"""
    INSERT INTO audit_attestation (id, server, at, refusal) VALUES (1, {_SERVER}, %(at)s, '')
        ON CONFLICT (id) DO UPDATE SET server = excluded.server, at = excluded.at, refusal = ''
"""  # noqa: S608 - the parts are ours


def attest(*, at: datetime) -> None:
    """Notes that the log on this server holds everything that was signed."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTEST, {"at": at})


def revoke(refusal: str, *, at: datetime) -> None:
    """Notes why the log on this server is refused: no process answers a check until it is mended."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_attestation SET refusal = %s, at = %s WHERE id = 1", [refusal, at])


def refusal() -> str:
    """Returns why the log on this server is refused, in the operator's words; empty if it is not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refusal FROM audit_attestation WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0]) if row else ""

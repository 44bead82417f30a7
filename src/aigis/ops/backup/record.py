"""Notes that a backup was made, so that a night without one is noticed."""

from datetime import datetime

import psycopg

_NOTE = """
    INSERT INTO notices_heartbeat (process, beaten_at) VALUES ('backup', %s)
        ON CONFLICT (process) DO UPDATE SET beaten_at = excluded.beaten_at
"""


def record_backup(owner_url: str, *, at: datetime) -> None:
    """Writes when the backup ended, as the owner of the tables."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(_NOTE, [at])

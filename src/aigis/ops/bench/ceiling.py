"""The limit beside our figures: pgbench committing the same rows on the same PostgreSQL, and nothing else."""

import re
import subprocess
from pathlib import Path

import psycopg

from aigis.ops.postgres_binaries import bindir

_TABLES = ("checks_check", "audit_entry", "audit_pending")
# The sizes of the encrypted columns are those of a check of one person with all details.
_SCRIPT = """\
BEGIN;
INSERT INTO bench_audit_entry (id, kind, at, organisation, actor_key, subject_scope, core, actor, subject)
 VALUES (gen_random_uuid(), 40, now(), 1, 'client:1', 'month:2026-11', decode(repeat('5a', 340), 'hex'),
         decode(repeat('5a', 130), 'hex'), decode(repeat('5a', 260), 'hex'));
INSERT INTO bench_audit_pending (entry) VALUES (gen_random_uuid());
INSERT INTO bench_checks_check (id, organisation, gate_id, actor_key, purpose, source, checked_at, verdict, reason,
                                register_version, weights_version, person, entry)
 VALUES (gen_random_uuid(), 1, 1, 'client:1', 'visitor', 'gate', now(), 'clear', 'no_match', 1, '1',
         decode(repeat('5a', 220), 'hex'), gen_random_uuid());
COMMIT;
"""


class Ceiling:
    """Runs pgbench against copies of our tables, indexes included."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url = database_url
        self._script = folder / "same-rows.sql"
        self._script.write_text(_SCRIPT)
        with psycopg.connect(database_url, autocommit=True) as connection:
            for table in _TABLES:
                connection.execute(f"CREATE TABLE IF NOT EXISTS bench_{table} (LIKE {table} INCLUDING ALL)")

    def per_second(self, *, connections: int, seconds: float) -> float:
        """Committed transactions a second at so many connections."""
        command = [
            bindir(user=None) / "pgbench",
            *("-n", "-M", "prepared", "-f", self._script, "-c", connections, "-j", min(2, connections)),
            *("-T", max(1, round(seconds)), "-d", self._url),
        ]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if found is None:
            raise RuntimeError(f"pgbench said: {done.stderr[-500:]}")
        return round(float(found[1]), 1)

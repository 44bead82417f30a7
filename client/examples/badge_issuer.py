"""A badge issuer: checks at issue, then mirrors the verdicts of a roster into a table of badges.

    AIGIS_KEY=… python badge_issuer.py issue https://aigis.example badges badges.db REF FAMILY GIVEN 1981-04-03
    AIGIS_KEY=… python badge_issuer.py follow https://aigis.example badges badges.db [--once]

A badge works only while its verdict is `clear`. Position and badges are one transaction of SQLite, so that a crash
loses nothing.
"""

import os
import sqlite3
import sys
import time

from aigis_client import AigisClient, FunctionCursor, NoAnswer, Person, Verdict

TABLES = """
    CREATE TABLE IF NOT EXISTS badge (ref TEXT PRIMARY KEY, works INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS position (roster TEXT PRIMARY KEY, next INTEGER NOT NULL);
"""


def store_verdict(database: sqlite3.Connection, ref: str, verdict: Verdict) -> None:
    """Lets a badge work, or blocks it; twice is as good as once."""
    works = verdict is Verdict.CLEAR
    database.execute("INSERT OR REPLACE INTO badge (ref, works) VALUES (?, ?)", (ref, works))
    print(f"{'unblock' if works else 'block'} {ref}", flush=True)


def cursor_of(database: sqlite3.Connection, roster: str) -> FunctionCursor:
    """Returns the position of a roster, committed together with the badges before it."""

    def read() -> int:
        row = database.execute("SELECT next FROM position WHERE roster = ?", (roster,)).fetchone()
        return int(row[0]) if row else 0

    def write(position: int) -> None:
        database.execute("INSERT OR REPLACE INTO position (roster, next) VALUES (?, ?)", (roster, position))
        database.commit()

    return FunctionCursor(read, write)


def issue(client: AigisClient, database: sqlite3.Connection, roster: str, ref: str, person: Person) -> None:
    """Puts a new badge on the roster; without an answer it is not issued."""
    entry = client.set_entry(roster, ref, person)
    if entry.verdict is None:
        raise SystemExit(f"not issued: {entry.problem}")
    store_verdict(database, ref, entry.verdict)
    database.commit()


def follow(client: AigisClient, database: sqlite3.Connection, roster: str, *, once: bool) -> None:
    """Follows the roster for ever, through outages too; with `once` until there is nothing new."""
    cursor = cursor_of(database, roster)
    while True:
        try:
            for change in client.changes(roster, cursor) if once else client.follow_changes(roster, cursor):
                store_verdict(database, change.ref, change.verdict)
        except NoAnswer as failed:
            database.rollback()
            print(f"badges stay as they are: {failed}", file=sys.stderr, flush=True)
            time.sleep(5)
        else:
            return


def main(what: str, url: str, roster: str, path: str, *rest: str) -> None:
    """Issues a badge, or follows."""
    database = sqlite3.connect(path)
    database.executescript(TABLES)
    with AigisClient(url, os.environ["AIGIS_KEY"]) as client:
        if what == "issue":
            ref, family_name, given_names, birth_date = rest
            issue(client, database, roster, ref, Person(family_name, given_names, birth_date=birth_date))
        else:
            follow(client, database, roster, once="--once" in rest)


if __name__ == "__main__":
    main(*sys.argv[1:])

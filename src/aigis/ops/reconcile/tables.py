"""Reads what stands in the tables, by statements of the reconciler's own."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aigis.core.crypto.field_encryption import open_
from aigis.core.errors import DomainError
from aigis.ops.reconcile.comparison import (
    CheckRow,
    DeskAlertRow,
    NoticeRow,
    StoredBan,
    Tables,
    VersionRow,
)
from aigis.ops.reconcile.sealed_log import DataKeys, Session

_VERSIONS = """
    SELECT ban_id::text, number, standing, start, "end", register_version, recorded_at FROM register_banversion
"""
_BANS = "SELECT id::text, version, standing, subject_id::text, ends_at FROM register_ban"
_SUBJECTS = "SELECT id::text, person FROM register_subject"
_THRESHOLDS = "SELECT number, possible, certain, decided_at FROM checks_thresholds"
_ALERTS = "SELECT id::text, raised_at FROM alerts_alert"
_DESK_ALERTS = """
    SELECT p.alert_id::text, d.code, d.organisation_id, p.number, p.previous, p.hash, a.drill,
           coalesce(f.code || '/' || g.name, ''), a.raised_at, s.acknowledged_at IS NOT NULL, s.closed_at IS NOT NULL
      FROM alerts_deskalert p JOIN alerts_desk d ON d.id = p.desk_id JOIN alerts_alert a ON a.id = p.alert_id
      LEFT JOIN alerts_deskalertstate s ON s.desk_alert_id = p.id
      LEFT JOIN facilities_gate g ON g.id = a.gate_id LEFT JOIN facilities_facility f ON f.id = g.facility_id
     ORDER BY d.code, p.number
"""
_STEPS = """
    SELECT p.alert_id::text, d.code, s.kind FROM alerts_alertstep s
      JOIN alerts_deskalert p ON p.id = s.desk_alert_id JOIN alerts_desk d ON d.id = p.desk_id
     WHERE s.at < now() - interval '60 seconds'
"""
_DESK_COUNTERS = (
    "SELECT d.code, c.last_number, c.last_hash FROM alerts_deskcounter c JOIN alerts_desk d ON d.id = c.desk_id"
)
_NOTICES = """
    SELECT n.about::text, n.state, n.posted_at, count(a.id), count(a.id) FILTER (WHERE r.delivered)
      FROM notices_notice n LEFT JOIN notices_attempt a ON a.notice_id = n.id
      LEFT JOIN notices_attemptresult r ON r.attempt_id = a.id
     WHERE n.kind = 'alert' AND n.about IS NOT NULL GROUP BY n.id
"""
_CHECKS = "SELECT id::text, verdict, checked_at FROM checks_check WHERE id = ANY(%s)"
_DESK_ADDRESSES = """
    SELECT code, md5(concat_ws(chr(1), mailbox, other_mailbox, webhook, next_desk_id, removed_at)) FROM alerts_desk
"""


def read_tables(session: Session, keys: DataKeys) -> Tables:
    """Reads everything the rules compare but the checks, which are too many."""
    return Tables(
        versions=[VersionRow(*row) for row in session.execute(_VERSIONS)],
        bans=[StoredBan(*row) for row in session.execute(_BANS)],
        persons=_persons(session, keys),
        thresholds={number: (possible, certain, at) for number, possible, certain, at in session.execute(_THRESHOLDS)},
        alerts=dict(session.execute(_ALERTS).fetchall()),
        desk_alerts=[DeskAlertRow(*row) for row in session.execute(_DESK_ALERTS)],
        steps={(alert, desk, kind) for alert, desk, kind in session.execute(_STEPS)},
        desk_counters={desk: (number, last) for desk, number, last in session.execute(_DESK_COUNTERS)},
        notices=[NoticeRow(*row) for row in session.execute(_NOTICES)],
    )


def read_checks(session: Session, references: Sequence[str]) -> Mapping[str, CheckRow]:
    """Reads some checks by their references."""
    return {row[0]: CheckRow(*row) for row in session.execute(_CHECKS, [list(references)])}


def read_desk_addresses(session: Session) -> dict[str, str]:
    """Reads a digest of where each desk is reached."""
    return dict(session.execute(_DESK_ADDRESSES).fetchall())


def _persons(session: Session, keys: DataKeys) -> dict[str, Mapping[str, Any] | None]:
    rows = session.execute(_SUBJECTS).fetchall()
    keys.load({f"subject:{subject}" for subject, _ in rows})
    return {subject: _person(keys, subject, closed) for subject, closed in rows if bytes(closed)}


def _person(keys: DataKeys, subject: str, closed: Any) -> Mapping[str, Any] | None:
    try:
        key = keys.get(f"subject:{subject}")
        if key is None:
            return None
        person: Mapping[str, Any] = json.loads(open_(key, field="subject.person", closed=closed))
        return person
    except DomainError:
        return None

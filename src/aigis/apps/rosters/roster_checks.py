"""Checks of roster entries, made as at a gate, with the verdicts that changed recorded."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from aigis.apps.audit import data_keys
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer, Query
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.rosters.actions import record_verdicts
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import Roster, RosterEntry
from aigis.core.access.permissions import Actor
from aigis.core.errors import DomainError
from aigis.core.values import Purpose, Verdict


def system_actor(roster: Roster) -> Actor:
    """The system acting for the roster's organisation, so that its checks count among that organisation's."""
    return Actor("system", f"roster-{roster.pk}", None, roster.organisation_id)


def check_entries(roster: Roster, entries: Sequence[RosterEntry], *, at: datetime) -> list[Verdict]:
    """Checks roster entries and records the verdicts that changed; raises the first error of any of them."""
    if not entries:
        return []
    queries = list(_queries(roster, entries))
    answers = [_answer(result) for result in perform(queries, at=at)]
    verdicts = [answer.verdict for answer in answers]
    pairs, version = list(zip(entries, verdicts, strict=True)), answers[0].register_version
    record_verdicts(roster, pairs, register_version=version, actor=system_actor(roster), at=at)
    return verdicts


def _queries(roster: Roster, entries: Sequence[RosterEntry]) -> Iterator[Query]:
    key = data_keys.key(scope(roster))
    facility = roster.gate.facility
    gate = GateFacts(roster.gate_id, roster.gate.code, facility.port.locode, facility.organisation_id)
    for entry in entries:
        yield Query(
            person=open_entry(key, entry),
            gate=gate,
            purpose=Purpose(roster.purpose),
            actor=system_actor(roster),
            source="roster",
            occasion=_occasion(entry),
        )


def _occasion(entry: RosterEntry) -> str:
    """What must not be told twice: this entry's present denial, or the one that a denial now would be.

    An entry that was cleared and is denied again is another occasion; two checks at once of one that is not denied yet
    have the same.
    """
    number = entry.denials if entry.verdict == Verdict.DENIED.value else entry.denials + 1
    return f"roster-entry:{entry.pk}:{number}" if number else f"roster-entry:{entry.pk}"


def _answer(result: Answer | DomainError) -> Answer:
    if isinstance(result, DomainError):
        raise result
    return result

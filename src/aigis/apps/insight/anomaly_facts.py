"""Facts for the search for unusual patterns, counted from the log, the alerts and the checks at gates.

Only entries of officials are read; of those about strangers the look-ups are opened, to tell one person from another.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.decryption import subject_field
from aigis.apps.audit.models import Entry
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.permissions import Role
from aigis.core.audit.anomalies import THRESHOLDS, Act, AlertClosing, ClearRun, Skeletons
from aigis.core.audit.entry import SALT_LENGTH
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.person.names import PARTICLES, skeleton, tokens
from aigis.core.person.person import Person

_LOWEST = bytes(10)
_AT_GATES = {Role.GUARD.value, Role.PFSO.value, Role.BADGE_ISSUER.value}
_LOOKUP = CATALOGUE[Event.LOOKUP_ANSWERED].number
# What an official reads by choice. An alert comes unasked, and a list of what waits is one's work.
READING = [
    CATALOGUE[code].number
    for code in ("ban.read", "subject.read", "subject.found", "lookup.answered", "detention.read", "proposal.read")
]
REFUSED = [CATALOGUE[code].number for code in ("access.refused", "proposal.refused")]


@dataclass(frozen=True, slots=True)
class Officials:
    """Everybody but those at gates: the role of each actor, and the skeletons of the names they bear."""

    roles: Mapping[str, str]
    borne: Mapping[str, Skeletons]


def officials() -> Officials:
    """Users and API clients of justice, police and services, closed accounts included."""
    users = User.objects.exclude(role__in=[*_AT_GATES, ""])
    clients = ApiClient.objects.exclude(role__in=_AT_GATES)
    roles = {f"user:{pk}": role for pk, role in users.values_list("pk", "role")}
    roles |= {f"client:{pk}": role for pk, role in clients.values_list("pk", "role")}
    names = users.exclude(last_name="").values_list("pk", "last_name")
    return Officials(roles, {f"user:{pk}": skeletons([name]) for pk, name in names})


def skeletons(families: Iterable[str]) -> Skeletons:
    """What is left of family names when clerks and transliteration are taken away; particles claim nothing."""
    return frozenset(skeleton(token) for family in families for token in tokens(family) if token not in PARTICLES)


@dataclass(frozen=True, slots=True)
class Readings:
    """What officials read; of look-ups the case, and the skeletons of the family names asked about."""

    acts: tuple[Act, ...]
    asked: Mapping[UUID, Skeletons]


def readings(actors: Iterable[str], *, first: datetime, end: datetime) -> Readings:
    """What the actors read from an instant to another."""
    rows = Entry.objects.filter(actor_key__in=list(actors), kind__in=READING, at__gte=first, at__lt=end)
    acts = {row.pk: _act(row) for row in rows.defer("core", "actor", "subject")}
    searched = {}
    for row in rows.filter(kind=_LOOKUP).defer("core", "actor").iterator(chunk_size=2_000):
        opened = _opened(row)
        if opened:
            person = Person.from_dict(opened["person"])
            searched[row.pk] = skeletons(name.family for name in person.names)
            acts[row.pk] = replace(acts[row.pk], about=acts[row.pk].about or _stranger(person), case=opened["case"])
    return Readings(tuple(acts.values()), searched)


def earlier(actors: Iterable[str], *, first: datetime, end: datetime) -> tuple[Act, ...]:
    """The same without opening anything: enough to tell what somebody usually does."""
    rows = Entry.objects.filter(actor_key__in=list(actors), kind__in=READING, at__gte=first, at__lt=end)
    return tuple(_act(row) for row in rows.defer("core", "actor", "subject"))


def refused(*, first: datetime, end: datetime) -> list[Act]:
    """Refusals of everybody who is somebody."""
    rows = Entry.objects.filter(pk__gte=ordered_id(first, _LOWEST), pk__lt=ordered_id(end, _LOWEST), kind__in=REFUSED)
    return [_act(row) for row in rows.exclude(actor_key__startswith="nobody:").defer("core", "actor", "subject")]


def _act(row: Entry) -> Act:
    return Act(row.pk, row.actor_key, row.organisation, row.at, str(row.about or ""))


def _opened(row: Entry) -> dict[str, Any] | None:
    """The subject part of a look-up; None where it was erased."""
    key = data_keys.known([row.subject_scope]).get(row.subject_scope)
    if key is None or not row.subject:
        return None
    plain = sealed_fields.open_bytes(key, field=subject_field(row.about), ciphertext=row.subject)
    values: dict[str, Any] = json.loads(plain[SALT_LENGTH:])
    return values


def _stranger(person: Person) -> str:
    """What tells one stranger from another: a number, a document, or names with the birth date."""
    if person.national_numbers:
        return person.national_numbers[0]
    if person.documents:
        return f"{person.documents[0].state} {person.documents[0].number}"
    return f"{sorted(skeletons(name.full for name in person.names))} {person.birth}"


def closings(*, first: datetime, end: datetime) -> list[AlertClosing]:
    """The alerts that a desk closed."""
    closed = DeskAlert.objects.filter(
        state__closed_at__gte=first, state__closed_at__lt=end, alert__drill=False
    ).values_list("alert", "state__closed_at")
    when = {alert: at for alert, at in closed if at is not None}
    recipients: dict[UUID, set[int]] = {}
    for alert, organisation in DeskAlert.objects.filter(alert__in=when).values_list("alert", "desk__organisation"):
        recipients.setdefault(alert, set()).add(organisation)
    rows = Alert.objects.filter(pk__in=when).values_list("pk", "ban__subject", "raised_at")
    return [AlertClosing(str(subject), frozenset(recipients[pk]), raised, when[pk]) for pk, subject, raised in rows]


# Every run of clear checks at a gate after which nobody's entry was reported, between two that somebody entered after.
_RUNS = """
    WITH made AS (
        SELECT c.actor_key, c.gate_id, c.organisation, c.checked_at, c.entry, EXISTS (
                   SELECT FROM checks_outcome o WHERE o.check_made_id = c.id AND o.kind = 'entered') AS arrived
          FROM checks_check c
         WHERE c.id >= %(first)s AND c.id < %(end)s AND c.source = 'gate' AND c.verdict = 'clear'),
    counted AS (
        SELECT *, sum(arrived::int) OVER (PARTITION BY actor_key, gate_id ORDER BY checked_at, entry) AS place,
               count(*) OVER (PARTITION BY actor_key, gate_id) AS own,
               count(*) OVER (PARTITION BY gate_id) AS at_gate,
               count(*) FILTER (WHERE arrived) OVER (PARTITION BY gate_id) AS arrived_at_gate
          FROM made)
    SELECT actor_key, organisation, gate_id, own, at_gate, arrived_at_gate,
           array_agg(entry ORDER BY checked_at, entry), array_agg(checked_at ORDER BY checked_at, entry)
      FROM counted WHERE NOT arrived
     GROUP BY actor_key, organisation, gate_id, place, own, at_gate, arrived_at_gate
    HAVING count(*) >= %(least)s
"""


def runs(*, first: datetime, end: datetime) -> Iterator[ClearRun]:
    """The runs of checks without arrival that are long enough to be asked about."""
    parameters: dict[str, UUID | int] = {
        "first": ordered_id(first, _LOWEST),
        "end": ordered_id(end, _LOWEST),
        "least": THRESHOLDS.run_least,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, parameters)
        for actor, organisation, gate, own, at_gate, arrived, entries, times in cursor.fetchall():
            acts = (
                Act(entry, actor, organisation, at, f"gate {gate}") for entry, at in zip(entries, times, strict=True)
            )
            yield ClearRun(tuple(acts), own, at_gate, arrived)

"""Final penalties for the special extract of the criminal record: who, by which authority, when decided, when final.

A penalty belongs here from the day it became final, for good: one that is amended, lifted or annulled afterwards, or
whose finality was taken back, or whose person got another identity, comes again with its new state. Its place is that
of its last version in the register's feed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Ban, BanVersion
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.state import State, state
from aigis.core.bans.versions import RULES, Version
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.person.person import Person

MOST = 500
_LANGUAGES = ("nl", "fr", "de", "en")
_FINAL_KINDS = [kind.value for kind, rules in RULES.items() if rules.final]


@dataclass(frozen=True, slots=True)
class FinalPenalty:
    """A penalty that is or was final, with its last version; `position` is that version's place in the feed."""

    ban: Ban
    version: BanVersion
    person: Person
    ground: Ground
    state: State

    @property
    def position(self) -> int:
        """Where the feed has its last version."""
        return self.version.pk

    def to_dict(self) -> dict[str, Any]:
        """The penalty in plain JSON types: days as `YYYY-MM-DD`, instants in Brussels time with their offset."""
        version, authority = self.version, self.version.authority
        return {
            "position": self.position,
            "ban": str(self.ban.pk),
            "version": version.number,
            "state": self.state.value,
            "person": identity(self.person),
            "authority": {
                "code": authority.code,
                "names": {language: authority.name(language) for language in _LANGUAGES},
            },
            "ground": {"legal_basis": self.ground.legal_basis, "case_reference": self.ground.case_reference},
            "decision_date": version.decision_date.isoformat(),
            "final_on": version.final_on.isoformat() if version.final_on else None,
            "starts_on": version.first_day.isoformat(),
            "ends_on": version.last_day.isoformat(),
            "period": {"start": _instant(version.start), "end": _instant(version.end) if version.end else None},
            "recorded_at": _instant(version.recorded_at),
        }


@dataclass(frozen=True, slots=True)
class Extract:
    """Some final penalties in the order of their places, and the place to go on from."""

    penalties: tuple[FinalPenalty, ...]
    next: int


@transaction.atomic(durable=True)
def final_penalties(*, after: int, limit: int = MOST, actor: Actor, at: datetime) -> Extract:
    """The penalties, once final, of which a version was recorded after a place; each hand-out is an entry."""
    rows = list(_last_versions().filter(pk__gt=after).order_by("pk")[: min(limit, MOST)])
    if not rows:
        return Extract((), after)
    last, bans = rows[-1].pk, [str(row.ban_id) for row in rows]
    append(
        [EntryDraft(Event.BAN_EXPORTED, actor, at, {"after": after, "last": last, "shown": len(rows), "bans": bans})]
    )
    return Extract(tuple(_opened(rows, at=at)), last)


def all_final_penalties(*, after: int, actor: Actor, at: datetime) -> Iterator[Extract]:
    """The same from a place to the end, some at a time, each hand-out an entry of its own."""
    while (page := final_penalties(after=after, actor=actor, at=at)).penalties:
        yield page
        after = page.next


def _last_versions() -> QuerySet[BanVersion]:
    """The last versions of bans that were final in any version."""
    final = BanVersion.objects.filter(ban__kind__in=_FINAL_KINDS, final_on__isnull=False).values("ban")
    rows = BanVersion.objects.filter(number=F("ban__version"), ban__in=final)
    return rows.select_related("authority", "ban__subject")


def _opened(rows: Sequence[BanVersion], *, at: datetime) -> Iterator[FinalPenalty]:
    keys = encryption.keys_of([subject for row in rows for subject in (row.ban.subject_id, row.ban.closed_by)])
    versions = _versions_of([row.ban_id for row in rows])
    for row in rows:
        ban = row.ban
        yield FinalPenalty(
            ban=ban,
            version=row,
            person=encryption.open_person(keys[ban.subject_id], ban.subject.person),
            ground=encryption.open_ground(keys[ban.closed_by], row.ground),
            state=state(versions[row.ban_id], at=at),
        )


def _versions_of(bans: Sequence[UUID]) -> dict[UUID, list[Version]]:
    by_ban: dict[UUID, list[Version]] = defaultdict(list)
    for row in BanVersion.objects.filter(ban__in=bans).defer("ground").order_by("number"):
        by_ban[row.ban_id].append(ban_versions.version_of(row))
    return by_ban


def identity(person: Person) -> dict[str, Any]:
    """All identity details in plain JSON types, in the shape in which other systems send them."""
    names = [{"family_name": name.family, "given_names": name.given} for name in person.names]
    return {
        **names[0],
        "aliases": names[1:],
        "birth_date": str(person.birth) if person.birth else None,
        "national_numbers": list(person.national_numbers),
        "documents": [{"state": document.state, "number": document.number} for document in person.documents],
        "sex": person.sex.value if person.sex else None,
        "nationality": person.nationality,
    }


def _instant(at: datetime) -> str:
    return at.astimezone(BRUSSELS).isoformat()

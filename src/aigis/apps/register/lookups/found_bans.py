"""The bans of the subjects a look-up recognised: as they stood at an instant, by what was known, as the office may see.

Facts that are not granted to an office are never put into what leaves this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Ban, BanVersion
from aigis.apps.register.search.recognition import Recognised
from aigis.core.access import disclosure
from aigis.core.access.disclosure import Fact, Office
from aigis.core.access.masking import all_masked_identifiers
from aigis.core.bans.versions import BanKind, known, version_at
from aigis.core.matching.types import Match, Strength
from aigis.core.values import Period

# Evidence that repeats only what was asked.
_REPEATS_THE_QUERY = ("national_number", "document")


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of a found ban, for those who are shown how its end came about."""

    number: int
    event: str
    recorded_at: datetime
    period: Period


@dataclass(frozen=True, slots=True)
class FoundBan:
    """A ban of a matched subject as it stood at the instant asked about; of its details those the office is shown.

    `otherwise` is whether it is in force by the other knowledge (what is known now against what was known then), None
    where that makes no difference. `facts` says which of the details below, named as in
    `core.access.disclosure`, are filled in.
    """

    ban: UUID
    in_force: bool
    otherwise: bool | None
    match: Match
    facts: frozenset[Fact]
    period: Period | None = None
    kind: BanKind | None = None
    authority: str | None = None
    decision_date: date | None = None
    final_on: date | None = None
    case_reference: str | None = None
    legal_basis: str | None = None
    names: tuple[str, ...] = ()
    birth_date: str | None = None
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    versions: tuple[ShownVersion, ...] = ()
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class BanAtInstant:
    """What the register says of a recognised subject's ban at an instant, by the versions that were known.

    `row` is the version whose term counted at the instant; before the first one's, that one.
    """

    ban: Ban
    rows: tuple[BanVersion, ...]
    row: BanVersion
    in_force: bool
    who: Recognised


def said_now(people: Mapping[UUID, Recognised], *, instant: datetime) -> dict[UUID, BanAtInstant]:
    """What the register says now of the bans of recognised subjects."""
    bans = Ban.objects.filter(subject__in=people).select_related("authority", "subject")
    return {ban.pk: _said(ban, ban_versions.versions_of(ban), people[ban.subject_id], instant) for ban in bans}


def said_then(people: Mapping[UUID, Recognised], *, known_at: datetime, instant: datetime) -> dict[UUID, BanAtInstant]:
    """What it said at a moment, of bans that were about these subjects by the versions recorded until then."""
    of_them = BanVersion.objects.filter(subject__in=people).values("ban")
    by_ban = {}
    for ban in Ban.objects.filter(pk__in=of_them).select_related("authority", "subject"):
        rows = known(ban_versions.versions_of(ban), at=known_at)
        if rows and rows[-1].subject_id in people:
            by_ban[ban.pk] = _said(ban, rows, people[rows[-1].subject_id], instant)
    return by_ban


def _said(ban: Ban, rows: Sequence[BanVersion], who: Recognised, instant: datetime) -> BanAtInstant:
    life = ban_versions.life_of(ban, rows)
    counting = version_at(life.versions, at=instant)
    row = rows[0] if counting is None else rows[life.versions.index(counting)]
    return BanAtInstant(ban, tuple(rows), row, any(period.contains(instant) for period in life.periods), who)


def found(
    office: Office, answers: Mapping[UUID, BanAtInstant], other: Mapping[UUID, BanAtInstant] | None
) -> tuple[FoundBan, ...]:
    """The bans as asked for, those in force first; then any that is in force by the other knowledge alone."""
    bans = [
        _found(office, answer, in_force=answer.in_force, otherwise=_otherwise(answer, other))
        for answer in answers.values()
    ]
    only_there = [answer for ban, answer in (other or {}).items() if ban not in answers and answer.in_force]
    bans += [_found(office, answer, in_force=False, otherwise=True) for answer in only_there]
    return tuple(sorted(bans, key=lambda ban: (not ban.in_force, not ban.otherwise, -ban.match.bits)))


def _otherwise(answer: BanAtInstant, other: Mapping[UUID, BanAtInstant] | None) -> bool | None:
    """How the other knowledge has it, where it has it differently."""
    if other is None:
        return None
    theirs = answer.ban.pk in other and other[answer.ban.pk].in_force
    return None if theirs == answer.in_force else theirs


def _found(office: Office, answer: BanAtInstant, *, in_force: bool, otherwise: bool | None) -> FoundBan:
    facts = disclosure.shown(office, certain=answer.who.match.strength is Strength.CERTAIN)
    every = _details(answer)
    details = {fact.value: every[fact] for fact in facts}
    return FoundBan(answer.ban.pk, in_force, otherwise, _shown(answer.who.match, facts), facts, **details)


def _details(answer: BanAtInstant) -> dict[Fact, Any]:
    row, person = answer.row, answer.who.person
    ground = ban_versions.ground_of(answer.ban, row)
    return {
        Fact.PERIOD: Period(row.start, row.end),
        Fact.KIND: BanKind(answer.ban.kind),
        Fact.AUTHORITY: row.authority.code,
        Fact.DECISION_DATE: row.decision_date,
        Fact.FINAL_ON: row.final_on,
        Fact.CASE_REFERENCE: ground.case_reference,
        Fact.LEGAL_BASIS: ground.legal_basis,
        Fact.NAMES: tuple(name.full for name in person.names[:1]),
        Fact.BIRTH_DATE: str(person.birth or ""),
        Fact.ALIASES: tuple(name.full for name in person.names[1:]),
        Fact.IDENTIFIERS: all_masked_identifiers(person),
        Fact.VERSIONS: tuple(_version(row) for row in answer.rows),
        Fact.SUBJECT: answer.who.match.subject,
    }


def _version(row: BanVersion) -> ShownVersion:
    return ShownVersion(row.number, row.event, row.recorded_at, Period(row.start, row.end))


def _shown(match: Match, facts: frozenset[Fact]) -> Match:
    """The match with evidence that does not tell what the office is not shown."""
    if Fact.NAMES in facts:
        return match
    return replace(match, evidence=tuple(line for line in match.evidence if line.kind in _REPEATS_THE_QUERY))

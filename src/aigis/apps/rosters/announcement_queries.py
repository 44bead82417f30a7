"""Reading announcements: the people expected at a facility on a day, one announcement with all checks of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Facility
from aigis.apps.rosters.announcements import Occasion, open_announced, open_host
from aigis.apps.rosters.models import AnnouncedCheck, AnnouncedPerson, Announcement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Erased, LogRefuses, NotFound
from aigis.core.person.person import Person

MOST_DAYS = 90
_MOST_BEFORE = 3


class Attendance(StrEnum):
    """How far the visit of an expected person is."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """An expected person with the announcement; `person` is None where it was erased or does not open."""

    row: AnnouncedPerson
    announcement: Announcement
    person: Person | None
    host: str

    @property
    def attendance(self) -> Attendance:
        """Tells whether the person has arrived, may still come or did not come."""
        if self.row.arrived_at:
            return Attendance.ARRIVED
        return Attendance.NO_SHOW if self.row.no_show else Attendance.EXPECTED

    @property
    def name(self) -> str:
        """The first name that was announced; empty where there is none."""
        names = self.person.names if self.person else ()
        return names[0].full if names else ""

    @property
    def checks(self) -> list[AnnouncedCheck]:
        """All checks of the person, the oldest first."""
        return sorted(self.row.announcedcheck_set.all(), key=lambda check: (check.at, check.pk))

    @property
    def checks_before(self) -> list[AnnouncedCheck]:
        """The last checks before the person came to the gate."""
        return [check for check in self.checks if check.why != Occasion.ARRIVED.value][-_MOST_BEFORE:]

    @property
    def has_changed(self) -> bool:
        """Tells whether the last check has another verdict than the first."""
        checks = self.checks
        return bool(checks) and checks[0].verdict != checks[-1].verdict


def in_sight(actor: Actor) -> QuerySet[Announcement]:
    """The announcements of the actor's organisation and those at its facilities."""
    rows = Announcement.objects.select_related("gate__facility__port", "organisation")
    return rows.filter(Q(organisation=actor.organisation) | Q(gate__facility__organisation=actor.organisation))


@transaction.atomic(durable=True)
def announcement(identifier: UUID, *, actor: Actor, at: datetime) -> Announcement:
    """An announcement within the actor's sight; reading it is an entry of the log."""
    row = in_sight(actor).filter(pk=identifier).first()
    if row is None:
        raise NotFound("Your organisation has no such announcement.")
    append([EntryDraft(Event.ANNOUNCEMENT_READ, actor, at, {"announcement": str(row.pk)})])
    return row


def persons_of(row: Announcement) -> list[ExpectedPerson]:
    """The persons of an announcement in their order, their checks at hand."""
    return _opened(_rows([row]), {row.pk: row})


def announced_days(facility: Facility, *, actor: Actor) -> list[date]:
    """The days with people announced at a facility, the latest first."""
    rows = in_sight(actor).filter(gate__facility=facility).order_by("-on")
    return list(rows.values_list("on", flat=True).distinct()[:MOST_DAYS])


@transaction.atomic(durable=True)
def people_of_day(facility: Facility, on: date, *, actor: Actor, at: datetime) -> list[ExpectedPerson]:
    """The people expected at a facility on a day, by time and name; each announcement shown is an entry of the log."""
    rows = {row.pk: row for row in in_sight(actor).filter(gate__facility=facility, on=on).order_by("pk")}
    append([EntryDraft(Event.ANNOUNCEMENT_READ, actor, at, {"announcement": str(key)}) for key in rows])
    people = _opened(_rows(rows.values()), rows)
    return sorted(people, key=lambda expected: (_time_of(expected.announcement), expected.name, expected.row.pk))


def _time_of(row: Announcement) -> str:
    return f"{row.first_time:%H:%M}" if row.first_time else ""


def _rows(announcements: Iterable[Announcement]) -> QuerySet[AnnouncedPerson]:
    rows = AnnouncedPerson.objects.filter(announcement__in=list(announcements))
    return rows.prefetch_related("announcedcheck_set").order_by("pk")


def _opened(rows: Iterable[AnnouncedPerson], announcements: dict[UUID, Announcement]) -> list[ExpectedPerson]:
    hosts = {key: host_of(row) for key, row in announcements.items()}
    return [_expected(row, announcements[row.announcement_id], hosts[row.announcement_id]) for row in rows]


def expected_person(row: AnnouncedPerson, announcement_row: Announcement) -> ExpectedPerson:
    """An expected person with the announcement."""
    return _expected(row, announcement_row, host_of(announcement_row))


def host_of(row: Announcement) -> str:
    """Who expects them; empty where the month was erased."""
    try:
        return open_host(row)
    except Erased:
        return ""


def _expected(row: AnnouncedPerson, announcement_row: Announcement, host: str) -> ExpectedPerson:
    try:
        person = open_announced(announcement_row, row)
    except (Erased, LogRefuses):
        person = None
    return ExpectedPerson(row, announcement_row, person, host)


def with_name(people: Sequence[ExpectedPerson], text: str) -> list[ExpectedPerson]:
    """Those whose name or host holds a text, in any case."""
    wanted = text.casefold()
    return [person for person in people if wanted in person.name.casefold() or wanted in person.host.casefold()]

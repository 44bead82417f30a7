"""Desks with something to see: judged checks, thresholds, chance, holds, lists, a detention, an auditor's finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from aigis.apps.audit import sealer
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.checks.judgements.actions import JudgementInput, judge
from aigis.apps.checks.models import CoincidenceDay, Judgement
from aigis.apps.checks.query import Answer
from aigis.apps.checks.thresholds import chance_estimate
from aigis.apps.checks.thresholds import proposals as threshold_proposals
from aigis.apps.insight import sheets, trail_job, trails
from aigis.apps.insight.sheets import SheetRequest
from aigis.apps.insight.trails import TrailQuery
from aigis.apps.people import access
from aigis.apps.register.imports import classification as import_classification
from aigis.apps.register.imports import registration as import_registration
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import ImportedList
from aigis.apps.register.subjects import detention
from aigis.apps.retention import holds, subject_erasure
from aigis.apps.retention.holds import HoldDraft
from aigis.apps.retention.subject_erasure import ErasureDraft
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.bans.versions import BanEvent
from aigis.core.checks.judgements import DocumentKind, SeenDocument
from aigis.core.dates.brussels import day_of
from aigis.core.matching.bands import Bands
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.privacy.retention import HoldKind
from tests.apps.register.test_importing import SOURCE, row
from tests.browser.registry_pages import FILIP, today
from tests.world import BANNED, STRANGER, World

DAY = timedelta(days=1)
NAMESAKE = Person((Name("Vandenbroucke", "Z."),), BirthDate(1981), documents=(Document("FRA", "12AB34567"),))
BROTHER = Person((Name("Vandenbroucke", "Z."),), BirthDate(1981), documents=(Document("NLD", "SPECI2014"),))
UNSURE = Person((Name("Vandenbroucke", "Z"),), BirthDate(1981))
DIFFERENT = JudgementInput(
    "different", "Born in another year.", SeenDocument(DocumentKind.PASSPORT, Document("NLD", "SPECI2014"))
)


@dataclass(frozen=True, slots=True)
class Desks:
    """What the addresses of the pages name."""

    denied: UUID
    waiting: UUID
    unsure: UUID
    judgement: int
    thresholds: UUID
    entry: UUID
    trail: UUID
    sheet: UUID
    whole_list: UUID
    stay: UUID
    subject: UUID
    guard: str

    @classmethod
    def nowhere(cls) -> "Desks":
        """The same without a database, for the names of the pages."""
        nobody = UUID(int=0)
        return cls(nobody, nobody, nobody, 0, nobody, nobody, nobody, nobody, nobody, nobody, nobody, "")


@pytest.fixture
def desks(fresh_log: object, inhabited: World) -> Iterator[Desks]:
    """The world after a day of work at every desk, sealed."""
    world, now = inhabited, timezone.now()
    sealer.open_log(at=now)
    denied, waiting, unsure, judged = _checked(world, now)
    judge(check=judged, request_input=DIFFERENT, actor=world.actor(Role.PFSO), at=now)
    judge(
        check=unsure,
        request_input=JudgementInput("unsure", "The photograph is worn."),
        actor=world.actor(Role.PFSO),
        at=now,
    )
    _refused(world, now)
    thresholds = _estimated(world, now)
    stay, subject = _retained(world, now)
    importer = world.actor(Role.REGISTRAR)
    found = import_classification.sort([row(number) for number in range(2, 26)], at=now)
    import_registration.import_bans(found, source=SOURCE, actor=importer, at=now)
    trail, sheet = _followed(world, timezone.now())
    while sealer.seal(at=timezone.now()):
        pass
    entry = Entry.objects.filter(kind=CATALOGUE[Event.CHECK_ANSWERED].number).latest("at").pk
    yield Desks(
        denied,
        waiting,
        unsure,
        Judgement.objects.get(kind="different").pk,
        thresholds,
        entry,
        trail,
        sheet,
        ImportedList.objects.latest("pk").pk,
        stay,
        subject,
        world.actor(Role.GUARD).key,
    )


def _checked(world: World, now: datetime) -> list[UUID]:
    """A day's checks: one denied, three referred, among people who have nothing to do with anybody."""
    others = [Person((Name(f"Naam{place}", "Jan"),), BirthDate(1970 + place, 1, 2 + place)) for place in range(14)]
    people = [BANNED, NAMESAKE, UNSURE, BROTHER, STRANGER, *others]
    answers = perform([world.query(one) for one in people], at=now)
    assert all(isinstance(one, Answer) for one in answers)
    assert [str(one.verdict) for one in answers[:4] if isinstance(one, Answer)] == ["denied", *["refer"] * 3]
    return [one.id for one in answers[:4] if isinstance(one, Answer)]


def _refused(world: World, now: datetime) -> None:
    for _ in range(5):
        access.record_refusal(world.actor(Role.GUARD), at=now, address="/registry/", capability="ban.read")


def _estimated(world: World, now: datetime) -> UUID:
    """What chance makes of today, one day of it outside, and thresholds that somebody proposes."""
    chance_estimate.estimate(day_of(now), at=now)
    CoincidenceDay.objects.filter(organisation=None).update(low=0, high=1, mean=0.4, referred=3)
    prosecutor = _user(world, Role.PROSECUTOR)
    return threshold_proposals.propose(
        Bands(4_500, 9_000), why="Too many people wait who turn out to be others.", actor=prosecutor, at=now
    )


def _retained(world: World, now: datetime) -> tuple[UUID, UUID]:
    """A stay in prison, two holds, and somebody whose erasure is proposed."""
    made = world.ban(FILIP, stayed=True, last_day=today(world) + 200 * DAY)
    prison = world.actor(Role.PRISON)
    day = today(world)
    stay = detention.report_detention(
        made.subject, detained_on=day - 90 * DAY, released_on=day - 50 * DAY, actor=prison, at=now
    ).stay
    gone = world.ban(Person((Name("Verdwenen", "Hugo"),), BirthDate(1966, 6, 6)))
    world.change(gone.ban, BanEvent.ANNUL)
    auditor, at = _user(world, Role.AUDITOR), timezone.now()
    why = "Evidence in a pending case."
    holds.place(HoldDraft(HoldKind.SUBJECT, why, "AN 7/26", target=made.subject), actor=auditor, at=at)
    period = HoldDraft(HoldKind.PERIOD, why, "PV 2026/8871", start=now - 40 * DAY, end=now - 10 * DAY)
    holds.place(period, actor=_user(world, Role.PROSECUTOR), at=at)
    draft = ErasureDraft(
        gone.subject, "Article 16 of Directive (EU) 2016/680", "DPO 4/26", "The judgment was annulled."
    )
    subject_erasure.propose(draft, actor=auditor, at=at)
    return stay, gone.subject


def _followed(world: World, at: datetime) -> tuple[UUID, UUID]:
    """A trail of the stranger, read to its end, and the sheet made from it."""
    auditor, day = _user(world, Role.AUDITOR), day_of(at)
    trail = trails.ask(TrailQuery(STRANGER, "DPO 7/26", day - 30 * DAY, day), actor=auditor, at=at)
    trail_job.run(trail, view=current_register.current(at=at), at=at)
    sheet = sheets.give(trail, SheetRequest("letter of 3 March", "document", "fr", inquiry=False), actor=auditor, at=at)
    return trail, sheet


def _user(world: World, role: Role) -> Actor:
    user = world.user(role)
    assert user.organisation_id is not None
    return Actor("user", str(user.pk), role, user.organisation_id)

"""A registry with something to see, and its pages in a real browser as each role has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.proposals import ban_changes, subject_changes
from aigis.apps.register.subjects import detention
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, CONDITION, LOOKALIKE, STRANGER, World, build, forget_everything

DAY = timedelta(days=1)
FILIP = Person(names=(Name("Dessart-Lahaye", "Filip Emmanuel"),), birth=BirthDate(1990, 7, 9))


@dataclass(frozen=True, slots=True)
class Registry:
    """A ban with a long story, a plain one, one that is proposed to be lifted, and proposals of every kind."""

    storied: UUID
    lifting: UUID
    merging: UUID
    splitting: UUID
    subject: UUID
    plain: UUID

    @classmethod
    def nowhere(cls) -> "Registry":
        """The same without a database, for the names of its pages."""
        nobody = UUID(int=0)
        return cls(*[nobody] * 6)


@pytest.fixture
def inhabited(browser: Browser, transactional_db: None) -> Iterator[World]:
    """The small world of this moment, committed, with two bans of which one ends soon."""
    world = build(timezone.now())
    world.ban()
    world.ban(LOOKALIKE, last_day=today(world) + 3 * DAY)
    yield world
    forget_everything()


@pytest.fixture
def registry(inhabited: World) -> Registry:
    """The same world with stories: every kind of change, stays in prison, proposals, overdue confirmations."""
    world, now = inhabited, inhabited.at
    storied = _storied(world)
    lifted = world.ban(STRANGER, at=now - 2 * DAY)
    registrar = world.actor(Role.REGISTRAR)
    lift = BanChange(BanEvent.LIFT, "The court of appeal acquitted.", decision_date=today(world))
    lifting = ban_changes.propose(lifted.ban, lift, actor=registrar, at=now)
    filip = world.ban(FILIP, stayed=True, last_day=today(world) + 200 * DAY)
    together = SubjectChange(SubjectEvent.MERGE, "One and the same.", STRANGER, other=filip.subject)
    merging = subject_changes.propose_for_subject(lifted.subject, together, actor=registrar, at=now)
    asked = SubjectChange(SubjectEvent.SPLIT, "Two brothers.", FILIP, bans=(storied[1],), rest=BANNED)
    splitting = subject_changes.propose_for_subject(storied[2], asked, actor=registrar, at=now)
    return Registry(storied[0], lifting, merging, splitting, storied[2], filip.ban)


def _storied(world: World) -> tuple[UUID, UUID, UUID]:
    """A ban that was corrected, suspended, resumed, moved by detention, and will be lifted; beside another one."""
    now, day = world.at, today(world)
    began = now - 400 * DAY
    made = world.ban(first_day=day - 400 * DAY, decision_date=day - 410 * DAY, at=began, stayed=True)
    world.change(made.ban, BanEvent.CORRECT, case_reference="AN 12/346", at=began + 12 * DAY)
    world.change(made.ban, BanEvent.SUSPEND, at=began + 100 * DAY, reason="Suspended by the court of appeal.")
    world.change(made.ban, BanEvent.RESUME, at=began + 160 * DAY, reason="The appeal was rejected.")
    prison = world.actor(Role.PRISON)
    stay = detention.report_detention(made.subject, detained_on=day - 200 * DAY, actor=prison, at=now - 199 * DAY)
    detention.report_release(stay.stay, released_on=day - 110 * DAY, actor=prison, at=now - 109 * DAY)
    world.change(
        made.ban,
        BanEvent.LIFT,
        at=now - 3 * DAY,
        counts_from=now + 500 * DAY,
        reason="Lifted by the court, from the end of the measure on.",
    )
    other = world.ban(
        subject=made.subject,
        kind=BanKind.CONDITION,
        authority=CONDITION,
        first_day=day - 20 * DAY,
        last_day=day + 50 * DAY,
        decision_date=day - 20 * DAY,
        case_reference="OR 2026/77",
    )
    return made.ban, other.ban, made.subject


def today(world: World) -> date:
    """The day of the world in Brussels."""
    return world.at.astimezone(BRUSSELS).date()

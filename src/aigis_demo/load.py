"""Loads the invented harbour into an empty installation, through the actions that everybody else uses.

Every step looks first whether it was done, so a load that was cut off is taken up by the next start.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from aigis.apps.administration.actions import apply_file
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.facilities.models import Gate
from aigis.apps.people import actions as people
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.apps.register.bans import registration as register
from aigis.apps.register.models import Ban
from aigis.apps.rosters import actions as rosters
from aigis.apps.rosters import roster_checks, screening
from aigis.apps.rosters.models import Roster, RosterEntry, Screening
from aigis.core.access.permissions import Role
from aigis.core.crypto.canonical_json import canonical
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.person.person import Person
from aigis.core.values import Purpose
from aigis_demo import harbour
from aigis_demo.harbour import GATE
from aigis_demo.harbour_file import harbour_file, webhook_of
from aigis_demo.population import people as invented
from aigis_demo.secrets import DemoSecrets

SEED = 2026
HOLDERS = 47_000
ROSTER = "badges"
# Of the banned, so many hold a badge all the same: what the daily check of badge holders is there to find.
BANNED_HOLDERS = 5

CLIENTS = {
    Role.GUARD: harbour.OPERATOR,
    Role.BADGE_ISSUER: harbour.BADGES,
    Role.REGISTRAR: "griffie-antwerpen",
    Role.APPROVER: "parket-antwerpen",
    Role.OFFICER: "scheepvaartpolitie",
    Role.DESK: "scheepvaartpolitie",
    Role.AUDITOR: "toezicht",
}
RECONCILER = "reconciler"  # a key of its own: it checks test identities
Say = Callable[[str], None]


def load(secrets: DemoSecrets, say: Say) -> dict[str, str]:
    """Loads what is missing but the badge holders; returns new API keys by role (they are kept nowhere)."""
    say("organisations, facilities, desks and authorities")
    _harbour(secrets)
    say("people and keys")
    _users(secrets)
    keys = _clients()
    say("bans")
    _bans()
    if not Roster.objects.filter(name=ROSTER).exists():
        _roster(secrets)
    return keys


def load_badges(show: Callable[[int], None]) -> None:
    """Fills the roster of badge holders and has it screened; `show` is told how many are on it."""
    roster = Roster.objects.get(name=ROSTER)
    entries = enumerate(_holders(), start=1)
    loaded = RosterEntry.objects.filter(roster=roster).count()
    rest = islice(entries, loaded, None)
    while chunk := list(islice(rest, rosters.MOST_AT_ONCE)):
        persons = {f"B{number:06d}": person for number, person in chunk}
        rosters.set_entries(roster, persons, actor=roster_checks.system_actor(roster), at=timezone.now())
        show(chunk[-1][0])
    if not Screening.objects.filter(roster=roster).exists():
        screening.start(roster, actor=roster_checks.system_actor(roster), at=timezone.now())


def _harbour(secrets: DemoSecrets) -> None:
    apply_file(harbour_file(SEED, secrets), actor=SYSTEM, at=timezone.now(), announce=lambda _: None)


def _by_code() -> dict[str, Organisation]:
    return {row.code: row for row in Organisation.objects.all()}


def _users(secrets: DemoSecrets) -> None:
    organisations, known = _by_code(), set(User.objects.values_list("username", flat=True))
    for user in harbour.USERS:
        if user.username in known:
            continue
        login = {
            "username": user.username,
            "password": secrets.passwords[user.username],
            "first_name": user.given_name,
            "last_name": user.family_name,
            "unit": user.unit,
            "national_number": user.national_number,
        }
        organisation = organisations[user.organisation]
        people.add_user(actor=SYSTEM, at=timezone.now(), organisation=organisation, role=user.role, login=login)


def _clients() -> dict[str, str]:
    """New keys; those of an earlier, unfinished load are nowhere any more and end."""
    organisations, now = _by_code(), timezone.now()
    for client in ApiClient.objects.filter(revoked_at=None):
        people.revoke_client(actor=SYSTEM, at=now, client=client, why="the demo makes new keys")
    keys, answering = {}, {user.username: user for user in harbour.USERS}
    wanted = [(role.value, role, organisation) for role, organisation in CLIENTS.items()]
    for name, role, organisation in [*wanted, (RECONCILER, Role.GUARD, harbour.OPERATOR)]:
        someone = answering.get(role.value)  # the user of the same role answers for the client
        draft = people.NewClient(
            organisations[organisation],
            role,
            f"demo {name}",
            now + timedelta(days=365),
            unit=someone.unit if someone else "",
            national_number=someone.national_number if someone else "",
        )
        _, keys[name] = people.add_client(draft, actor=SYSTEM, at=now)
    return keys


def _bans() -> None:
    now = timezone.now()
    if not Ban.objects.exists():
        drafts = [_draft(ban) for ban in harbour.bans(SEED, today=now.astimezone(BRUSSELS).date())]
        register.register(drafts, actor=SYSTEM, at=now)


def _draft(ban: harbour.DemoBan) -> register.BanDraft:
    return register.BanDraft(
        person=ban.person,
        kind=ban.kind,
        authority=ban.authority,
        decision_date=ban.decision_date,
        first_day=ban.starts_on,
        last_day=ban.ends_on,
        legal_basis=ban.legal_basis,
        case_reference=ban.case_reference,
        final_on=ban.final_on,
        digest=hashlib.sha256(canonical([ban.case_reference, ban.person.to_dict()])).digest(),
    )


def _roster(secrets: DemoSecrets) -> None:
    gate = Gate.objects.get(facility__code=GATE.partition("/")[0], name=GATE.partition("/")[2])
    draft = rosters.RosterDraft(
        organisation=Organisation.objects.get(code=harbour.BADGES),
        name=ROSTER,
        gate=gate,
        purpose=Purpose.BADGE,
        webhook=webhook_of(secrets, "roster"),
        secret=secrets.webhooks["roster"],
    )
    rosters.add_roster(draft, actor=SYSTEM, at=timezone.now())


def _holders() -> Iterator[Person]:
    """The badge holders; a few are people with a ban."""
    today = timezone.now().astimezone(BRUSSELS).date()
    yield from islice((ban.person for ban in harbour.bans(SEED, today=today)), 100, 100 + BANNED_HOLDERS)
    yield from invented(HOLDERS - BANNED_HOLDERS, SEED)

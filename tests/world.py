"""A small world made by the real actions: two companies, justice, police, gates, desks, authorities and keys."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts import actions as alerts
from aigis.apps.alerts.actions import DeskDraft, add_desk
from aigis.apps.alerts.models import Desk
from aigis.apps.audit import attestation, data_keys
from aigis.apps.audit import queries as log
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.decryption import open_parts
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Query
from aigis.apps.facilities import queries as facilities
from aigis.apps.facilities.actions import FacilityDraft, add_facilities
from aigis.apps.facilities.models import Gate
from aigis.apps.people import access, key_networks
from aigis.apps.people.actions import NewClient, add_client, add_organisation, add_user
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.apps.probing import decoys, restraints, traffic
from aigis.apps.register.authorities import AuthorityDraft, add_authorities
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans.changes import BanChange, Changed
from aigis.apps.register.bans.registration import BanDraft, Registered, register
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import RegisterState
from aigis.apps.rosters.actions import RosterDraft, add_roster
from aigis.apps.rosters.models import Roster
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.events import CATALOGUE
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DomainError
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex
from aigis.core.values import GateCode, Purpose, RequestKey, Verdict
from aigis_demo.population import people

# Accounts are older than the world's day: who got a role after a proposal was made may not approve it.
EARLIER = timedelta(seconds=1)

# Invented people: numbers with sound check digits, names that resemble nobody else's here.
BANNED = Person(
    names=(Name("Vandenbroucke", "Zoltan"),),
    birth=BirthDate(1981, 4, 3),
    national_numbers=("81040312361",),
    documents=(Document("BEL", "592123456755"),),
    sex=Sex.M,
    nationality="BEL",
)
LOOKALIKE = Person(names=(Name("Peeters", "Annelies"),), birth=BirthDate(1994, 2, 17), documents=BANNED.documents)
STRANGER = Person(names=(Name("Okonkwo", "Marguerite"),), birth=BirthDate(1975, 12, 30))
BANNED_IN = {"family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "1981-04-03"}
STRANGER_IN = {"family_name": "Okonkwo", "given_names": "Marguerite", "birth_date": "1975-12-30"}
LOOKALIKE_IN = {
    "family_name": "Peeters",
    "given_names": "Annelies",
    "birth_date": "1994-02-17",
    "documents": [{"state": "BEL", "number": "592-1234567-55"}],
}

GATE, OTHER_GATE, COAST_GATE = "BEANR-0001/main", "BEANR-0002/main", "BEZEE-0001/main"
PENALTY, CONDITION = "corr-antwerpen", "or-antwerpen"
FORCE, PUBLIC_PROSECUTOR, COURT, COMPANY, OTHER_COMPANY = "police", "prosecutor", "court", "quay", "other-quay"

_ORGANISATIONS = {
    COMPANY: "company",
    OTHER_COMPANY: "company",
    "badges": "company",
    COURT: "court",
    PUBLIC_PROSECUTOR: "prosecutor",
    FORCE: "police",
    "service": "service",
    "other-court": "court",
    "other-prosecutor": "prosecutor",
    "other-police": "police",
    "other-service": "service",
}
HOME = {
    Role.GUARD: COMPANY,
    Role.PFSO: COMPANY,
    Role.BADGE_ISSUER: "badges",
    Role.REGISTRAR: COURT,
    Role.APPROVER: COURT,
    Role.PROSECUTOR: PUBLIC_PROSECUTOR,
    Role.OFFICER: FORCE,
    Role.PRISON: "service",
    Role.DESK: FORCE,
    Role.SUPERIOR: FORCE,
    Role.AUDITOR: "service",
    Role.ADMIN: "service",
    Role.DIRECTORY: COMPANY,
}


@dataclass(slots=True)
class World:
    """Organisations, gates and desks at hand by their codes; people and keys are made when first asked for."""

    at: datetime
    organisations: dict[str, Organisation]
    gates: dict[str, Gate]
    desks: dict[str, Desk]
    clients: dict[tuple[Role, str], tuple[ApiClient, str]] = field(default_factory=dict)
    users: dict[tuple[Role, str], User] = field(default_factory=dict)

    def client(self, role: Role, organisation: str = "") -> tuple[ApiClient, str]:
        """The API client of a role and its key, in the role's own organisation unless another is named."""
        home = organisation or HOME[role]
        if (role, home) not in self.clients:
            self.clients[role, home] = add_client(
                NewClient(
                    self.organisations[home],
                    role,
                    f"{role.value} of {home}",
                    expires_at=self.at + timedelta(days=365),
                    unit=f"{role.value}s",
                    national_number=number(f"client {role} {home}"),
                ),
                actor=SYSTEM,
                at=self.at - EARLIER,
            )
        return self.clients[role, home]

    def foreign(self, role: Role) -> str:
        """Another organisation that can have the role."""
        kind = self.organisations[HOME[role]].kind
        others = [code for code, one in self.organisations.items() if one.kind == kind and code.startswith("other-")]
        return others[0] if others else HOME[role]

    def actor(self, role: Role, organisation: str = "") -> Actor:
        """The actor that a role's API client is."""
        client, _ = self.client(role, organisation)
        return Actor("client", str(client.pk), role, client.organisation_id)

    def bearer(self, role: Role, organisation: str = "") -> dict[str, str]:
        """The headers with which a role's API client asks."""
        return {"Authorization": f"Bearer {self.client(role, organisation)[1]}"}

    def user(self, role: Role, organisation: str = "") -> User:
        """A person of a role who may sign in."""
        home = organisation or HOME[role]
        if (role, home) not in self.users:
            login = {"username": f"{role.value}-of-{home}", "password": "a long enough pass phrase 7"}
            login |= {"unit": f"{role.value}s", "national_number": number(f"user {role} {home}")}
            self.users[role, home] = add_user(
                actor=SYSTEM, at=self.at - EARLIER, organisation=self.organisations[home], role=role, login=login
            )
        return self.users[role, home]

    def query(self, person: Person, *, gate: str = GATE, actor: Actor | None = None, **more: Any) -> Query:
        """A question about a person at a gate, asked by its guard unless by somebody else."""
        asking = actor or self.actor(Role.GUARD)
        facts = facilities.gate(GateCode.parse(gate), actor=asking)
        key = more.pop("key", None)
        keyed = RequestKey(key) if key is not None else None
        return Query(person=person, gate=facts, purpose=Purpose.VISITOR, actor=asking, request_key=keyed, **more)

    def verdict(self, person: Person, *, at: datetime | None = None) -> Verdict:
        """What a check at the gate says; raises what it refuses with."""
        (answer,) = perform([self.query(person)], at=at or self.at)
        if isinstance(answer, DomainError):
            raise answer
        return answer.verdict

    @property
    def today(self) -> date:
        """The day of the world in Brussels, which begins an hour or two before that of Greenwich."""
        return day_of(self.at)

    def ban(self, person: Person = BANNED, *, at: datetime | None = None, **changed: Any) -> Registered:
        """Registers a penalty on a person, in force from a year before the world's day to two years after."""
        draft = ban_draft(person, today=self.today, **changed)
        return register([draft], actor=self.actor(Role.REGISTRAR), at=at or self.at)[0]

    def banned_people(self, count: int) -> list[Person]:
        """Registers a ban on each of several people who share nothing, and returns them."""
        persons = list(people(count, len("several")))
        for person in persons:
            self.ban(person)
        return persons

    def change(self, ban: UUID, event: BanEvent, *, at: datetime | None = None, **said: Any) -> Changed:
        """Records what happens to a ban, as proposed by a registrar and approved by somebody of another unit."""
        given: dict[str, Any] = {"reason": "as decided", "decision_date": self.today}
        when, registrar, approver = at or self.at, self.actor(Role.REGISTRAR), self.actor(Role.APPROVER)
        with transaction.atomic():
            asked = BanChange(event, **given | said)
            planned = ban_changes.plan(ban, asked, recorded_by=registrar.key, approved_by=approver.key, at=when)
            return ban_changes.write(planned, actor=approver, at=when)

    def roster(self, name: str = "badges", *, organisation: str = "badges", webhook: str = "") -> Roster:
        """A roster that is checked at the main gate."""
        home, secret = self.organisations[organisation], "whsec_" + "QUJD" * 8
        draft = RosterDraft(home, name, self.gates[GATE], Purpose.BADGE, webhook, secret if webhook else "")
        return add_roster(draft, actor=SYSTEM, at=self.at)


def number(person: str) -> str:
    """A national number, with sound check digits, of an invented person who is told by a text."""
    chance = zlib.crc32(person.encode())
    year, month, day, counter = 60 + chance % 39, 1 + chance % 12, 1 + chance % 28, 1 + chance % 997
    first = f"{year:02d}{month:02d}{day:02d}{counter:03d}"
    return f"{first}{97 - int(first) % 97:02d}"


def ban_draft(person: Person = BANNED, *, today: date, **changed: Any) -> BanDraft:
    """A sound ban; every field may be given otherwise."""
    given: dict[str, Any] = {
        "person": person,
        "kind": BanKind.PENALTY,
        "authority": PENALTY,
        "decision_date": today - timedelta(days=370),
        "first_day": today - timedelta(days=365),
        "last_day": today + timedelta(days=730),
        "legal_basis": "art. 3",
        "case_reference": "AN 12/345",
    }
    return BanDraft(**given | changed)


def build(at: datetime) -> World:
    """Makes the world at an instant; nothing this process remembered of another one is left."""
    forget_everything()
    RegisterState.objects.get_or_create(id=1)  # a flushed database has lost it
    attestation.attest(at=at)
    organisations = {
        code: add_organisation(
            actor=SYSTEM, at=at, code=code, name=code.title(), kind=kind, mailbox=f"{code}@office.example"
        )
        for code, kind in _ORGANISATIONS.items()
    }
    _add_places(organisations, at)
    _add_authorities(at)
    gates = {gate.code: gate for gate in Gate.objects.select_related("facility__port")}
    return World(at, organisations, gates, _add_desks(organisations, at))


def _add_places(organisations: Mapping[str, Organisation], at: datetime) -> None:
    quay, other = organisations[COMPANY].pk, organisations[OTHER_COMPANY].pk
    drafts = [
        FacilityDraft("BEANR-0001", "Quay 1", quay, ("main", "back")),
        FacilityDraft("BEANR-0002", "Quay 2", other, ("main",)),
        FacilityDraft("BEZEE-0001", "Coast", quay, ("main",)),
    ]
    ports = {"BEANR": "Antwerpen", "BEZEE": "Zeebrugge"}
    add_facilities(actor=SYSTEM, at=at, ports=ports, facilities=drafts)


def _add_authorities(at: datetime) -> None:
    names = dict.fromkeys(("nl", "fr", "de", "en"), "Antwerp")
    drafts = [
        AuthorityDraft(PENALTY, BanKind.PENALTY, names, "court@justice.example", COURT, PUBLIC_PROSECUTOR),
        AuthorityDraft(CONDITION, BanKind.CONDITION, names, "judge@justice.example", COURT, PUBLIC_PROSECUTOR),
    ]
    add_authorities(drafts, actor=SYSTEM, at=at)


def _add_desks(organisations: Mapping[str, Organisation], at: datetime) -> dict[str, Desk]:
    kinds = {PUBLIC_PROSECUTOR: DeskKind.PROSECUTOR, FORCE: DeskKind.POLICE}
    drafts = [
        DeskDraft(
            f"{code}-desk", code.title(), kind, organisations[code].pk, ("BEANR",), mailbox=f"{code}@justice.example"
        )
        for code, kind in kinds.items()
    ]
    return {draft.code: add_desk(draft, actor=SYSTEM, at=at) for draft in drafts}


def forget_everything() -> None:
    """Empties what this process remembers of the database."""
    for clear in (data_keys.clear, current_register.clear, log.clear_caches):
        clear()
    for cache in (
        access.key_cache,
        key_networks.recorded_cache,
        facilities.gate_cache,
        facilities.assigned_gates_cache,
        alerts.too_few_desks_cache,
        restraints.restraint_cache,
        traffic.share_cache,
        decoys.index_cache,
    ):
        cache.clear()


def entries(code: str) -> list[dict[str, dict[str, Any]]]:
    """The entries of a kind, opened, oldest first."""
    rows = Entry.objects.filter(kind=CATALOGUE[code].number).order_by("at", "id")
    return [{name: part.value for name, part in open_parts(row).items()} for row in rows]


def holds(value: Any, text: str | UUID) -> bool:
    """Tells whether a text stands anywhere in an answer."""
    return str(text).lower() in str(value).lower()

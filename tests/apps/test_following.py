"""Following the register by codes finds exactly whom a full screening finds, whatever happens to bans and entries."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from aigis.apps.audit import queries as log
from aigis.apps.audit.models import Pending
from aigis.apps.checks.models import Check
from aigis.apps.register.proposals import decisions, subject_changes
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.apps.rosters import blocking_codes, entry_codes, register_follower
from aigis.apps.rosters.actions import of_actor, remove_entry, set_entries
from aigis.apps.rosters.models import EntryCodes, Roster, RosterEntry
from aigis.apps.rosters.roster_checks import check_entries
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent
from aigis.core.matching.match import screen
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis_bench.match_noise import noisy
from aigis_demo.population import people
from tests.world import BANNED, STRANGER, World

HOUR = timedelta(hours=1)


@pytest.fixture
def roster(world: World) -> Roster:
    world.roster()
    return of_actor("badges", actor=issuer(world))


def issuer(world: World) -> Actor:
    return world.actor(Role.BADGE_ISSUER)


def put(world: World, roster: Roster, persons: dict[str, Person], *, at: datetime) -> None:
    seal()
    set_entries(roster, persons, actor=issuer(world), at=at)
    check_entries(roster, list(RosterEntry.objects.filter(ref__in=persons, removed_at=None)), at=at)


def seal() -> None:
    """Leaves nothing waiting for the sealer, as it would by then."""
    Pending.objects.all().delete()
    log.clear_caches()


def follow(at: datetime) -> int:
    seal()
    return register_follower.follow_all(at=at, clock=lambda: at)


def verdicts() -> dict[str, str]:
    return dict(RosterEntry.objects.filter(removed_at=None).values_list("ref", "verdict"))


@dataclass
class Life:
    """Bans and entries to which anything happens, one thing an hour."""

    world: World
    roster: Roster
    chance: Random
    now: datetime
    persons: dict[str, Person] = field(default_factory=dict)
    bans: list[tuple[UUID, UUID]] = field(default_factory=list)  # ban, subject
    pool: Iterator[Person] = field(init=False)

    def __post_init__(self) -> None:
        for role in (Role.GUARD, Role.REGISTRAR, Role.APPROVER):
            self.world.actor(role)  # made now: an entry of an hour ago would count as one that nobody sealed
        self.pool = iter(people(400, self.chance.randrange(10_000)))

    def step(self) -> None:
        self.now += HOUR
        self.chance.choice([self.ban_someone, self.ban_someone, self.suspend, self.correct, self.replace, self.leave])()

    def ban_someone(self) -> None:
        known = self.chance.random() < 0.7
        person = self.chance.choice(list(self.persons.values())) if known else next(self.pool)
        made = self.world.ban(self.written_otherwise(person), at=self.now)
        self.bans.append((made.ban, made.subject))

    def suspend(self) -> None:
        if self.bans:
            ban, _ = self.bans.pop(self.chance.randrange(len(self.bans)))
            self.world.change(ban, BanEvent.SUSPEND, at=self.now)

    def correct(self) -> None:
        if not self.bans:
            return
        _, subject = self.chance.choice(self.bans)
        person = self.written_otherwise(self.chance.choice(list(self.persons.values())))
        asked = SubjectChange(SubjectEvent.IDENTITY, "somebody else", person)
        registrar, approver = self.world.actor(Role.REGISTRAR), self.world.actor(Role.APPROVER)
        proposal = subject_changes.propose_for_subject(subject, asked, actor=registrar, at=self.now)
        decisions.approve(proposal, actor=approver, at=self.now)

    def replace(self) -> None:
        ref = self.chance.choice(list(self.persons))
        self.persons[ref] = next(self.pool)
        put(self.world, self.roster, {ref: self.persons[ref]}, at=self.now)

    def leave(self) -> None:
        ref = self.chance.choice(list(self.persons))
        del self.persons[ref]
        remove_entry(self.roster, ref, actor=issuer(self.world), at=self.now)

    def written_otherwise(self, person: Person) -> Person:
        """The person as another office might have written it: a typing error, other documents, no number."""
        name = person.names[0]
        (family, given), birth, _ = noisy((name.family, name.given), str(person.birth), self.chance)
        kept = person.national_numbers if birth == str(person.birth) and self.chance.random() < 0.3 else ()
        return Person(names=(Name(family, given),), birth=BirthDate.parse(birth), national_numbers=kept)

    def differing(self) -> dict[str, tuple[str, str]]:
        """Entries whose verdict is not what a check would say now: what stands, and what the check says."""
        seal()
        rows = {row.ref: row.verdict for row in RosterEntry.objects.filter(removed_at=None)}
        found = {ref: self.world.verdict(person, at=self.now).value for ref, person in self.persons.items()}
        return {ref: (rows[ref], found[ref]) for ref in rows if rows[ref] != found[ref]}


@pytest.mark.parametrize("seed", range(5))
def test_following_says_of_everybody_what_a_full_screening_says(world: World, roster: Roster, seed: int) -> None:
    life = Life(world, roster, Random(seed), world.at)
    life.persons = {f"B-{number}": next(life.pool) for number in range(40)}
    put(world, roster, life.persons, at=life.now)
    met = 0
    for _ in range(14):
        life.step()
        follow(life.now)
        assert life.differing() == {}
        met += sum(verdict != "clear" for verdict in verdicts().values())
    assert met > 0  # a life in which nobody is ever met shows nothing


def test_only_who_shares_a_code_is_looked_at(world: World, roster: Roster) -> None:
    persons = {f"B-{number}": person for number, person in enumerate(people(200, 7))}
    put(world, roster, persons | {"B-X": BANNED}, at=world.at)
    assert entry_codes.entries_sharing([BANNED])[roster.pk] >= {RosterEntry.objects.get(ref="B-X").pk}
    assert len(entry_codes.entries_sharing([BANNED])[roster.pk]) < 20
    world.ban()
    before = Check.objects.count()
    assert follow(world.at) == 1 and Check.objects.count() == before + 1


def test_a_ban_of_a_stranger_checks_nobody_again(world: World, roster: Roster) -> None:
    put(world, roster, {f"B-{number}": person for number, person in enumerate(people(50, 7))}, at=world.at)
    before = Check.objects.count()
    world.ban(STRANGER)
    assert follow(world.at) == 0 and Check.objects.count() == before


def test_whom_an_earlier_identity_met_is_free_once_it_is_corrected(world: World, roster: Roster) -> None:
    made = world.ban()
    put(world, roster, {"B-X": BANNED}, at=world.at)
    assert verdicts() == {"B-X": "denied"}
    other = replace(STRANGER, national_numbers=())
    asked = SubjectChange(SubjectEvent.IDENTITY, "somebody else", other)
    proposal = subject_changes.propose_for_subject(
        made.subject, asked, actor=world.actor(Role.REGISTRAR), at=world.at + HOUR
    )
    decisions.approve(proposal, actor=world.actor(Role.APPROVER), at=world.at + HOUR)
    follow(world.at + HOUR)
    assert verdicts() == {"B-X": "clear"}


def test_an_entry_that_only_resembles_a_new_ban_gets_the_verdict_of_a_check(world: World, roster: Roster) -> None:
    near = Person(names=(Name("Vandenbroucke", "Zoltan"),), birth=BirthDate(1983, 7, 19))
    put(world, roster, {"B-X": near}, at=world.at)
    world.ban()
    follow(world.at)
    assert verdicts()["B-X"] == world.verdict(near).value


def test_codes_come_with_an_entry_change_with_it_and_go_with_it(world: World, roster: Roster) -> None:
    put(world, roster, {"B-1": BANNED}, at=world.at)
    first = EntryCodes.objects.get().codes
    assert first == blocking_codes.codes_of(BANNED)
    put(world, roster, {"B-1": STRANGER}, at=world.at + HOUR)
    assert EntryCodes.objects.get().codes == blocking_codes.codes_of(STRANGER) != first
    remove_entry(roster, "B-1", actor=issuer(world), at=world.at + HOUR)
    assert not EntryCodes.objects.exists()


def test_entries_from_before_there_were_codes_are_passed_over_one_by_one_until_they_have_them(
    world: World, roster: Roster
) -> None:
    put(world, roster, {"B-X": BANNED, "B-1": STRANGER}, at=world.at)
    EntryCodes.objects.all().delete()
    Roster.objects.update(codes_version=0)
    world.ban()
    assert follow(world.at) == 1 and verdicts()["B-X"] == "denied"
    assert entry_codes.complete_codes() == 2 and entry_codes.complete_codes() == 0
    assert Roster.objects.get().codes_version == blocking_codes.VERSION and EntryCodes.objects.count() == 2


def test_codes_of_another_version_say_nothing_so_their_entries_are_looked_at(world: World, roster: Roster) -> None:
    put(world, roster, {"B-X": BANNED}, at=world.at)
    EntryCodes.objects.update(codes=[1], version=blocking_codes.VERSION + 1)
    world.ban()
    assert follow(world.at) == 1 and verdicts() == {"B-X": "denied"}


def test_a_roster_that_fails_keeps_no_other_from_following(world: World, roster: Roster) -> None:
    put(world, roster, {"B-X": BANNED}, at=world.at)
    world.roster("others")
    others = of_actor("others", actor=issuer(world))
    put(world, others, {"O-X": BANNED}, at=world.at)
    RosterEntry.objects.filter(ref="B-X").update(person=b"\0" * 64)
    world.ban()
    with pytest.raises(Exception, match="."):
        follow(world.at)
    assert verdicts() == {"B-X": "clear", "O-X": "denied"}
    behind = Roster.objects.get(pk=roster.pk).followed_version
    assert behind < Roster.objects.get(pk=others.pk).followed_version


def test_whom_the_matcher_finds_shares_a_code_with_the_query() -> None:
    """The codes are the matcher's own keys: whoever it finds by name, number or document would be proposed."""
    from aigis.core.matching.index import Index

    chance, persons = Random(3), list(people(300, 11))
    index = Index.build(((UUID(int=number), person) for number, person in enumerate(persons)), version=1)
    queries = [_noisy(person, chance) for person in persons]
    pairs = 0
    for query, matches in zip(queries, screen(queries, index), strict=True):
        ours = set(blocking_codes.codes_of(query, secret=b"k"))
        for match in matches:
            assert ours & set(blocking_codes.codes_of(index.person(match.subject), secret=b"k"))
            pairs += 1
    assert pairs > 200


def _noisy(person: Person, chance: Random) -> Person:
    name = person.names[0]
    (family, given), birth, _ = noisy((name.family, name.given), str(person.birth), chance)
    papers = person.documents if chance.random() < 0.2 else ()
    return Person(names=(Name(family, given),), birth=BirthDate.parse(birth), documents=papers)


def test_the_codes_of_a_person_stay_what_they_are_under_their_version() -> None:
    """Fails when names are read otherwise: then `VERSION` rises, and the worker writes all codes anew."""
    person = Person(
        names=(Name("van den Berg", "Jean-Luc"),),
        birth=BirthDate(1980, 2, 29),
        national_numbers=("80022912361",),
        documents=(Document("BEL", "592O12345"),),
    )
    codes = blocking_codes.codes_of(person, secret=b"fixed")
    assert (blocking_codes.VERSION, len(codes), sum(codes) % 1_000_003) == (1, 15, 441984)

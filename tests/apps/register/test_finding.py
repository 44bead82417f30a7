"""Finding subjects: by what somebody remembers of them, over encrypted fields, with an entry for every look."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from aigis.apps.register.bans.registration import register
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import Ban, SubjectCode
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.proposals import subject_changes
from aigis.apps.register.search import subject_search
from aigis.apps.register.search.subject_search import FindQuery, FoundSubjects
from aigis.apps.register.storage import code_backfill
from aigis.apps.register.subjects import detail as subject_detail
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import NotEnoughIdentity, NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from tests.world import BANNED, LOOKALIKE, World, ban_draft, entries

NOBODY = Person()


def find(world: World, person: Person = NOBODY, *, case: str = "", at: datetime | None = None) -> FoundSubjects:
    now = at or world.at
    return subject_search.find(
        FindQuery(person, case), actor=world.actor(Role.REGISTRAR), at=now, view=current_register.current(at=now)
    )


def named(text: str, birth: str = "") -> Person:
    return Person((Name(text),), BirthDate.parse(birth) if birth else None)


@pytest.mark.parametrize(
    ("person", "case"),
    [
        (named("Vandenbroucke"), ""),
        (named("van den broeck zoltán"), ""),
        (named("Soltan Vandenbrouke"), ""),
        (named("Vandenbroeke", "1981"), ""),
        (Person(national_numbers=BANNED.national_numbers), ""),
        (Person(documents=BANNED.documents), ""),
        (Person(documents=(Document("BEL", "5921234567SS"),)), "AN 12/345"),
        (NOBODY, "an-12/345"),
        (NOBODY, " AN12345 "),
    ],
)
def test_a_subject_is_found_by_name_as_it_sounds_number_document_or_case(
    world: World, person: Person, case: str
) -> None:
    made = world.ban()
    (found,) = find(world, person, case=case).subjects
    assert found.subject == made.subject and (found.name, found.birth_year) == ("Zoltan Vandenbroucke", 1981)
    assert (found.bans, found.in_force) == (1, True)


@pytest.mark.parametrize("query", [named("Okonkwo Marguerite"), named("Zoltan Okonkwo", "1999-01-02")])
def test_who_is_not_in_the_register_is_not_found(world: World, query: Person) -> None:
    world.ban(Person((Name("Peeters", "Annelies"),), BirthDate(1994, 2, 17)))
    found = find(world, query)
    assert found.subjects == () and not found.more


@pytest.mark.parametrize("query", [NOBODY, named("…"), named("Z"), Person(birth=BirthDate(1981, 4, 3))])
def test_there_is_no_listing_without_a_query(world: World, query: Person) -> None:
    world.ban()
    with pytest.raises(NotEnoughIdentity):
        find(world, query, case=" / ")
    assert not entries("subject.found")


def test_a_result_shows_the_last_three_signs_of_identifiers_only(world: World) -> None:
    world.ban()
    (found,) = find(world, named("Vandenbroucke")).subjects
    assert found.identifiers == ("••••••••361", "BEL •••••••••755")


def test_the_likeliest_comes_first_and_a_case_before_all(world: World) -> None:
    first = world.ban()
    brother = world.ban(Person((Name("Vandenbroucke", "Zoë"),), BirthDate(1979, 9, 9)), case_reference="GE 1")
    found = find(world, named("Vandenbroucke Zoltan")).subjects
    assert [one.subject for one in found] == [first.subject]
    found = find(world, named("Vandenbroucke", "1981-04-03")).subjects
    assert [one.subject for one in found] == [first.subject, brother.subject]
    found = find(world, named("Vandenbroucke Zoltan"), case="GE 1").subjects
    assert [one.subject for one in found] == [brother.subject, first.subject]


def test_fifty_are_shown_and_the_rest_is_said(world: World, at: datetime) -> None:
    people = [Person((Name("Vandenbroucke", "Zoltan"),), BirthDate(1950 + year)) for year in range(52)]
    actor = world.actor(Role.REGISTRAR)
    register([ban_draft(one, today=day_of(at), case_reference="X 1") for one in people], actor=actor, at=at)
    for found in (find(world, named("Zoltan Vandenbroucke")), find(world, case="X 1")):
        assert len(found.subjects) == 50 and found.more


def test_the_look_at_results_is_one_entry_that_names_query_and_subjects(world: World) -> None:
    made = world.ban()
    find(world, named("Vandenbroucke"), case="AN 12/345")
    (entry,) = entries("subject.found")
    assert entry["core"]["shown"] == 1 and entry["core"]["more"] is False
    assert entry["subject"]["subjects"] == [str(made.subject)] and entry["subject"]["case"] == "AN 12/345"


def test_a_lifted_ban_is_counted_but_not_in_force(world: World, at: datetime) -> None:
    made = world.ban()
    world.change(made.ban, BanEvent.LIFT)
    (found,) = find(world, named("Vandenbroucke"), at=at + timedelta(seconds=1)).subjects
    assert (found.bans, found.in_force) == (1, False)


def test_a_case_named_only_by_a_later_version_is_found_too(world: World) -> None:
    made = world.ban()
    world.change(made.ban, BanEvent.AMEND, case_reference="BRU 77/1")
    assert [one.subject for one in find(world, case="bru 771").subjects] == [made.subject]


def test_a_record_merged_into_another_is_found_as_that_one(world: World, at: datetime) -> None:
    kept, gone = world.ban(Person(BANNED.names, BANNED.birth)), world.ban(LOOKALIKE, case_reference="GE 9")
    both = Person((*BANNED.names, *LOOKALIKE.names), BANNED.birth, documents=LOOKALIKE.documents)
    change = SubjectChange(SubjectEvent.MERGE, "one human being", both, other=gone.subject)
    proposal = subject_changes.propose_for_subject(kept.subject, change, actor=world.actor(Role.REGISTRAR), at=at)
    proposal_decisions.approve(proposal, actor=world.actor(Role.APPROVER), at=at + timedelta(seconds=1))
    for found in (find(world, named("Peeters Annelies")), find(world, case="GE 9")):
        assert [(one.subject, one.bans) for one in found.subjects] == [(kept.subject, 2)]
    actor = world.actor(Role.APPROVER)
    page = subject_detail.subject(kept.subject, actor=actor, at=at)
    assert len(page.bans) == 2 and [row.pk for row, _ in page.merged] == [gone.subject] and len(page.identities) == 2
    old = subject_detail.subject(gone.subject, actor=actor, at=at)
    assert old.bans == () and old.into is not None and old.into.pk == kept.subject


def test_a_subjects_page_is_an_entry_and_unknown_ones_are_not_found(world: World, at: datetime) -> None:
    made, actor = world.ban(), world.actor(Role.PROSECUTOR)
    found = subject_detail.subject(made.subject, actor=actor, at=at)
    assert [one.ban.pk for one in found.bans] == [made.ban] and found.person == BANNED
    (entry,) = entries("subject.read")
    assert entry["core"] == entry["core"] | {"version": 1, "bans": [str(made.ban)]}
    with pytest.raises(NotFound):
        subject_detail.subject(ordered_id(at, bytes(10)), actor=actor, at=at)


def test_subjects_of_before_are_given_their_codes_once(world: World, at: datetime) -> None:
    made = world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    complete = set(SubjectCode.objects.values_list("kind", "code"))
    SubjectCode.objects.exclude(kind__in=("number", "document")).delete()
    assert find(world, named("Vandenbroucke")).subjects == () and code_backfill.uncoded() == [made.subject]
    assert code_backfill.recode([made.subject], at=at) > 0
    assert code_backfill.uncoded() == [] and code_backfill.uncoded(every=True) == [made.subject]
    assert set(SubjectCode.objects.values_list("kind", "code")) == complete
    assert code_backfill.recode([made.subject], at=at) == 0 and len(entries("subject.recoded")) == 1
    assert Ban.objects.get().subject_id == find(world, named("Vandenbroucke")).subjects[0].subject


def test_the_command_completes_codes_and_says_how_many(world: World) -> None:
    world.ban()
    SubjectCode.objects.filter(kind="name").delete()
    for expected in ("1 subjects, 2 codes added", "0 subjects, 0 codes added"):
        said = StringIO()
        call_command("recode", stdout=said)
        assert said.getvalue().strip() == expected

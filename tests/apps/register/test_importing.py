"""Bringing a list into the register: all or nothing, once, beside the bans that are there, with an entry a row."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Entry
from aigis.apps.register.imports import classification as import_classification
from aigis.apps.register.imports import registration as import_registration
from aigis.apps.register.imports.classification import Sorted
from aigis.apps.register.imports.registration import Imported
from aigis.apps.register.models import Ban, BanVersion, RegisterState, Subject
from aigis.apps.register.storage import codes
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.errors import ChangedSince, InvalidInput
from aigis.core.imports.ban_rows import BanRow, RowState
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from tests.apps.fixtures import AT
from tests.world import BANNED, CONDITION, PENALTY, World, entries

SOURCE = import_registration.Source("bans.xlsx", "00" * 32, 3, 1)
LATER = AT + timedelta(minutes=1)


def row(number: int, person: Person | None = None, **changed: Any) -> BanRow:
    given: dict[str, Any] = {
        "number": number,
        "person": person or Person(names=(Name(f"Persoon {number}", "Test"),), birth=BirthDate(1981)),
        "kind": BanKind.PENALTY,
        "authority": PENALTY,
        "decision_date": date(2026, 11, 20),
        "first_day": date(2026, 11, 22),
        "last_day": date(2031, 11, 21),
        "legal_basis": "Strafwetboek",
        "case_reference": f"T{number}",
        "final_on": None,
    }
    return BanRow(**given | changed)


def imported(*rows: BanRow, at: datetime = AT, taking: tuple[int, ...] = ()) -> Imported:
    found = import_classification.sort(rows, at=at)
    return import_registration.import_bans(found, source=SOURCE, actor=SYSTEM, at=at, with_conflicts=taking)


def states(found: Sorted) -> list[str]:
    return [one.state.value for one in found.outcomes]


def sort(*rows: BanRow, at: datetime = LATER) -> list[str]:
    return states(import_classification.sort(rows, at=at))


def version() -> int:
    return RegisterState.objects.get(pk=1).version


def test_new_rows_are_registered_with_one_entry_for_each_and_one_for_the_list(world: World) -> None:
    made = imported(row(2), row(3)).made
    assert made.keys() == {2, 3} and set(made.values()) == set(Ban.objects.values_list("pk", flat=True))
    kept = {bytes(ban.source_digest or b"") for ban in Ban.objects.all()}
    assert kept == {codes.row_code(row(2).digest), codes.row_code(row(3).digest)}
    assert not kept & {row(2).digest, row(3).digest}  # keyed: whoever has the database cannot try out rows
    assert (len(entries("ban.registered")), len(entries("ban.imported"))) == (2, 1)


def test_the_same_list_again_changes_nothing_in_the_register(world: World) -> None:
    imported(row(2), row(3))
    before = version()
    assert sort(row(2), row(3)) == ["known", "known"]
    assert imported(row(2), row(3), at=LATER).made == {}
    assert (Ban.objects.count(), version(), len(entries("ban.registered"))) == (2, before, 2)


def test_a_row_that_comes_twice_in_one_list_is_one_ban(world: World) -> None:
    assert sort(row(2), replace(row(2), number=9)) == ["new", "known"]
    assert imported(row(2), replace(row(2), number=9)).made.keys() == {2}
    assert Ban.objects.count() == 1


def test_one_row_the_register_refuses_leaves_all_of_them_out(world: World) -> None:
    with pytest.raises(InvalidInput, match="authority"):
        imported(row(2), row(3, authority="nowhere"))
    assert (Ban.objects.count(), entries("ban.registered"), entries("ban.imported")) == (0, [], [])


def test_sorting_writes_nothing(world: World) -> None:
    imported(row(2))
    before = (Ban.objects.count(), Entry.objects.count(), version())
    assert sort(row(2), row(3)) == ["known", "new"]
    assert (Ban.objects.count(), Entry.objects.count(), version()) == before


def test_a_ban_registered_by_hand_is_known_when_it_comes_in_a_list(world: World) -> None:
    made = world.ban()
    last = BanVersion.objects.get(ban=made.ban)
    same = {"decision_date": last.decision_date, "first_day": last.first_day, "last_day": last.last_day}
    (one,) = import_classification.sort([row(2, BANNED, **same, case_reference="an 12/345")], at=LATER).outcomes
    assert (one.state, one.ban, one.remarks) == (RowState.KNOWN, made.ban, ())


def contradicting(world: World, **changed: Any) -> BanRow:
    return row(2, BANNED, case_reference="AN 12/345", **changed)


@pytest.mark.parametrize(
    "person",
    [
        Person(names=BANNED.names, birth=BANNED.birth),
        Person(names=(Name("Vandenbrouck", "Z."),), national_numbers=BANNED.national_numbers),
        Person(names=(Name("Vandenbroucke"),), documents=BANNED.documents),
    ],
)
def test_a_row_that_contradicts_a_ban_of_its_person_says_what_differs(world: World, person: Person) -> None:
    made = world.ban()
    (one,) = import_classification.sort([replace(contradicting(world), person=person)], at=LATER).outcomes
    assert (one.state, one.ban) == (RowState.CONFLICT, made.ban)
    said = " ".join(map(str, one.remarks))
    assert str(made.ban) in said and "last_day: 21 November 2028 in the register, 21 November 2031 in the list" in said


def test_a_conflict_is_registered_only_where_it_is_chosen(world: World) -> None:
    world.ban()
    left_out = imported(contradicting(world), row(3), at=LATER)
    assert (set(left_out.made), left_out.left_out) == ({3}, 1)
    taken = imported(contradicting(world), row(3), at=LATER, taking=(2,))
    assert (set(taken.made), taken.left_out) == ({2}, 0)
    counts = {(entry["core"]["conflicts"], entry["core"]["conflicts_registered"]) for entry in entries("ban.imported")}
    assert counts == {(1, 0), (0, 1)}


@pytest.mark.parametrize("event", [BanEvent.LIFT, BanEvent.ANNUL])
def test_a_ban_that_was_lifted_or_annulled_contradicts_nothing(world: World, event: BanEvent) -> None:
    world.change(world.ban().ban, event)
    assert sort(contradicting(world)) == ["new"]


def test_a_condition_may_be_followed_by_a_penalty_in_another_case(world: World) -> None:
    today = AT.date()
    world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=today, last_day=today + timedelta(days=60))
    assert sort(row(2, BANNED, case_reference="other")) == ["new"]


def test_one_person_may_come_twice_in_a_list_and_is_one_subject(world: World) -> None:
    person = Person(names=(Name("Maes", "Bo"),), birth=BirthDate(1990, 5, 6))
    assert imported(row(2, person), row(3, person)).made.keys() == {2, 3}
    assert Subject.objects.count() == 1
    assert sort(row(2, person), row(3, person)) == ["known", "known"]


def test_a_new_ban_of_a_known_person_is_about_that_subject_unless_the_row_says_more(world: World) -> None:
    made = world.ban()
    other = {"case_reference": "B/7", "first_day": date(2030, 1, 1)}
    imported(row(2, Person(names=BANNED.names, birth=BANNED.birth), **other), at=LATER)
    assert set(Ban.objects.values_list("subject", flat=True)) == {made.subject}
    more = Person(names=BANNED.names, birth=BANNED.birth, documents=(Document("NLD", "AB1234567"),))
    later = {"decision_date": date(2026, 11, 21), "first_day": date(2032, 1, 1), "last_day": date(2033, 1, 1)}
    imported(row(3, more, case_reference="B/8", **later), at=LATER)
    assert Subject.objects.count() == 2  # so that the gate knows the document, too


def test_a_number_that_is_somebody_elses_is_told_with_the_ban_to_look_at(world: World) -> None:
    made = world.ban()
    stranger = Person(names=(Name("Okonkwo", "Marguerite"),), birth=BirthDate(1975, 12, 30), documents=BANNED.documents)
    (one,) = import_classification.sort([row(2, stranger)], at=LATER).outcomes
    assert (one.state, one.ban) == (RowState.NEW, made.ban)
    assert "another name and date of birth" in str(one.remarks[0])


def test_a_register_that_changed_for_a_row_stops_the_import(world: World) -> None:
    found = import_classification.sort([contradicting(world)], at=AT)
    world.ban()
    with pytest.raises(ChangedSince):
        import_registration.import_bans(found, source=SOURCE, actor=SYSTEM, at=LATER)
    assert Ban.objects.count() == 1 and entries("ban.imported") == []


def test_a_register_that_changed_for_others_does_not(world: World) -> None:
    found = import_classification.sort([row(2)], at=AT)
    world.ban()
    assert import_registration.import_bans(found, source=SOURCE, actor=SYSTEM, at=LATER).made.keys() == {2}


def test_of_two_who_import_one_list_at_once_one_registers_it(committed: World) -> None:
    rows = [row(number) for number in range(2, 12)]
    found = [import_classification.sort(rows, at=datetime.now(UTC)) for _ in range(2)]
    came: list[str] = []

    def run(one: Sorted) -> None:
        try:
            import_registration.import_bans(one, source=SOURCE, actor=SYSTEM, at=datetime.now(UTC))
            came.append("registered")
        except ChangedSince:
            came.append("changed")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["changed", "registered"]
    assert Ban.objects.count() == 10


def test_the_authorities_are_found_by_their_names_in_all_languages(world: World) -> None:
    assert import_classification.authorities().named(PENALTY).code == PENALTY
    with pytest.raises(InvalidInput):  # in this world both have the same name
        import_classification.authorities().named("Antwerp")

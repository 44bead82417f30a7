"""Bringing a list into the register: all or nothing, once, with one entry of its own."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Entry
from aigis.apps.register import closing, importing
from aigis.apps.register.models import Authority, Ban, RegisterState
from aigis.core.bans import BanKind
from aigis.core.errors import InvalidInput
from aigis.core.events import CATALOGUE
from aigis.core.importing import BanRow
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
SOURCE = importing.Source("bans.xlsx", "00" * 32, 3, 1)


@pytest.fixture(autouse=True)
def court() -> Authority:
    names = {f"name_{language}": f"Court {language}" for language in ("nl", "fr", "de", "en")}
    row, _ = Authority.objects.get_or_create(code="corr-test", defaults={"kind": "penalty", **names})
    return row


def row(number: int) -> BanRow:
    return BanRow(
        number=number,
        person=Person(names=(Name(f"Persoon {number}", "Test"),), birth=BirthDate(1981)),
        kind=BanKind.PENALTY,
        authority="corr-test",
        decision_date=date(2026, 11, 20),
        first_day=date(2026, 11, 22),
        last_day=date(2031, 11, 21),
        legal_basis="Strafwetboek",
        case_reference=f"T{number}",
        final_on=None,
    )


def entries(code: str) -> int:
    return Entry.objects.filter(kind=CATALOGUE[code].number).count()


def version() -> int:
    return RegisterState.objects.get(pk=1).version


def test_new_rows_are_registered_with_one_entry_for_the_list() -> None:
    found = importing.import_bans([row(2), row(3)], source=SOURCE, actor=SYSTEM, at=AT)
    assert ([one.number for one in found.new], found.known) == ([2, 3], ())
    kept = {bytes(ban.source_digest or b"") for ban in Ban.objects.all()}
    assert kept == {closing.row_code(row(2).digest), closing.row_code(row(3).digest)}
    assert not kept & {row(2).digest, row(3).digest}  # keyed: whoever has the database cannot try out rows
    assert (entries("ban.registered"), entries("ban.imported")) == (2, 1)


def test_the_same_list_again_changes_nothing_in_the_register() -> None:
    importing.import_bans([row(2), row(3)], source=SOURCE, actor=SYSTEM, at=AT)
    before = version()
    found = importing.import_bans([row(2), row(3)], source=SOURCE, actor=SYSTEM, at=AT)
    assert (found.new, len(found.known)) == ((), 2)
    assert (Ban.objects.count(), version(), entries("ban.registered")) == (2, before, 2)


def test_a_row_that_comes_twice_in_one_list_is_one_ban() -> None:
    found = importing.import_bans([row(2), replace(row(2), number=9)], source=SOURCE, actor=SYSTEM, at=AT)
    assert ([one.number for one in found.new], [one.number for one in found.known]) == ([2], [9])
    assert Ban.objects.count() == 1


def test_one_row_the_register_refuses_leaves_all_of_them_out() -> None:
    wrong = replace(row(3), authority="nowhere")
    with pytest.raises(InvalidInput, match="nowhere"):
        importing.import_bans([row(2), wrong], source=SOURCE, actor=SYSTEM, at=AT)
    assert (Ban.objects.count(), entries("ban.registered"), entries("ban.imported")) == (0, 0, 0)


def test_sorting_writes_nothing() -> None:
    importing.import_bans([row(2)], source=SOURCE, actor=SYSTEM, at=AT)
    before = (Ban.objects.count(), Entry.objects.count(), version())
    found = importing.sort([row(2), row(3)])
    assert ([one.number for one in found.new], [one.number for one in found.known]) == ([3], [2])
    assert (Ban.objects.count(), Entry.objects.count(), version()) == before


def test_the_authorities_are_listed_with_their_names_in_all_languages() -> None:
    listed = {one.code: one for one in importing.listed_authorities()}
    assert listed["corr-test"].names == ("Court nl", "Court fr", "Court de", "Court en")
    assert json.dumps(listed["corr-test"].kind) == '"penalty"'

"""What an office is shown of a ban: nothing that the table does not grant, and less of somebody who only may be it."""

import pytest

from aigis.core.access.disclosure import GRANTS, OF_A_THIRD, TABLE, Fact, Office, office_of, shown
from aigis.core.access.permissions import Actor, Role


def test_every_office_and_every_fact_has_its_row() -> None:
    assert TABLE.keys() == set(Office)
    assert set().union(*TABLE.values()) == set(Fact)


def test_every_grant_says_why_and_names_somebody() -> None:
    assert all(grant.why.endswith(".") and grant.offices and grant.facts for grant in GRANTS)
    assert len({grant.why for grant in GRANTS}) == len(GRANTS)


def test_no_fact_is_granted_twice_to_one_office() -> None:
    for office in Office:
        facts = [fact for grant in GRANTS if office in grant.offices for fact in grant.facts]
        assert len(facts) == len(set(facts))


@pytest.mark.parametrize(
    ("office", "facts"),
    [
        (Office.SHIPPING, {Fact.PERIOD}),
        (Office.OTHER, {Fact.PERIOD}),
        (Office.CUSTOMS, {Fact.PERIOD, Fact.KIND, Fact.AUTHORITY, Fact.NAMES, Fact.BIRTH_DATE}),
        (Office.SECURITY, {Fact.PERIOD, Fact.KIND, Fact.AUTHORITY, Fact.DECISION_DATE, Fact.LEGAL_BASIS}),
        (Office.PROSECUTOR, set(Fact)),
    ],
)
def test_the_rows_that_must_not_change_by_accident(office: Office, facts: set[Fact]) -> None:
    assert TABLE[office] == facts


def test_only_the_prosecutor_is_shown_identifiers() -> None:
    assert [office for office in Office if Fact.IDENTIFIERS in TABLE[office]] == [Office.PROSECUTOR]


def test_of_somebody_who_only_may_be_the_person_nobody_but_the_prosecutor_is_told_who_it_is() -> None:
    for office in Office:
        third = shown(office, certain=False)
        assert third == (set(Fact) if office is Office.PROSECUTOR else TABLE[office] - OF_A_THIRD)
        assert shown(office, certain=True) == TABLE[office]
    assert {Fact.NAMES, Fact.BIRTH_DATE, Fact.ALIASES, Fact.IDENTIFIERS} <= OF_A_THIRD


@pytest.mark.parametrize(
    ("role", "kind", "office"),
    [
        (Role.OFFICER, "police", Office.POLICE),
        (Role.OFFICER, "customs", Office.CUSTOMS),
        (Role.OFFICER, "shipping", Office.SHIPPING),
        (Role.OFFICER, "security", Office.SECURITY),
        (Role.OFFICER, "service", Office.OTHER),
        (Role.OFFICER, "company", Office.OTHER),
        (Role.PRISON, "service", Office.PRISON),
        (Role.PRISON, "prison", Office.PRISON),
        (Role.PROSECUTOR, "prosecutor", Office.PROSECUTOR),
        (Role.GUARD, "police", Office.OTHER),
        (None, "police", Office.OTHER),
    ],
)
def test_an_office_is_told_by_role_and_organisation(role: Role | None, kind: str, office: Office) -> None:
    assert office_of(Actor("user", "7", role, 1), organisation_kind=kind) is office

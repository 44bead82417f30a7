"""The invented harbour: real ports, lawful bans, and test identities that show what they promise."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest

from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanKind, require_lawful
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.person.mrz.reader import read
from aigis.core.translations import LANGUAGES
from aigis.core.values import GateCode
from aigis_demo.harbour import (
    AUTHORITIES,
    BADGES,
    DESKS,
    GATE_NAMES,
    OFFICES,
    OPERATOR,
    PORTS,
    USERS,
    DemoBan,
    bans,
    companies,
    facilities,
    public_identities,
)

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def imposed() -> list[DemoBan]:
    return list(bans(7, today=TODAY))


def test_there_are_235_bans_222_of_them_from_antwerp(imposed: list[DemoBan]) -> None:
    assert len(imposed) == 235
    assert sum(ban.authority.endswith("-antwerpen") for ban in imposed) == 222
    shares = {authority.code: authority.share for authority in AUTHORITIES if authority.share}
    assert Counter(ban.authority for ban in imposed) == shares


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 12, 31)])
def test_every_ban_is_one_its_authority_may_impose(today: date) -> None:
    kinds = {authority.code: authority.kind for authority in AUTHORITIES}
    for ban in bans(3, today=today):
        assert ban.kind is kinds[ban.authority]
        require_lawful(kind=ban.kind, first=ban.starts_on, last=ban.ends_on)
        assert ban.starts_on <= ban.ends_on and ban.decision_date <= min(ban.starts_on, today)
        assert ban.final_on is None or (ban.kind is BanKind.PENALTY and ban.decision_date < ban.final_on <= today)


def test_bans_begin_end_and_last_at_every_distance(imposed: list[DemoBan]) -> None:
    in_force = [ban for ban in imposed if ban.starts_on <= TODAY <= ban.ends_on]
    assert len(in_force) > 220
    assert sum(ban.starts_on > TODAY for ban in imposed) == 8
    assert sum(ban.ends_on < TODAY for ban in imposed) == 4
    assert sum(ban.ends_on <= TODAY + timedelta(days=30) for ban in in_force) >= 15


def test_the_same_seed_and_day_give_the_same_bans(imposed: list[DemoBan]) -> None:
    assert list(bans(7, today=TODAY)) == imposed
    assert list(bans(8, today=TODAY)) != imposed


def test_the_200_facilities_have_lawful_codes_and_a_main_gate() -> None:
    built = list(facilities(7))
    assert len({facility.code for facility in built}) == len({facility.name for facility in built}) == 200
    for facility in built:
        assert facility.gates[0] == "main" and len(facility.gates) == len(set(facility.gates)) <= 4
        assert all(str(GateCode.parse(f"{facility.code}/{gate}")) for gate in facility.gates)
        assert all(set(GATE_NAMES[gate]) == set(facility.plans) == set(LANGUAGES) for gate in facility.gates)
    assert Counter(facility.port for facility in built)["BEANR"] > 100
    assert {facility.port for facility in built} == {port.locode for port in PORTS}


def test_every_code_that_is_named_exists() -> None:
    organisations = [one.code for one in (*companies(), *OFFICES)]
    known = set(organisations)
    assert len(known) == len(organisations)
    assert {facility.organisation for facility in facilities(7)} <= known
    assert {user.organisation for user in USERS} | {desk.organisation for desk in DESKS} | {OPERATOR, BADGES} <= known
    assert next(facilities(7)).organisation == OPERATOR
    assert {port for desk in DESKS for port in desk.ports} == {port.locode for port in PORTS}


def test_every_role_of_a_person_has_a_user_and_approval_has_two_units() -> None:
    assert {user.role for user in USERS} == set(Role) - {Role.BADGE_ISSUER, Role.DIRECTORY}
    assert len({user.username for user in USERS}) == len(USERS)
    places = {user.username: (user.organisation, user.unit) for user in USERS}
    assert places["registrar"] != places["approver"]


def test_the_test_identities_read_back_from_their_cards() -> None:
    for identity in public_identities(today=TODAY).values():
        zone = read(identity.mrz, today=TODAY)
        assert zone.birth == identity.person.birth
        assert zone.person().documents == identity.person.documents
        assert zone.person().national_numbers == identity.person.national_numbers
        assert identity.request["birth_date"] == str(identity.person.birth)


def test_the_matcher_finds_in_each_test_identity_what_it_promises(imposed: list[DemoBan]) -> None:
    index = Index.build([(UUID(int=place), ban.person) for place, ban in enumerate(imposed)], version=1)
    identities = public_identities(today=TODAY)
    scanned = [read(identities[verdict].mrz, today=TODAY).person() for verdict in ("clear", "denied", "refer")]
    typed = [identities[verdict].person for verdict in ("clear", "denied", "refer")]
    for clear, denied, refer in (screen(scanned, index), screen(typed, index)):
        assert clear == ()
        assert [(match.subject, match.strength, match.clash) for match in denied] == [
            (UUID(int=0), Strength.CERTAIN, False)
        ]
        assert [(match.subject, match.strength, match.clash) for match in refer] == [
            (UUID(int=0), Strength.POSSIBLE, True)
        ]


def test_the_denied_identity_is_banned_and_the_refer_identity_only_carries_its_card(imposed: list[DemoBan]) -> None:
    identities = public_identities(today=TODAY)
    denied, refer, clear = (identities[verdict].person for verdict in ("denied", "refer", "clear"))
    assert imposed[0].person == denied and imposed[0].starts_on <= TODAY <= imposed[0].ends_on
    assert refer.documents == denied.documents and refer.birth != denied.birth and refer.names != denied.names
    numbers = {number for ban in imposed for number in ban.person.national_numbers}
    documents = {document for ban in imposed for document in ban.person.documents}
    assert numbers.isdisjoint(clear.national_numbers) and documents.isdisjoint(clear.documents)

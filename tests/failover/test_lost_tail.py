"""A failover to a standby that lacks the last ban: no machine answers from the older register, in whichever order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.failover.machines import LATER, LOST, Country
from tests.running import comes_true

WITHIN = 300.0


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    made = Country(tmp_path)
    yield made
    made.end()


def lose_a_ban(country: Country, *, signed: bool) -> None:
    """Registers a ban that only the primary has, lets both machines see it, and loses the primary."""
    assert comes_true(country.sealed, WITHIN)
    country.pair.follow()
    if not signed:
        country.end_sealer()
    assert country.ban(LOST, at=country.a).status_code == 201
    assert [country.check(LOST, at=machine) for machine in (country.a, country.b)] == ["denied", "denied"]
    if signed:
        assert comes_true(country.sealed, WITHIN)
    country.pair.fail_over()


def require_no_answer(country: Country) -> None:
    for machine in (country.a, country.b):
        assert [country.check(person, at=machine) for person in (LOST, LATER)] == ["no_answer", "no_answer"]
        assert machine.problems()


def test_a_lost_ban_that_was_signed_stops_both_machines_and_the_next_ban_is_refused(country: Country) -> None:
    """The next ban comes first: no process was asked anything between the promotion and it."""
    lose_a_ban(country, signed=True)
    refused = country.ban(LATER, at=country.a)
    assert (refused.status_code, refused.json()["code"]) == (503, "no_answer")
    require_no_answer(country)
    assert comes_true(lambda: country.sealer.poll() is not None, WITHIN), "the sealer refuses the older log"
    assert "ROLLBACK" in country.seal.output.read_text()
    require_no_answer(country)
    country.pair.fail_back()
    country.seal.start("seal")
    assert comes_true(lambda: country.check(LOST, at=country.b) == "denied", WITHIN)
    assert country.check(LOST, at=country.a) == "denied"


@pytest.mark.chaos
def test_checks_before_the_next_ban_are_refused_as_well(country: Country) -> None:
    lose_a_ban(country, signed=True)
    require_no_answer(country)
    assert country.ban(LATER, at=country.b).status_code == 503
    require_no_answer(country)


@pytest.mark.chaos
@pytest.mark.parametrize("ban_first", [True, False])
def test_a_lost_ban_that_nobody_signed_is_missed_by_the_processes_that_saw_it(
    country: Country, ban_first: bool
) -> None:
    """The sealer finds all that was signed and attests; the web processes remember the version that is not there."""
    lose_a_ban(country, signed=False)
    require_no_answer(country)  # nobody has attested the promoted server yet
    country.seal.start("seal")
    assert comes_true(lambda: "lost its last changes" in str(country.a.problems()), WITHIN)
    if ban_first:
        assert country.ban(LATER, at=country.b).status_code == 503
    require_no_answer(country)
    said = country.seal.run(
        "aigis.ops.cli", "register", "accept-loss", "--as", country.logins["admin"], "--reason", "disk of one is gone"
    )
    assert "goes on as version" in said
    assert country.ban(LATER, at=country.b).status_code == 201
    assert [country.check(LATER, at=machine) for machine in (country.a, country.b)] == ["denied", "denied"]
    assert [country.check(LOST, at=machine) for machine in (country.a, country.b)] == ["clear", "clear"]


@pytest.mark.chaos
def test_a_standby_that_lacks_nothing_takes_over_by_itself(country: Country) -> None:
    assert country.ban(LOST, at=country.a).status_code == 201
    assert comes_true(country.sealed, WITHIN)
    country.pair.follow()
    country.pair.fail_over()
    assert comes_true(lambda: country.check(LOST, at=country.a) == "denied", WITHIN)
    assert country.ban(LATER, at=country.b).status_code == 201
    assert [country.check(LATER, at=machine) for machine in (country.a, country.b)] == ["denied", "denied"]

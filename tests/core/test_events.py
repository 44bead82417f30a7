"""The catalogue of events: numbers are final, fields are closed."""

import pytest

from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER, CATALOGUE, kind_of

# Numbers stand in the leaves of every log that exists: a row may be added here, never changed.
FINAL = {
    "log.opened": 1,
    "access.signed_in": 10,
    "access.refused": 12,
    "query.refused": 13,
    "people.client_added": 22,
    "check.answered": 40,
    "check.matched": 45,
    "ban.registered": 50,
    "lookup.answered": 60,
    "alert.raised": 70,
    "notice.attempt_started": 80,
    "reminder.sent": 90,
    "roster.verdict_changed": 102,
    "log.read": 110,
}


def test_the_numbers_of_events_are_those_in_existing_logs() -> None:
    assert {code: CATALOGUE[code].number for code in FINAL} == FINAL


def test_no_number_and_no_code_stands_twice() -> None:
    assert len(BY_NUMBER) == len(CATALOGUE)
    assert all(0 < number < 2**15 for number in BY_NUMBER), "the column is a smallint"


def test_no_event_names_its_fields_as_every_entry_does() -> None:
    assert all(not {"event", "at"} & kind.core for kind in CATALOGUE.values())


def test_a_person_stands_in_the_part_that_can_be_erased() -> None:
    assert all("person" not in kind.core for kind in CATALOGUE.values())


def test_an_event_within_the_catalogue_is_let_through() -> None:
    core = {"ban": "1", "version": 1, "register_version": 1}
    assert kind_of("ban.read", core=core, subject={"subject": "2"}) is CATALOGUE[Event.BAN_READ]


@pytest.mark.parametrize(
    ("code", "core", "subject"),
    [("coffee.made", {}, {}), ("ban.read", {"person": "x"}, {}), ("ban.read", {}, {"ban": "x"})],
)
def test_an_event_outside_the_catalogue_is_refused(code: str, core: dict[str, str], subject: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        kind_of(code, core=core, subject=subject)

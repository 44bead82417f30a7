"""An alert is closed at two organisations by two people."""

import pytest

from aigis.core.access.desk_independence import Closer, require_independent
from aigis.core.errors import NotAllowed

POLICE, PROSECUTOR = 1, 2


def closer(account: str, organisation: int, person: str = "") -> Closer:
    return Closer(account, organisation, person)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (closer("client:1", POLICE), closer("client:2", PROSECUTOR)),
        (closer("client:1", POLICE, "a"), closer("user:2", PROSECUTOR, "a")),
        (closer("user:1", POLICE, "a"), closer("user:2", PROSECUTOR, "a")),
    ],
)
def test_neither_programs_alone_nor_one_person_close_an_alert_at_two_organisations(here: Closer, there: Closer) -> None:
    with pytest.raises(NotAllowed, match="close it here"):
        require_independent(here, [there])


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (closer("client:1", POLICE, "a"), closer("user:2", PROSECUTOR, "b")),
        (closer("user:1", POLICE), closer("client:2", PROSECUTOR)),
        (closer("client:1", POLICE), closer("client:2", POLICE)),
        (closer("user:1", POLICE), closer("user:2", PROSECUTOR)),
    ],
)
def test_two_people_do(here: Closer, there: Closer) -> None:
    require_independent(here, [there])
    require_independent(here, [])

"""The table of who can make whom is the one that the rules make, and no line of it lets one person reach two ends."""

from pathlib import Path

import pytest

from aigis.core.access.identities import POWER
from aigis.core.access.permissions import Role
from aigis.ops.docs import identities_table


def rows() -> dict[str, list[str]]:
    lines = identities_table.table().splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {line[0]: line[1:] for line in cells}


def test_the_document_holds_the_table_of_the_code(root: Path) -> None:
    document = (root / "docs/ADMIN.md").read_text()
    assert identities_table.START in document and identities_table.replaced(document) == document


def test_every_role_has_a_row_and_a_maker() -> None:
    assert set(rows()) == {role.value for role in Role}
    assert all(cells[0] for cells in rows().values())


@pytest.mark.parametrize("role", sorted(POWER))
def test_an_identity_of_power_always_has_a_second_person(role: Role) -> None:
    _, by_office, by_administrator, _, factor = rows()[role.value]
    assert by_administrator not in ("-", "nobody") and factor == "required"
    assert role is Role.ADMIN or by_office not in ("-", "nobody")


def test_two_administrators_of_one_organisation_make_nobody() -> None:
    assert rows()["admin"][2] == "administrator of another organisation"
    assert all("administrator" not in cells[2] for role, cells in rows().items() if role != "admin")

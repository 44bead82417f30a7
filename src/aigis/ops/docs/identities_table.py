"""Writes who can make whom into `docs/ADMIN.md`, from the rules: `python -m aigis.ops.docs.identities_table`."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aigis.core.access.approval import Placement
from aigis.core.access.identities import MANAGED, first_use, needs_second, require_identity_second
from aigis.core.access.permissions import Role
from aigis.core.access.second_factor import needs_factor
from aigis.core.errors import NotAllowed

START, END = "<!-- made by aigis.ops.docs.identities_table -->", "<!-- end -->"
_OFFICE, _OPERATOR, _OTHER_OPERATOR = 1, 2, 3
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_HEAD = (
    "| identity | made or proposed by | if the office proposed, approved by | if an administrator proposed, approved by"
    " | works after | second factor |\n|---|---|---|---|---|---|\n"
)


def table() -> str:
    """Returns the table, a row a role."""
    return _HEAD + "".join(f"| {' | '.join(_cells(role))} |\n" for role in Role)


def _cells(role: Role) -> list[str]:
    managers = [manager for manager in Role if role in MANAGED.get(manager, frozenset())]
    waits = first_use(role, at=_AT, wait=timedelta(hours=24))
    second = ["-", "-"]
    if needs_second(role):
        own = [manager for manager in managers if manager is not Role.ADMIN]
        second = [_approvers(role, own, _OFFICE), _approvers(role, [Role.ADMIN], _OPERATOR)]
    factor = "required" if needs_factor(role) else "-"
    return [role.value, _names(managers), *second, "24 hours" if waits else "at once", factor]


def _approvers(role: Role, proposers: Iterable[Role], proposers_office: int) -> str:
    """Names every role that may be the second person after one of the proposers, and where."""
    able: set[str] = set()
    for proposer in proposers:
        for approver in Role:
            for office in (_OFFICE, _OPERATOR, _OTHER_OPERATOR):
                if (office == _OFFICE) is not (approver is Role.ADMIN) and _may(
                    role, _stand(proposer, proposers_office, "1"), _stand(approver, office, "2")
                ):
                    able.add(_place(approver, office))
    if "administrator" in able:
        able.discard("administrator of another organisation")
    return ", ".join(sorted(able)) or "nobody"


def _place(approver: Role, office: int) -> str:
    if approver is not Role.ADMIN:
        return f"{approver.value} of the office"
    return "administrator of another organisation" if office == _OTHER_OPERATOR else "administrator"


def _stand(role: Role, organisation: int, person: str) -> Placement:
    return Placement(f"user:{person}", person, role, organisation, f"unit {person}", _AT)


def _may(role: Role, proposer: Placement, approver: Placement) -> bool:
    try:
        require_identity_second(
            proposer=proposer, approver=approver, office=_OFFICE, role=role, office_has_manager=True
        )
    except NotAllowed:
        return False
    return True


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(role.value for role in roles)


def replaced(document: str) -> str:
    """Returns a document with the table between its two marks."""
    before, _, rest = document.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{table()}{END}{after}"


def main() -> None:
    """Writes the table."""
    path = Path("docs/ADMIN.md")
    path.write_text(replaced(path.read_text()))


if __name__ == "__main__":
    main()

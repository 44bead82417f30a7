"""Nobody frees anybody alone: every address tried by every role from every side, and every trick that we know."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.register.models import BanVersion, Proposal
from aigis.apps.register.proposals.drafts import base
from aigis.core.access.permissions import ROLES_OF, TABLE, Role
from tests.apps.test_together import at_once
from tests.doors.asking import CHECKS, ask, change_in, check_in
from tests.doors.bypass import ATTEMPTS, CONTROLS, UNIT, Attempt, Scene
from tests.doors.test_access_matrix import BODIES, OPERATIONS, operations
from tests.world import BANNED_IN, COURT, HOME, PUBLIC_PROSECUTOR, STRANGER, STRANGER_IN, World

_AREAS = ("/bans/{ban}", "/proposals/", "/subjects/", "/detentions/")
FREEING = sorted(one for one in operations() if one[0] != "GET" and one[1].startswith(_AREAS))
# Where whoever tries stands: beside the proposer, in the proposer's own shoes, or nearer to nobody.
SIDES = ("of the proposer's unit", "the proposer's second account", "of no unit")


def account(scene: Scene, role: Role, side: str) -> str:
    """The key of an account of a role, on one side of the proposer."""
    kind = scene.world.organisations[COURT].kind
    home = COURT if role in ROLES_OF[kind] else HOME[role]
    unit = UNIT if side == SIDES[0] else "" if side == SIDES[2] else "elsewhere"
    return scene.account(role, home, unit=unit, person="the proposer" if side == SIDES[1] else "")


def sides(role: Role) -> tuple[str, ...]:
    """Where a role is tried from: one that carries none of the capabilities is refused before it matters who it is."""
    asked = {OPERATIONS[operation][0] for operation in FREEING}
    return SIDES if asked & TABLE[role] else SIDES[1:2]


def body(scene: Scene, operation: tuple[str, str], *, other: UUID) -> Any:
    """What would free most, where the address takes it."""
    event = operation[1].rsplit("/", 1)[-1]
    if event in ("amend", "correct"):
        return {"reason": "so", "ends_on": scene.day(1), "version": int(scene.version.strip('"'))}
    if event in ("identity", "merge", "split"):
        more: dict[str, dict[str, object]] = {"merge": {"other": str(other)}, "split": {"bans": [str(scene.ban)]}}
        return {"reason": "so", "person": STRANGER_IN, **more.get(event, {})}
    said = BODIES.get(operation) or {}
    return said | ({"version": int(scene.version.strip('"'))} if "version" in said else {})


def standing(scene: Scene, proposal: str) -> str:
    """A proposal of the proposer that could be approved: the same one until somebody decided it or changed the ban."""
    row = Proposal.objects.filter(pk=proposal, state="waiting").first() if proposal else None
    if row is not None and row.base == base(row.subject, row.other):
        return proposal
    return scene.proposal().rsplit("/", 1)[-1]


def test_no_role_on_any_side_frees_anybody_by_any_address(world: World, root: Path) -> None:
    scene, other = Scene.of(world), world.ban(STRANGER).subject
    world.ban(subject=scene.subject)  # one that could stay when the other is split off
    stay = scene.stay(-30)
    keys = {(role, side): account(scene, role, side) for role in Role for side in sides(role)}
    wrong, answers, proposal = [], {}, ""
    for operation in FREEING:
        counted: Counter[int] = Counter()
        for (role, side), key in keys.items():
            proposal = standing(scene, proposal)
            names = {"ban": scene.ban, "subject": scene.subject, "proposal": proposal, "stay": stay}
            path = "/api/v1" + operation[1].format(**names)
            status = scene.send(key, path, body(scene, operation, other=other)).status_code
            counted[status] += 1
            done = status < 300  # what was refused is looked at once, after the last role
            if status >= 500 or (done and (operation[1].endswith("/approve") or scene.freed())):
                wrong.append((operation, role.value, side, status))
        assert not scene.freed(), operation
        answers[operation] = counted
    assert wrong == []
    assert len(FREEING) > 12 and denied(world)
    write(root / "artefacts" / "bypass-roles.md", role_lines(answers))


def test_no_trick_frees_anybody_and_a_sound_approval_does(world: World, root: Path) -> None:
    lines, wrong = [], []
    for attempt in ATTEMPTS:
        scene = Scene.of(world)
        answer = attempt.does(scene)
        lines.append(line(attempt, answer, scene))
        if answer.status_code != attempt.answer or scene.freed():
            wrong.append((attempt.words, answer.status_code, answer.content[:200]))
    assert wrong == []
    for attempt in CONTROLS:
        scene = Scene.of(world)
        answer = attempt.does(scene)
        assert answer.status_code == attempt.answer and scene.freed(), attempt.words
        lines.append(line(attempt, answer, scene))
    write(root / "artefacts" / "bypass.md", ["| attempt | answer | ban |", "|---|---|---|", *lines])


def denied(world: World) -> bool:
    answer = ask(world, Role.GUARD, "POST", CHECKS, check_in(person=BANNED_IN))
    return bool(answer.json()["verdict"] == "denied")


def line(attempt: Attempt, answer: Any, scene: Scene) -> str:
    code = answer.json().get("code", "proposal" if answer.status_code == 202 else "done") if answer.content else "done"
    return f"| {attempt.words} | {answer.status_code} {code} | {'free' if scene.freed() else 'bars'} |"


def role_lines(answers: dict[tuple[str, str], Counter[int]]) -> list[str]:
    counts = {
        operation: ", ".join(f"{many} x {status}" for status, many in sorted(counted.items()))
        for operation, counted in answers.items()
    }
    head = ["| address | answers of every role on every side |", "|---|---|"]
    return [*head, *(f"| {method} {path} | {said} |" for (method, path), said in counts.items())]


def write(path: Path, lines: Iterable[str]) -> None:
    text = "\n".join(lines) + "\n"
    print(text)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


# At the same moment.


def versions(scene: Scene) -> list[str]:
    return list(BanVersion.objects.filter(ban=scene.ban).order_by("number").values_list("event", flat=True))


def test_of_approvers_who_approve_at_once_exactly_one_wins(committed: World) -> None:
    scene = Scene.of(committed)
    place = scene.proposal()
    keys = [scene.account(Role.APPROVER, PUBLIC_PROSECUTOR) for _ in range(6)]
    answers = at_once([partial(scene.approve, key, place) for key in keys])
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5  # type: ignore[attr-defined]
    assert versions(scene) == ["register", "lift"]


@pytest.mark.parametrize("turn", range(3))
def test_a_change_beside_an_approval_overtakes_it_or_is_overtaken(committed: World, at: datetime, turn: int) -> None:
    """Whichever comes first makes the other's version an old one: never do both count."""
    scene = Scene.of(committed)
    place, good = scene.proposal(), scene.good()
    longer = change_in(ends_on=scene.day(900), decision_date=scene.day(-370))
    extend = partial(scene.send, scene.proposer, f"{scene.address}/extend", longer, If_Match='"1"')
    approved, extended = (answer.status_code for answer in at_once([partial(scene.approve, good, place), extend]))  # type: ignore[attr-defined]
    assert (approved, extended) in ((200, 412), (409, 200)), (approved, extended)
    assert versions(scene) == ["register", "lift" if approved == 200 else "extend"]

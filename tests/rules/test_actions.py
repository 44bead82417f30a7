"""Law 2: an action is one transaction, keyword-only, told who acts and when, and leaves an entry.

Every function decorated with `transaction.atomic(durable=True)` is read, wherever it stands; the exceptions say why.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rules.reading import sources

# What has no actor of its own: the system acts, or the entry is about somebody who has no account here.
NO_ACTOR = {
    "alerts/digests.py": "the sweep of further hits",
    "alerts/escalations.py": "the sweep of alerts that nobody acknowledged",
    "audit/rotation.py": "the sealer records its own keys and successions",
    "audit/sealer.py": "the sealer acts for nobody",
    "audit/witnesses.py": "records what witnesses replied to the sealer",
    "checks/actions.py": "each query carries its own actor",
    "checks/thresholds/chance_estimate.py": "the nightly estimate",
    "insight/trail_job.py": "a job ends what an auditor began",
    "insight/verifications.py": "the nightly verification",
    "notices/actions.py": "the worker that delivers",
    "probing/watch.py": "the watch acts for nobody",
    "people/access.py": "the first parameter is the actor that was refused; a failed sign-in has none",
    "register/bans/confirmation.py": "the sweep of overdue confirmations",
    "register/imports/confirmation.py": "the sweep of overdue lists",
    "register/imports/jobs.py": "a job of the worker; the uploader stands in its row",
    "register/imports/uploads.py": "the sweep of old uploads",
    "register/reminders/expiry.py": "the sweep of bans that ended",
    "register/reminders/dispatch.py": "the sweep of reminders",
    "register/storage/code_backfill.py": "codes computed anew under a new version of the rules",
    "retention/actions.py": "the sweep that carries decided erasures out",
    "rosters/screening.py": "a job of the worker; the roster's own actor",
    "rosters/screening_parts.py": "a job of the worker; the roster's own actor",
}
NO_TIME = {"register/imports/jobs.py: _leave": "writes the state of a job alone"}


@dataclass(frozen=True, slots=True)
class Action:
    """A function under `atomic(durable=True)`: where it stands and its parameters."""

    file: str
    name: str
    positional: tuple[str, ...]
    keyword_only: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"{self.file}: {self.name}"


def actions_of(file: str, text: str) -> Iterator[Action]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and any("durable=True" in ast.unparse(d) for d in node.decorator_list):
            positional = tuple(argument.arg for argument in node.args.args if argument.arg not in ("self", "cls"))
            yield Action(file, node.name, positional, tuple(argument.arg for argument in node.args.kwonlyargs))


@pytest.fixture(scope="module")
def actions(root: Path) -> list[Action]:
    source = root / "src" / "aigis" / "apps"
    files = [(path.relative_to(source).as_posix(), path.read_text()) for path in sources(source)]
    return [action for file, text in files for action in actions_of(file, text)]


def test_every_action_is_found(actions: list[Action]) -> None:
    assert len(actions) > 100 and len({action.file for action in actions}) > 50


def test_every_action_is_told_who_acts(actions: list[Action]) -> None:
    without = {action.where for action in actions if "actor" not in (*action.keyword_only, *action.positional)}
    assert {where for where in without if where.partition(":")[0] not in NO_ACTOR} == set()


def test_every_action_is_told_the_time_by_keyword(actions: list[Action]) -> None:
    assert {action.where for action in actions if "at" not in action.keyword_only} == set(NO_TIME)


def test_the_exceptions_are_of_files_that_hold_actions(actions: list[Action]) -> None:
    assert set(NO_ACTOR) <= {action.file for action in actions}


def test_the_law_can_fail() -> None:
    (action,) = actions_of("x.py", "@transaction.atomic(durable=True)\ndef add(name, *, at): ...")
    assert action == Action("x.py", "add", ("name",), ("at",))

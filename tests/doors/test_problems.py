"""Every error that a caller can be told about has its status in the one table, and its own code."""

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from ninja.errors import HttpError

import aigis
from aigis.api import authentication, problems
from aigis.core.errors import DomainError, NoAnswer, NotSignedIn

Answer = Callable[[HttpRequest, Exception], HttpResponse]

# Modules that are programs or need a library of their own; they declare no error of the doors.
_PROGRAMS = ("aigis.ops.", "aigis.config.wsgi", "aigis.config.rsgi", "aigis.adapters.spreadsheet_child")


def every_error(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


@pytest.fixture(scope="module")
def errors() -> list[type[DomainError]]:
    for module in pkgutil.walk_packages(aigis.__path__, "aigis."):
        if not module.name.startswith(_PROGRAMS) and ".migrations" not in module.name:
            importlib.import_module(module.name)
    ours = [kind for kind in every_error() if kind.__module__.startswith("aigis.")]
    # What only commands and pages raise never reaches the API.
    return [
        kind
        for kind in ours
        if not kind.__module__.startswith(("aigis.ops.", "aigis.web.", "aigis.apps.administration."))
    ]


def test_every_error_has_a_row_in_the_table(errors: list[type[DomainError]]) -> None:
    assert [kind for kind in errors if kind not in problems.STATUS] == []


def test_every_error_has_a_code_of_its_own_and_a_sentence(errors: list[type[DomainError]]) -> None:
    codes = [kind.code for kind in errors]
    assert len(set(codes)) == len(codes)
    assert all(kind.sentence.endswith((".", "…'.")) for kind in errors)


def test_no_status_of_an_error_says_success(errors: list[type[DomainError]]) -> None:
    for kind in errors:
        answer = problems.respond(kind())
        members = json.loads(answer.content)
        assert answer.status_code >= 400 and members["code"] == kind.code
        assert answer["Content-Type"] == "application/problem+json"


def test_the_documentation_lists_every_code_with_its_status(errors: list[type[DomainError]], root: Path) -> None:
    text = (root / "docs" / "API.md").read_text(encoding="utf-8").partition("## Codes of problems")[2]
    listed = {code: int(status) for code, status in re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)}
    assert listed == {kind.code: int(problems.STATUS[kind]) for kind in errors}


def test_only_no_answer_and_a_refusing_log_are_ours_to_mend(errors: list[type[DomainError]]) -> None:
    ours = {kind.code for kind in errors if problems.STATUS[kind] >= 500}
    assert ours == {"no_answer", "unavailable", "internal_fault", "log_refuses", "log_rolled_back"}


def test_no_answer_says_when_to_try_again_and_a_missing_key_how_to_sign_in() -> None:
    assert problems.respond(NoAnswer())["Retry-After"] == "5"
    assert problems.respond(NotSignedIn())["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/api/v1/checks", "/api/v1/checks/batch"])
@pytest.mark.parametrize("answer", [authentication._no_database, authentication._our_fault])
def test_a_lost_database_and_a_fault_of_ours_are_no_answer_at_a_check(answer: Answer, path: str) -> None:
    said = answer(RequestFactory().post(path), OperationalError("password=secret"))
    assert (said.status_code, json.loads(said.content)["code"]) == (503, "no_answer")
    assert b"secret" not in said.content


@pytest.mark.parametrize("path", ["/api/v1/bans", "/api/v1/checks/6f3c/judgement", "/api/v1/rosters/x/entries/batch"])
@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (authentication._no_database, 503, "unavailable"),
        (authentication._our_fault, 500, "internal_fault"),
        (authentication._http_error, 500, "internal_fault"),
    ],
)
def test_elsewhere_nothing_says_that_a_check_was_not_made(answer: Answer, status: int, code: str, path: str) -> None:
    said = answer(RequestFactory().post(path), HttpError(500, "password=secret"))
    assert (said.status_code, json.loads(said.content)["code"]) == (status, code)
    assert b"check" not in said.content and b"secret" not in said.content


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("get", "/api/v1/nothing", 404, "not_found"), ("put", "/api/v1/checks", 405, "wrong_method")],
)
def test_an_unknown_address_or_method_is_a_problem_too(
    client: Client, method: str, path: str, status: int, code: str
) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code

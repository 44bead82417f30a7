"""Lists as jobs: every row of the file gets an answer or its fault, whatever dies meanwhile; nobody banned is lost."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from aigis.adapters.spreadsheet import read_table
from aigis.adapters.table_writer import table_bytes
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.actions import Result
from aigis.apps.checks.models import Check
from aigis.apps.people.actions import revoke_client
from aigis.apps.rosters import list_jobs, tasks
from aigis.apps.rosters.list_jobs import ResultRow
from aigis.apps.rosters.models import ListScreening, ListScreeningPart
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import NoAnswer
from tests.doors.asking import ask
from tests.world import GATE, World, entries

ADDRESS = "/api/v1/screenings"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ("id", "family_name", "given_names", "birth_date", "national_number")
BANNED_ROW = ("V-1", "Vandenbroucke", "Zoltan", "1981-04-03", "")


def row(index: int) -> tuple[str, ...]:
    return (f"S-{index}", f"Okonkwo{index}", "Marguerite", f"1975-12-{index % 28 + 1:02}", "")


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *rows])
    return text.getvalue().encode()


def post(world: World, content: bytes, kind: str = "text/csv", *, query: str = "", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()} | world.bearer(Role.BADGE_ISSUER)
    path = query or f"?gate={GATE}&purpose=crew"
    return Client().generic("POST", ADDRESS + path, content, content_type=kind, headers=named)


def send(world: World, content: bytes, kind: str = "text/csv") -> str:
    """Sends a list and gives the address of its job."""
    answer = post(world, content, kind)
    assert answer.status_code == 202, answer.content
    return f"{ADDRESS}/{answer.json()['id']}"


def work(address: str) -> None:
    """Runs the job as the worker does."""
    tasks.screen_list(job=address.rpartition("/")[2])


def state(world: World, address: str) -> dict[str, Any]:
    result: dict[str, Any] = ask(world, Role.BADGE_ISSUER, "GET", address).json()
    return result


def results(world: World, address: str) -> list[dict[str, Any]]:
    answer = ask(world, Role.BADGE_ISSUER, "GET", f"{address}/results?format=ndjson")
    return [json.loads(line) for line in answer.content.decode().splitlines()]


MIXED = [row(1), BANNED_ROW, ("S-2", "Maes", "Bo", "1981-13-40", ""), ("S-3", "Maes", "", "", ""), row(4)]


def test_every_row_gets_a_verdict_or_its_fault(world: World) -> None:
    world.ban()
    address = send(world, as_csv(MIXED))
    assert state(world, address)["state"] == "waiting"
    work(address)
    ended = state(world, address)
    assert (ended["state"], ended["total"], ended["done"], ended["rejected"]) == ("done", 5, 5, 2)
    assert ended["verdicts"] == {"clear": 2, "denied": 1, "refer": 0}
    rows = results(world, address)
    assert [item["id"] for item in rows] == ["S-1", "V-1", "S-2", "S-3", "S-4"]
    assert [item.get("verdict") for item in rows] == ["clear", "denied", None, None, "clear"]
    assert all(("verdict" in item) != ("error" in item) for item in rows)
    check = Check.objects.get(pk=rows[1]["reference"])
    assert (check.verdict, check.purpose, check.organisation) == ("denied", "crew", world.organisations["badges"].pk)


def lines() -> bytes:
    sound = [dict(zip(HEADERS, item, strict=True)) for item in MIXED]
    return "\n".join(map(json.dumps, [*sound, ["no object"]])).encode() + b"\nhalf a li"


@pytest.mark.parametrize(
    ("kind", "content", "rows"),
    [(XLSX, table_bytes(HEADERS, MIXED, ending=".xlsx"), 5), ("application/x-ndjson", lines(), 7)],
)
def test_workbooks_and_json_lines_are_screened_alike(world: World, kind: str, content: bytes, rows: int) -> None:
    world.ban()
    address = send(world, content, kind)
    work(address)
    ended = state(world, address)
    assert (ended["state"], ended["total"], ended["done"]) == ("done", rows, rows)
    assert ended["verdicts"] == {"clear": 2, "denied": 1, "refer": 0} and ended["rejected"] == rows - 3


def test_results_come_in_four_forms_with_the_same_rows(world: World) -> None:
    world.ban()
    address = send(world, as_csv(MIXED))
    work(address)

    def content(form: str) -> bytes:
        answer = ask(world, Role.BADGE_ISSUER, "GET", f"{address}/results?format={form}")
        assert answer.status_code == 200 and form in answer["Content-Disposition"]
        body: bytes = answer.content
        return body

    listed = [item["id"] for item in results(world, address)]
    read = csv.DictReader(io.StringIO(content("csv").decode("utf-8-sig")), delimiter=";")
    assert [item["id"] for item in read] == listed
    assert pl.read_parquet(io.BytesIO(content("parquet")))["id"].to_list() == listed
    assert [item.cells[1] for item in read_table(content("xlsx"), filename="results.xlsx").rows] == listed
    assert ask(world, Role.BADGE_ISSUER, "GET", f"{address}/results?format=pdf").status_code == 422
    assert {entry["core"]["rows"] for entry in entries("screening.read")} == {5}


class _Killed(BaseException):
    """The worker died here."""


@pytest.mark.parametrize("written", [False, True], ids=["before the record", "after the record"])
def test_a_killed_worker_neither_doubles_nor_loses_a_row(
    world: World, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    world.ban()
    monkeypatch.setattr(list_jobs, "ROUND", 3)
    address = send(world, as_csv([row(1), row(2), BANNED_ROW, row(4), row(5), row(6), BANNED_ROW, row(8)]))
    record, rounds = list_jobs._record, 0

    def killed(job: ListScreening, some: Sequence[ResultRow], *, actor: Actor, at: datetime) -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 2 and not written:
            raise _Killed
        going_on = record(job, some, actor=actor, at=at)
        if rounds == 2:
            raise _Killed
        return going_on

    with monkeypatch.context() as patch:
        patch.setattr(list_jobs, "_record", killed)
        with pytest.raises(_Killed):
            work(address)
    assert state(world, address)["done"] == (6 if written else 3) and Check.objects.count() == 6
    work(address)
    ended = state(world, address)
    assert (ended["state"], ended["done"], ended["verdicts"]["denied"]) == ("done", 8, 2)
    assert [item["row"] for item in results(world, address)] == list(range(2, 10))
    references = [item["reference"] for item in results(world, address)]
    assert len(set(references)) == 8 == Check.objects.count()


def test_two_workers_at_the_same_job_record_each_row_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_jobs, "ROUND", 2)
    address = send(world, as_csv([row(index) for index in range(5)]))
    check, entered = list_jobs._check, False

    def overtaken(*args: Any, **kwargs: Any) -> list[ResultRow]:
        nonlocal entered
        if not entered:
            entered = True
            work(address)
        return check(*args, **kwargs)

    monkeypatch.setattr(list_jobs, "_check", overtaken)
    work(address)
    assert state(world, address)["done"] == 5 == Check.objects.count()
    assert sum(ListScreeningPart.objects.values_list("rows", flat=True)) == 5


def test_a_job_is_paused_resumed_and_cancelled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_jobs, "ROUND", 2)
    address = send(world, as_csv([row(index) for index in range(6)]))
    check = list_jobs._check

    def paused(*args: Any, **kwargs: Any) -> list[ResultRow]:
        ask(world, Role.BADGE_ISSUER, "POST", f"{address}/pause")
        return check(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(list_jobs, "_check", paused)
        work(address)
    assert (state(world, address)["state"], state(world, address)["done"]) == ("paused", 2)
    work(address)
    assert state(world, address)["done"] == 2
    jobs = ProcrastinateJob.objects.filter(task_name="rosters.screen_list")
    before = jobs.count()
    assert ask(world, Role.BADGE_ISSUER, "POST", f"{address}/resume").json()["state"] == "waiting"
    assert jobs.count() >= before
    assert ask(world, Role.BADGE_ISSUER, "POST", f"{address}/cancel").json()["state"] == "cancelled"
    work(address)
    assert state(world, address)["done"] == 2 and bytes(ListScreening.objects.get().file) == b""
    assert ask(world, Role.BADGE_ISSUER, "POST", f"{address}/resume").status_code == 409
    assert [entry["core"]["step"] for entry in entries("screening.steered")] == ["pause", "resume", "cancel"]


WRONG = {
    "no list of persons": b"colour;size\nred;1\n",
    "no rows": as_csv([]),
    "a stray quote": b'id,family_name\n1,"Maes\n',
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_a_file_that_is_no_list_ends_the_job_with_a_sentence_and_no_verdict(world: World, content: bytes) -> None:
    address = send(world, content)
    work(address)
    ended = state(world, address)
    assert (ended["state"], ended["done"]) == ("failed", 0) and ended["error"].endswith(".")
    assert results(world, address) == [] and not Check.objects.exists() and len(entries("screening.failed")) == 1


@pytest.mark.parametrize(
    ("kind", "content", "query", "field"),
    [
        ("application/pdf", b"x", "", "Content-Type"),
        ("text/csv", b"", "", "file"),
        ("text/csv", b"x", f"?gate={GATE}&purpose=fun", "purpose"),
        ("text/csv", b"x", "?gate=BEANR-4711/main&purpose=crew", "gate"),
        ("text/csv", b"x", f"?gate={GATE}&purpose=crew&colour=red", "colour"),
    ],
)
def test_a_request_that_cannot_be_a_list_is_refused(
    world: World, kind: str, content: bytes, query: str, field: str
) -> None:
    answer = post(world, content, kind, query=query)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not ListScreening.objects.exists()


def test_a_file_sent_twice_under_a_key_is_one_job(world: World) -> None:
    first = post(world, as_csv(MIXED), Idempotency_Key="k").json()
    assert post(world, as_csv(MIXED), Idempotency_Key="k").json() == first
    assert post(world, as_csv(MIXED[:1]), Idempotency_Key="k").json()["code"] == "request_key_reused"
    assert ListScreening.objects.count() == 1


def test_file_and_results_are_stored_encrypted_and_the_file_goes_with_the_job(world: World) -> None:
    address = send(world, as_csv(MIXED))
    stored = bytes(ListScreening.objects.get().file)
    assert stored and b"Vandenbroucke" not in stored
    work(address)
    assert bytes(ListScreening.objects.get().file) == b""
    assert b"V-1" not in bytes(ListScreeningPart.objects.get().results)


def test_a_list_whose_sender_was_locked_out_checks_nobody(world: World) -> None:
    address = send(world, as_csv(MIXED))
    revoke_client(actor=SYSTEM, at=world.at, client=world.client(Role.BADGE_ISSUER)[0], why="lost")
    work(address)
    row_now = ListScreening.objects.get()
    assert (row_now.state, row_now.done) == ("failed", 0) and not Check.objects.exists()


def test_without_an_answer_nothing_is_recorded_and_the_job_is_taken_up_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(world, as_csv(MIXED))

    def silent(queries: Sequence[Any], *, at: datetime) -> list[Result]:
        return [NoAnswer() for _ in queries]

    with monkeypatch.context() as patch:
        patch.setattr(list_jobs, "perform_in_parts", silent)
        with pytest.raises(NoAnswer):
            work(address)
    assert (state(world, address)["state"], state(world, address)["done"]) == ("running", 0)
    assert list_jobs.stalled(at=world.at) == []
    later = ListScreening.objects.get().moved_at + list_jobs.STALLED_AFTER * 2
    assert list_jobs.stalled(at=later) == [ListScreening.objects.get().pk]

"""Rosters over the API: read back, replaced as a whole, thinned out; one bad item is refused and never more than it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from aigis.apps.people import access
from aigis.apps.rosters import register_follower, roster_checks, roster_uploads, screening
from aigis.apps.rosters.models import RosterEntry, RosterUpload, Screening
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, LargeChange, NotAllowed
from tests.doors.asking import ask
from tests.world import BANNED_IN, LOOKALIKE_IN, World, entries

ROSTER = "/api/v1/rosters/badges"
ENTRIES = f"{ROSTER}/entries"
WRONG = {"birth_date": "1981-13-99", "sex": "Q", "national_number": "81040312399", "family_name": "Maes"}


def person(index: int) -> dict[str, str]:
    return {"family_name": f"Okonkwo{index}", "given_names": "Marguerite", "birth_date": f"1975-12-{index % 28 + 1:02}"}


def items(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [{"ref": f"B-{index:03}", "person": person(index)} for index in range(first, first + count)]


def send(world: World, method: str, path: str, body: Any = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(world, Role.BADGE_ISSUER, method, path, body, headers=named)


def put_list(world: World, listed: list[dict[str, Any]], *, query: str = "", **headers: str) -> Any:
    """Replaces the whole list on its present version."""
    tag = send(world, "GET", f"{ENTRIES}?limit=1")["ETag"]
    return send(world, "PUT", f"{ENTRIES}{query}", {"items": listed}, **{"If_Match": tag} | headers)


def refs() -> list[str]:
    return sorted(RosterEntry.objects.filter(removed_at=None).values_list("ref", flat=True))


@pytest.fixture(autouse=True)
def roster(world: World) -> None:
    world.roster()


def test_a_roster_is_read_back_in_pages_as_it_was_sent(world: World) -> None:
    sent = [*items(3), {"ref": "B-9", "person": {**LOOKALIKE_IN, "sex": "F", "nationality": "BEL"}}]
    send(world, "POST", f"{ENTRIES}/batch", {"items": sent})
    page = send(world, "GET", f"{ENTRIES}?limit=3").json()
    rest = send(world, "GET", f"{ENTRIES}?limit=3&after={page['next']}").json()
    read = [*page["items"], *rest["items"]]
    assert [item["ref"] for item in read] == [item["ref"] for item in sent]
    assert {item["verdict"] for item in read} == {"clear"}
    for item, original in zip(read, sent, strict=True):
        assert {name: item["person"][name] for name in original["person"] if name != "documents"} == {
            name: value for name, value in original["person"].items() if name != "documents"
        }
    assert send(world, "GET", f"{ENTRIES}?after={rest['next']}").json() == {"items": [], "next": rest["next"]}


def test_reading_entries_leaves_an_entry_in_the_log_that_names_them(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(2)})
    assert send(world, "GET", f"{ENTRIES}/B-001").json()["person"]["family_name"] == "Okonkwo1"
    send(world, "GET", ENTRIES)
    assert [entry["core"]["refs"] for entry in entries("roster.entries_read")] == [["B-001"], ["B-000", "B-001"]]
    assert send(world, "GET", f"{ENTRIES}/B-7").status_code == 404


def test_the_list_of_rosters_counts_verdicts(world: World) -> None:
    world.ban()
    send(world, "POST", f"{ENTRIES}/batch", {"items": [*items(2), {"ref": "B-X", "person": BANNED_IN}]})
    (row,) = send(world, "GET", "/api/v1/rosters").json()["items"]
    assert (row["name"], row["entries"], row["verdicts"]) == ("badges", 3, {"clear": 2, "denied": 1})
    assert (row["unchecked"], row["gate"], row["version"]) == (0, "BEANR-0001/main", 2)


def test_a_whole_list_adds_changes_removes_and_leaves_the_rest_alone(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    before = dict(RosterEntry.objects.values_list("ref", "set_at"))
    changed = {"ref": "B-001", "person": {**person(1), "given_names": "Rita"}}
    answer = put_list(world, [changed, *items(7, first=2), {"ref": "N-1", "person": person(40)}])
    expected = {"added": 1, "changed": 1, "removed": 1, "unchanged": 7, "refused": [], "screening": None}
    assert answer.json() == {"version": 3, **expected}
    assert send(world, "GET", ENTRIES)["ETag"] == '"3"'
    assert refs() == [f"B-{index:03}" for index in range(1, 9)] + ["N-1"]
    assert {row.verdict for row in RosterEntry.objects.filter(removed_at=None)} == {"clear"}
    assert RosterEntry.objects.get(ref="B-004", removed_at=None).set_at == before["B-004"]
    assert len(entries("roster.entry_set")) == 11 and len(entries("roster.entry_removed")) == 1


def test_a_banned_person_in_a_new_list_is_denied_before_the_answer(world: World) -> None:
    world.ban()
    put_list(world, [*items(3), {"ref": "B-X", "person": BANNED_IN}])
    assert send(world, "GET", f"{ENTRIES}/B-X").json()["verdict"] == "denied"


def test_a_list_made_on_an_older_version_or_none_changes_nothing(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    tag = send(world, "GET", ENTRIES)["ETag"]
    send(world, "DELETE", f"{ENTRIES}/B-000")
    stale = send(world, "PUT", ENTRIES, {"items": items(9)}, If_Match=tag)
    missing = send(world, "PUT", ENTRIES, {"items": items(9)})
    any_version = send(world, "PUT", ENTRIES, {"items": items(9)}, If_Match="*")
    assert [stale.status_code, missing.status_code, any_version.status_code] == [412, 428, 422]
    assert len(refs()) == 8


@pytest.mark.parametrize(("kept", "status"), [(6, 200), (5, 202), (0, 202)])
def test_more_than_a_third_gone_waits_for_a_person_of_the_organisation(world: World, kept: int, status: int) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    answer = put_list(world, items(kept), Idempotency_Key="large")
    assert answer.status_code == status
    waiting = send(world, "GET", f"{ROSTER}/changes").json()["waiting"]
    assert (waiting, len(refs())) == ((None, kept) if status == 200 else (answer.json()["waiting"], 9))


def test_a_waiting_list_is_confirmed_by_a_person_and_by_no_program(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    bad = {"ref": "B-008", "person": WRONG}
    first = put_list(world, [*items(2), bad], Idempotency_Key="large")
    again = put_list(world, [*items(2), bad], Idempotency_Key="large")
    assert first.content == again.content and [item["ref"] for item in first.json()["refused"]] == ["B-008"]
    upload = RosterUpload.objects.get(decided_at=None)
    with pytest.raises(NotAllowed, match="Another person"):
        roster_uploads.apply_roster_list(upload, confirmed=6, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    person = access.actor_of_user(world.user(Role.BADGE_ISSUER))
    for wrong in (None, 5):
        with pytest.raises(LargeChange):
            roster_uploads.apply_roster_list(upload, confirmed=wrong, actor=person, at=world.at)
    done = roster_uploads.apply_roster_list(upload, confirmed=6, actor=person, at=world.at)
    assert (done.removed, refs()) == (6, ["B-000", "B-001", "B-008"])
    assert send(world, "GET", f"{ROSTER}/changes").json()["waiting"] is None
    assert put_list(world, [*items(2), bad], Idempotency_Key="large").status_code == 202


def test_a_third_within_a_day_is_large_however_it_is_cut(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    assert [put_list(world, items(kept)).status_code for kept in (8, 7, 6, 5)] == [200, 200, 200, 202]
    RosterEntry.objects.update(removed_at=F("removed_at") - timedelta(days=1))
    assert put_list(world, items(5)).status_code == 200


def test_one_bad_person_refuses_that_item_with_all_its_faults_and_keeps_its_entry(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    bad = [{"ref": "B-000", "person": WRONG}, {"ref": "N-2", "person": {"family_name": 7, "hat": 1}}]
    answer = put_list(world, [*bad, *items(8, first=1)]).json()
    assert [(item["index"], item["ref"]) for item in answer["refused"]] == [(0, "B-000"), (1, "N-2")]
    first, second = ([fault["field"] for fault in item["error"]["errors"]] for item in answer["refused"])
    assert first == ["person.birth_date", "person.national_number", "person.sex"]
    assert sorted(second) == ["person.family_name", "person.hat"]
    assert (answer["unchanged"], answer["removed"], len(refs())) == (9, 0, 9)
    assert send(world, "GET", f"{ENTRIES}/B-000").json()["person"]["family_name"] == "Okonkwo0"


def test_an_item_of_a_whole_list_without_a_reference_refuses_the_list(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(9)})
    answer = put_list(world, [{"person": person(0)}, *items(8, first=1)])
    assert (answer.status_code, answer.json()["field"]) == (422, "items.0.ref") and len(refs()) == 9


def test_a_bad_item_of_a_batch_carries_its_errors_and_the_others_are_set(world: World) -> None:
    bad = [
        {"ref": "B-1/2", "person": person(1)},
        {"ref": "N-2", "person": None},
        {"ref": "delete", "person": person(2)},
    ]
    answer = send(world, "POST", f"{ENTRIES}/batch", {"items": [*bad, *items(2)]}).json()["items"]
    assert [item.get("error", {}).get("field") for item in answer] == ["ref", "person", "ref", None, None]
    assert [item.get("verdict") for item in answer] == [None, None, None, "clear", "clear"]
    assert refs() == ["B-000", "B-001"] and len(entries("query.refused")) == 3


def test_a_batch_sent_again_under_its_key_changes_nothing_and_tells_the_present_verdicts(world: World) -> None:
    body = {"items": [*items(1), {"ref": "B-X", "person": BANNED_IN}]}
    assert send(world, "POST", f"{ENTRIES}/batch", body, Idempotency_Key="k1").json()["items"][1]["verdict"] == "clear"
    world.ban()
    register_follower.follow_all(at=world.at, clock=lambda: world.at)
    send(world, "DELETE", f"{ENTRIES}/B-000")
    again = send(world, "POST", f"{ENTRIES}/batch", body, Idempotency_Key="k1").json()["items"]
    assert again[0]["error"]["code"] == "not_found" and again[1]["verdict"] == "denied"
    assert refs() == ["B-X"] and len(entries("roster.entry_set")) == 2
    other = send(world, "POST", f"{ENTRIES}/batch", {"items": items(2)}, Idempotency_Key="k1")
    assert other.json()["code"] == "request_key_reused" and refs() == ["B-X"]


def test_many_are_removed_at_once_and_a_retry_answers_the_same(world: World) -> None:
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(4)})
    send(world, "DELETE", f"{ENTRIES}/B-000")
    body = {"refs": ["B-000", "B-001", "B-002", "B-9"]}
    first = send(world, "POST", f"{ENTRIES}/delete", body, Idempotency_Key="k2")
    assert [("removed" in item) for item in first.json()["items"]] == [False, True, True, False]
    assert first.json()["removed"] == 2 and refs() == ["B-003"]
    send(world, "POST", f"{ENTRIES}/batch", {"items": items(2)})
    again = send(world, "POST", f"{ENTRIES}/delete", body, Idempotency_Key="k2")
    assert again.content == first.content and refs() == ["B-000", "B-001", "B-003"]


def test_a_whole_list_sent_again_under_its_key_answers_the_same_and_does_nothing(world: World) -> None:
    tag = send(world, "GET", ENTRIES)["ETag"]
    body = {"items": items(5)}
    first = send(world, "PUT", ENTRIES, body, If_Match=tag, Idempotency_Key="k3")
    send(world, "DELETE", f"{ENTRIES}/B-000")
    again = send(world, "PUT", ENTRIES, body, If_Match=tag, Idempotency_Key="k3")
    assert (again.status_code, again.content) == (200, first.content) and len(refs()) == 4
    other = {"items": items(6)}
    assert send(world, "PUT", ENTRIES, other, If_Match=tag, Idempotency_Key="k3").status_code == 422


def test_a_list_of_more_than_a_thousand_new_persons_is_checked_by_a_job(world: World) -> None:
    world.ban()
    answer = put_list(world, [*items(1_000), {"ref": "B-X", "person": BANNED_IN}]).json()
    job = Screening.objects.get(pk=answer["screening"])
    assert job.total == 1_001 and send(world, "GET", f"{ENTRIES}/B-X").json()["verdict"] is None
    screening.run(job.pk, clock=lambda: world.at)
    assert send(world, "GET", f"{ENTRIES}/B-X").json()["verdict"] == "denied"
    with pytest.raises(Conflict):  # the day's screening is one; this was none
        screening.start(job.roster, actor=roster_checks.system_actor(job.roster), at=world.at, day=world.today)
        screening.start(job.roster, actor=roster_checks.system_actor(job.roster), at=world.at, day=world.today)


@pytest.mark.parametrize("path", [f"{ENTRIES}?limt=5", f"{ROSTER}/changes?afer=1", "/api/v1/rosters?roster=x"])
def test_an_unknown_query_parameter_is_refused(world: World, path: str) -> None:
    answer = send(world, "GET", path)
    assert (answer.status_code, answer.json()["field"]) == (422, path.partition("?")[2].partition("=")[0])
    assert send(world, "GET", f"{ENTRIES}?limit=5&limit=6").status_code == 422
    assert send(world, "GET", f"{ENTRIES}?limit=0").status_code == 422


def test_changes_come_as_many_as_asked_for(world: World) -> None:
    world.ban()
    listed = [{"ref": f"B-{index}", "person": BANNED_IN} for index in range(3)]
    send(world, "POST", f"{ENTRIES}/batch", {"items": listed})
    page = send(world, "GET", f"{ROSTER}/changes?limit=2").json()
    rest = send(world, "GET", f"{ROSTER}/changes?limit=2&after={page['next']}").json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (2, 1, 3)

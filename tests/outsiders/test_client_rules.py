"""The client package alone: nothing but a clear answer reads as clear, and everything else is sent again or raised."""

import asyncio
import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from aigis_client import (
    SANDBOX,
    AigisClient,
    AsyncAigisClient,
    BadSignature,
    CheckItem,
    FileCursor,
    NoAnswer,
    Refused,
    Retries,
    Verdict,
    WebhookVerifier,
    verify_chain,
)

from aigis.core.alerts.chain import GENESIS, AlertFacts, next_message
from aigis.core.person.sandbox import SANDBOX_PERSONS
from aigis.core.webhooks.signature import format_secret, sign
from aigis_demo.identities import as_request

URL, GATE = "https://aigis.example", "BEANR-0001/main"
STRANGER = {"full_name": "Marguerite Okonkwo", "birth_date": "1975-12-30"}
CLEAR = {
    "id": "c-1",
    "verdict": "clear",
    "reason": "no_match",
    "instruction": "The person may enter.",
    "checked_at": "2026-11-22T07:12:00+00:00",
    "register_version": 3,
    "receipt": "/api/v1/checks/c-1/receipt",
    "drill": False,
}
PROBLEM = {"code": "invalid_input", "detail": "Correct it.", "field": "person", "status": 422}
Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, **retries: Any) -> AigisClient:
    at_once = Retries(draw=lambda: 0.0, **retries)
    return AigisClient(URL, "a key", retries=at_once, transport=httpx.MockTransport(handler))


def answering(*responses: httpx.Response | Exception) -> tuple[Handler, list[httpx.Request]]:
    """A server that gives these answers in turn, and what it was sent."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(httpx.Request(request.method, request.url, headers=request.headers, content=request.content))
        response = responses[min(len(sent), len(responses)) - 1]
        if isinstance(response, Exception):
            raise response
        return response

    return handle, sent


def test_a_verdict_has_no_truth_value_and_equals_no_text() -> None:
    for verdict in Verdict:
        with pytest.raises(TypeError, match="Compare it"):
            bool(verdict)
        with pytest.raises(TypeError, match="Compare it"):
            assert verdict == verdict.value
    handle, _ = answering(httpx.Response(201, json=CLEAR))
    answer = client(handle).check(GATE, "visitor", STRANGER)
    with pytest.raises(TypeError, match="may_enter"):
        bool(answer)
    assert answer.may_enter and answer.verdict is Verdict.CLEAR


@pytest.mark.parametrize("changed", [{"verdict": "denied"}, {"verdict": "refer"}, {"drill": True}, {"drill": None}])
def test_only_clear_and_no_drill_lets_anybody_in(changed: dict[str, Any]) -> None:
    handle, _ = answering(httpx.Response(201, json=CLEAR | changed))
    assert not client(handle).check(GATE, "visitor", STRANGER).may_enter


@pytest.mark.parametrize(
    "response",
    [
        httpx.ConnectTimeout("slow"),
        httpx.ReadError("gone"),
        httpx.Response(503, json={"code": "no_answer"}),
        httpx.Response(500, text="oops"),
        httpx.Response(200, text="<html>a proxy's page</html>"),
        httpx.Response(201, json=CLEAR | {"verdict": "green"}),
        httpx.Response(201, json={"verdict": "clear"}),
        httpx.Response(201, json=[]),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(404, text="not here"),
        httpx.Response(429, json={"code": "answers_withheld"}),
    ],
)
def test_what_is_no_answer_is_raised_and_never_clear(response: httpx.Response | Exception) -> None:
    handle, _ = answering(response)
    with pytest.raises(NoAnswer, match="outage plan"):
        client(handle).check(GATE, "visitor", STRANGER)


def test_it_is_sent_again_under_the_same_key_until_it_is_answered() -> None:
    lost: list[httpx.Response | Exception] = [
        httpx.ReadTimeout("lost"),
        httpx.Response(503, json={"code": "no_answer"}),
    ]
    handle, sent = answering(*lost, httpx.Response(201, json=CLEAR))
    assert client(handle).check(GATE, "visitor", STRANGER).may_enter
    assert len(sent) == 3 and len({request.headers["Idempotency-Key"] for request in sent}) == 1
    assert len({request.content for request in sent}) == 1
    handle, others = answering(httpx.Response(201, json=CLEAR))
    client(handle).check(GATE, "visitor", STRANGER)
    assert others[0].headers["Idempotency-Key"] != sent[0].headers["Idempotency-Key"]


def test_a_refusal_is_final_and_says_what_is_wrong() -> None:
    handle, sent = answering(httpx.Response(422, json=PROBLEM))
    with pytest.raises(Refused) as refused:
        client(handle).check(GATE, "visitor", STRANGER)
    assert (refused.value.code, refused.value.field, len(sent)) == ("invalid_input", "person", 1)


def test_a_look_up_is_sent_once() -> None:
    handle, sent = answering(httpx.ReadTimeout("lost"))
    with pytest.raises(NoAnswer):
        client(handle).look_up("control", "PV 7/26", STRANGER)
    assert len(sent) == 1


def test_the_pauses_grow_and_end_with_the_patience() -> None:
    now = [0.0]
    attempts = Retries(
        attempts=9, first=1.0, longest=4.0, patience=10.0, draw=lambda: 1.0, clock=lambda: now[0]
    ).begin()
    assert [attempts.pause(), attempts.pause(), attempts.pause()] == [2.0, 4.0, 4.0]
    assert attempts.pause("7") == 7.0
    now[0] = 8.0
    assert attempts.pause() is None


def test_the_answers_of_a_batch_are_those_of_its_items() -> None:
    items = [CheckItem("a", STRANGER), CheckItem("b", badge="7")]
    body = {"items": [{"ref": "a", **CLEAR}, {"ref": "b", "error": PROBLEM}]}
    handle, _ = answering(httpx.Response(200, json=body))
    first, second = client(handle).check_items(GATE, "badge", items)
    assert first.verdict is Verdict.CLEAR
    with pytest.raises(Refused, match="Correct it"):
        _ = second.verdict
    handle, _ = answering(httpx.Response(200, json={"items": body["items"][:1]}))
    with pytest.raises(NoAnswer, match="not those"):
        client(handle).check_items(GATE, "badge", items)


def test_persons_are_sent_to_no_address_without_encryption() -> None:
    with pytest.raises(ValueError, match="https only"):
        AigisClient("http://aigis.example", "a key")
    AigisClient("http://127.0.0.1:8000", "a key").close()


def test_a_reference_cannot_leave_its_place_in_an_address() -> None:
    handle, sent = answering(httpx.Response(200, json={"ref": "x", "verdict": "clear"}))
    client(handle).set_entry("badges", "../../clients?x=1", STRANGER)
    assert sent[0].url.raw_path == b"/api/v1/rosters/badges/entries/..%2F..%2Fclients%3Fx%3D1"
    with pytest.raises(ValueError, match="dots"):
        client(handle).set_entry("badges", "..", STRANGER)


def test_a_cursor_moves_when_all_of_a_page_were_handled(tmp_path: Path) -> None:
    rows = [{"ref": ref, "verdict": "denied", "since": "2026-11-22T07:12:00+00:00"} for ref in ("a", "b")]
    cursor = FileCursor(tmp_path / "cursor")

    def handle(request: httpx.Request) -> httpx.Response:
        after = int(request.url.params["after"])
        return httpx.Response(200, json={"items": rows if after == 0 else [], "next": 2 if after == 0 else after})

    for _ in client(handle).changes("badges", cursor):
        break
    assert cursor.read() == 0
    assert [change.ref for change in client(handle).changes("badges", cursor)] == ["a", "b"]
    assert cursor.read() == 2 and list(client(handle).changes("badges", cursor)) == []


def test_the_asynchronous_client_asks_the_same() -> None:
    public = {
        cls: {
            name: [str(value) for value in inspect.signature(member).parameters.values()]
            for name, member in inspect.getmembers(cls, inspect.isfunction)
            if not name.startswith("_")
        }
        for cls in (AigisClient, AsyncAigisClient)
    }
    waiting = public[AsyncAigisClient]
    waiting["close"] = waiting.pop("aclose")
    assert waiting == public[AigisClient]
    handle, sent = answering(httpx.ReadTimeout("lost"), httpx.Response(201, json=CLEAR))

    async def ask() -> bool:
        retries, transport = Retries(draw=lambda: 0.0), httpx.MockTransport(handle)
        async with AsyncAigisClient(URL, "a key", retries=retries, transport=transport) as asynchronous:
            return (await asynchronous.check(GATE, "visitor", STRANGER)).may_enter

    assert asyncio.run(ask()) and len({request.headers["Idempotency-Key"] for request in sent}) == 1


def signed(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    stamp = int(at.timestamp())
    signature = sign(secret, message_id="m-1", timestamp=stamp, body=body)
    return {"Webhook-Id": "m-1", "Webhook-Timestamp": str(stamp), "Webhook-Signature": f"v1,AAAA {signature}"}


def test_webhooks_are_believed_by_their_signature_alone() -> None:
    at, old, new = datetime(2026, 11, 22, 7, 12, tzinfo=UTC), format_secret(b"o" * 32), format_secret(b"n" * 32)
    body = json.dumps({"type": "webhook.test", "data": {}}).encode()
    headers = signed(old, body, at)
    now = lambda: at.timestamp()  # noqa: E731
    assert WebhookVerifier(new, old, clock=now).verify(headers, body)["type"] == "webhook.test"
    late = lambda: (at + timedelta(seconds=301)).timestamp()  # noqa: E731
    for verifier, content, sent in (
        (WebhookVerifier(new, clock=now), body, headers),
        (WebhookVerifier(old, clock=now), body + b" ", headers),
        (WebhookVerifier(old, clock=now), body, headers | {"Webhook-Id": "m-2"}),
        (WebhookVerifier(old, clock=now), body, {}),
        (WebhookVerifier(old, clock=late), body, headers),
    ):
        with pytest.raises(BadSignature):
            verifier.verify(sent, content)


def messages(count: int) -> list[dict[str, Any]]:
    """A desk's feed, as the server chains it."""
    rows: list[dict[str, Any]] = []
    previous = GENESIS
    for number in range(1, count + 1):
        facts = AlertFacts(UUID(int=number), GATE, datetime(2026, 11, 22, 7, number, tzinfo=UTC))
        message = next_message(facts, desk="police", number=number, previous=previous)
        rows.append({"message": message.to_dict(), "hash": message.hash})
        previous = message.hash
    return rows


def test_the_chain_of_a_desk_shows_what_is_missing_or_changed() -> None:
    rows = messages(4)
    assert [report.is_whole for report in verify_chain([*reversed(rows), rows[0]])] == [True]
    assert verify_chain([{**row["message"], "hash": row["hash"]} for row in rows])[0].is_whole
    (report,) = verify_chain([rows[0], rows[3]])
    assert report.faults == ("messages 2 to 3 are missing",)
    changed = {**rows[1], "message": {**rows[1]["message"], "gate": "BEANR-0002/main"}}
    assert not verify_chain([rows[0], changed, rows[2]])[0].is_whole
    with pytest.raises(ValueError, match="its hash"):
        verify_chain([{"message": {}}])


def test_the_test_identities_are_those_of_the_installation() -> None:
    for verdict, person in SANDBOX_PERSONS.items():
        expected = {name: value for name, value in as_request(person).items() if name not in ("sex", "nationality")}
        assert SANDBOX[verdict.value].to_dict() == expected

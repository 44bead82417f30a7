"""Systems that follow the register: every event once and in order, webhooks about news, final penalties."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction

from aigis.apps.notices import delivery
from aigis.apps.notices.models import Notice
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import registration as ban_registration
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import BanVersion, Subscription
from aigis.apps.register.register_version import next_version
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import day_of
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.webhooks.signature import verify
from tests.apps.test_together import at_once
from tests.doors.asking import ask, asked, ban_in
from tests.doors.test_bad_input import failing, problem
from tests.world import CONDITION, STRANGER, World, ban_draft, entries, holds

pytestmark = pytest.mark.calendar

DAY = timedelta(days=1)
FEED, FINAL, SUBSCRIPTIONS = "/api/v1/bans/changes", "/api/v1/bans/final", "/api/v1/subscriptions"
LAST = "limit=500"


def feed(world: World, after: int = 0, more: str = LAST) -> Any:
    return ask(world, Role.APPROVER, "GET", f"{FEED}?after={after}&{more}").json()


# The feed.


def test_the_feed_tells_what_happened_in_order_and_of_whom_nothing(world: World, at: datetime) -> None:
    made, other = world.ban(), world.ban(STRANGER)
    world.change(made.ban, BanEvent.LIFT)
    found = feed(world)
    events = [(one["ban"], one["version"], one["event"]) for one in found["items"]]
    assert events == [
        (str(made.ban), 1, "register"),
        (str(other.ban), 1, "register"),
        (str(made.ban), 2, "lift"),
    ]
    positions = [one["position"] for one in found["items"]]
    assert positions == sorted(positions) and found["next"] == positions[-1]
    lift = found["items"][-1]
    assert (lift["standing"], lift["approved_by"]) == ("lifted", world.actor(Role.APPROVER).key)
    assert lift["counts_from"] and lift["period"]["start"] and lift["register_version"] == 3
    for secret in ("Vandenbroucke", "Zoltan", "1981", "AN 12/345", "art. 3", "as decided"):
        assert not holds(found, secret)
    assert [row["core"] for row in entries("feed.read")] == [{"after": 0, "last": positions[-1], "shown": 3} | _head(0)]


def _head(place: int) -> dict[str, Any]:
    return {name: entries("feed.read")[place]["core"][name] for name in ("event", "at")}


def test_who_goes_on_from_next_reads_everything_once(world: World) -> None:
    for _ in range(5):
        world.ban(STRANGER)
    seen, after = [], 0
    while page := feed(world, after, "limit=2")["items"]:
        seen += [one["position"] for one in page]
        after = page[-1]["position"]
    assert seen == list(BanVersion.objects.order_by("pk").values_list("pk", flat=True)) and len(seen) == 5


def test_nothing_new_is_told_in_one_word(world: World) -> None:
    world.ban()
    first = ask(world, Role.APPROVER, "GET", FEED)
    place, tag = first.json()["next"], first["ETag"]
    empty = ask(world, Role.APPROVER, "GET", f"{FEED}?after={place}")
    assert (empty.status_code, empty.json(), empty["ETag"]) == (200, {"items": [], "next": place}, tag)
    same = ask(world, Role.APPROVER, "GET", f"{FEED}?after={place}", headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    world.ban(STRANGER)
    news = ask(world, Role.APPROVER, "GET", f"{FEED}?after={place}", headers={"If-None-Match": tag})
    assert news.status_code == 200 and len(news.json()["items"]) == 1


def test_a_place_that_is_none_is_refused(world: World) -> None:
    cases = {
        query: query.partition("=")[0] for query in ("after=-1", "after=x", f"after={2**63}", "limit=0", "limit=1001")
    }

    def refused(query: str, field: str) -> None:
        found = problem(ask(world, Role.APPROVER, "GET", f"{FEED}?{query}"))
        assert (found["status"], found["field"]) == (422, field)

    assert failing({query: partial(refused, *case) for query, case in zip(cases, cases.items(), strict=True)}) == []


def test_a_reader_never_passes_an_event_by_however_long_its_commit_takes(committed: World, at: datetime) -> None:
    """One change writes and rests before its commit, others register meanwhile, a reader polls all the while."""
    registrar, ban = committed.actor(Role.REGISTRAR), committed.ban().ban
    written, over, seen = threading.Event(), threading.Event(), [feed(committed)["next"]]
    after = seen[-1]

    def read() -> None:
        nonlocal after
        done = False
        while not done:
            done = over.is_set()
            for one in feed(committed, after)["items"]:
                seen.append(one["position"])
                after = one["position"]

    def rest_before_the_commit() -> None:
        longer = BanChange(BanEvent.EXTEND, "longer", decision_date=day_of(at), last_day=day_of(at) + 800 * DAY)
        with transaction.atomic():  # what a change does before anything else that others might wait for
            planned = ban_changes.plan(ban, longer, recorded_by=registrar.key, at=at)
            version = next_version()
            ban_versions.write_version(planned.ban, planned.after, planned.recorded, register_version=version, at=at)
            written.set()
            threading.Event().wait(0.4)

    def register(number: int) -> None:
        assert written.wait(120)
        person = Person((Name(f"Okonkwo{number}", "Marguerite"),), BirthDate(1975, 12, 1 + number))
        ban_registration.register([ban_draft(person, today=day_of(at))], actor=registrar, at=at)

    def all_writers() -> None:
        results = at_once([rest_before_the_commit, *(partial(register, number) for number in range(4))])
        over.set()
        assert results == [None] * 5, results

    assert at_once([read, all_writers]) == [None, None]
    assert seen == list(BanVersion.objects.order_by("pk").values_list("pk", flat=True)) and len(seen) == 6


# Webhooks.


class Hook(ThreadingHTTPServer):
    """A justice system's receiver, for real, on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keeper)
        self.kept: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/register"


class _Keeper(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_subscriber_is_told_by_a_signed_webhook_that_names_nobody(world: World, hook: Hook) -> None:
    status, made = asked(world, Role.REGISTRAR, "POST", SUBSCRIPTIONS, {"webhook": hook.url})
    assert status == 201 and made["secret"].startswith("whsec_")
    assert ask(world, Role.REGISTRAR, "POST", "/api/v1/bans", ban_in()).status_code == 201
    (notice,) = Notice.objects.filter(channel="webhook")
    assert delivery.deliver(notice.pk)
    ((headers, body),) = hook.kept
    assert verify(made["secret"], headers, body, at=datetime.now(UTC))
    told = json.loads(body)
    assert told["type"] == "register.changed" and told["data"] == {"register_version": 1}
    assert feed(world)["items"][-1]["register_version"] == told["data"]["register_version"]
    assert not holds(body.decode(), "Vandenbroucke")


def test_a_secret_is_shown_to_who_subscribed_and_in_no_list(world: World) -> None:
    body, key = {"webhook": "https://justice.example/hook"}, {"Idempotency-Key": "k1"}
    first, again = (asked(world, Role.APPROVER, "POST", SUBSCRIPTIONS, body, headers=key) for _ in range(2))
    assert first == again and Subscription.objects.count() == 1
    listed = ask(world, Role.REGISTRAR, "GET", SUBSCRIPTIONS).json()["items"]  # of the same organisation
    assert [one["id"] for one in listed] == [first[1]["id"]] and "secret" not in listed[0]
    row = Subscription.objects.get()
    assert first[1]["secret"].encode() not in bytes(row.secret) and not holds(entries("subscription.added"), "whsec_")


def test_an_ended_subscription_is_told_nothing_more(world: World) -> None:
    _, made = asked(world, Role.REGISTRAR, "POST", SUBSCRIPTIONS, {"webhook": "https://justice.example/hook"})
    place = f"{SUBSCRIPTIONS}/{made['id']}"
    assert ask(world, Role.REGISTRAR, "DELETE", place, organisation="other-court").status_code == 404
    assert ask(world, Role.REGISTRAR, "DELETE", place).status_code == 204
    assert ask(world, Role.REGISTRAR, "DELETE", place).status_code == 404
    world.ban()
    assert not Notice.objects.filter(channel="webhook").exists()
    assert ask(world, Role.REGISTRAR, "GET", SUBSCRIPTIONS).json()["items"] == []


def test_an_office_has_few_subscriptions_and_each_address_once(world: World) -> None:
    def subscribe(number: int) -> int:
        return asked(world, Role.REGISTRAR, "POST", SUBSCRIPTIONS, {"webhook": f"https://justice.example/{number}"})[0]

    assert [subscribe(number) for number in (1, 1, 2, 3, 4, 5, 6)] == [201, 409, 201, 201, 201, 201, 409]


NO_HOOKS = [
    "",
    "justice.example/hook",
    "ftp://justice.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "https://user:pass@justice.example/",
    "https://justice.example/#part",
    "https://justice.example\\@10.0.0.1/",
    "https://justice.example/ hook",
    "https://10.0.0.7/hook",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://justice.example:0/",
    "https://justice.example:70000/",
    "https://" + "x" * 400 + ".example/",
    "https://jüstice.example/",
]


def test_an_address_inside_or_read_in_two_ways_is_refused_at_once(world: World) -> None:
    def refused(webhook: str) -> None:
        found = problem(ask(world, Role.REGISTRAR, "POST", SUBSCRIPTIONS, {"webhook": webhook}))
        assert (found["status"], found["field"]) == (422, "webhook"), found

    assert failing({webhook: partial(refused, webhook) for webhook in NO_HOOKS}) == []
    assert not Subscription.objects.exists()


# Final penalties.


@pytest.fixture
def final(world: World, at: datetime) -> Callable[..., Any]:
    def made(**changed: Any) -> Any:
        return world.ban(final_on=day_of(at) - 300 * DAY, **changed)

    return made


def export(world: World, after: int = 0) -> Any:
    return ask(world, Role.REGISTRAR, "GET", f"{FINAL}?after={after}").json()


def test_only_final_penalties_are_exported_with_all_that_the_record_needs(
    world: World, final: Callable[..., Any], at: datetime
) -> None:
    today = day_of(at)
    world.ban(STRANGER)
    world.ban(STRANGER, kind=BanKind.CONDITION, authority=CONDITION, first_day=today, last_day=today + 30 * DAY)
    made = final()
    (one,) = export(world)["items"]
    assert (one["ban"], one["version"], one["state"]) == (str(made.ban), 1, "in_force")
    assert one["person"]["national_numbers"] == ["81040312361"] and one["person"]["birth_date"] == "1981-04-03"
    assert one["authority"]["code"] == "corr-antwerpen" and one["authority"]["names"].keys() == {"nl", "fr", "de", "en"}
    assert (one["final_on"], one["ground"]["case_reference"]) == ((today - 300 * DAY).isoformat(), "AN 12/345")
    assert one["decision_date"] == (today - 370 * DAY).isoformat() and one["period"]["start"] and one["period"]["end"]
    (core,) = [row["core"] for row in entries("ban.exported")]
    assert (core["bans"], core["shown"], core["last"]) == ([str(made.ban)], 1, one["position"])


def test_a_penalty_comes_again_with_its_new_state_and_then_rests(
    world: World, final: Callable[..., Any], at: datetime
) -> None:
    made = final()
    place = export(world)["next"]
    assert export(world, place) == {"items": [], "next": place}
    for event, state, said in (
        (BanEvent.AMEND, "in_force", {"last_day": day_of(at) + 10 * DAY, "decision_date": day_of(at) - 370 * DAY}),
        (BanEvent.AMEND, "in_force", {"withdraw_final": True}),
        (BanEvent.LIFT, "lifted", {}),
        (BanEvent.ANNUL, "annulled", {}),
    ):
        world.change(made.ban, event, **said)
        found = export(world, place)
        (one,) = found["items"]
        assert (one["state"], one["position"]) == (state, found["next"]) and found["next"] > place
        assert (one["final_on"] is None) == (event is not BanEvent.AMEND or "withdraw_final" in said)
        place = found["next"]
    assert export(world, place)["items"] == [] and len(entries("ban.exported")) == 5


def test_a_penalty_comes_again_when_its_person_gets_another_identity(world: World, final: Callable[..., Any]) -> None:
    made = final()
    place = export(world)["next"]
    person = ask(world, Role.REGISTRAR, "GET", f"/api/v1/subjects/{made.subject}").json()["person"]
    body = {"reason": "the passport", "person": person | {"given_names": "Zoltán"}}
    proposed = ask(world, Role.REGISTRAR, "POST", f"/api/v1/subjects/{made.subject}/identity", body)
    assert export(world, place)["items"] == []
    assert ask(world, Role.APPROVER, "POST", f"{proposed['Location']}/approve").status_code == 200
    (one,) = export(world, place)["items"]
    assert one["person"]["given_names"] == "Zoltán" and one["version"] == 2


def test_an_export_goes_on_page_by_page(world: World, final: Callable[..., Any]) -> None:
    made = {str(final().ban) for _ in range(5)}
    seen, after = [], 0
    while page := ask(world, Role.REGISTRAR, "GET", f"{FINAL}?after={after}&limit=2").json():
        if not page["items"]:
            break
        seen += [one["ban"] for one in page["items"]]
        after = page["next"]
    assert set(seen) == made and len(seen) == 5

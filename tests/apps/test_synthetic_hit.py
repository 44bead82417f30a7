"""A hit on a test identity every five minutes: made over HTTP, and missed wherever it stops on its way."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.audit.models import Pending
from aigis.apps.notices import actions
from aigis.apps.notices.models import Notice
from aigis.core.person.sandbox import SANDBOX_PERSONS
from aigis.core.values import Verdict
from aigis.ops.commands import reconcile
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.live_probe import DENIED, TEST_IDENTITIES, Probe, compare_answers
from aigis.ops.reconcile.memory import ReconcilerMemory
from aigis.ops.reconcile.reconciler import Reconciler
from aigis.ops.reconcile.synthetic_hit import EVERY, make_hit
from tests.apps.retained import seal_all
from tests.apps.test_reconcile import differences, keys_url, reconciler, register_url
from tests.apps.test_sandbox import answer, drill_desk
from tests.running import free_port
from tests.world import World

__all__ = ["reconciler"]


@contextmanager
def api(answers: Callable[[dict[str, Any]], tuple[int, object]]) -> Iterator[Probe]:
    """A server that answers checks, and the probe that asks there."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, fields = answers(body)
            content = json.dumps(fields).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Probe(f"http://127.0.0.1:{server.server_port}", "key", "BEANR-0001/main")
        finally:
            server.shutdown()
            thread.join()


def kinds(found: object) -> list[str]:
    assert isinstance(found, Iterator)
    return [difference.kind for difference in found]


def test_the_identities_asked_are_those_that_every_installation_answers() -> None:
    for verdict, person in SANDBOX_PERSONS.items():
        asked = TEST_IDENTITIES[verdict.value]
        (name,), (document,) = person.names, person.documents
        assert (asked["family_name"], asked["given_names"]) == (name.family, name.given)
        assert asked["birth_date"] == str(person.birth)
        assert asked["documents"] == [{"state": document.state, "number": document.number}]


def test_a_hit_is_made_every_five_minutes_and_again_where_it_failed(at: datetime) -> None:
    memory, verdicts = ReconcilerMemory(), iter([(503, {}), (201, {"id": "c1"}), (201, {"id": "c2"})])

    def answers(body: dict[str, Any]) -> tuple[int, object]:
        status, fields = next(verdicts)
        return status, {"verdict": DENIED, "drill": True, **fields} if status == 201 else fields

    with api(answers) as probe:
        assert kinds(make_hit(probe, memory, at=at)) == ["api.verdict"]
        assert kinds(make_hit(probe, memory, at=at)) == [] and memory.hit == "c1"
        assert kinds(make_hit(probe, memory, at=at + EVERY - timedelta(seconds=1))) == [] and memory.hit == "c1"
        assert kinds(make_hit(probe, memory, at=at + EVERY)) == [] and memory.hit == "c2"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"verdict": "clear", "drill": True, "id": "c"}, "api.verdict"),
        ({"verdict": "denied", "drill": False, "id": "c"}, "hit.not_a_drill"),
        ({"verdict": "denied", "id": "c"}, "hit.not_a_drill"),
        ([], "api.verdict"),
    ],
)
def test_another_answer_is_named_and_nothing_is_remembered(fields: object, kind: str, at: datetime) -> None:
    memory = ReconcilerMemory()
    with api(lambda _: (201, fields)) as probe:
        assert kinds(make_hit(probe, memory, at=at)) == [kind]
    assert memory.hit == ""


def test_a_green_for_the_identity_that_must_be_referred_is_named() -> None:
    with api(lambda _: (201, {"verdict": "clear", "drill": True, "id": "c"})) as probe:
        assert [(row.kind, row.about) for row in compare_answers(probe)] == [("api.verdict", "refer")]


@pytest.fixture
def after(committed: World, at: datetime, fresh_log: Path, reconciler: Reconciler) -> Callable[[], list[Difference]]:
    """Makes a hit in this world; what is returned compares a minute later."""

    def compare() -> list[Difference]:
        later = at + timedelta(minutes=1)
        found = reconciler.compare(register_url(), keys_url(), at=later)
        return [difference for difference in found if difference.kind.startswith("hit.")]

    return compare


def make(world: World, reconciler: Reconciler) -> None:
    reconciler.memory.hit = str(answer(world, SANDBOX_PERSONS[Verdict.DENIED]).id)
    reconciler.memory.hit_at = world.at.timestamp()


def test_a_hit_that_goes_the_whole_way_is_no_difference(
    committed: World, at: datetime, reconciler: Reconciler, after: Callable[[], list[Difference]]
) -> None:
    drill_desk(committed)
    make(committed, reconciler)
    seal_all(at=at)
    assert [difference.kind for difference in after()] == ["hit.undelivered"]
    for notice in Notice.objects.filter(about__in=Alert.objects.values("pk")):
        claimed = actions.claim(notice=notice.pk, at=at)
        assert claimed is not None
        assert actions.end(notice=notice.pk, attempt=claimed.attempt, delivered=True, answer="", at=at)
    assert after() == []


def test_a_hit_that_is_not_sealed_or_that_nobody_hears_of_is_named(
    committed: World, at: datetime, reconciler: Reconciler, after: Callable[[], list[Difference]]
) -> None:
    make(committed, reconciler)
    assert Pending.objects.exists()
    assert [difference.kind for difference in after()] == ["hit.absent"]
    seal_all(at=at)
    assert [difference.kind for difference in after()] == ["hit.no_desk"]
    assert [row for row in differences(reconciler, at=at) if row.kind.startswith("hit.")] == []  # not yet late


def test_a_key_is_read_from_its_file_once_it_is_there(tmp_path: Path) -> None:
    environ = {"AIGIS_RECONCILE_KEY_FILE": str(tmp_path / "key"), "AIGIS_RECONCILE_GATE": "BEANR-0001/main"}
    assert Probe.of(environ) is None
    (tmp_path / "key").write_text("secret\n")
    probe = Probe.of({**environ, "AIGIS_URL": "http://127.0.0.1:8000/"})
    assert probe == Probe("http://127.0.0.1:8000", "secret", "BEANR-0001/main")


def test_the_api_is_asked_once_its_processes_had_a_minute_to_start(
    committed: World, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIGIS_RECONCILE_KEY", "key")
    monkeypatch.setenv("AIGIS_RECONCILE_GATE", "BEANR-0001/main")
    monkeypatch.setenv("AIGIS_RECONCILE_URL", f"http://127.0.0.1:{free_port()}")

    def is_asked() -> bool:
        return "api.verdict" in {row.kind for row in reconcile._compare(reconciler, register_url(), keys_url())}

    reconciler.began = datetime.now(UTC)
    assert not is_asked()
    reconciler.began = datetime.now(UTC) - timedelta(seconds=61)
    assert is_asked()
    reconciler.began = None  # `aigis reconcile --once`
    assert is_asked()

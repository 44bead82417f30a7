"""From a hit to its desk: on a quiet day, next to a desk that hangs, and behind thousands of queued notices."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx

from aigis.core.person.person import Person
from aigis_bench.alerts import AlertReceiver
from aigis_bench.check import banned_people, register_people
from aigis_bench.figures import milliseconds, say
from aigis_bench.place import GATE, BenchTarget, place, processes
from aigis_demo.identities import as_request

_WITHIN = 120.0  # seconds until an alert that did not come counts as lost


def measure(*, alerts: int, queued: int) -> dict[str, Any]:
    """Measures the three cases one after the other, in one installation."""
    receiver = AlertReceiver()
    with place(webhook=receiver.url) as where, hanging_receiver() as hanging:
        hits = iter(register_people(banned_people(), 3 * alerts + 1, 0))
        with processes(where):
            figures = {"healthy": _follow(where, receiver, [next(hits) for _ in range(alerts)])}
            _point_prosecutor_at(hanging)
            figures["one_hangs"] = _follow(where, receiver, [next(hits) for _ in range(alerts)])
            _queue(receiver, queued)
            figures["behind_queue"] = _follow(where, receiver, [next(hits) for _ in range(alerts)])
    return {"alerts": alerts, "queued": queued, **figures}


@contextmanager
def hanging_receiver() -> Iterator[str]:
    """A webhook's address at which connections are taken and never answered."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(256)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hangs"


def _point_prosecutor_at(address: str) -> None:
    from aigis.apps.alerts.desks import encrypt_secret
    from aigis.apps.alerts.models import Desk

    secret = encrypt_secret("om", "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    Desk.objects.filter(code="om").update(webhook=address, webhook_secret=secret)


def _queue(receiver: AlertReceiver, count: int) -> None:
    """Queues notices that another organisation caused, all to the desk that is measured."""
    from django.db import transaction
    from django.utils import timezone

    from aigis.apps.alerts.desks import desk_secret
    from aigis.apps.alerts.models import Desk
    from aigis.apps.notices.actions import NoticeRecipient, Posting, post_all
    from aigis.core.alerts.chain import GENESIS
    from aigis.core.messages.alert_messages import AlertRaised

    now, desk = timezone.now(), Desk.objects.get(code="police")
    recipient = NoticeRecipient("webhook", receiver.url, desk_secret(desk))
    fixed: dict[str, Any] = {
        "desk": "flood",
        "gate": GATE,
        "facility": "Bench",
        "raised_at": now.isoformat(),
        "drill": False,
    }
    fixed |= {
        "previous": GENESIS,
        "hash": GENESIS,
        "certainty": "number",
        "found_on": "gate",
        "telephone": "",
        "page": "",
    }
    postings = [
        Posting([recipient], AlertRaised(at=now, alert=f"{number:032x}", number=number, **fixed), source=-1)
        for number in range(1, count + 1)
    ]
    with transaction.atomic():
        post_all(postings, at=now)


def _follow(where: BenchTarget, receiver: AlertReceiver, hits: Sequence[Person]) -> dict[str, float]:
    """Follows one hit after the other from its request to its webhook."""
    times = []
    headers = {"Authorization": f"Bearer {where.guard_key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{where.port}", headers=headers, trust_env=False) as client:
        for hit in hits:
            begun = time.perf_counter()
            body = {"gate": GATE, "purpose": "visitor", "person": as_request(hit)}
            answer = client.post("/api/v1/checks", json=body, timeout=30).json()
            if answer.get("verdict") == "denied":
                times.append(receiver.wait_for_alert(_alert_of(answer["id"]), seconds=_WITHIN) - begun)
    figures = {"hits": len(times), **milliseconds(times, 0.5, 0.95, 0.99)}
    say(f"deliveries: {figures}")
    return figures


def _alert_of(check: str) -> str:
    from aigis.apps.alerts.models import Alert

    return str(Alert.objects.values_list("pk", flat=True).get(check_made=UUID(check)))

"""`aigis bench timing`: whether the time or the length of an answer tells which verdict it holds.

Welch's t of two verdicts compares their mean times without assuming equal variances (B. L. Welch, Biometrika 34, 1947);
below 4.5 the test that is usual for leaking implementations finds nothing (ISO/IEC 17825).
"""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from statistics import fmean, median, variance
from typing import Any

import httpx

from aigis_bench.alerts import AlertReceiver
from aigis_bench.check import register_people
from aigis_bench.figures import say
from aigis_bench.place import GATE, place, processes
from aigis_demo.identities import BANNED_IDENTITY, CLASHING_IDENTITY, CLEAR_IDENTITY, as_request

_VERDICTS = ("clear", "denied", "refer")
_BODIES = dict(zip(_VERDICTS, map(as_request, (CLEAR_IDENTITY, BANNED_IDENTITY, CLASHING_IDENTITY)), strict=True))
_PAIRS = (("clear", "denied"), ("clear", "refer"), ("denied", "refer"))
_WARM = 10  # rounds that are not counted
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

Ask = Callable[[str], httpx.Response]


def measure(*, rounds: int) -> dict[str, Any]:
    """Asks in turn for each verdict, at the API and at the page of the guard; returns the contract's figures.

    Raises RuntimeError when an answer is not the verdict that was asked for.
    """
    receiver = AlertReceiver()
    with place(webhook=receiver.url) as where:
        register_people(iter([BANNED_IDENTITY]), 1, 0)
        session = _sign_in()
        with processes(where):
            base = f"http://127.0.0.1:{where.port}"
            headers = {"Authorization": f"Bearer {where.guard_key}"}
            with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
                api = _compare(lambda verdict: _ask_api(client, verdict), rounds)
            with httpx.Client(base_url=base, cookies={"sessionid": session}, trust_env=False, timeout=60) as client:
                token = _TOKEN.findall(client.get("/reception/", params={"gate": GATE}).text)[0]
                page = _compare(lambda verdict: _ask_page(client, token, verdict), rounds)
    return {"rounds": rounds, **api, "page": page}


def _ask_api(client: httpx.Client, verdict: str) -> httpx.Response:
    answer = client.post("/api/v1/checks", json={"gate": GATE, "purpose": "visitor", "person": _BODIES[verdict]})
    if answer.json().get("verdict") != verdict:
        raise RuntimeError(f"The check for {verdict} was answered with {answer.text}")
    return answer


def _ask_page(client: httpx.Client, token: str, verdict: str) -> httpx.Response:
    person = dict(_BODIES[verdict])
    document = person.pop("documents")[0]
    form = {
        **person,
        "document_state": document["state"],
        "document_number": document["number"],
        "csrfmiddlewaretoken": token,
        "request_key": secrets.token_hex(16),
        "gate": GATE,
        "purpose": "visitor",
    }
    answer = client.post("/reception/", data=form, headers={"HX-Request": "true"})
    if f'data-outcome="{verdict}"' not in answer.text:
        raise RuntimeError(f"The page for {verdict} was answered with {answer.status_code}: {answer.text[:2000]}")
    return answer


def _compare(ask: Ask, rounds: int) -> dict[str, Any]:
    """Times the verdicts in turn, so that whatever else the machine does meets all of them alike."""
    seconds: dict[str, list[float]] = {verdict: [] for verdict in _VERDICTS}
    sizes: dict[str, set[int]] = {verdict: set() for verdict in _VERDICTS}
    for number in range(-_WARM, rounds):
        for verdict in _VERDICTS:
            begun = time.perf_counter()
            answer = ask(verdict)
            if number >= 0:
                seconds[verdict].append(time.perf_counter() - begun)
                sizes[verdict].add(len(answer.content))
    figures = {
        "welch_t": {f"{a}_{b}": round(welch_t(seconds[a], seconds[b]), 2) for a, b in _PAIRS},
        "bytes": {verdict: max(sizes[verdict]) for verdict in _VERDICTS},
        "p50_ms": {verdict: round(median(seconds[verdict]) * 1000, 1) for verdict in _VERDICTS},
    }
    say(f"timing: {figures}")
    return figures


def welch_t(first: Sequence[float], second: Sequence[float]) -> float:
    """Returns Welch's t of two samples of at least two values; 0 where neither varies and both have one mean."""
    spread = variance(first) / len(first) + variance(second) / len(second)
    difference = fmean(first) - fmean(second)
    return difference / spread**0.5 if spread else (0.0 if not difference else float("inf"))


def _sign_in() -> str:
    """Adds a guard and returns the key of a session of theirs."""
    from django.test import Client
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.people.actions import add_user
    from aigis.apps.people.models import Organisation
    from aigis.core.access.permissions import Role

    login = {"username": "bench", "password": secrets.token_urlsafe(24), "first_name": "B", "last_name": "Bench"}
    company = Organisation.objects.get(code="company")
    user = add_user(actor=SYSTEM, at=timezone.now(), organisation=company, role=Role.GUARD, login=login)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value

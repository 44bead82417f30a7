"""Asks the live API about test identities whose answer is known: what the register in memory says, not its tables."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from aigis.ops.reconcile.comparison import Difference

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Probe:
    """Where to ask, with which key and gate, about whom; `persons` by the verdict that must come."""

    url: str
    key: str
    gate: str
    persons: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Probe | None":
        """Reads AIGIS_RECONCILE_KEY, …_GATE and …_PERSONS (a file: verdict -> person as the API takes it)."""
        names = ("AIGIS_RECONCILE_KEY", "AIGIS_RECONCILE_GATE", "AIGIS_RECONCILE_PERSONS")
        key, gate, file = (environ.get(name, "") for name in names)
        if not (key and gate and file):
            return None
        described = json.loads(Path(file).read_text())
        url = environ.get("AIGIS_RECONCILE_URL") or environ.get("AIGIS_URL", "http://127.0.0.1:8000")
        return cls(url.rstrip("/"), key, gate, described.get("persons", described))


def compare_answers(probe: Probe) -> Iterator[Difference]:
    """Yields every test identity that is not answered as it must be."""
    for expected, person in probe.persons.items():
        verdict = _ask(probe, person)
        if verdict != expected:
            yield Difference(
                "api.verdict", expected, f"The test identity that must be {expected} was answered {verdict}."
            )


def _ask(probe: Probe, person: Mapping[str, Any]) -> str:
    body = {"gate": probe.gate, "purpose": "other", "note": "reconcile", "person": dict(person)}
    try:
        answer = httpx.post(
            f"{probe.url}/api/v1/checks",
            json=body,
            headers={"Authorization": f"Bearer {probe.key}"},
            timeout=_SECONDS,
            trust_env=False,
        )
        return str(answer.json().get("verdict") or f"with {answer.status_code}")
    except (httpx.HTTPError, ValueError) as failed:
        return f"not at all ({type(failed).__name__})"

"""Asks the live API about test identities whose answer is known: what the register in memory says, not its tables."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from aigis.ops.reconcile.comparison import Difference

DENIED = "denied"
_SECONDS = 20.0


def _identity(family: str, given_names: str, birth: str, number: str) -> Mapping[str, Any]:
    document = {"state": "UTO", "number": number}
    return MappingProxyType(
        {"family_name": family, "given_names": given_names, "birth_date": birth, "documents": [document]}
    )


# By verdict, the identities that every installation answers as a drill.
TEST_IDENTITIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "clear": _identity("Vrijgeleide", "Groen", "1970-03-14", "SANDB0X01"),
        DENIED: _identity("Zandbakproef", "Rood", "1981-09-26", "SANDB0X02"),
        "refer": _identity("Oefenpersoon", "Oranje", "1962-11-05", "SANDB0X03"),
    }
)


@dataclass(frozen=True, slots=True)
class Probe:
    """Where to ask, with which key and gate; `persons` are further identities by the verdict that must come."""

    url: str
    key: str
    gate: str
    persons: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Probe | None":
        """Reads AIGIS_RECONCILE_KEY or …_KEY_FILE, …_GATE and …_PERSONS (a file: verdict -> person as the API has it).

        Returns None without a key or a gate.
        """
        key, gate = environ.get("AIGIS_RECONCILE_KEY") or _key_in_file(environ), environ.get("AIGIS_RECONCILE_GATE", "")
        if not (key and gate):
            return None
        file = environ.get("AIGIS_RECONCILE_PERSONS", "")
        described = json.loads(Path(file).read_text()) if file else {}
        url = environ.get("AIGIS_RECONCILE_URL") or environ.get("AIGIS_URL", "http://127.0.0.1:8000")
        return cls(url.rstrip("/"), key, gate, described.get("persons", described))

    def ask(self, person: Mapping[str, Any]) -> Mapping[str, Any]:
        """Checks a person; where there is no verdict, `verdict` says what came instead."""
        body = {"gate": self.gate, "purpose": "other", "note": "reconcile", "person": dict(person)}
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"{self.url}/api/v1/checks"
        try:
            answer = httpx.post(url, json=body, headers=headers, timeout=_SECONDS, trust_env=False)
            fields: Mapping[str, Any] = answer.json()
            return fields if fields.get("verdict") else {"verdict": f"with {answer.status_code}"}
        except (httpx.HTTPError, ValueError, AttributeError) as failed:
            return {"verdict": f"not at all ({type(failed).__name__})"}


def _key_in_file(environ: Mapping[str, str]) -> str:
    """Returns the key in AIGIS_RECONCILE_KEY_FILE; nothing while the file is not there."""
    file = Path(environ.get("AIGIS_RECONCILE_KEY_FILE") or "/dev/null")
    return file.read_text().strip() if file.exists() else ""


def compare_answers(probe: Probe) -> Iterator[Difference]:
    """Yields every test identity that is not answered as it must be; the denied one is asked by `synthetic_hit`."""
    fixed = [(verdict, person) for verdict, person in TEST_IDENTITIES.items() if verdict != DENIED]
    for expected, person in [*fixed, *probe.persons.items()]:
        verdict = probe.ask(person)["verdict"]
        if verdict != expected:
            yield wrong_answer(expected, verdict)


def wrong_answer(expected: str, verdict: str) -> Difference:
    """Returns the difference of a test identity that was answered otherwise."""
    sentence = f"The test identity that must be {expected} was answered {verdict}."
    return Difference("api.verdict", expected, sentence)

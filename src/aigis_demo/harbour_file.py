"""The invented harbour as a file of `aigis admin apply`: organisations, ports, facilities, desks and authorities."""

import json
from collections.abc import Iterator, Mapping

from aigis_demo import harbour
from aigis_demo.secrets import DemoSecrets


def harbour_file(seed: int, secrets: DemoSecrets) -> str:
    """Returns the file's text; the desks' webhooks go to the demo's own receiver."""
    tables = [*_organisations(), *_ports(), *_facilities(seed), *_desks(secrets), *_authorities()]
    return "\n".join(_table(name, values) for name, values in tables)


def webhook_of(secrets: DemoSecrets, name: str) -> str:
    """Returns the receiver's address for a desk or the roster."""
    return f"http://127.0.0.1:{secrets.http_port}/{name}"


Table = tuple[str, Mapping[str, object]]


def _organisations() -> Iterator[Table]:
    for organisation in (*harbour.OFFICES, *harbour.companies()):
        facts = {"code": organisation.code, "name": organisation.name, "kind": organisation.kind}
        mailbox = {} if organisation.kind == "company" else {"mailbox": f"{organisation.code}@office.example"}
        yield "organisation", {**facts, **mailbox}


def _ports() -> Iterator[Table]:
    for port in harbour.PORTS:
        yield "port", {"code": port.locode, "name": port.name}


def _facilities(seed: int) -> Iterator[Table]:
    for facility in harbour.facilities(seed):
        facts = {"code": facility.code, "organisation": facility.organisation, "name": facility.name}
        gates = [{"code": gate, "names": harbour.GATE_NAMES[gate]} for gate in facility.gates]
        yield "facility", {**facts, "telephone": facility.pfso_phone, "plan": facility.plans, "gates": gates}


def _desks(secrets: DemoSecrets) -> Iterator[Table]:
    for desk in harbour.DESKS:
        facts = {"code": desk.code, "name": desk.name, "kind": desk.kind, "organisation": desk.organisation}
        webhook = {"webhook": webhook_of(secrets, desk.code), "secret": secrets.webhooks[desk.code]}
        yield "desk", {**facts, "ports": list(desk.ports), "mailbox": desk.mailbox, **webhook}


def _authorities() -> Iterator[Table]:
    for authority in harbour.AUTHORITIES:
        names = {"nl": authority.nl, "fr": authority.fr, "de": authority.de, "en": authority.en}
        facts = {"code": authority.code, "kind": authority.kind.value, "names": names, "mailbox": authority.mailbox}
        yield "authority", {**facts, "office": "griffie-antwerpen", "prosecutor": authority.prosecutor}


def _table(name: str, values: Mapping[str, object]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines, ""])


def _value(value: object) -> str:
    """Writes a value as TOML; a JSON string is a TOML string."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)

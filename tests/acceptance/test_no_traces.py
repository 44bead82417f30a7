"""A thousand seeded identities go through a real installation; nothing that it leaves behind names one of them."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aigis.ops.postgres_binaries import bindir
from tests.harbour import Harbour, ban_of
from tests.running import comes_true
from tests.traces import Seed, Seeds

pytestmark = pytest.mark.acceptance
SEEDS = Seeds(1_000)
BANNED, LOOKED_UP, LISTED, MISTYPED = SEEDS.all[:40], SEEDS.all[40:60], SEEDS.all[100:160], SEEDS.all[160:185]
CHECKS = "/api/v1/checks"


def check_all(harbour: Harbour) -> None:
    """Everybody is checked once: those who are banned among them, with their alerts."""
    items = [{"ref": str(place), "person": one.person} for place, one in enumerate(SEEDS.all)]
    for first in range(0, len(items), 250):
        body = {"gate": harbour.demo["gate"], "purpose": "visitor", "items": items[first : first + 250]}
        answer = harbour.call("guard", "POST", f"{CHECKS}/batch", body)
        assert answer.status_code == 200, answer.text
        assert SEEDS.found_in(answer.content) == []


def look_up(harbour: Harbour) -> None:
    for one in LOOKED_UP:
        body = {"purpose": "control", "case_reference": f"PV {one.family}", "person": one.person}
        assert harbour.call("officer", "POST", "/api/v1/lookups", body).status_code in (200, 201, 409)


def put_on_a_roster(harbour: Harbour) -> None:
    items = [{"ref": f"S-{place}", "person": one.person} for place, one in enumerate(LISTED)]
    path = f"/api/v1/rosters/{harbour.demo['roster']}/entries/batch"
    assert harbour.call("badge_issuer", "POST", path, {"items": items}).status_code == 200


def go_wrong(harbour: Harbour, one: Seed) -> None:
    """The same person in every wrong place, and where it is not the asker's to ask."""
    gate = harbour.demo["gate"]
    for body in (
        {"gate": gate, "purpose": "visitor", "person": {**one.person, "birth_date": one.family}},
        {"gate": one.family, "purpose": "visitor", "person": one.person},
        {"gate": gate, "purpose": one.number, "person": one.person},
        {"gate": gate, "purpose": "visitor", "person": {one.family: one.number}},
        {"gate": gate, "purpose": "visitor", "mrz": [one.family * 9, one.number]},
    ):
        assert harbour.call("guard", "POST", CHECKS, body).status_code in (400, 422)
    assert harbour.call("guard", "POST", "/api/v1/bans", ban_of(one.person)).status_code == 403
    harbour.call("registrar", "POST", "/api/v1/bans", {"person": one.person, "kind": one.family})


def import_list(harbour: Harbour, folder: Path) -> None:
    """A list with sound and with broken rows."""
    rows = [f"{one.family};{one.given};{one.born:%d/%m/%Y};{one.number};{one.family}" for one in SEEDS.all[260:300]]
    file = folder / "list.csv"
    file.write_text("\n".join(["Naam;Voornaam;Geboortedatum;Rijksregisternummer;Einddatum", *rows]), encoding="utf-8")
    harbour.aigis("import", file)


def work_while_the_database_dies(harbour: Harbour) -> None:
    """Exceptions in the middle of statements, while persons stand in local variables of every frame."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'aigis'"

    def check(one: Seed) -> int:
        body = {"gate": harbour.demo["gate"], "purpose": "visitor", "person": one.person}
        return harbour.call("guard", "POST", CHECKS, body).status_code

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(check, one) for one in SEEDS.all[300:400]]
        for _ in range(5):
            psql(harbour, end)
        codes = {one.result() for one in asked}
    assert codes <= {201, 429, 500, 503}  # 429: so many different people at once look like probing
    assert comes_true(lambda: check(SEEDS.all[500]) == 201)


def psql(harbour: Harbour, statement: str) -> None:
    command = [bindir(user=None) / "psql", "-h", harbour.data / "postgres" / "sock", "-U", "aigis", "-c", statement]
    subprocess.run([str(word) for word in command], capture_output=True, timeout=60, check=False)


def dump(harbour: Harbour) -> bytes:
    command = [bindir(user=None) / "pg_dump", "-h", harbour.data / "postgres" / "sock", "-U", "aigis", "aigis"]
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def left_behind(harbour: Harbour) -> list[Path]:
    """Every file of the installation but what the demo's own receiver was sent, and the database's own pages."""
    kept = [harbour.data / "outbox", harbour.data / "demo.json", harbour.data / "postgres" / "data" / "base"]
    files = [path for path in harbour.data.rglob("*") if path.is_file()]
    return [path for path in files if not any(path.is_relative_to(one) for one in kept)]


def test_nothing_that_an_installation_leaves_behind_names_a_seeded_identity(harbour: Harbour, tmp_path: Path) -> None:
    for one in BANNED:
        harbour.register(one.person)
    check_all(harbour)
    look_up(harbour)
    put_on_a_roster(harbour)
    for one in MISTYPED:
        go_wrong(harbour, one)
    import_list(harbour, tmp_path)
    work_while_the_database_dies(harbour)
    assert comes_true(lambda: len(harbour.received()) >= len(BANNED))
    places = {"dump": dump(harbour), "output": harbour.running.output.read_bytes()}
    places["metrics"] = harbour.call("guard", "GET", "/metrics").content
    places |= {str(path.relative_to(harbour.data)): path.read_bytes() for path in left_behind(harbour)}
    places |= {f"mail {place}": mail.encode() for place, mail in enumerate(harbour.mails())}
    assert {name: found[:3] for name, data in places.items() if (found := SEEDS.found_in(data))} == {}
    assert len(places) > 20

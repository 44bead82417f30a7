"""The main job, end to end, over HTTP with real processes: ban, check, alert, trace."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aigis.ops.postgres_binaries import bindir
from aigis_demo.population import national_number
from tests.harbour import Harbour
from tests.running import comes_true

pytestmark = [pytest.mark.acceptance, pytest.mark.story]

SMUGGLER = {
    "family_name": "Quackelbeen",
    "given_names": "Théodoor Ignace",
    "birth_date": "1983-09-14",
    "documents": [{"state": "NLD", "number": "SPECI2014"}],
    "nationality": "NLD",
}
DOCKER = {"family_name": "Zwaardecroon", "given_names": "Aldegonda", "birth_date": "1991-02-28"}


def test_the_description_of_the_demo_is_for_its_owner_only(harbour: Harbour) -> None:
    assert (harbour.data / "demo.json").stat().st_mode & 0o777 == 0o600
    assert set(harbour.demo["keys"]) >= {"guard", "badge_issuer", "registrar", "approver", "officer", "desk", "auditor"}
    assert set(harbour.demo["logins"]) >= {"guard", "pfso", "registrar", "approver", "prosecutor", "prison", "admin"}


@pytest.mark.parametrize("verdict", ["clear", "denied", "refer"])
def test_each_public_identity_gets_its_verdict_typed_and_scanned(harbour: Harbour, verdict: str) -> None:
    typed = harbour.check(harbour.demo["persons"][verdict])
    scanned = harbour.check(mrz=harbour.demo["mrz"][verdict])
    assert (typed["verdict"], scanned["verdict"]) == (verdict, verdict)
    assert typed.keys() == scanned.keys() == {
        "id", "verdict", "reason", "instruction", "checked_at", "register_version", "receipt", "drill",
    }  # fmt: skip


def test_a_ban_counts_in_every_process_from_its_answer_on(harbour: Harbour) -> None:
    assert harbour.check(SMUGGLER)["verdict"] == "clear"
    harbour.register({**SMUGGLER, "aliases": [{"family_name": "Kwakkelbeen", "given_names": "Theo"}]})
    with ThreadPoolExecutor(16) as pool:
        verdicts = list(pool.map(lambda _: harbour.check(SMUGGLER)["verdict"], range(48)))
    assert set(verdicts) == {"denied"}
    by_alias = {"family_name": "Kwakkelbeen", "given_names": "Theo", "birth_date": "1983-09-14"}
    assert harbour.check(by_alias)["verdict"] in ("denied", "refer")


def test_a_retry_is_the_same_check_and_another_body_an_error(harbour: Harbour) -> None:
    first = harbour.check(DOCKER, key="retry-1")
    assert harbour.check(DOCKER, key="retry-1")["id"] == first["id"]
    body = {"gate": harbour.demo["gate"], "purpose": "crew", "person": DOCKER}
    other = harbour.call("guard", "POST", "/api/v1/checks", body, **{"Idempotency-Key": "retry-1"})
    assert (other.status_code, other.json()["code"]) == (422, "request_key_reused")


def test_a_hit_reaches_both_desks_by_mail_webhook_and_page_and_is_acknowledged(harbour: Harbour) -> None:
    check = harbour.check(harbour.demo["persons"]["denied"])
    feed = harbour.call("desk", "GET", "/api/v1/alerts?after=0").json()["items"]
    while len(page := harbour.call("desk", "GET", f"/api/v1/alerts?after={feed[-1]['number']}").json()["items"]):
        feed += page
    assert [row["number"] for row in feed] == list(range(1, len(feed) + 1))
    alert = next(row for row in feed if check["id"] in row["checks"])  # hits on one person are one alert
    assert alert["presented"]["names"] == ["Diederik Voorbeeldmans"]

    def told() -> bool:
        hooks = [hook for hook in harbour.received() if alert["id"] in str(hook)]
        mails = [mail for mail in harbour.mails() if alert["id"] in mail]
        return len(hooks) >= 2 and len(mails) >= 2

    assert comes_true(told)
    hooks = [hook for hook in harbour.received() if alert["id"] in str(hook)]
    assert all(hook["verified"] for hook in hooks)
    assert not any("Voorbeeldmans" in str(message) for message in [*hooks, *harbour.mails()])
    answered = harbour.call("desk", "POST", f"/api/v1/alerts/{alert['id']}/acknowledge")
    assert answered.json()["acknowledged_at"] is not None


def test_a_look_up_answers_for_now_and_for_a_past_instant(harbour: Harbour) -> None:
    ask = {"purpose": "investigation", "case_reference": "PV 2026/1", "person": harbour.demo["persons"]["denied"]}
    past = {**ask, "instant": "2001-01-01T06:12:00+01:00"}
    answers = [harbour.call("officer", "POST", "/api/v1/lookups", asked) for asked in (ask, past)]
    assert [answer.status_code for answer in answers] == [200, 200], [answer.text for answer in answers]
    now, before = (answer.json() for answer in answers)
    assert (now["in_force"], before["in_force"]) == (True, False)
    assert now["bans"][0]["case_reference"] == "TEST-0001"


def receipt_of(harbour: Harbour, check: str) -> bytes:
    path = f"/api/v1/checks/{check}/receipt"
    assert comes_true(lambda: harbour.call("guard", "GET", path).status_code == 200)
    return harbour.call("guard", "GET", path).content


def test_a_receipt_is_proven_by_both_programs_and_a_forged_one_by_neither(harbour: Harbour, tmp_path: Path) -> None:
    receipt, vkey = receipt_of(harbour, harbour.check(DOCKER)["id"]), harbour.demo["log"]["vkey"]
    assert b"ban" not in receipt
    (tmp_path / "good").write_bytes(receipt)
    (tmp_path / "forged").write_bytes(receipt.replace(b"index ", b"index 1", 1))
    assert harbour.aigis("verify", "receipt", tmp_path / "good", "--vkey", vkey).returncode == 0
    assert harbour.aigis("verify", "receipt", tmp_path / "forged", "--vkey", vkey).returncode == 1
    assert outside(tmp_path / "good", vkey) == 0
    assert outside(tmp_path / "forged", vkey) == 1


def outside(file: Path, vkey: str) -> int:
    """The separate program, with nothing of ours on its path."""
    folder = Path(__file__).parents[2] / "verifier" / "src"
    command = [sys.executable, "-m", "aigis_verifier", "receipt", str(file), "--vkey", vkey]
    return subprocess.run(command, env={"PYTHONPATH": str(folder)}, capture_output=True, timeout=60).returncode


def test_the_published_log_and_the_live_rows_verify(harbour: Harbour) -> None:
    url, vkey = f"http://127.0.0.1:{harbour.running.port}/log", harbour.demo["log"]["vkey"]
    whole = harbour.aigis("verify", "log", url, "--vkey", vkey)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    live = harbour.aigis("verify", "live")
    assert live.returncode == 0, live.stdout + live.stderr


def test_a_new_ban_on_somebody_of_a_roster_is_told_to_the_issuer(harbour: Harbour) -> None:
    holder = {"family_name": "Wuytswinkel", "given_names": "Ezechiël", "birth_date": "1975-11-30", "sex": "M"}
    path = f"/api/v1/rosters/{harbour.demo['roster']}"
    put = harbour.call("badge_issuer", "PUT", f"{path}/entries/B-new", {"person": holder})
    assert put.json() == {"ref": "B-new", "verdict": "clear"}
    harbour.register({**holder, "national_number": national_number(date(1975, 11, 30), 123)})

    def noticed() -> bool:
        changes = harbour.call("badge_issuer", "GET", f"{path}/changes?after=0").json()["items"]
        return any((change["ref"], change["verdict"]) == ("B-new", "denied") for change in changes)

    assert comes_true(noticed)
    assert comes_true(lambda: any("roster.changed" in str(hook) for hook in harbour.received()))


def test_a_list_of_bans_comes_in_and_once_only(harbour: Harbour, tmp_path: Path) -> None:
    file = tmp_path / "havenverboden.csv"
    file.write_text(
        "Naam;Voornaam;Geboortedatum;Soort;Instantie;Datum beslissing;Zaaknummer;Begin;Einde\n"
        "Vanderzwalmen;Cunegonde;03/04/1981;penalty;corr-antwerpen;05/01/2026;AN1/26;05/01/2026;04/01/2031\n"
        "Vanderzwalmen;Cunegonde;03/04/1981;penalty;nergens;05/01/2026;AN2/26;05/01/2026;04/01/2031\n",
        encoding="utf-8",
    )
    first = harbour.aigis("import", "bans", file, "--rejects", tmp_path / "rejects.csv")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "AN2/26" in (tmp_path / "rejects.csv").read_text()
    person = {"family_name": "Vanderzwalmen", "given_names": "Cunegonde", "birth_date": "1981-04-03"}
    assert harbour.check(person)["verdict"] == "denied"
    version = harbour.check(person)["register_version"]
    assert harbour.aigis("import", "bans", file).returncode == 1
    assert harbour.check(person)["register_version"] == version


def test_wrong_input_never_gets_a_verdict(harbour: Harbour) -> None:
    gate = harbour.demo["gate"]
    cases: list[tuple[int, Any]] = [
        (422, {"gate": gate, "purpose": "visitor", "person": {**DOCKER, "birth_date": 0}}),
        (422, {"gate": gate, "purpose": "visitor", "person": {**DOCKER, "birth_date": "1981-02-30"}}),
        (422, {"gate": gate, "purpose": "visitor", "person": {**DOCKER, "national_number": "81040312399"}}),
        (422, {"gate": "BEANR-0001/nowhere", "purpose": "visitor", "person": DOCKER}),
        (422, {"gate": gate, "purpose": "visitor", "person": DOCKER, "surprise": 1}),
        (422, {"gate": gate, "purpose": "visitor", "mrz": ["P<UTOERIKSSON<<ANNA"]}),
        (400, {"gate": gate, "purpose": "visitor", "person": {**DOCKER, "given_names": "a\x00b"}}),
    ]
    for status, body in cases:
        answer = harbour.call("guard", "POST", "/api/v1/checks", body)
        assert (answer.status_code, "verdict" in answer.json()) == (status, False), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def leader_of(harbour: Harbour) -> str:
    """The process that leads the installation's PostgreSQL, by its pid file; empty while there is none."""
    try:
        words = (harbour.data / "postgres" / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return ""
    return words[0] if words else ""


def test_the_database_away_means_no_answer_and_then_work_goes_on(harbour: Harbour) -> None:
    leader = leader_of(harbour)
    os.kill(int(leader), signal.SIGKILL)
    body = {"gate": harbour.demo["gate"], "purpose": "visitor", "person": DOCKER}
    codes = set()

    def back() -> bool:
        answer = harbour.call("guard", "POST", "/api/v1/checks", body)
        codes.add((answer.status_code, answer.json().get("code")))
        # Processes of the killed server may live on for an instant, and answer.
        return answer.status_code == 201 and leader_of(harbour) not in ("", leader)

    assert comes_true(back), (codes, harbour.running.said)
    assert codes <= {(503, "no_answer"), (201, None)}, codes


def test_killed_at_once_and_started_again_nothing_is_lost(harbour: Harbour) -> None:
    check = harbour.check(SMUGGLER)
    harbour.kill_and_start_again()
    kept = harbour.call("guard", "GET", f"/api/v1/checks/{check['id']}").json()
    assert (kept["verdict"], kept["checked_at"]) == ("denied", check["checked_at"])
    assert receipt_of(harbour, check["id"])
    live = harbour.aigis("verify", "live")
    assert live.returncode == 0, live.stdout + live.stderr


def test_a_dump_of_the_database_names_nobody(harbour: Harbour) -> None:
    socket = harbour.data / "postgres" / "sock"
    command = [bindir(user=None) / "pg_dump", "-h", socket, "-U", "aigis", "aigis"]
    dump = subprocess.run([str(word) for word in command], capture_output=True, timeout=300)
    assert dump.returncode == 0, dump.stderr
    assert b"audit_entry" in dump.stdout
    spellings = [name.encode(kind) for name in ("Quackelbeen", "Zwaardecroon", "Voorbeeldmans") for kind in ("utf-8",)]
    hexes = [spelling.hex().encode() for spelling in spellings]
    assert [one for one in spellings + hexes if one in dump.stdout] == []

"""A judgement remembered and revoked, thresholds moved by two, somebody erased: in an installation with its workers."""

import re
from functools import partial
from typing import Any

import pytest

from aigis.core.errors import DomainError
from tests.harbour import Harbour
from tests.running import comes_true

pytestmark = pytest.mark.acceptance

CARD = {"state": "FRA", "number": "12AB34567"}
SEEN = {"document_kind": "passport", "document_state": CARD["state"], "document_number": CARD["number"]}
# From rare to frequent names, and ever less of them: one is between the thresholds of any register, far from both.
FAMILIES = ("Zwaenepoelaert", "Claes", "Peeters")
NAMESAKES = [
    {"family_name": family, "given_names": given, "birth_date": born, "documents": [CARD]}
    for given, born in (("C.", "1979"), ("Cyriel", "1979"), ("C.", "1979-05"))
    for family in FAMILIES
]
WEAKER_THAN = 5.9  # bits
REMOVED = {"family_name": "Quintelierse", "given_names": "Baudewijn", "birth_date": "1968-02-11"}


@pytest.fixture(scope="module")
def namesake(harbour: Harbour) -> dict[str, Any]:
    """Somebody with a document of their own who is referred, weakly, for one of three who are banned."""
    for family in FAMILIES:
        harbour.register({"family_name": family, "given_names": "Cyriel Odilon", "birth_date": "1979-05-06"})
    for asked in NAMESAKES:
        check = harbour.check(asked)
        if check["verdict"] == "refer" and strength(harbour, check["id"]) < WEAKER_THAN:
            return asked
    raise DomainError("None of the namesakes is referred.")


def strength(harbour: Harbour, check: str) -> float:
    """The bits of a check's strongest hit, as the command that makes it again tells them."""
    said = harbour.aigis("verify", "check", check).stdout
    return max(float(bits) for bits in re.findall(r"([0-9.]+) bits then", said))


def test_who_was_judged_different_enters_next_time_until_it_is_revoked(
    harbour: Harbour, namesake: dict[str, Any]
) -> None:
    officer, check = harbour.sit("pfso"), harbour.check(namesake)
    assert check["verdict"] == "refer"
    page = f"/facility/checks/{check['id']}/"
    assert f"/checks/{check['id']}/receipt/" in officer.read(page)
    assert "no longer referred for this ban" in officer.send(page, judgement="different", why="another face", **SEEN)
    spared = harbour.check(namesake)
    assert spared["verdict"] == "clear" and spared.keys() == check.keys()
    made_again = harbour.aigis("verify", "check", spared["id"])
    assert made_again.returncode == 0 and "spared by judgement" in made_again.stdout, made_again.stderr
    assert namesake["family_name"] not in made_again.stdout + made_again.stderr
    (number,) = re.findall(r"/judgements/(\d+)/revoke", officer.read("/judgements/"))
    officer.send(f"/judgements/{number}/revoke", on="/judgements/", why="the passport is reported stolen")
    assert harbour.check(namesake)["verdict"] == "refer"


def bands(harbour: Harbour, possible: int, certain: int) -> None:
    """Has the thresholds changed by a prosecutor and somebody of the court."""
    asked = {"possible": str(possible), "certain": str(certain), "why": "a trial", "seen": "yes"}
    made = harbour.sit("prosecutor").send("/thresholds/new", **asked)
    (proposal,) = set(re.findall(r"/thresholds/([0-9a-f-]{36})/reject", made))
    second = harbour.sit("approver-court")
    page = f"/thresholds/{proposal}"
    assert "In use from now on" in second.send(f"{page}/approve", on=page, seen="yes")


def test_moved_thresholds_hold_at_the_next_check_and_rosters_are_screened_again(
    harbour: Harbour, namesake: dict[str, Any]
) -> None:
    roster = f"/api/v1/rosters/{harbour.demo['roster']}"
    put = harbour.call("badge_issuer", "PUT", f"{roster}/entries/B-like", {"person": namesake})
    assert put.json() == {"ref": "B-like", "verdict": "refer"}

    def told(verdict: str) -> bool:
        changes = harbour.call("badge_issuer", "GET", f"{roster}/changes?after=0").json()["items"]
        return [one["verdict"] for one in changes if one["ref"] == "B-like"][-1:] == [verdict]

    before = harbour.check(namesake)
    for possible, certain, verdict in ((6_000, 12_000, "clear"), (4_000, 8_000, "refer")):
        bands(harbour, possible, certain)
        assert harbour.check(namesake)["verdict"] == verdict
        assert comes_true(partial(told, verdict))
    made_again = harbour.aigis("verify", "check", before["id"])
    assert made_again.returncode == 0, made_again.stdout + made_again.stderr


def ended(harbour: Harbour, ban: str) -> None:
    """Has a ban annulled by a registrar and an approver."""
    form = {"reason": "quashed", "decision_date": "6/1/2026", "case_reference": "AN10.L1.1/2026", "seen": "yes"}
    made = harbour.sit("registrar").send(f"/bans/{ban}/change/annul", **form)
    (proposal,) = set(re.findall(r"/proposals/([0-9a-f-]{36})", made))
    harbour.sit("approver").send(f"/proposals/{proposal}/approve", on=f"/proposals/{proposal}", seen="yes")


def test_who_was_erased_by_a_decision_is_gone_and_everything_still_verifies(harbour: Harbour) -> None:
    made = harbour.register(REMOVED)
    check = harbour.check(REMOVED)
    assert check["verdict"] == "denied"
    ban = f"/api/v1/bans/{made['id']}"
    subject = harbour.call("registrar", "GET", ban).json()["subject"]
    ended(harbour, made["id"])
    given = {"subject": subject, "basis": "Article 16", "reference": "DPO 4/26", "reason": "the judgment was quashed"}
    desk = harbour.sit("auditor").send("/audit/retention/erasures/new", **given)
    (decision,) = set(re.findall(r"erasures/([0-9a-f-]{36})/", desk))
    approve = f"/audit/retention/erasures/{decision}/approve"
    harbour.sit("prosecutor").send(approve, on="/audit/retention/")
    ran = harbour.aigis("retention", "run")
    assert ran.returncode == 0 and decision in ran.stdout, ran.stdout + ran.stderr
    assert harbour.call("registrar", "GET", ban).status_code == 410
    assert f"rased by decision {decision}" in harbour.sit("guard").read(f"/checks/{check['id']}/receipt/")
    live = harbour.aigis("verify", "live")
    assert live.returncode == 0 and f"erased by decision {decision}" in live.stdout, live.stdout + live.stderr
    assert "checks match the sealed entries" in harbour.sit("auditor").read("/audit/health/")
    again = harbour.aigis("verify", "check", check["id"])
    assert again.returncode == 2 and "COULD NOT TELL" in again.stdout + again.stderr

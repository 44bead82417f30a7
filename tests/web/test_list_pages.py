"""Screening a list on the page: sent, followed with rate and end, paused, resumed, cancelled, its results fetched."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aigis.apps.rosters import list_jobs
from aigis.apps.rosters.models import ListScreening
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import GATE, World

LIST = "id,family_name,given_names,birth_date\nV-1,Vandenbroucke,Zoltan,1981-04-03\nS-2,Okonkwo,Marguerite,1975-12-30\n"
ROWS = LIST + "S-3,Maes,Bo,1990-02-31\n"


@pytest.fixture
def issuer(world: World, client: Client) -> Client:
    world.ban()
    return signed_in(client, world.user(Role.BADGE_ISSUER))


def send(client: Client, content: str = ROWS, name: str = "list.csv") -> str:
    """Sends a list and gives the page of its job."""
    sent = {"gate": GATE, "purpose": "contractor", "file": SimpleUploadedFile(name, content.encode())}
    reply = client.post("/rosters/lists/", sent)
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def work(world: World) -> None:
    job = ListScreening.objects.get()
    list_jobs.run(job.pk, clock=lambda: job.at + timedelta(seconds=2))


def test_a_list_is_sent_followed_and_its_results_are_fetched(issuer: Client, world: World) -> None:
    address = send(issuer)
    assert (
        "Waiting" in issuer.get(address).content.decode()
        and 'hx-trigger="every 2s"' in issuer.get(address).content.decode()
    )
    work(world)
    text = issuer.get(address).content.decode()
    assert "3 of 3 rows screened." in text and "Done" in text and "hx-trigger" not in text
    results = issuer.get(f"{address}results.csv").content.decode()
    for part in ('"V-1";"denied"', '"S-2";"clear"', '"S-3";"";""'):
        assert part in results
    assert issuer.get(f"{address}results.exe").status_code == 404
    assert issuer.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_running_job_says_its_rate_and_its_end(issuer: Client) -> None:
    address = send(issuer)
    job = ListScreening.objects.get()
    moved = job.at + timedelta(seconds=4)
    ListScreening.objects.update(state="running", total=100, done=40, run_since=job.at, moved_at=moved)
    text = issuer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "40 of 100 rows screened." in text and "10 rows a second." in text and "Done at about" in text


def test_a_job_is_paused_resumed_and_cancelled(issuer: Client) -> None:
    address = send(issuer)
    for step, state in {"pause": "paused", "resume": "waiting", "cancel": "cancelled"}.items():
        issuer.post(f"{address}{step}")
        assert ListScreening.objects.get().state == state
    assert "so this step is not possible" in issuer.post(f"{address}pause", follow=True).content.decode()
    assert issuer.post(f"{address}explode").status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"gate": "x"}, "Choose a gate."), ({"purpose": "x"}, "Choose a purpose."), ({"file": ""}, "Choose the file")],
)
def test_a_form_that_cannot_be_read_says_why(issuer: Client, changed: dict[str, str], sentence: str) -> None:
    sent = {"gate": GATE, "purpose": "contractor", "file": SimpleUploadedFile("l.csv", LIST.encode()), **changed}
    reply = issuer.post("/rosters/lists/", sent)
    assert reply.status_code == 422 and sentence in reply.content.decode()
    wrong = {**sent, "gate": GATE, "purpose": "crew", "file": SimpleUploadedFile("l.exe", LIST.encode())}
    assert issuer.post("/rosters/lists/", wrong).status_code == 422
    assert not ListScreening.objects.exists()


def test_another_organisation_sees_no_list_and_a_security_officer_sends_none(issuer: Client, world: World) -> None:
    address = send(issuer)
    pfso = signed_in(Client(), world.user(Role.PFSO))
    assert pfso.get(address).status_code == 404 and pfso.get(f"{address}results.csv").status_code == 404
    assert pfso.get("/rosters/lists/").status_code == 403 and pfso.post(f"{address}cancel").status_code == 403

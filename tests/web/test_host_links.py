"""A host without an account announces by a link: at its facility only, until its day, and sees no verdict."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from aigis.apps.alerts.models import Alert
from aigis.apps.rosters import host_links
from aigis.apps.rosters.host_links import HostLinkDraft
from aigis.apps.rosters.models import AnnouncedPerson, Announcement, HostLink
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, NotFound
from aigis.web.labels.dates import typed_day
from tests.web.signing_in import signed_in
from tests.world import OTHER_COMPANY, World, entries

PASTED = "Family name\tGiven names\tDate of birth\nVandenbroucke\tZoltan\t03/04/1981\n"


@pytest.fixture
def pfso(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.PFSO))


def host() -> Client:
    """A browser that nobody signed in with, in English."""
    browser = Client()
    browser.cookies["django_language"] = "en"
    return browser


def make(pfso: Client, world: World) -> str:
    """Makes a link and gives its path."""
    sent = {"facility": "BEANR-0001", "host": "An Peeters", "last_day": typed_day(day_of(world.at))}
    text = pfso.post("/announcements/links/", sent).content.decode()
    match = re.search(r'value="[^"]*(/visits/[^"]+/)"', text)
    assert match is not None, text
    return match[1]


def visit(world: World, **changed: object) -> dict[str, object]:
    return {"on": typed_day(day_of(world.at)), "purpose": "contractor", "pasted": PASTED} | changed


def confirm(address: str, text: str) -> str:
    match = re.search(r'name="draft" value="([^"]+)"', text)
    assert match is not None
    return host().post(f"{address}confirm", {"draft": match[1]}, follow=True).content.decode()


def test_a_host_announces_without_an_account_is_checked_and_sees_no_verdict(pfso: Client, world: World) -> None:
    world.ban()
    address = make(pfso, world)
    assert "An Peeters" not in pfso.get("/visits/wrong/").content.decode()
    form = host().get(address).content.decode()
    assert "An Peeters" in form and "Quay" in form
    text = host().post(address, visit(world, facility="BEANR-0002", host="Someone else")).content.decode()
    assert "Zoltan Vandenbroucke" in text and not Announcement.objects.exists()
    for shown in (confirm(address, text), confirm(address, text)):
        assert "1 person is announced." in shown and not re.search("No access|May enter|Must wait", shown)
    row = Announcement.objects.get()
    assert row.gate.facility.code == "BEANR-0001" and AnnouncedPerson.objects.get().verdict == "denied"
    assert Alert.objects.count() == 1
    page = pfso.get(f"/announcements/{row.pk}").content.decode()
    assert "An Peeters" in page and "by a link for a host" in page
    (made,) = entries("host_link.made")
    assert made["subject"]["host"] == "An Peeters" and "Peeters" not in str(made["core"])


def test_a_link_is_stored_as_a_hash_and_ends_by_hand_and_by_the_clock(pfso: Client, world: World) -> None:
    address = make(pfso, world)
    row = HostLink.objects.get()
    secret = address.split("/")[2]
    assert secret.encode() not in bytes(row.secret_hash) and b"Peeters" not in bytes(row.host)
    assert host_links.host_link_of(secret, at=row.expires_at - timedelta(seconds=1)) == row
    with pytest.raises(NotFound):
        host_links.host_link_of(secret, at=row.expires_at)
    assert "The link has ended." in pfso.post(f"/announcements/links/{row.pk}/end", follow=True).content.decode()
    assert "already ended" in pfso.post(f"/announcements/links/{row.pk}/end", follow=True).content.decode()
    for reply in (host().get(address), host().post(address, visit(world)), host().post(f"{address}confirm")):
        assert reply.status_code == 404
    assert len(entries("host_link.ended")) == 1


def test_a_preview_of_one_link_is_not_confirmed_by_another(pfso: Client, world: World) -> None:
    text = host().post(make(pfso, world), visit(world)).content.decode()
    assert "This preview is too old." in confirm(make(pfso, world), text)
    assert not Announcement.objects.exists()


def test_a_host_announces_at_most_fifty_persons_at_once(pfso: Client, world: World) -> None:
    many = "Family name\tGiven names\tDate of birth\n" + "".join(f"Maes{n}\tBo\t31/01/1990\n" for n in range(51))
    reply = host().post(make(pfso, world), visit(world, pasted=many))
    assert reply.status_code == 422 and "at most 50 persons" in reply.content.decode()


@pytest.mark.parametrize(
    ("facility", "host", "days"), [("BEANR-0002", "An", 1), ("BEANR-0001", "", 1), ("BEANR-0001", "An", 61)]
)
def test_a_link_that_cannot_be_made_is_refused(world: World, facility: str, host: str, days: int) -> None:
    draft = HostLinkDraft(facility, host, day_of(world.at) + timedelta(days=days))
    with pytest.raises(InvalidInput):
        host_links.make_host_link(draft, actor=world.actor(Role.PFSO), at=world.at)


def test_another_company_neither_sees_nor_ends_a_link_and_a_guard_makes_none(pfso: Client, world: World) -> None:
    make(pfso, world)
    other = signed_in(Client(), world.user(Role.PFSO, OTHER_COMPANY))
    assert "An Peeters" not in other.get("/announcements/links/").content.decode()
    assert other.post(f"/announcements/links/{HostLink.objects.get().pk}/end").status_code == 404
    assert signed_in(Client(), world.user(Role.GUARD)).get("/announcements/links/").status_code == 403

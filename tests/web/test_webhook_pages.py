"""Webhooks by the organisation itself: added, told of chosen events, tested, with a new secret, sent again."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from aigis.apps.notices import webhook_targets
from aigis.apps.notices.models import Notice, WebhookTarget
from aigis.apps.rosters import announcement_days
from aigis.apps.rosters.announcements import AnnouncementDraft, Occasion, announce, check_persons, unchecked
from aigis.core.access.permissions import Role
from aigis.core.messages.webhook_messages import WebhookEvent, WebhookTested
from aigis.core.values import Purpose
from tests.web.signing_in import signed_in
from tests.world import BANNED, OTHER_COMPANY, World, entries

URL = "https://receiver.example/hook"
OVERTAKEN = WebhookEvent.ANNOUNCEMENT_OVERTAKEN.value


@pytest.fixture
def pfso(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.PFSO))


def secret_of(text: str) -> str:
    match = re.search(r'value="(whsec_[^"]+)"', text)
    assert match is not None, text
    return match[1]


def add(client: Client, **changed: object) -> str:
    """Adds a webhook and gives its secret."""
    return secret_of(client.post("/webhooks/", {"url": URL, "events": [OVERTAKEN], **changed}).content.decode())


def address() -> str:
    return f"/webhooks/{WebhookTarget.objects.get().pk}/"


def test_a_webhook_is_added_with_its_events_and_a_secret_that_is_shown_once(pfso: Client) -> None:
    secret = add(pfso)
    row = WebhookTarget.objects.get()
    assert row.events == [OVERTAKEN] and secret.encode() not in bytes(row.secret)
    for page in ("/webhooks/", address()):
        assert URL in pfso.get(page).content.decode() and secret not in pfso.get(page).content.decode()
    assert [entry["core"]["url"] for entry in entries("webhook.added")] == [URL]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"url": "ftp://x"}, "Write the address in full"),
        ({"url": "https://10.0.0.1/x"}, "not on the public Internet"),
        ({"events": []}, "Choose at least one event."),
        ({"events": ["everything"]}, "Choose at least one event."),
        ({"url": URL}, "already has a webhook with this address"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(pfso: Client, changed: dict[str, object], sentence: str) -> None:
    add(pfso)
    sent = {"url": "https://other.example/hook", "events": [OVERTAKEN], **changed}
    reply = pfso.post("/webhooks/", sent)
    assert reply.status_code == 422 and sentence in reply.content.decode()
    assert WebhookTarget.objects.count() == 1


def test_a_new_secret_signs_beside_the_earlier_one_until_the_overlap_ends(pfso: Client, world: World) -> None:
    first = add(pfso)
    second = secret_of(pfso.post(f"{address()}secret").content.decode())
    row = WebhookTarget.objects.get()
    assert row.previous_until is not None and second != first
    before, after = row.previous_until - timedelta(seconds=1), row.previous_until
    assert webhook_targets.recipient_of(row, at=before).secret.split(" ") == [second, first]
    assert webhook_targets.recipient_of(row, at=after).secret == second
    assert "carry a signature by the earlier secret" in pfso.get(address()).content.decode()


def test_a_test_is_sent_listed_and_sent_again_under_its_id(pfso: Client) -> None:
    add(pfso)
    assert "The test is being sent." in pfso.post(f"{address()}test", follow=True).content.decode()
    notice = Notice.objects.get(subject="webhook.test")
    again = f"{address()}deliveries/{notice.pk}"
    assert "still being delivered" in pfso.post(again, follow=True).content.decode()
    Notice.objects.update(state=Notice.State.GIVEN_UP)
    assert "Given up" in pfso.get(address()).content.decode()
    assert "being sent again" in pfso.post(again, follow=True).content.decode()
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.WAITING


def test_only_chosen_events_reach_only_webhooks_of_the_organisation_they_concern(pfso: Client, world: World) -> None:
    add(pfso)
    add(signed_in(Client(), world.user(Role.PFSO, OTHER_COMPANY)), url="https://other.example/hook")
    actor = world.actor(Role.PFSO)
    draft = AnnouncementDraft("BEANR-0001", world.today, "", Purpose.CREW, {"v": BANNED})
    row = announce(draft, actor=actor, at=world.at)
    check_persons(row, unchecked(row), Occasion.ANNOUNCED, actor=actor, at=world.at)
    world.ban()
    later = world.at + timedelta(seconds=1)
    announcement_days.follow(at=later, clock=lambda: later)
    (notice,) = Notice.objects.filter(kind="webhook")
    assert (notice.address, notice.subject) == (URL, OVERTAKEN)
    assert str(row.pk) in notice.body and "Vandenbroucke" not in notice.body and "denied" not in notice.body


def test_events_are_changed_and_an_ended_webhook_is_told_nothing(pfso: Client, world: World) -> None:
    add(pfso)
    assert "Choose at least one event." in pfso.post(f"{address()}events", follow=True).content.decode()
    pfso.post(f"{address()}events", {"events": ["roster.changed"]})
    assert WebhookTarget.objects.get().events == ["roster.changed"]
    ended = address()
    pfso.post(f"{ended}end")
    assert pfso.get(ended).status_code == 404 and pfso.post(f"{ended}test").status_code == 404
    webhook_targets.tell_organisation(
        world.organisations["quay"].pk,
        WebhookEvent.ROSTER_CHANGED,
        WebhookTested(at=world.at, target=1),
        at=world.at,
    )
    assert not Notice.objects.filter(kind="webhook").exists()


def test_an_organisation_has_its_own_webhooks_and_no_more_than_ten(pfso: Client, world: World) -> None:
    for number in range(webhook_targets.MOST_TARGETS):
        add(pfso, url=f"https://receiver.example/{number}")
    reply = pfso.post("/webhooks/", {"url": URL, "events": [OVERTAKEN]})
    assert reply.status_code == 422 and "maximum number of webhooks" in reply.content.decode()
    other = signed_in(Client(), world.user(Role.PFSO, OTHER_COMPANY))
    mine = WebhookTarget.objects.earliest("pk").pk
    assert other.get(f"/webhooks/{mine}/").status_code == 404
    assert other.post(f"/webhooks/{mine}/end").status_code == 404
    assert signed_in(Client(), world.user(Role.GUARD)).get("/webhooks/").status_code == 403

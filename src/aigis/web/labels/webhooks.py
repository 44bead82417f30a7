"""How webhooks are put into words: the events to choose from, and how far a delivery is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.apps.notices.models import Notice
from aigis.core.messages.webhook_messages import WebhookEvent

EVENTS: dict[str, str | Promise] = {
    WebhookEvent.ROSTER_CHANGED.value: _("Verdicts on a roster changed"),
    WebhookEvent.ANNOUNCEMENT_OVERTAKEN.value: _("A later ban meets an announced person"),
    WebhookEvent.ANNOUNCEMENT_ARRIVED.value: _("An announced person arrived"),
    WebhookEvent.SCREENING_ENDED.value: _("The screening of a list is done"),
}
DELIVERY_STATES: dict[str, str | Promise] = {
    Notice.State.WAITING.value: pgettext_lazy("delivery", "On its way"),
    Notice.State.DELIVERED.value: pgettext_lazy("delivery", "Delivered"),
    Notice.State.BUNDLED.value: pgettext_lazy("delivery", "Delivered with others"),
    Notice.State.GIVEN_UP.value: pgettext_lazy("delivery", "Given up"),
}

"""The words of the administrator's desk: kinds of organisations, and how a key stands."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.apps.people.models import Organisation

ORGANISATION_KINDS = {
    Organisation.Kind.COMPANY.value: _("Company"),
    Organisation.Kind.COURT.value: _("Court"),
    Organisation.Kind.PROSECUTOR.value: _("Prosecutor's office"),
    Organisation.Kind.POLICE.value: _("Police"),
    Organisation.Kind.CUSTOMS.value: _("Customs"),
    Organisation.Kind.SHIPPING.value: _("Shipping control"),
    Organisation.Kind.SECURITY.value: _("Security agency"),
    Organisation.Kind.PRISON.value: _("Prison"),
    Organisation.Kind.SERVICE.value: _("Service"),
}

KEY_STATES = {
    "live": pgettext_lazy("state of a key", "Active"),
    "expired": pgettext_lazy("state of a key", "Expired"),
    "revoked": pgettext_lazy("state of a key", "Revoked"),
}

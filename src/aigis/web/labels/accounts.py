"""The words of accounts: their states, languages, proposals and what happened to them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aigis.apps.accounts import proposals
from aigis.apps.people.models import User

ACCOUNT_STATES = {
    User.State.INVITED.value: pgettext_lazy("state of an account", "Invited"),
    User.State.ACTIVE.value: pgettext_lazy("state of an account", "Active"),
    User.State.LOCKED.value: pgettext_lazy("state of an account", "Locked"),
    User.State.CLOSED.value: pgettext_lazy("state of an account", "Closed"),
}
STATE_COLOURS = {"invited": "blue", "active": "green", "locked": "orange", "closed": "grey"}
KEY_COLOURS = {"live": "green", "expired": "grey", "revoked": "grey"}

PROPOSAL_KINDS = {
    proposals.INVITE: _("Invite a person"),
    proposals.CLIENT: _("Make a key"),
    proposals.PLACE: _("Change role or unit"),
    proposals.RESET: _("Release a new password"),
    proposals.UNLOCK: _("Unlock an account"),
    proposals.FACTOR: _("Remove second factors"),
    proposals.PUBLIC_KEY: _("Register a public key"),
    proposals.NETWORKS: _("Change the addresses of a key"),
    proposals.RULE: _("Rule of the sign-in service"),
    proposals.ADMIT: _("Admit an account of the sign-in service"),
}
PROPOSAL_STATES = {
    "waiting": pgettext_lazy("state of a proposal", "Waiting"),
    "approved": pgettext_lazy("state of a proposal", "Approved"),
    "rejected": pgettext_lazy("state of a proposal", "Rejected"),
}
PROPOSAL_COLOURS = {"waiting": "yellow", "approved": "green", "rejected": "grey"}

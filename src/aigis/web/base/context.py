"""What every template knows: the user's organisation and the desks the role has."""

from typing import Any

from django.http import HttpRequest

from aigis.apps.people.models import User
from aigis.core.access.permissions import TABLE, Role
from aigis.web.base.navigation import DESKS


def desk(request: HttpRequest) -> dict[str, Any]:
    """The desks (pages) of the signed-in user's role, for the navigation."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.role:
        return {"desks": []}
    carried = TABLE[Role(user.role)]
    return {
        "desks": [desk_link for desk_link in DESKS if desk_link.capability in carried],
        "organisation": user.organisation,
    }

"""Which accounts an actor manages: an administrator all of them, a manager those of the own organisation."""

from django.db.models import Q, QuerySet

from aigis.apps.people.models import ApiClient, User
from aigis.core.access.identities import MANAGED, may_manage
from aigis.core.access.permissions import ROLES_OF, Actor, Role
from aigis.core.errors import NotFound


def manages_all(actor: Actor) -> bool:
    """Tells whether the actor manages accounts of every organisation."""
    return actor.role is Role.ADMIN


def managed_users(actor: Actor) -> QuerySet[User]:
    """Returns the users that the actor manages, with their organisations."""
    return User.objects.select_related("organisation").filter(_managed(actor), organisation__isnull=False)


def managed_clients(actor: Actor) -> QuerySet[ApiClient]:
    """Returns the API clients that the actor manages, with their organisations."""
    return ApiClient.objects.select_related("organisation").filter(_managed(actor))


def managed_roles(actor: Actor, *, organisation_kind: str) -> list[Role]:
    """Returns the roles that the actor may give in an organisation of a kind, in the order of the roles."""
    own = MANAGED.get(actor.role, frozenset()) if actor.role else frozenset()
    return [role for role in Role if role in own and role in ROLES_OF.get(organisation_kind, frozenset())]


def managed_user(number: int, *, actor: Actor) -> User:
    """Returns one user that the actor manages; raises NotFound for any other."""
    user = managed_users(actor).filter(pk=number).first()
    if user is None:
        raise NotFound("There is no such account among those that you manage.")
    return user


def managed_client(number: int, *, actor: Actor) -> ApiClient:
    """Returns one API client that the actor manages; raises NotFound for any other."""
    client = managed_clients(actor).filter(pk=number).first()
    if client is None:
        raise NotFound("There is no such API client among those that you manage.")
    return client


def manages(role: Role, organisation: int, *, actor: Actor) -> bool:
    """Tells whether the actor manages accounts of a role in an organisation."""
    return actor.role is not None and may_manage(
        role, manager=actor.role, same_organisation=organisation == actor.organisation
    )


def _managed(actor: Actor) -> Q:
    if manages_all(actor):
        return Q()
    roles = [role.value for role in MANAGED.get(actor.role, frozenset())] if actor.role else []
    return Q(organisation=actor.organisation, role__in=roles)

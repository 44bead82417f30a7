"""Rules from claims to organisation and role: proposed, approved by a second person, and ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.accounts import proposals
from aigis.apps.accounts.models import ProviderRule
from aigis.apps.accounts.scope import manages, manages_all
from aigis.apps.approvals.actions import write_proposal
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import Organisation
from aigis.core.access.claim_rules import ClaimRule
from aigis.core.access.identities import require_of_person
from aigis.core.access.permissions import Actor, Role, require_fitting
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule to be proposed."""

    claim: str
    value: str
    role: Role
    unit: str = ""


@transaction.atomic(durable=True)
def propose(draft: RuleDraft, organisation: int, *, actor: Actor, at: datetime) -> UUID:
    """Proposes a rule; a second person of the organisation, or an administrator, must approve it.

    Raises:
        NotAllowed: the actor does not manage this role there.
        InvalidInput: a field is empty, or the organisation cannot have the role.
        Conflict: the claim has a rule already.
    """
    office = Organisation.objects.get(pk=organisation)
    if not manages(draft.role, organisation, actor=actor):
        raise NotAllowed("You do not manage accounts of this role in this organisation.")
    for field, value in (("claim", draft.claim), ("value", draft.value)):
        if not value.strip():
            raise InvalidInput("Fill in this field.", field=field)
    require_of_person(draft.role)
    require_fitting(draft.role, organisation_kind=office.kind)
    if ProviderRule.objects.filter(claim=draft.claim, value=draft.value, ended_at=None).exists():
        raise Conflict("This claim has a rule already. End that one first.")
    payload = {"claim": draft.claim, "value": draft.value, "role": draft.role.value, "unit": draft.unit}
    payload["name"] = f"{draft.claim} = {draft.value}"
    return write_proposal(proposals.RULE, office, payload, actor=actor, at=at).pk


@transaction.atomic(durable=True)
def end(rule: int, *, actor: Actor, at: datetime) -> None:
    """Ends a rule at once: whoever came by it cannot sign in any more."""
    row = ProviderRule.objects.select_for_update().filter(pk=rule, ended_at=None).first()
    if row is None or not manages(Role(row.role), row.organisation_id, actor=actor):
        raise NotFound
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    append([EntryDraft(Event.PROVIDER_RULE_ENDED, actor, at, {"rule": row.pk})])


def listed(*, actor: Actor) -> list[ProviderRule]:
    """Returns the rules in use that the actor may see: an administrator all, a manager those of the organisation."""
    rows = ProviderRule.objects.filter(ended_at=None).select_related("organisation").order_by("organisation", "claim")
    return list(rows if manages_all(actor) else rows.filter(organisation=actor.organisation))


def standing() -> list[ClaimRule]:
    """Returns every rule in use."""
    return [
        ClaimRule(row.claim, row.value, row.organisation_id, Role(row.role), row.unit)
        for row in ProviderRule.objects.filter(ended_at=None)
    ]

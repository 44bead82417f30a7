"""The code list of authorities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people import directory
from aigis.apps.register.models import Authority
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import BanKind


@dataclass(frozen=True, slots=True)
class AuthorityDraft:
    """A court or judge's office: the kind of ban it imposes, its names by language, where its reminders go.

    `office` answers for its bans, `prosecutor` is told of what happens to them; both are codes of organisations.
    """

    code: str
    kind: BanKind
    names: dict[str, str]
    mailbox: str = ""
    office: str = ""
    prosecutor: str = ""


@transaction.atomic(durable=True)
def add_authorities(drafts: Sequence[AuthorityDraft], *, actor: Actor, at: datetime) -> None:
    """Adds authorities whose codes are free; those already in the list stay as they are."""
    known = set(Authority.objects.values_list("code", flat=True))
    fresh = [draft for draft in drafts if draft.code not in known]
    offices = directory.by_code([code for draft in fresh for code in (draft.office, draft.prosecutor) if code])
    Authority.objects.bulk_create(
        Authority(
            code=draft.code,
            kind=draft.kind.value,
            mailbox=draft.mailbox,
            office=offices.get(draft.office),
            prosecutor=offices.get(draft.prosecutor),
            **{f"name_{language}": name for language, name in draft.names.items()},
        )
        for draft in fresh
    )
    if fresh:
        append([EntryDraft(Event.AUTHORITY_ADDED, actor, at, {"authorities": [draft.code for draft in fresh]})])

"""The code list of authorities."""

from collections.abc import Mapping, Sequence
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
    write_authorities(drafts, actor=actor, at=at)


def write_authorities(drafts: Sequence[AuthorityDraft], *, actor: Actor, at: datetime) -> None:
    """Does the work of `add_authorities` inside the caller's open transaction."""
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


def write_authority_change(
    authority: Authority, changes: Mapping[str, tuple[object, object]], *, actor: Actor, at: datetime
) -> None:
    """Changes columns of an authority, given as column -> (before, after), inside the caller's open transaction."""
    for column, (_, value) in changes.items():
        setattr(authority, column, value)
    authority.full_clean()
    authority.save(update_fields=list(changes))
    written = {column: [str(before), str(after)] for column, (before, after) in changes.items()}
    append([EntryDraft(Event.AUTHORITY_CHANGED, actor, at, {"authority": authority.code, "changes": written})])

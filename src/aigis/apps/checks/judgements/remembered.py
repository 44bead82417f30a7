"""What was judged `different` and is remembered: looked up where a check would refer, listed, and revoked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.decryption import subject_key
from aigis.apps.checks.models import Check, Judgement, RememberedPair
from aigis.apps.register.in_memory import past as past_register
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.checks.judgements import DocumentKind, Remembered, SeenDocument
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.person.person import Document

_FIELD = "judgement.document"
_MOST = 200
# Their sight is wider than their organisation: the prosecutor answers for referrals, the auditor for those who judge.
_SEE_ALL = frozenset({Role.PROSECUTOR, Role.AUDITOR})

Asked = tuple[int, bytes]


def remembered(identities: Iterable[Asked], *, at: datetime) -> dict[Asked, dict[UUID, Remembered]]:
    """What is remembered of asked identities, each an organisation and a code, by subject.

    Nothing that was revoked or is over, and nothing of a subject that has changed since, or a ban of whom has.
    """
    wanted = set(identities)
    organisations, codes = {organisation for organisation, _ in wanted}, [code for _, code in wanted]
    rows = RememberedPair.objects.filter(organisation__in=organisations, identity__in=codes)
    pairs = list(_live(rows, at=at)) if wanted else []
    changed = past_register.changed_in({row.subject for row in pairs}) if pairs else {}
    result: dict[Asked, dict[UUID, Remembered]] = {}
    for row in pairs:
        if changed.get(row.subject) == row.changed_in:
            pair = Remembered(row.judgement_id, row.millibits, row.until)
            result.setdefault((row.organisation, bytes(row.identity)), {})[row.subject] = pair
    return result


def _live(rows: QuerySet[RememberedPair], *, at: datetime) -> QuerySet[RememberedPair]:
    return rows.filter(revoked_at=None, until__gt=at).order_by("pk")


def close_document(seen: SeenDocument, check: Check) -> bytes:
    """The stored form of the document a judgement rests on; it goes when what the check found goes."""
    key = subject_key(check.entry)
    return sealed_fields.seal_json(
        key, field=_FIELD, value=[seen.kind.value, seen.document.state, seen.document.number]
    )


def document_of(row: Judgement) -> SeenDocument | None:
    """The document a judgement rests on, opened; None where none was given. Raises Erased where it is gone."""
    if row.document is None:
        return None
    key = subject_key(row.check_made.entry)
    kind, state, number = sealed_fields.open_json(key, field=_FIELD, ciphertext=row.document)
    return SeenDocument(DocumentKind(kind), Document(state, number))


def revoke_pairs(pairs: QuerySet[RememberedPair], *, actor: Actor, at: datetime) -> list[int]:
    """Ends remembered pairs inside the caller's transaction; returns the judgements they were of."""
    live = list(pairs.select_for_update().filter(revoked_at=None).order_by("pk"))
    RememberedPair.objects.filter(pk__in=[row.pk for row in live]).update(revoked_at=at, revoked_by=actor.key)
    return sorted({row.judgement_id for row in live})


@transaction.atomic(durable=True)
def revoke(judgement: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Has a judgement spare nobody any more; raises NotFound outside the actor's sight, Conflict where it does not.

    The judgement itself stays as it was given.
    """
    if not why.strip():
        raise InvalidInput("Explain why you revoke it.", field="why")
    rows = _in_sight(actor).filter(judgement=judgement)
    if not rows.exists():
        raise NotFound("Your organisation has no such judgement.")
    if not revoke_pairs(rows, actor=actor, at=at):
        raise Conflict("This judgement is already revoked.")
    core = {"judgement": judgement, "organisation": rows[0].organisation}
    append([EntryDraft(Event.JUDGEMENT_REVOKED, actor, at, core, {"why": why.strip()})])


@dataclass(frozen=True, slots=True)
class ListedJudgement:
    """A remembered judgement in the list; `state` is `counts`, `changed`, `over` or `revoked`."""

    judgement: Judgement
    organisation: int
    until: datetime
    state: str
    document: SeenDocument | None
    revoked_at: datetime | None
    revoked_by: str


@transaction.atomic(durable=True)
def listed(*, actor: Actor, at: datetime) -> list[ListedJudgement]:
    """The remembered judgements within sight, latest first: of the own organisation, of all for prosecutor and auditor.

    The auditor sees who judged, when and on what kind of document, not its number. The look is an entry.
    """
    rows = list(
        _in_sight(actor).select_related("judgement__check_made__gate__facility").order_by("-judgement", "pk")[:_MOST]
    )
    changed = past_register.changed_in({row.subject for row in rows})
    by_judgement: dict[int, list[RememberedPair]] = {}
    for row in rows:
        by_judgement.setdefault(row.judgement_id, []).append(row)
    opened = actor.role is not Role.AUDITOR
    judgements = [_listed(pairs, changed, opened=opened, at=at) for pairs in by_judgement.values()]
    core = {"judgements": [judgement.judgement.pk for judgement in judgements], "register_version": register_version()}
    append([EntryDraft(Event.JUDGEMENT_LISTED, actor, at, core)])
    return judgements


def _listed(
    pairs: Sequence[RememberedPair], changed: Mapping[UUID, int], *, opened: bool, at: datetime
) -> ListedJudgement:
    first = pairs[0]
    document = document_of(first.judgement)
    if document is not None and not opened:
        document = SeenDocument(document.kind, Document(document.document.state, ""))
    same = any(changed.get(pair.subject) == pair.changed_in for pair in pairs)
    state = "revoked" if first.revoked_at else "over" if first.until <= at else "counts" if same else "changed"
    return ListedJudgement(
        first.judgement, first.organisation, first.until, state, document, first.revoked_at, first.revoked_by
    )


def _in_sight(actor: Actor) -> QuerySet[RememberedPair]:
    rows = RememberedPair.objects.all()
    return rows if actor.role in _SEE_ALL else rows.filter(organisation=actor.organisation)

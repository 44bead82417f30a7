"""Bringing a list into the register: all of its new rows or none, and one entry that says what came of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.register import closing
from aigis.apps.register.actions import BanDraft, write
from aigis.apps.register.models import Authority, Ban, RegisterState
from aigis.core.bans import BanKind
from aigis.core.importing import BanRow, ListedAuthority
from aigis.core.permissions import Actor

_LANGUAGES = ("nl", "fr", "de", "en")


@dataclass(frozen=True, slots=True)
class Source:
    """The list as a file: its name, the SHA-256 of its bytes in hex, how many rows it has and how many are rejected."""

    file: str
    digest: str
    rows: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Sorted:
    """The sound rows of a list: those the register does not hold yet, and those it does or that come twice."""

    new: tuple[BanRow, ...]
    known: tuple[BanRow, ...]


def listed_authorities() -> list[ListedAuthority]:
    """The code list of authorities as reading a list needs it."""
    return [
        ListedAuthority(row.code, BanKind(row.kind), tuple(row.name(language) for language in _LANGUAGES))
        for row in Authority.objects.order_by("code")
    ]


def sort(rows: Sequence[BanRow]) -> Sorted:
    """Tells new rows from known ones; writes nothing."""
    digests = [closing.row_code(row.digest) for row in rows]
    seen = _registered(digests)
    new: list[BanRow] = []
    known: list[BanRow] = []
    for row, digest in zip(rows, digests, strict=True):
        (known if digest in seen else new).append(row)
        seen.add(digest)
    return Sorted(tuple(new), tuple(known))


@transaction.atomic(durable=True)
def import_bans(rows: Sequence[BanRow], *, source: Source, actor: Actor, at: datetime) -> Sorted:
    """Registers the new rows of a list, all or none, and writes what came of it; known rows are left as they are."""
    # The lock every change of the register takes, before the known rows are read: of two imports of one list
    # the second waits here and then finds every row known.
    RegisterState.objects.select_for_update().get(pk=1)
    found = sort(rows)
    if found.new:
        write([_draft(row) for row in found.new], actor=actor, at=at)
    counts = {"new": len(found.new), "known": len(found.known), "rejected": source.rejected}
    core = {"file": source.file, "digest": source.digest, "rows": source.rows, **counts}
    append([Draft("ban.imported", actor, at, core)])
    return found


def _registered(digests: Iterable[bytes]) -> set[bytes]:
    rows = Ban.objects.filter(source_digest__in=list(digests))
    return {bytes(digest) for digest in rows.values_list("source_digest", flat=True) if digest is not None}


def _draft(row: BanRow) -> BanDraft:
    return BanDraft(
        person=row.person,
        kind=row.kind,
        authority=row.authority,
        decision_date=row.decision_date,
        first_day=row.first_day,
        last_day=row.last_day,
        legal_basis=row.legal_basis,
        case_reference=row.case_reference,
        final_on=row.final_on,
        digest=row.digest,
    )

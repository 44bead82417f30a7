"""The register in memory: an immutable view per process, brought up to the register's version before every use."""

import gc
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import Error, connection
from django.db.models import F

from aigis import wiring
from aigis.apps.audit import data_keys
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import saved_view
from aigis.apps.register.in_memory.stored_bans import ChangedBans
from aigis.apps.register.models import RegisterChange, Subject, SubjectVersion
from aigis.apps.register.register_version import RegisterVersion
from aigis.apps.register.storage import encryption
from aigis.core.bans.versions import BanEvent, BanFacts, BanKind, Standing, Version, periods_in_force
from aigis.core.errors import LogRefuses, NoAnswer
from aigis.core.matching import compiled_search
from aigis.core.matching.index import Index
from aigis.core.person.person import Person
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The subjects with bans not yet over, ready for matching, and their bans."""

    at: RegisterVersion
    index: Index
    bans: Mapping[UUID, tuple[BanFacts, ...]]

    @property
    def version(self) -> int:
        """The number of its version."""
        return self.at.number


@dataclass(slots=True)
class _CurrentView:
    """The view of one process and the lock under which it is replaced."""

    view: RegisterView | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_held = _CurrentView()
logger = logging.getLogger("aigis.register")
_CHUNK = 5_000
_MANY = 500  # changed subjects, which a process brings in within a tenth of a second
_LONG = timedelta(days=1)

# Subjects changed since a version, with all versions of each ban that is not yet over.
# Bans still in view are read again on every change of their subject, so one that ended drops out then.
_CHANGED = """
    SELECT s.id, s.person, b.id, b.kind, v.event, v.standing, v.start, v."end", v.counts_from, v.recorded_at
      FROM register_subject s
      LEFT JOIN (register_ban b JOIN register_banversion v ON v.ban_id = b.id AND v.number <= b.version)
             ON b.subject_id = s.id AND (b.ends_at IS NULL OR b.ends_at > %(at)s)
     WHERE s.changed_in > %(since)s AND (b.id IS NOT NULL OR %(since)s >= 0)
     ORDER BY s.id, b.id, v.number
"""


def current(*, at: datetime) -> RegisterView:
    """Returns the view at the register's present version: reads the version, then only what changed since.

    Raises:
        NoAnswer: the database is not known to hold the newest register.
    """
    present = register_version.present()
    view = _held.view
    if view is not None and view.at == present:
        return view
    with _held.lock:
        if _held.view is not None and _held.view.version >= present.number:
            present = register_version.present()  # another thread may have read a later one meanwhile
        if _held.view is None:
            _held.view = _saved()
        if _held.view is not None and not register_version.is_ancestor(_held.view.at):
            logger.error("the register held is not part of the database's history: loaded again")
            _held.view = None
        if _held.view is None or _held.view.at != present:
            _held.view = _caught_up(_held.view, present=present, at=at)
        return _held.view


def warm(*, at: datetime, turn: AbstractContextManager[None]) -> None:
    """Loads the view before the first check needs it, where the database answers; otherwise that check will.

    The search is compiled in the process's `turn`.
    """
    try:
        current(at=at)
    except (Error, NoAnswer):
        return
    finally:
        connection.close()
        with turn:
            compiled_search.warm()


def preload() -> None:
    """Maps the saved view, if there is one, for processes that are forked from this one; they bring it up to date."""
    try:
        _held.view = _saved()
    except Exception as failed:  # each process finds out for itself, when the first check comes
        logger.warning("the saved register was not mapped before processes were forked: %s", type(failed).__name__)
    finally:
        data_keys.clear()
        wiring.key_store().close()


def save(*, at: datetime) -> bool:
    """Saves the register for processes that start later, where what is saved lacks a day's or many changes.

    Tells whether it did. Takes as long as building the index.
    """
    saved, view = saved_view.saved_version(), current(at=at)
    is_usable = saved is not None and register_version.is_ancestor(saved)
    if saved is not None and is_usable and (saved.number == view.version or not _is_outdated(saved, at=at)):
        return False
    saved_view.save(view.at, view.index, view.bans)
    return True


def clear() -> None:
    """Drops this process's view; the next use loads it anew."""
    register_version.clear()
    with _held.lock:
        _held.view = None


def _saved() -> RegisterView | None:
    saved = saved_view.load()
    return RegisterView(saved.at, saved.index, saved.bans) if saved else None


def _is_outdated(saved: RegisterVersion, *, at: datetime) -> bool:
    """Tells whether many subjects changed since a version, or the first of them long ago."""
    changed = Subject.objects.filter(changed_in__gt=saved.number)
    first = RegisterChange.objects.filter(number__gt=saved.number).order_by("number").first()
    return changed.count() >= _MANY or (first is not None and first.at <= at - _LONG)


def _caught_up(view: RegisterView | None, *, present: RegisterVersion, at: datetime) -> RegisterView:
    if view is None:
        bans: dict[UUID, tuple[BanFacts, ...]] = {}
        first = Index.build(_standing(_changed(since=-1, at=at), bans), version=present.number)
        gc.freeze()  # it stays for good: the collector need not walk half a million subjects again and again
        return RegisterView(present, first, bans)
    persons: dict[UUID, Person | None] = {}
    changed: dict[UUID, tuple[BanFacts, ...] | None] = {}
    for subject, person, facts in _changed(since=view.version, at=at):
        persons[subject], changed[subject] = (person, facts) if facts else (None, None)
    return RegisterView(
        present, view.index.updated(persons, version=present.number), ChangedBans.of(view.bans, changed)
    )


def _standing(
    rows: Iterator[tuple[UUID, Person, tuple[BanFacts, ...]]], bans: dict[UUID, tuple[BanFacts, ...]]
) -> Iterator[tuple[UUID, Person]]:
    """Yields the subjects that have bans and notes these, in one pass over the rows."""
    for subject, person, facts in rows:
        if facts:
            bans[subject] = facts
            yield subject, person


def _changed(*, since: int, at: datetime) -> Iterator[tuple[UUID, Person, tuple[BanFacts, ...]]]:
    subjects = ((subject, list(rows)) for subject, rows in groupby(_rows(since=since, at=at), key=itemgetter(0)))
    while some := list(islice(subjects, _CHUNK)):
        known_keys = data_keys.known([encryption.scope(subject) for subject, _ in some])
        for subject, rows in some:
            facts = tuple(_facts(rows))
            key = known_keys.get(encryption.scope(subject), encryption.GONE)
            if facts and key == encryption.GONE:
                raise LogRefuses(f"The key of subject {subject} is gone, but a ban on it is not over. See the runbook.")
            yield subject, _open_person(subject, key, rows[0][1]), facts


def _open_person(subject: UUID, key: bytes, closed: Any) -> Person:
    """Opens a subject's identity; where its row is damaged, the copy that its last version keeps.

    Raises:
        LogRefuses: neither opens; the sentence names the row.
    """
    if key == encryption.GONE:
        return encryption.erased_person()
    try:
        return encryption.open_stored_person(key, closed)
    except LogRefuses:  # only now: to ask the database costs many times what opening does
        copies = SubjectVersion.objects.filter(subject=subject, number=F("subject__version")).values_list("person")
    for (stored,) in copies:
        try:
            person = encryption.open_stored_person(key, stored)
        except LogRefuses:
            continue
        logger.error("The identity in register_subject %s is damaged; that of its version is used.", subject)
        return person
    raise LogRefuses(f"The identity in register_subject {subject} does not open. See the runbook.")


def _facts(rows: Iterable[tuple[Any, ...]]) -> Iterator[BanFacts]:
    """The bans of one subject, each computed from its versions; a subject without bans has one row without any."""
    for ban, versions in groupby(rows, key=itemgetter(2, 3)):
        if ban[0] is not None:
            yield BanFacts(str(ban[0]), BanKind(ban[1]), periods_in_force([_version(row) for row in versions]))


def _version(row: tuple[Any, ...]) -> Version:
    event, standing, start, end, counts_from, recorded_at = row[4:]
    return Version(BanEvent(event), Period(start, end), Standing(standing), counts_from, recorded_at)


def _rows(*, since: int, at: datetime) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHANGED, {"since": since, "at": at})
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows

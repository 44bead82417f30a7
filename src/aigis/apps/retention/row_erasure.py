"""The columns and rows that go beside the keys: emptied, so that nothing is left that an old key could open.

The log's own rows and those of checks stay as they are, but for who acted: without their key they are noise, and a log
that is not written to again is easier to believe.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from aigis.apps.audit.models import Erasure
from aigis.apps.checks.models import Check, Judgement, Outcome, RememberedPair
from aigis.apps.notices.models import AttemptResult, Notice
from aigis.apps.probing.models import ProbingFinding
from aigis.apps.register.models import (
    Ban,
    BanVersion,
    Detention,
    LookUp,
    Proposal,
    Subject,
    SubjectCode,
    SubjectVersion,
    Upload,
)
from aigis.apps.rosters.models import (
    AnnouncedPerson,
    Announcement,
    HostLink,
    ListScreening,
    ListScreeningPart,
    RosterEntry,
    RosterUpload,
)
from aigis.core.privacy.retention import HoldFacts, HoldKind, Kept, MonthOf, month_of


def remove(erasure: Erasure, holds: Sequence[HoldFacts]) -> dict[str, int]:
    """Empties, in the caller's open transaction, what a decision erases beside its keys; gives how many by class."""
    scopes = list(erasure.scopes.values_list("scope", flat=True))
    subjects = [UUID(scope.partition(":")[2]) for scope in scopes if scope.startswith("subject:")]
    removed = {Kept.SUBJECTS.value: _subjects(subjects)}
    for month in filter(None, map(month_of, scopes)):
        work = _OF_MONTH.get(month.kept)
        if work is not None:
            removed[month.kept.value] = removed.get(month.kept.value, 0) + work(month)
    for name, until in erasure.rows.items():
        removed[name] = _emptied(Kept(name), until=datetime.fromisoformat(until), holds=holds)
    return {name: count for name, count in removed.items() if count}


def count(kept_class: Kept, *, until: datetime, holds: Sequence[HoldFacts]) -> int:
    """How many rows of a class without keys of their own are older than an instant, holds left out."""
    rows = _entries(until, holds) if kept_class is Kept.ROSTER_ENTRIES else _notices(until, holds)
    return rows.count()


def _entries(until: datetime, holds: Sequence[HoldFacts]) -> QuerySet[RosterEntry]:
    rows = RosterEntry.objects.filter(removed_at__lte=until).exclude(person=b"")
    return rows.exclude(_held("removed_at", holds))


def _notices(until: datetime, holds: Sequence[HoldFacts]) -> QuerySet[Notice]:
    rows = Notice.objects.exclude(state=Notice.State.WAITING).exclude(body="").filter(posted_at__lte=until)
    return rows.exclude(_held("posted_at", holds))


def _held(column: str, holds: Sequence[HoldFacts]) -> Q:
    """The rows whose instant lies in a period that is held."""
    held = Q(pk__in=[])
    for hold in holds:
        if hold.kind is HoldKind.PERIOD:
            held |= Q(**{f"{column}__gte": hold.start, f"{column}__lt": hold.end})
    return held


def _emptied(kept_class: Kept, *, until: datetime, holds: Sequence[HoldFacts]) -> int:
    if kept_class is Kept.ROSTER_ENTRIES:
        return _entries(until, holds).update(person=b"")
    AttemptResult.objects.filter(attempt__notice__in=_notices(until, holds).values("pk")).update(answer="")
    return _notices(until, holds).update(address="", recipient="", secret=None, subject="", body="")


def _subjects(subjects: Sequence[UUID]) -> int:
    """Empties what says who a subject was and takes away all by which it is found; its bans stay as days and dates."""
    for rows in (SubjectCode, SubjectVersion, Detention):
        rows.objects.filter(subject__in=subjects).delete()
    Proposal.objects.filter(Q(subject__in=subjects) | Q(other__in=subjects)).delete()
    RememberedPair.objects.filter(subject__in=subjects).delete()
    BanVersion.objects.filter(ban__closed_by__in=subjects).update(ground=b"")
    Ban.objects.filter(subject__in=subjects).update(source_digest=None)
    return Subject.objects.filter(pk__in=subjects).update(person=b"")


def _look_ups(month: MonthOf) -> int:
    rows = LookUp.objects.filter(at__gte=month.start, at__lt=month.end)
    rows.exclude(justification=None).update(justification=b"")
    rows.exclude(review=None).update(review=b"")
    return rows.update(closed=b"")


def _uploads(month: MonthOf) -> int:
    rows = Upload.objects.filter(at__gte=month.start, at__lt=month.end)
    rows.exclude(report=None).update(report=b"")
    lists = ListScreening.objects.filter(at__gte=month.start, at__lt=month.end)
    ListScreeningPart.objects.filter(screening__in=lists.values("pk")).update(results=b"")
    announced = Announcement.objects.filter(at__gte=month.start, at__lt=month.end)
    AnnouncedPerson.objects.filter(announcement__in=announced.values("pk")).update(person=b"")
    announced.update(host=b"")
    HostLink.objects.filter(at__gte=month.start, at__lt=month.end).update(host=b"")
    RosterUpload.objects.filter(at__gte=month.start, at__lt=month.end).update(file=b"")
    return rows.update(file=b"", columns={}) + lists.update(file=b"")


def _actors(month: MonthOf) -> int:
    """Empties who acted where a row repeats it: the log's own column is emptied where the erasure is finished."""
    checks = Check.objects.filter(checked_at__gte=month.start, checked_at__lt=month.end)
    Outcome.objects.filter(reported_at__gte=month.start, reported_at__lt=month.end).update(actor_key="")
    judged = Judgement.objects.filter(judged_at__gte=month.start, judged_at__lt=month.end)
    judged.update(actor_key="")
    judged.exclude(document=None).update(document=b"")
    LookUp.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")
    ListScreening.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")
    Announcement.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")
    ProbingFinding.objects.filter(found_at__gte=month.start, found_at__lt=month.end).update(actor_key="")
    HostLink.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")
    RosterUpload.objects.filter(at__gte=month.start, at__lt=month.end).update(actor_key="")
    return checks.update(actor_key="", request_key=None, request_digest=None)


_OF_MONTH: Mapping[Kept, Callable[[MonthOf], int]] = {
    Kept.LOOK_UPS: _look_ups,
    Kept.UPLOADS: _uploads,
    Kept.LOG: _actors,
}

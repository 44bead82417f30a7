"""Screening a stretch of a roster in rounds that each end durably: any worker of any machine takes the next stretch.

Whoever resembles nobody in the register is compared and no more; whoever resembles somebody, or is not clear now, is
checked as at a gate. What was said of every entry is kept in a block and bound by the root in the log.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Min, QuerySet

from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.comparison import compare
from aigis.apps.rosters import roster_checks
from aigis.apps.rosters.actions import record_verdicts
from aigis.apps.rosters.contents import standing
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import UNCHECKED, Roster, RosterEntry, ScreenedRows, Screening, ScreeningPart
from aigis.core.audit.event_names import Event
from aigis.core.checks.screened_rows import ScreenedRow, block_root, encode, root_of
from aigis.core.values import Verdict

ROUND = 1_000
PART = 20_000  # entries of a stretch
# A stretch that has not moved for so long died with its worker, or waits still: it is put into the queue again.
STALLED_AFTER = timedelta(seconds=8)

Clock = Callable[[], datetime]


def add_parts(screening: Screening, *, at: datetime) -> None:
    """Divides the roster of a new screening into stretches, in the open transaction; an empty roster has one."""
    entries = standing(screening.roster)
    bounds = list(_bounds(entries.order_by("pk"))) or [(0, 0)]
    ScreeningPart.objects.bulk_create(
        ScreeningPart(
            screening=screening, number=number, first=first, last=last, reached=max(0, first - 1), moved_at=at
        )
        for number, (first, last) in enumerate(bounds)
    )


def _bounds(entries: QuerySet[RosterEntry]) -> Sequence[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    reached = 0
    while True:
        stretch = entries.filter(pk__gt=reached).values("pk")[:PART]
        ends = RosterEntry.objects.filter(pk__in=stretch).aggregate(first=Min("pk"), last=Max("pk"))
        if ends["first"] is None:
            return bounds
        bounds.append((ends["first"], ends["last"]))
        reached = ends["last"]


def run_part(part: int, *, clock: Clock) -> None:
    """Screens to the end of a stretch; begun again after an interruption, it goes on where it was.

    It lasts a while, so each round has its own instant.
    """
    row = ScreeningPart.objects.select_related("screening__roster__gate__facility__port").get(pk=part)
    roster = row.screening.roster
    while row.ended_at is None and _is_going_on(row):
        entries = list(standing(roster).filter(pk__gt=row.reached, pk__lte=row.last).order_by("pk")[:ROUND])
        verdicts = screen_entries(roster, entries, at=clock())
        if not _advance(row, entries, verdicts, at=clock()):
            return


def _is_going_on(part: ScreeningPart) -> bool:
    return Screening.objects.filter(pk=part.screening_id, state=Screening.State.RUNNING, ended_at=None).exists()


def screen_entries(roster: Roster, entries: Sequence[RosterEntry], *, at: datetime) -> list[Verdict]:
    """Returns the verdict on each entry; those that resemble somebody, or are not clear, are checked in full."""
    if not entries:
        return []
    key = data_keys.key(scope(roster))
    compared = compare([open_entry(key, entry) for entry in entries], at=at)
    settled, others = list[RosterEntry](), list[RosterEntry]()
    for entry, is_unlike_all in zip(entries, compared.unlike_all, strict=True):
        is_settled = is_unlike_all and entry.verdict in ("", Verdict.CLEAR.value)
        (settled if is_settled else others).append(entry)
    _record_clear(roster, settled, compared.register_version, at=at)
    verdicts = dict.fromkeys((entry.pk for entry in settled), Verdict.CLEAR)
    checked = roster_checks.check_entries(roster, others, at=at)
    verdicts |= {entry.pk: verdict for entry, verdict in zip(others, checked, strict=True)}
    return [verdicts[entry.pk] for entry in entries]


def _record_clear(roster: Roster, settled: Sequence[RosterEntry], version: int, *, at: datetime) -> None:
    """Records `clear` of the entries that had no verdict on their present details; of the others it stands."""
    fresh = [(entry, Verdict.CLEAR) for entry in settled if not entry.verdict or entry.verdict_version == UNCHECKED]
    if fresh:
        actor = roster_checks.system_actor(roster)
        record_verdicts(roster, fresh, register_version=version, actor=actor, at=at)


@transaction.atomic(durable=True)
def _advance(part: ScreeningPart, entries: Sequence[RosterEntry], verdicts: Sequence[Verdict], *, at: datetime) -> bool:
    """Notes how far the stretch is; after the last one, that the screening ended.

    False where another runner was faster, or the screening was cancelled meanwhile.
    """
    screening = Screening.objects.select_for_update().get(pk=part.screening_id)
    if not ScreeningPart.objects.filter(pk=part.pk, reached=part.reached, ended_at=None).exists():
        return False
    part.moved_at = at
    part.done += len(entries)
    if entries:
        part.reached = entries[-1].pk
        _keep_rows(screening, entries, verdicts)
    if len(entries) < ROUND:
        part.ended_at = at
    part.save(update_fields=["reached", "done", "moved_at", "ended_at"])
    denied, refer = verdicts.count(Verdict.DENIED), verdicts.count(Verdict.REFER)
    Screening.objects.filter(pk=screening.pk).update(
        done=F("done") + len(entries), denied=F("denied") + denied, refer=F("refer") + refer, moved_at=at
    )
    if part.ended_at and not ScreeningPart.objects.filter(screening=screening, ended_at=None).exists():
        _finish(screening, at=at)
    return True


def _keep_rows(screening: Screening, entries: Sequence[RosterEntry], verdicts: Sequence[Verdict]) -> None:
    rows = [
        ScreenedRow.of(entry.pk, verdict, bytes(entry.person)) for entry, verdict in zip(entries, verdicts, strict=True)
    ]
    ScreenedRows.objects.create(screening=screening, first=entries[0].pk, rows=encode(rows), root=block_root(rows))


def _finish(screening: Screening, *, at: datetime) -> None:
    """Ends a screening whose stretches have all ended, and binds what it said by the root over its blocks."""
    screening.refresh_from_db()
    screening.ended_at, screening.state = at, Screening.State.DONE
    screening.save(update_fields=["ended_at", "state"])
    blocks = ScreenedRows.objects.filter(screening=screening).order_by("first")
    root = root_of([bytes(root) for root in blocks.values_list("root", flat=True)])
    actor, job = roster_checks.system_actor(screening.roster), str(screening.pk)
    ended = {"screening": job, "done": screening.done, "denied": screening.denied, "refer": screening.refer}
    committed = {"screening": job, "rows": screening.done, "root": root.hex()}
    append(
        [
            EntryDraft(Event.SCREENING_ENDED, actor, at, {**ended, "failed": 0}),
            EntryDraft(Event.SCREENING_COMMITTED, actor, at, committed),
        ]
    )


def stalled_parts(*, at: datetime) -> list[int]:
    """Stretches whose worker died, and those that wait for one."""
    rows = ScreeningPart.objects.filter(ended_at=None, moved_at__lt=at - STALLED_AFTER)
    rows = rows.exclude(screening__state=Screening.State.PAUSED)
    return list(rows.order_by("pk").values_list("pk", flat=True))

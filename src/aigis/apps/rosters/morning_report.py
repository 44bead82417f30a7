"""The morning report of an organisation's rosters: whose verdict changed since yesterday, what needs a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from aigis import wiring
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.actions import NoticeRecipient, Posting, post_all
from aigis.apps.rosters.models import Roster, RosterChange, RosterEntry, RosterUpload
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import BRUSSELS, day_of
from aigis.core.messages.register_messages import RosterReported
from aigis.core.values import Verdict

HOUR = time(6)  # in Brussels; no clock change touches it
_A_DAY = timedelta(days=1)
MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class MorningReport:
    """What changed since `since`, the newest first, and what waits for somebody."""

    since: datetime
    changes: Sequence[RosterChange]
    referred: Sequence[RosterEntry]
    outdated: Sequence[Roster]
    uploads: Sequence[RosterUpload]

    @property
    def decisions(self) -> int:
        """How many things need a decision."""
        return len(self.referred) + len(self.outdated) + len(self.uploads)


def _report(organisation: int, *, at: datetime) -> MorningReport:
    since = datetime.combine(day_of(at), HOUR, tzinfo=BRUSSELS) - _A_DAY
    changes = RosterChange.objects.filter(roster__organisation=organisation, since__gte=since)
    referred = RosterEntry.objects.filter(
        roster__organisation=organisation, removed_at=None, verdict=Verdict.REFER.value
    )
    outdated = Roster.objects.filter(organisation=organisation, valid_until__lt=day_of(at))
    uploads = RosterUpload.objects.filter(roster__organisation=organisation, decided_at=None)
    return MorningReport(
        since,
        list(changes.select_related("roster").order_by("-since", "-pk")[:MOST_CHANGES]),
        list(referred.select_related("roster").defer("person").order_by("roster__name", "ref")[:MOST_CHANGES]),
        list(outdated.order_by("name")),
        list(uploads.select_related("roster").defer("file").order_by("-at")),
    )


@transaction.atomic(durable=True)
def read_report(*, actor: Actor, at: datetime) -> MorningReport:
    """The report of the actor's organisation as it is now; showing any change is an entry of the log."""
    report = _report(actor.organisation, at=at)
    changed = {change.roster.name for change in report.changes}
    names = sorted(changed | {entry.roster.name for entry in report.referred})
    if names:
        append([EntryDraft(Event.ROSTER_READ, actor, at, {"rosters": names})])
    return report


def send_reports(*, at: datetime) -> int:
    """Mails the reports that are due, once a day and organisation, if there is anything to tell; returns how many."""
    today = day_of(at)
    if at < datetime.combine(today, HOUR, tzinfo=BRUSSELS):
        return 0
    due = Roster.objects.filter(Q(reported_on=None) | Q(reported_on__lt=today))
    organisations = sorted(set(due.values_list("organisation", flat=True)))
    return sum(_send(actor=Actor("system", "morning-report", None, number), at=at) for number in organisations)


@transaction.atomic(durable=True)
def _send(*, actor: Actor, at: datetime) -> bool:
    """Writes the report of the actor's organisation to its mailbox; False if there is nothing to tell."""
    rosters = Roster.objects.filter(organisation=actor.organisation).order_by("pk")
    locked = list(rosters.select_for_update(of=("self",), no_key=True).select_related("organisation"))
    if all(row.reported_on == day_of(at) for row in locked):
        return False  # another worker was faster
    rosters.update(reported_on=day_of(at))
    mailbox, report = locked[0].organisation.mailbox, _report(actor.organisation, at=at)
    if not mailbox or not (report.changes or report.decisions):
        return False
    page = f"{wiring.environment().url}/rosters/report/"
    message = RosterReported(at=at, changes=len(report.changes), decisions=report.decisions, page=page)
    post_all([Posting([NoticeRecipient("mail", mailbox)], message, source=actor.organisation)], at=at)
    return True

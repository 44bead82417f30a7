"""Who is told of probing at once: the police's desks and the auditors."""

from datetime import datetime
from uuid import UUID

from aigis import wiring
from aigis.apps.alerts.models import Desk
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.people.models import Organisation, User
from aigis.core.access.permissions import Role
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.checks.probe_patterns import ProbingRule
from aigis.core.messages.probing_messages import ProbingFound


def notify_found(finding: UUID, rule: ProbingRule, *, gate: str, at: datetime) -> None:
    """Posts a finding to every police desk and to every auditor or the auditors' office."""
    page = f"{wiring.environment().url}/probing/#{finding}"
    message = ProbingFound(at=at, id=str(finding), rule=rule.value, gate=gate, page=page)
    post([NoticeRecipient("mail", address) for address in sorted(_addresses())], message, at=at)


def _addresses() -> set[str]:
    desks = Desk.objects.filter(kind=DeskKind.POLICE.value, removed_at=None).values_list("mailbox", flat=True)
    auditors = User.objects.filter(role=Role.AUDITOR.value, is_active=True)
    offices = Organisation.objects.filter(pk__in=auditors.values("organisation")).values_list("mailbox", flat=True)
    return {address for address in (*desks, *offices, *auditors.values_list("email", flat=True)) if address}

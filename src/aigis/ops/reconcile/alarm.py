"""Tells two addresses outside, through a mail server of its own, what differs; again after an hour while it lasts."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aigis.adapters.mail import SmtpMessenger
from aigis.core.ports import DeliveryFailed
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.memory import ReconcilerMemory

AGAIN_AFTER = timedelta(hours=1)
_NAMED = 50  # differences in one mail


@dataclass(frozen=True, slots=True)
class AlarmLetter:
    """A mail that names the differences, and no person."""

    id: str
    subject: str
    body: str
    kind: str = "reconcile.alarm"


@dataclass(frozen=True, slots=True)
class AlarmChannel:
    """Where alarms go: addresses, and the mail server that takes them; without a server they are only printed."""

    addresses: Sequence[str]
    smtp_url: str
    sender: str

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "AlarmChannel":
        """Reads AIGIS_ALARM_ADDRESSES, AIGIS_ALARM_SMTP_URL (or AIGIS_SMTP_URL) and AIGIS_SENDER."""
        addresses = [part.strip() for part in environ.get("AIGIS_ALARM_ADDRESSES", "").split(",") if part.strip()]
        server = environ.get("AIGIS_ALARM_SMTP_URL") or environ.get("AIGIS_SMTP_URL", "")
        return cls(addresses, server, environ.get("AIGIS_SENDER", "aigis@localhost"))

    def send(self, letter: AlarmLetter) -> int:
        """Sends to every address; returns how many took it."""
        if not self.smtp_url:
            return 0
        messenger = SmtpMessenger(url=self.smtp_url, sender=self.sender)
        return sum(self._deliver(messenger, address, letter) for address in self.addresses)

    def _deliver(self, messenger: SmtpMessenger, address: str, letter: AlarmLetter) -> bool:
        try:
            messenger.deliver(address, letter)
        except DeliveryFailed as failed:
            print(f"aigis: the alarm did not reach {address}: {failed}", file=sys.stderr, flush=True)
            return False
        return True


def raise_alarm(
    differences: Sequence[Difference], memory: ReconcilerMemory, channel: AlarmChannel, *, at: datetime
) -> int:
    """Prints and mails what is new or was last told an hour ago; returns how many differences that were."""
    now = at.timestamp()
    present = {f"{difference.kind} {difference.about}": difference for difference in differences}
    for name in memory.announced.keys() - present.keys():
        print(f"aigis: over: {name}", flush=True)
        del memory.announced[name]
    due = [name for name in present if now - memory.announced.get(name, 0.0) >= AGAIN_AFTER.total_seconds()]
    if not due:
        return 0
    for name in due:
        print(f"aigis: DIFFERENCE {present[name]}", flush=True)
    channel.send(_letter([present[name] for name in due], at=at))
    memory.announced |= dict.fromkeys(due, now)
    return len(due)


def _letter(differences: Sequence[Difference], *, at: datetime) -> AlarmLetter:
    lines = [str(difference) for difference in differences[:_NAMED]]
    if len(differences) > _NAMED:
        lines.append(f"… and {len(differences) - _NAMED} more")
    text = "\n".join(["What the system does is not what its log holds:", "", *lines, "", f"Found at {at.isoformat()}."])
    return AlarmLetter(
        hashlib.sha256(text.encode()).hexdigest()[:32], f"Aigis: {len(differences)} differences from the log", text
    )

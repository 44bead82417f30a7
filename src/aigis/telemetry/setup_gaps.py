"""What an installation in production still lacks though it runs: said at the start, on the pages, in the figures."""

import ctypes
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

BACKUP_EVERY = timedelta(hours=26)  # a day, and two hours in which tonight's may run late
CLOCK_MAY_DIFFER = timedelta(seconds=1)
_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 256  # more than the structure has; all zero: nothing is set


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


class SetupGap(StrEnum):
    """One thing that is missing."""

    SMTP = "smtp"
    TLS = "tls"
    WITNESSES = "witnesses"
    BACKUP = "backup"
    CLOCK = "clock"


SENTENCES: Mapping[SetupGap, str] = {
    SetupGap.SMTP: _("No mail server is set: no alert, reminder or invitation leaves by mail. Set AIGIS_SMTP_URL."),
    SetupGap.TLS: _("People reach Aigis without TLS. Put a proxy in front and set AIGIS_URL to its https address."),
    SetupGap.WITNESSES: _("No witness cosigns the log: nobody else vouches for it. Set AIGIS_WITNESS_POLICY."),
    SetupGap.BACKUP: _("No backup is known of the last 26 hours. Run 'aigis backup' nightly and 'aigis drill' weekly."),
    SetupGap.CLOCK: _("The clock is not synchronised, or differs from the database's by over a second. Start NTP."),
}


def gaps_of_settings(environ: Mapping[str, str]) -> Iterator[SetupGap]:
    """Yields what the settings leave out; nothing outside production."""
    if not is_production(environ):
        return
    if not environ.get("AIGIS_SMTP_URL"):
        yield SetupGap.SMTP
    if not environ.get("AIGIS_URL", "").startswith("https://"):
        yield SetupGap.TLS
    if not environ.get("AIGIS_WITNESS_POLICY"):
        yield SetupGap.WITNESSES


def is_production(environ: Mapping[str, str]) -> bool:
    """Tells whether it is an installation in production: a demo lacks nothing."""
    return environ.get("AIGIS_MODE", "production") == "production"


def lacks_backup(made_at: datetime | None, *, at: datetime) -> bool:
    """Tells whether the last known backup is too old."""
    return made_at is None or at - made_at > BACKUP_EVERY


def is_clock_wrong(database: datetime, ours: datetime) -> bool:
    """Tells whether our clock is not synchronised or differs from the database's, both read at once."""
    return abs(database - ours) > CLOCK_MAY_DIFFER or is_unsynchronised()


def is_unsynchronised() -> bool:
    """Tells whether the kernel says so; False if it does not tell (adjtimex(2), which a sandbox may refuse)."""
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return state == _TIME_ERROR


def read_clocks(ask: Callable[[], datetime]) -> tuple[datetime, datetime]:
    """Returns what another clock says when asked, and ours in the middle of asking."""
    before = datetime.now(UTC)
    other = ask()
    return other, before + (datetime.now(UTC) - before) / 2

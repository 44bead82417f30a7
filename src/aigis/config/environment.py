"""What the environment says, read once and validated: every setting of an installation is here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from aigis.config.identity_provider import OidcSettings, read_oidc
from aigis.core.alerts.escalation import JOINED_WITHIN, USUAL_WAIT
from aigis.core.bans.reminder_schedule import SCHEDULES, Schedule
from aigis.core.bans.versions import BanKind
from aigis.core.errors import InvalidInput
from aigis.core.privacy.retention import Kept, periods
from aigis.core.tlog.policy import Policy
from aigis.core.webhooks.target import Networks, read_networks
from aigis.telemetry import logs
from aigis.telemetry.listener import USUAL, parse_address

MODES = ("production", "demo", "test")
# A server that vanishes without a word is noticed in seconds; the URL may say otherwise.
_PATIENCE = {
    "application_name": "aigis",
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_SEVERAL_SERVERS = (
    "AIGIS_DATABASE_URL names several servers: add target_session_attrs=read-write, so that the primary is used."
)
_LIBPQ_TO_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@dataclass(frozen=True, slots=True)
class Environment:
    """The validated settings. Paths are absolute; addresses are URLs."""

    mode: str
    database: Mapping[str, Any]
    keys: Path
    signer: Path | None
    data: Path
    url: str
    hosts: tuple[str, ...]
    smtp_url: str
    sender: str
    log_origin: str
    witness_policy: Policy
    reminders: Mapping[BanKind, Schedule]
    keys_database: str
    retention: Mapping[Kept, timedelta]
    erases_daily: bool
    second_factor: bool
    trusted_proxies: int
    identity_wait: timedelta
    alert_join: timedelta
    look_back: timedelta
    webhook_networks: Networks
    alert_wait: timedelta
    tiles: str
    tiles_key: str
    tiles_secret: str
    metrics: tuple[str, int] | None
    log_level: str
    log_format: str
    oidc: OidcSettings
    signed_acts: bool
    restrains_probing: bool
    key_limit: int
    kiosk_pin: bool
    kiosk_lock: timedelta
    key_check_limit: int

    @property
    def secret_key(self) -> str:
        """Django's signing key, from its file."""
        return (self.keys / "django.key").read_text()

    @property
    def signer_public(self) -> Path:
        """The folder of what the signer shows to every process; beside the keys where it has no folder of its own."""
        return self.signer / "public" if self.signer else self.keys

    @property
    def https(self) -> bool:
        """Tells whether people reach this installation over HTTPS."""
        return self.url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Reads AIGIS_* variables; raises ImproperlyConfigured with the variable's name and what to give it."""
    mode = environ.get("AIGIS_MODE", "production")
    if mode not in MODES:
        raise ImproperlyConfigured(f"AIGIS_MODE is '{mode}': give one of {', '.join(MODES)}.")
    log_level, log_format = _log(environ)
    data = Path(environ.get("AIGIS_DATA", ".aigis/data")).absolute()
    url = environ.get("AIGIS_URL", "http://127.0.0.1:8000").rstrip("/")
    return Environment(
        mode=mode,
        database=_database(environ.get("AIGIS_DATABASE_URL", "")),
        keys=Path(environ.get("AIGIS_KEYS", data / "keys")).absolute(),
        signer=Path(environ["AIGIS_SIGNER_KEYS"]).absolute() if environ.get("AIGIS_SIGNER_KEYS") else None,
        data=data,
        url=url,
        hosts=tuple(environ.get("AIGIS_HOSTS", _hosts(url, mode)).split(",")),
        smtp_url=environ.get("AIGIS_SMTP_URL", ""),
        sender=environ.get("AIGIS_SENDER", "aigis@localhost"),
        log_origin=environ.get("AIGIS_LOG_ORIGIN", "aigis.example/log"),
        witness_policy=_policy(environ.get("AIGIS_WITNESS_POLICY", "")),
        reminders=MappingProxyType({kind: _schedule(environ, kind) for kind in BanKind}),
        keys_database=environ.get("AIGIS_KEYS_DATABASE_URL", ""),
        retention=_retention(environ),
        erases_daily=_switch(environ, "AIGIS_RETENTION", usual="on"),
        second_factor=_switch(environ, "AIGIS_SECOND_FACTOR", usual="on" if mode == "production" else "off"),
        trusted_proxies=_number(environ, "AIGIS_TRUSTED_PROXIES", usual=int(url.startswith("https://")), most=9),
        identity_wait=timedelta(
            hours=_number(environ, "AIGIS_NEW_IDENTITY_WAIT_HOURS", usual=24 if mode == "production" else 0, most=168)
        ),
        webhook_networks=_networks(environ.get("AIGIS_WEBHOOK_NETWORKS", "")),
        look_back=timedelta(hours=_number(environ, "AIGIS_LOOK_BACK_HOURS", usual=24, most=168)),
        alert_join=_minutes(environ, "AIGIS_ALERT_JOIN_MINUTES", usual=JOINED_WITHIN),
        alert_wait=_minutes(environ, "AIGIS_ALERT_WAIT_MINUTES", usual=USUAL_WAIT),
        tiles=environ.get("AIGIS_TILES", ""),
        tiles_key=environ.get("AIGIS_TILES_KEY", ""),
        tiles_secret=environ.get("AIGIS_TILES_SECRET", ""),
        metrics=_metrics(environ),
        log_level=log_level,
        log_format=log_format,
        oidc=read_oidc(environ, mode=mode),
        signed_acts=_switch(environ, "AIGIS_SIGNED_ACTS", usual="off"),
        # In a demo everybody tries names, with one key: what they do is shown, and holds nothing up.
        restrains_probing=_switch(environ, "AIGIS_PROBING_RESTRAINT", usual="off" if mode == "demo" else "on"),
        kiosk_pin=_switch(environ, "AIGIS_KIOSK_PIN", usual="off"),
        kiosk_lock=_minutes(environ, "AIGIS_KIOSK_LOCK_MINUTES", usual=timedelta(minutes=5)),
        key_limit=_number(environ, "AIGIS_KEY_LIMIT", usual=6_000, most=1_000_000),
        key_check_limit=_number(environ, "AIGIS_KEY_CHECK_LIMIT", usual=60_000, most=1_000_000),
    )


def _networks(text: str) -> Networks:
    try:
        return read_networks(text)
    except ValueError:
        raise ImproperlyConfigured("AIGIS_WEBHOOK_NETWORKS: give networks like 10.1.0.0/16, fd00:1::/48.") from None


def _metrics(environ: Mapping[str, str]) -> tuple[str, int] | None:
    """The address of the listener for figures."""
    try:
        return parse_address(environ.get("AIGIS_METRICS", USUAL))
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from None


def _log(environ: Mapping[str, str]) -> tuple[str, str]:
    """Level and form of the log."""
    try:
        return logs.read_settings(environ)
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from None


def _hosts(url: str, mode: str) -> str:
    host = url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    return host if mode == "production" else f"{host},127.0.0.1,localhost,[::1],testserver"


def _policy(path: str) -> Policy:
    """The witnesses that are asked to cosign the log, from a file in the form of C2SP tlog-policy; none without it."""
    try:
        return Policy.parse(Path(path).read_bytes().decode()) if path else Policy()
    except (OSError, ValueError, InvalidInput) as wrong:
        raise ImproperlyConfigured(f"AIGIS_WITNESS_POLICY cannot be used: {wrong}") from None


def _schedule(environ: Mapping[str, str], kind: BanKind) -> Schedule:
    """The schedule of reminders for a kind of ban: days before its last day, and after how many days one goes up."""
    name, usual = f"AIGIS_REMINDERS_{kind.name}", SCHEDULES[kind]
    days, up_after = environ.get(name, ""), environ.get(f"{name}_UP_AFTER", "")
    try:
        days_before = tuple(int(part) for part in days.split(",")) if days else usual.days
        return Schedule(days_before, int(up_after) if up_after else min(usual.up_after, days_before[0]))
    except ValueError as wrong:
        raise ImproperlyConfigured(
            f"{name} is '{days}', {name}_UP_AFTER is '{up_after}': {wrong}. Give numbers like 30,14,7 and 2."
        ) from None


def _retention(environ: Mapping[str, str]) -> Mapping[Kept, timedelta]:
    """How long each class of data is kept: the table's period, or more days where AIGIS_RETENTION_… says so."""
    names = {kept_class: f"AIGIS_RETENTION_{kept_class.name}_DAYS" for kept_class in Kept}
    try:
        return periods({kept_class: int(environ[name]) for kept_class, name in names.items() if environ.get(name)})
    except (ValueError, InvalidInput) as wrong:
        raise ImproperlyConfigured(f"AIGIS_RETENTION_…_DAYS cannot be used: {wrong}") from None


def _minutes(environ: Mapping[str, str], name: str, *, usual: timedelta) -> timedelta:
    """A number of minutes from 1 to 60."""
    text = environ.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 60):
        raise ImproperlyConfigured(f"{name} is '{text}': give a whole number of minutes from 1 to 60.")
    return timedelta(minutes=int(text)) if text else usual


def _switch(environ: Mapping[str, str], name: str, *, usual: str) -> bool:
    value = environ.get(name, usual)
    if value not in ("on", "off"):
        raise ImproperlyConfigured(f"{name} is '{value}': give on or off.")
    return value == "on"


def _number(environ: Mapping[str, str], name: str, *, usual: int, most: int) -> int:
    value = environ.get(name, str(usual))
    if not value.isdecimal() or int(value) > most:
        raise ImproperlyConfigured(f"{name} is '{value}': give a number from 0 to {most}.")
    return int(value)


def _database(url: str) -> Mapping[str, Any]:
    """Django's database settings from a libpq URL; sessions without it cannot start."""
    if not url:
        raise ImproperlyConfigured("AIGIS_DATABASE_URL is missing: give a PostgreSQL URL, or start with 'aigis up'.")
    try:
        parts = conninfo_to_dict(url)
    except Exception as wrong:
        raise ImproperlyConfigured(f"AIGIS_DATABASE_URL cannot be read: {wrong}") from None
    if "," in str(parts.get("host", "")) and parts.get("target_session_attrs") not in ("read-write", "primary"):
        raise ImproperlyConfigured(_SEVERAL_SERVERS)
    known = {django: str(parts.pop(libpq)) for libpq, django in _LIBPQ_TO_DJANGO.items() if libpq in parts}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **known,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_PATIENCE, **parts},
    }

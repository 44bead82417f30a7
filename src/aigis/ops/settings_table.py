"""Every setting of an installation in one table: its variable, what it does, and whether its value is secret."""

from collections.abc import Mapping
from dataclasses import dataclass

from aigis.core.bans.versions import BanKind
from aigis.core.privacy.retention import Kept

HIDDEN = "••••••"


def _(sentence: str) -> str:
    """Marks a sentence for translation; Django's own mark would need the settings, which need this table."""
    return sentence


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A variable of the environment; without it `default` is used."""

    name: str
    sentence: str
    default: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class SettingOrigin:
    """A setting as it is shown: a secret value is hidden; `origin` is environment or default."""

    name: str
    shown: str
    origin: str
    sentence: str


ROWS = (
    SettingRow("AIGIS_MODE", _("production, demo or test"), "production"),
    SettingRow("AIGIS_DATABASE_URL", _("PostgreSQL of the register"), secret=True),
    SettingRow("AIGIS_KEYS_DATABASE_URL", _("PostgreSQL of the wrapped data keys"), "…_keys", secret=True),
    SettingRow("AIGIS_DATA", _("folder of the data"), ".aigis/data"),
    SettingRow("AIGIS_KEYS", _("folder of the keys"), "AIGIS_DATA/keys"),
    SettingRow("AIGIS_SIGNER_KEYS", _("folder of the log's signing key, for the sealer's account alone"), "AIGIS_KEYS"),
    SettingRow("AIGIS_URL", _("address at which people reach Aigis"), "http://127.0.0.1:8000"),
    SettingRow("AIGIS_HOSTS", _("host names that are answered"), "AIGIS_URL"),
    SettingRow("AIGIS_TRUSTED_PROXIES", _("number of proxies whose X-Forwarded headers count"), "1 (https), 0 (http)"),
    SettingRow("AIGIS_SECOND_FACTOR", _("whether roles of power need a second factor"), "on (production)"),
    SettingRow(
        "AIGIS_PROBING_RESTRAINT", _("whether answers to an account that probes are held back"), "on, off in a demo"
    ),
    SettingRow("AIGIS_KIOSK_PIN", _("whether every guard chooses a PIN for the workstation after signing in"), "off"),
    SettingRow("AIGIS_KIOSK_LOCK_MINUTES", _("minutes without use until a workstation with a PIN locks"), "5"),
    SettingRow("AIGIS_KEY_LIMIT", _("requests of a key in a minute and process, checks aside; 0: no limit"), "6000"),
    SettingRow("AIGIS_KEY_CHECK_LIMIT", _("checks of a key in a minute and process; 0: no limit"), "60000"),
    SettingRow("AIGIS_SIGNED_ACTS", _("whether programs sign what frees a person or stops an alert"), "off"),
    SettingRow("AIGIS_NEW_IDENTITY_WAIT_HOURS", _("hours until a new identity of power works"), "24 (production)"),
    SettingRow("AIGIS_OIDC_ISSUER", _("identity provider (OpenID Connect) at which people sign in")),
    SettingRow("AIGIS_OIDC_CLIENT_ID", _("client id that the identity provider gave")),
    SettingRow("AIGIS_OIDC_CLIENT_SECRET", _("client secret that the identity provider gave"), secret=True),
    SettingRow("AIGIS_OIDC_NAME", _("name of the identity provider on the sign-in page"), "its host"),
    SettingRow("AIGIS_OIDC_SCOPES", _("scopes that are asked of the identity provider"), "openid profile email"),
    SettingRow("AIGIS_OIDC_NATIONAL_NUMBER_CLAIM", _("claim that holds the national number")),
    SettingRow("AIGIS_SMTP_URL", _("mail server"), secret=True),
    SettingRow("AIGIS_SENDER", _("sender of mail"), "aigis@localhost"),
    SettingRow("AIGIS_LOG_ORIGIN", _("name of the log"), "aigis.example/log"),
    SettingRow("AIGIS_WITNESS_POLICY", _("file that names the witnesses of the log")),
    SettingRow("AIGIS_TILES", _("folder or s3:// address to which the sealer publishes the log's tiles")),
    SettingRow("AIGIS_TILES_KEY", _("access key of the object store of the tiles")),
    SettingRow("AIGIS_TILES_SECRET", _("secret key of the object store of the tiles"), secret=True),
    SettingRow("AIGIS_ALERT_WAIT_MINUTES", _("minutes until an unacknowledged alert is escalated"), "5"),
    SettingRow("AIGIS_WEBHOOK_NETWORKS", _("private networks that webhooks may reach, separated by commas"), ""),
    SettingRow("AIGIS_LOOK_BACK_HOURS", _("hours for which a later ban looks back to who was clear at a gate"), "24"),
    SettingRow("AIGIS_ALERT_JOIN_MINUTES", _("minutes within which further hits join an alert"), "15"),
    SettingRow(
        "AIGIS_DATABASE_ROLES",
        _("whether each process has a database role of its own: separate, or single for development"),
        "separate",
    ),
    SettingRow("AIGIS_DATABASE_OWNER_URL", _("PostgreSQL as the owner of the tables, for migrations"), secret=True),
    SettingRow("AIGIS_DATABASE_WEB_URL", _("PostgreSQL as the role of the web process"), secret=True),
    SettingRow("AIGIS_DATABASE_WORKER_URL", _("PostgreSQL as the role of the worker"), secret=True),
    SettingRow("AIGIS_DATABASE_SEALER_URL", _("PostgreSQL as the role of the sealer"), secret=True),
    SettingRow(
        "AIGIS_DATABASE_READER_URL", _("PostgreSQL as the role that only reads, for the reconciler"), secret=True
    ),
    SettingRow("AIGIS_PG_BINDIR", _("folder of the programs of PostgreSQL")),
    SettingRow("AIGIS_HOST", _("address on which the web process listens"), "127.0.0.1"),
    SettingRow("AIGIS_PORT", _("port on which the web process listens"), "8000"),
    SettingRow(
        "AIGIS_METRICS",
        _("address on which figures and health are read; the other processes take the ports after it. Or off"),
        "127.0.0.1:9464",
    ),
    SettingRow("AIGIS_LOG_LEVEL", _("least level that is logged: debug, info, warning or error"), "info"),
    SettingRow("AIGIS_LOG_FORMAT", _("form of a line of the log: json or text"), "json (production)"),
    SettingRow("AIGIS_WORKERS", _("web processes"), "2"),
    SettingRow("AIGIS_THREADS", _("threads of each web process"), "16"),
    SettingRow(
        "AIGIS_ANSWER_GRID_MS", _("milliseconds of the grid on which answers to checks leave; 0 for none"), "25"
    ),
    SettingRow("AIGIS_JOBS", _("jobs that a worker runs at once"), "4"),
    SettingRow("AIGIS_ALARM_ADDRESSES", _("mail addresses that the reconciler tells, separated by commas")),
    SettingRow("AIGIS_ALARM_SMTP_URL", _("mail server of the reconciler"), "AIGIS_SMTP_URL", secret=True),
    SettingRow("AIGIS_RECONCILE_MEMORY", _("file of what the reconciler remembers"), "AIGIS_DATA/reconcile.json"),
    SettingRow("AIGIS_RECONCILE_URL", _("address at which the reconciler checks test identities"), "AIGIS_URL"),
    SettingRow("AIGIS_RECONCILE_KEY", _("API key of the reconciler"), secret=True),
    SettingRow("AIGIS_RECONCILE_KEY_FILE", _("file that holds the API key of the reconciler")),
    SettingRow("AIGIS_RECONCILE_GATE", _("gate at which the reconciler checks")),
    SettingRow("AIGIS_RECONCILE_PERSONS", _("file of further test identities with the verdict of each")),
    SettingRow("AIGIS_RETENTION", _("whether erasing runs every night"), "on"),
    *(
        row
        for kind in BanKind
        for row in (
            SettingRow(f"AIGIS_REMINDERS_{kind.name}", _("days before the end on which reminders are sent")),
            SettingRow(f"AIGIS_REMINDERS_{kind.name}_UP_AFTER", _("days after which a reminder goes up a level")),
        )
    ),
    *(
        SettingRow(f"AIGIS_RETENTION_{kept_class.name}_DAYS", _("days that this class of data is kept"))
        for kept_class in Kept
    ),
)


def setting_origins(environ: Mapping[str, str]) -> list[SettingOrigin]:
    """Returns every setting with its value and where that comes from; secrets are hidden."""
    return [_origin(row, environ.get(row.name)) for row in ROWS]


def _origin(row: SettingRow, value: str | None) -> SettingOrigin:
    if value is None:
        return SettingOrigin(row.name, row.default, "default", row.sentence)
    return SettingOrigin(row.name, HIDDEN if row.secret and value else value, "environment", row.sentence)

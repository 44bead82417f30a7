"""What a process lacks is said in one sentence before it starts, and what an installation goes without is listed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from aigis.apps.insight.installation_gaps import clock_offset, installation_gaps, last_backup
from aigis.core.access.permissions import Role
from aigis.ops import cli, start_check
from aigis.ops.backup.record import record_backup
from aigis.ops.start_check import NotSetUp, require_set_up
from aigis.telemetry.setup_gaps import SENTENCES, SetupGap, gaps_of_settings, is_clock_wrong, lacks_backup
from tests.apps.fixtures import at, forgetful, world
from tests.ops.test_migration import url
from tests.web.signing_in import signed_in
from tests.world import World

__all__ = ["at", "forgetful", "world"]

WHOLE = {
    "AIGIS_SMTP_URL": "smtp://mail",
    "AIGIS_URL": "https://aigis.example",
    "AIGIS_WITNESS_POLICY": "/etc/witnesses",
}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/aigis"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    for name in ("master.key", "django.key", "log.key"):
        (tmp_path / name).write_text("a key")
    return tmp_path


@pytest.mark.parametrize("command", ["serve", "work", "seal"])
def test_a_process_without_a_database_says_so(command: str) -> None:
    with pytest.raises(NotSetUp, match="AIGIS_DATABASE_URL is missing"):
        require_set_up(command, {})


@pytest.mark.parametrize(("command", "key"), [("serve", "django.key"), ("work", "master.key"), ("seal", "log.key")])
def test_a_process_without_its_keys_says_how_to_make_them(command: str, key: str, keys: Path) -> None:
    (keys / key).unlink()
    with pytest.raises(NotSetUp, match=f"{key} is not in .*'aigis init'"):
        require_set_up(command, {"AIGIS_DATABASE_URL": UNREACHABLE, "AIGIS_KEYS": str(keys)})


def test_a_database_that_cannot_be_reached_is_waited_for(keys: Path) -> None:
    require_set_up("serve", {"AIGIS_DATABASE_URL": UNREACHABLE, "AIGIS_KEYS": str(keys), "AIGIS_MODE": "test"})


def test_a_process_with_everything_starts(keys: Path, transactional_db: None) -> None:
    require_set_up("seal", {"AIGIS_DATABASE_URL": url(), "AIGIS_KEYS": str(keys), "AIGIS_MODE": "test"})


def test_tables_of_an_older_version_are_named(
    keys: Path, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "checks" / "migrations" / "0999_newer.py"
    newer.parent.mkdir(parents=True)
    newer.write_text("")
    monkeypatch.setattr(start_check, "_APPS", tmp_path)
    with pytest.raises(NotSetUp, match=r"lack 1 migrations of this version, checks\.0999_newer first.*'aigis migrate'"):
        require_set_up("work", {"AIGIS_DATABASE_URL": url(), "AIGIS_KEYS": str(keys)})


def test_a_wrong_setting_is_a_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.exceptions import ImproperlyConfigured

    def refuses(_name: str, _rest: list[str]) -> int:
        raise ImproperlyConfigured("AIGIS_PORT is wrong.")

    monkeypatch.setattr(cli, "_run", refuses)
    assert cli.main(["work"]) == cli.REFUSED
    assert capsys.readouterr().err == "aigis: AIGIS_PORT is wrong.\n"


@pytest.mark.parametrize(
    ("command", "name", "gap"),
    [
        ("work", "AIGIS_SMTP_URL", SetupGap.SMTP),
        ("serve", "AIGIS_URL", SetupGap.TLS),
        ("seal", "AIGIS_WITNESS_POLICY", SetupGap.WITNESSES),
    ],
)
def test_what_is_unset_is_said_at_the_start_by_the_process_that_it_concerns(
    command: str, name: str, gap: SetupGap, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unset = {other: value for other, value in WHOLE.items() if other != name}
    assert list(gaps_of_settings(unset)) == [gap] and list(gaps_of_settings(WHOLE)) == []
    for process in ("serve", "work", "seal"):
        require_set_up(process, {**unset, "AIGIS_DATABASE_URL": UNREACHABLE, "AIGIS_KEYS": str(keys)})
        assert (f"aigis: {SENTENCES[gap]}\n" in capsys.readouterr().err) is (process == command)


def test_the_sealer_says_at_the_start_that_no_backup_is_known(
    keys: Path, transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {**WHOLE, "AIGIS_DATABASE_URL": url(), "AIGIS_KEYS": str(keys)}
    require_set_up("seal", environ)
    assert SENTENCES[SetupGap.BACKUP] in capsys.readouterr().err
    record_backup(url(), at=datetime.now(UTC))
    require_set_up("seal", environ)
    assert SENTENCES[SetupGap.BACKUP] not in capsys.readouterr().err


def test_a_demo_lacks_nothing() -> None:
    assert list(gaps_of_settings({"AIGIS_MODE": "demo"})) == []


def test_a_night_without_a_backup_is_noticed_and_one_with_is_not(transactional_db: None) -> None:
    assert SetupGap.BACKUP in installation_gaps(at=NOW, environ=WHOLE)
    record_backup(url(), at=NOW)
    assert last_backup() == NOW
    assert SetupGap.BACKUP not in installation_gaps(at=NOW + timedelta(hours=26), environ=WHOLE)
    assert lacks_backup(NOW, at=NOW + timedelta(hours=27))


def test_a_backup_of_another_tool_is_noted(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIGIS_DATABASE_URL", url())
    assert cli.main(["backup", "--made-elsewhere"]) == 0
    assert "Noted" in capsys.readouterr().out and last_backup() is not None
    assert cli.main(["backup"]) == cli.REFUSED


def test_a_clock_that_differs_from_the_databases_is_wrong() -> None:
    assert is_clock_wrong(NOW, NOW + timedelta(seconds=2)) and is_clock_wrong(NOW + timedelta(seconds=2), NOW)


def test_the_clock_is_compared_with_the_databases(db: None) -> None:
    assert abs(clock_offset()) < timedelta(minutes=1)  # one machine: what is measured is how long asking takes


def test_the_administrator_sees_what_is_not_set_up(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = signed_in(client, world.user(Role.ADMIN))
    assert "Not set up yet" not in admin.get("/people/health/", headers={"accept-language": "en"}).content.decode()
    monkeypatch.setenv("AIGIS_MODE", "production")
    text = admin.get("/people/health/", headers={"accept-language": "en"}).content.decode()
    assert "No mail server is set" in text and "No backup is known" in text

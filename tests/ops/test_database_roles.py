"""Each process has a role of its own in the database: it does what the process does, and nothing to what is final."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from aigis.core.errors import DomainError
from aigis.ops.database import privileges, role_setup, role_urls
from aigis.ops.database.privileges import DatabaseRole, Privileges
from aigis.ops.database.role_check import TooPowerful, require_own_role
from aigis.ops.postgres import THROW_AWAY, Server
from tests.plugins.clusters import put_migrated_cluster
from tests.plugins.statements import FINAL, needs, refused


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("roles")
    put_migrated_cluster(data)
    server = Server.start(data, settings=THROW_AWAY)
    yield server
    server.kill()
    server.stop()


@pytest.fixture(scope="module")
def urls(server: Server) -> dict[DatabaseRole, str]:
    return role_setup.urls(server.url)


def refusal(url: str, statement: str) -> str:
    """Returns the SQLSTATE with which a statement fails; empty where it succeeds."""
    with psycopg.connect(url) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return str(error.sqlstate)
        finally:
            connection.rollback()
    return ""


NOT_PERMITTED = "42501"
MOVES = {
    "delete an alert": "DELETE FROM alerts_alert",
    "delete its place at a desk": "DELETE FROM alerts_deskalert",
    "delete a notice": "DELETE FROM notices_notice",
    "delete a ban": "DELETE FROM register_ban",
    "rewrite a version of a ban": "UPDATE register_banversion SET start = now()",
    "rewrite thresholds": "UPDATE checks_thresholds SET possible = 60000",
    "back-date a check": "UPDATE checks_check SET checked_at = now()",
    "change a verdict": "UPDATE checks_check SET verdict = 'clear'",
    "delete an entry": "DELETE FROM audit_entry",
    "rewrite an entry": "UPDATE audit_entry SET core = ''",
    "rewrite a leaf": "UPDATE audit_leaf SET data = ''",
    "empty a table": "TRUNCATE alerts_alert CASCADE",
    "swallow rows": "CREATE TRIGGER t BEFORE INSERT ON notices_notice EXECUTE FUNCTION refuse_final_change()",
    "take a guard away": "ALTER TABLE checks_check DISABLE TRIGGER ALL",
    "replace the guard": "CREATE OR REPLACE FUNCTION refuse_final_change() RETURNS trigger LANGUAGE sql AS ''",
    "leave triggers out": "SET session_replication_role = replica",
    "make a table": "CREATE TABLE public.more (id int)",
    "shadow a table": "CREATE TEMP TABLE checks_check (id int)",
    "drop a table": "DROP TABLE checks_check CASCADE",
    "become the owner": "SET ROLE aigis",
    "make a role": "CREATE ROLE more SUPERUSER",
    "read files": "SELECT pg_read_file('postgresql.conf')",
    "run a program": "COPY audit_pending FROM PROGRAM 'id'",
}


@pytest.mark.parametrize("role", DatabaseRole)
@pytest.mark.parametrize("move", MOVES)
def test_no_role_of_a_process_can_do_it(urls: dict[DatabaseRole, str], role: DatabaseRole, move: str) -> None:
    assert refusal(urls[role], MOVES[move]) == NOT_PERMITTED


@pytest.mark.parametrize("table", sorted(FINAL))
def test_final_rows_are_refused_to_the_owner_too_unless_the_guard_is_taken_away(server: Server, table: str) -> None:
    """A superuser's session that leaves triggers out leaves these in."""
    with psycopg.connect(server.url) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=f"Rows of {table} are final"):
            connection.execute(f"TRUNCATE {table} CASCADE")


def test_a_final_row_changes_only_in_the_columns_named_for_it(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("SET session_replication_role = replica")  # without the rows it refers to
        connection.execute(
            "INSERT INTO checks_outcome (kind, reported_at, actor_key, check_made_id)"
            " VALUES ('entered', now(), 'a', gen_random_uuid())"
        )
        assert connection.execute("UPDATE checks_outcome SET actor_key = ''").rowcount == 1
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            connection.execute("UPDATE checks_outcome SET actor_key = 'b', kind = 'left'")
        connection.rollback()


def test_what_the_list_names_is_granted_and_nothing_else(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        rows = connection.execute(
            "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE grantee LIKE 'aigis\\_%' AND privilege_type <> 'SELECT' AND table_schema = 'public'"
        ).fetchall()
    expected = {
        (role.name_in("aigis"), table, word)
        for role, writes in privileges.WRITES.items()
        for table, row in writes.items()
        for word in _words(row)
    }
    assert set(rows) == expected


def _words(row: Privileges) -> list[str]:
    whole = ["UPDATE"] if row.update == ("*",) else []
    return [word for word, has in (("INSERT", row.insert), ("DELETE", row.delete)) if has] + whole


@pytest.mark.parametrize("table", ["people_user", "django_session", "mfa_authenticator", "people_cache"])
def test_a_reader_sees_no_password_session_or_second_factor(urls: dict[DatabaseRole, str], table: str) -> None:
    assert refusal(urls[DatabaseRole.READER], f"TABLE {table}") == NOT_PERMITTED
    assert refusal(urls[DatabaseRole.READER], "TABLE checks_check") == ""


def test_the_sealer_reads_no_register(urls: dict[DatabaseRole, str]) -> None:
    assert refusal(urls[DatabaseRole.SEALER], "TABLE register_subject") == NOT_PERMITTED
    assert refusal(urls[DatabaseRole.SEALER], "TABLE audit_entry") == ""


def test_only_the_worker_destroys_a_data_key(server: Server) -> None:
    keys = {role: url.replace("dbname=aigis", "dbname=aigis_keys") for role, url in role_setup.urls(server.url).items()}
    with psycopg.connect(server.url.replace("/aigis?", "/aigis_keys?"), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS data_key (scope text PRIMARY KEY)")
    outcomes = {role: refusal(url, "DELETE FROM data_key") for role, url in keys.items()}
    assert [role for role, outcome in outcomes.items() if outcome == ""] == [DatabaseRole.WORKER]


def production(url: str, **more: str) -> dict[str, str]:
    return {"AIGIS_DATABASE_URL": url, "AIGIS_MODE": "production", **more}


def test_a_process_refuses_to_start_as_superuser_or_owner(server: Server, urls: dict[DatabaseRole, str]) -> None:
    with pytest.raises(TooPowerful, match="superuser or as the owner"):
        require_own_role(production(server.url))
    for role in DatabaseRole:
        require_own_role(production(urls[role]))


def test_an_owner_without_further_powers_is_refused_as_well(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE aigis_reader2 LOGIN")
        connection.execute("CREATE TABLE owned (id int)")
        connection.execute("ALTER TABLE owned OWNER TO aigis_web")
        try:
            with pytest.raises(TooPowerful):
                require_own_role(production(role_setup.urls(server.url)[DatabaseRole.WEB]))
        finally:
            connection.execute("DROP TABLE owned")
            connection.execute("DROP ROLE aigis_reader2")


def test_one_role_for_all_is_for_development_alone(server: Server) -> None:
    require_own_role({"AIGIS_DATABASE_URL": server.url, "AIGIS_MODE": "demo", "AIGIS_DATABASE_ROLES": "single"})
    with pytest.raises(DomainError, match="development alone"):
        require_own_role(production(server.url, AIGIS_DATABASE_ROLES="single"))
    with pytest.raises(DomainError, match="separate, or single"):
        require_own_role(production(server.url, AIGIS_DATABASE_ROLES="both"))


def test_a_table_of_the_list_that_is_not_there_is_an_error(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(privileges.WRITES, DatabaseRole.READER, {"no_such_table": Privileges(insert=True)})
    with pytest.raises(DomainError, match="no_such_table"):
        role_setup.grant(server.url, keys_url=server.url)


def test_a_role_signs_in_over_the_network_with_its_own_password(tmp_path: Path) -> None:
    drawn = role_setup.stored_passwords(tmp_path / "roles.json")
    assert (tmp_path / "roles.json").stat().st_mode & 0o777 == 0o600
    assert role_setup.stored_passwords(tmp_path / "roles.json") == drawn and len(set(drawn.values())) == len(drawn)
    url = role_setup.urls("postgresql://postgres:x@db/aigis?sslmode=require", passwords=drawn)[DatabaseRole.WEB]
    parts = psycopg.conninfo.conninfo_to_dict(url)
    assert (parts["user"], parts["password"]) == ("aigis_web", drawn[DatabaseRole.WEB])
    assert (parts["host"], parts["sslmode"]) == ("db", "require")


def test_a_command_takes_the_url_of_its_role_and_a_process_forgets_the_others() -> None:
    here = role_urls.in_environment("owner", {role: role.value for role in DatabaseRole})
    taken = {}
    for command in ("serve", "work", "seal", "log", "reconcile", "import", "migrate", "manage"):
        environ = dict(here)
        role_urls.adopt_role(command, environ)
        taken[command] = environ["AIGIS_DATABASE_URL"]
        if command in ("serve", "work", "seal", "reconcile"):
            assert environ == {"AIGIS_DATABASE_URL": taken[command]}
    assert taken == {
        "serve": "web",
        "work": "worker",
        "seal": "sealer",
        "log": "sealer",
        "reconcile": "reader",
        "import": "worker",
        "migrate": "owner",
        "manage": "owner",
    }


def test_a_statement_of_the_product_is_held_against_the_list() -> None:
    assert refused('UPDATE "checks_check" SET "verdict" = %s WHERE "id" = %s') == ["update checks_check verdict"]
    assert refused("DELETE FROM audit_entry WHERE id = 1") == ["delete audit_entry"]
    assert refused('INSERT INTO "checks_check" ("id") VALUES (%s)') == []
    assert refused('SELECT 1 FROM "audit_leaf" WHERE 1 = 1 FOR UPDATE') == ["lock audit_leaf"]
    assert list(needs("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2, c = excluded.c")) == [
        ("t", "insert", ""),
        ("t", "update", "b"),
        ("t", "update", "c"),
    ]

"""`aigis import bans` from a file to the register, and back to a file of rejects that can be corrected."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import timezone

from aigis.adapters.spreadsheet import read_table
from aigis.apps.audit import attestation
from aigis.apps.audit.decryption import open_parts
from aigis.apps.audit.models import Entry
from aigis.apps.people.models import Organisation, User
from aigis.apps.register.models import Authority, Ban
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.ops import cli
from tests import lists
from tests.world import PENALTY, build, forget_everything

pytestmark = pytest.mark.django_db

HEADERS = lists.HEADERS
SOUND = ("Peeters", "An", date(1981, 4, 3), "Court NL", "20/11/2026", "A/1", date(2026, 11, 22), "21.11.2031", "x.jpg")
OTHER = ("Maes", "Bo", "1990", "corr-test", "20/11/2026", "A/2", "22/11/26", "21/11/31", None)
WRONG = ("=cmd()", "Cé", "31/2/1990", "corr-test", "20/11/2026", "A/3", "22/11/26", "21/11/31", None)


@pytest.fixture(autouse=True)
def court() -> None:
    forget_everything()
    attestation.attest(at=timezone.now())
    names = {f"name_{language}": f"Court {language.upper()}" for language in ("nl", "fr", "de", "en")}
    Authority.objects.get_or_create(code="corr-test", defaults={"kind": "penalty", **names})


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def made(*rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> Path:
        path = tmp_path / "bans.xlsx"
        path.write_bytes(lists.workbook(*rows, headers=headers))
        return path

    return made


def imported(path: Path, *arguments: str) -> int:
    return cli.main(["import", "bans", str(path), *arguments])


def test_every_row_is_told_new_known_or_rejected(
    workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(workbook(SOUND, OTHER, WRONG, SOUND)) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[:2] == ["row 2: new", "row 3: new"]
    assert lines[2].startswith("row 4: rejected: Geboortedatum: Write a date of birth as")
    assert lines[3:] == [
        "row 5: known: The same row is already in the list.",
        "2 new, registered; 1 known; 0 conflicts; 1 rejected; 4 rows",
    ]
    assert "Foto" in said.err
    assert "Peeters" not in said.out + said.err
    assert Ban.objects.count() == 2


def test_the_same_file_twice_registers_nothing_more(
    workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(SOUND, OTHER)
    assert imported(path) == 0
    assert imported(path) == 0
    assert "0 new, registered; 2 known" in capsys.readouterr().out
    assert Ban.objects.count() == 2


def test_the_same_bans_in_another_layout_are_known(workbook: Callable[..., Path], tmp_path: Path) -> None:
    assert imported(workbook(SOUND)) == 0
    path = tmp_path / "again.csv"
    path.write_text(
        "Né le;Prénom;Nom;Juridiction;N° de dossier;Date du jugement;Du;Au\n"
        "3/4/81;An;Peeters;court fr;A/1;2026-11-20;22/11/2026;21/11/2031\n",
        encoding="utf-8",
    )
    assert imported(path) == 0
    assert Ban.objects.count() == 1


def test_a_dry_run_writes_nothing(workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    assert imported(workbook(SOUND, WRONG), "--dry-run") == 1
    assert "1 new, would be registered" in capsys.readouterr().out
    assert (Ban.objects.count(), Entry.objects.count()) == (0, before)


def test_the_list_has_one_entry_with_its_sums_by_the_system(workbook: Callable[..., Path]) -> None:
    imported(workbook(SOUND, OTHER, WRONG))
    entry = Entry.objects.get(kind=CATALOGUE[Event.BAN_IMPORTED].number)
    core = json.loads(open_parts(entry)["core"].data)
    assert {name: core[name] for name in ("file", "rows", "new", "known", "rejected")} == {
        "file": "bans.xlsx",
        "rows": 3,
        "new": 2,
        "known": 0,
        "rejected": 1,
    }
    assert (len(core["digest"]), entry.actor_key) == (64, "system:aigis")


@pytest.mark.parametrize("name", ["rejects.xlsx", "rejects.csv"])
def test_rejected_rows_come_back_corrected(workbook: Callable[..., Path], tmp_path: Path, name: str) -> None:
    rejects = tmp_path / name
    assert imported(workbook(SOUND, WRONG), "--rejects", str(rejects)) == 1
    assert rejects.stat().st_mode & 0o077 == 0
    table = read_table(rejects)
    assert table.headers == (*HEADERS, "Reason")
    (row,) = table.rows
    assert str(row.cells[-1]).startswith("Row 3. Geboortedatum: ")
    assert row.cells[0] == "=cmd()"
    assert not rejects.read_bytes().count(b"\n=")  # text in both, never a formula
    corrected = [(*row.cells[:2], "28/2/1990", *row.cells[3:8])]
    assert imported(workbook(*corrected, headers=HEADERS[:8])) == 0
    assert Ban.objects.count() == 2


def registrar(role: str = "registrar") -> User:
    organisation = Organisation.objects.create(code=f"org-{role}", name="Court", kind="court")
    return User.objects.create(username=f"somebody-{role}", role=role, organisation=organisation)


def test_a_registrar_may_import_in_the_own_name(workbook: Callable[..., Path]) -> None:
    user = registrar()
    assert imported(workbook(SOUND), "--as", user.username) == 0
    actors = set(Entry.objects.filter(kind=CATALOGUE[Event.BAN_IMPORTED].number).values_list("actor_key", flat=True))
    assert actors == {f"user:{user.pk}"}


def test_who_may_not_import_is_refused_and_the_refusal_is_an_entry(workbook: Callable[..., Path]) -> None:
    user = registrar("guard")
    assert imported(workbook(SOUND), "--as", user.username) == 2
    assert imported(workbook(SOUND), "--as", "nobody") == 2
    assert Ban.objects.count() == 0
    assert Entry.objects.filter(kind=CATALOGUE[Event.ACCESS_REFUSED].number, actor_key=f"user:{user.pk}").exists()


def test_a_file_that_is_no_list_of_bans_leaves_with_2(
    workbook: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(workbook(("x",), headers=("Naam", "Foto"))) == 2
    assert "no column for authority" in capsys.readouterr().err
    assert imported(tmp_path / "nowhere.xlsx") == 2
    assert imported(workbook(SOUND), "--rejects", str(tmp_path / "rejects.pdf")) == 2
    assert imported(workbook(SOUND), "--rejects", str(tmp_path / "bans.xlsx")) == 2
    assert Ban.objects.count() == 0


def test_an_installation_that_is_not_running_is_named(
    workbook: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(workbook(SOUND), "--data", str(tmp_path)) == 2
    assert f"No installation is running in {tmp_path}" in capsys.readouterr().err


def test_a_fault_of_ours_does_not_read_as_some_rejected(workbook: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "environment.json").write_text("no json")
    assert imported(workbook(SOUND), "--data", str(tmp_path)) == 2


def test_a_row_of_a_long_list_takes_no_longer_than_one_of_a_short_list(tmp_path: Path) -> None:
    def seconds(given: str, year: int, count: int) -> float:
        """Our own time: the machine may be slow, or busy with other things."""
        case = "corr-test;20/11/2026;{}/{};22/11/26;21/11/31"
        rows = (f"Persoon{n};{given};1/{n % 12 + 1}/{year};{case.format(given, n)}" for n in range(count))
        path = tmp_path / f"{given}.csv"
        path.write_text("\n".join([";".join(HEADERS[:8]), *rows]), encoding="utf-8")
        started = time.process_time()
        assert imported(path) == 0
        return time.process_time() - started

    seconds("Zoltan", 1955, 10)  # what is done once only
    short, long = seconds("Marguerite", 1967, 250), seconds("An", 1980, 1_500)
    assert long < 2 * 6 * short, (short, long)
    assert Ban.objects.count() == 1_760


CONTRADICTING = ("Vandenbroucke", "Zoltan", "3.4.1981", PENALTY, "20/11/2026", "AN 12/345", "22/11/26", "21/11/31", "")


def test_a_conflict_is_left_out_with_its_reason_unless_all_are_taken(
    workbook: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = build(datetime.now(UTC)).ban()
    path, rejects = workbook(CONTRADICTING), tmp_path / "rejects.xlsx"
    assert imported(path, "--rejects", str(rejects)) == 1
    said = capsys.readouterr().out
    assert "row 2: conflict: " in said and f"in the same case: {made.ban}" in said
    assert "0 new, registered; 0 known; 1 conflicts, left out; 0 rejected; 1 rows" in said
    (row,) = read_table(rejects).rows
    assert "last_day: " in str(row.cells[-1])
    assert Ban.objects.count() == 1
    assert imported(path, "--with-conflicts", "--dry-run") == 0
    assert "1 conflicts, would be registered all the same" in capsys.readouterr().out
    assert imported(path, "--with-conflicts") == 0
    assert Ban.objects.count() == 2


def test_columns_with_names_of_their_own_are_told_and_likenesses_only_proposed(
    workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(SOUND, headers=("Wie", "Voornaam", "Geboortedatum", "Rechtbank", "Vonnisdatums", *HEADERS[5:]))
    assert imported(path) == 2
    said = capsys.readouterr().err
    assert "--map 'Vonnisdatums=decision_date'" in said and "no column for decision_date" in said
    assert imported(path, "--map", "Wie=family_name", "--map", "vonnisdatums=decision_date") == 0
    assert Ban.objects.count() == 1


@pytest.mark.parametrize("said", ["Wie", "=full_name", "Nergens=full_name", "Naam=nonsense"])
def test_a_mapping_that_says_nothing_is_refused(workbook: Callable[..., Path], said: str) -> None:
    assert imported(workbook(SOUND), "--map", said) == 2
    assert Ban.objects.count() == 0


def test_a_column_can_be_left_out(workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(workbook(SOUND), "--map", "Geboortedatum=-") == 1
    assert "Enter a date of birth, a national number or a document." in capsys.readouterr().out


def test_dates_that_could_be_read_otherwise_are_told_and_the_order_can_be_said(
    workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(("Peeters", "An", "3/4/1981", SOUND[3], "2026-11-20", *SOUND[5:7], "2031-11-21", ""))
    assert imported(path, "--dry-run") == 0
    assert "row 2: new: Geboortedatum: Read as 3 April 1981, with the day first." in capsys.readouterr().out
    assert imported(path, "--dry-run", "--month-first") == 0
    assert "Read as 4 March 1981" in capsys.readouterr().out


def test_sheets_that_are_not_read_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        lists.fill(book.add_worksheet("Uitleg"), [("Deze lijst is vertrouwelijk",), ("x",)])
        lists.fill(book.add_worksheet("Verboden"), [HEADERS, (*OTHER[:4], "2026-11-20", *OTHER[5:])])
    assert imported(path) == 0
    assert "Read is the sheet 'Verboden'; not read: Uitleg" in capsys.readouterr().err


CSV = "Naam;Voornaam;Geboortedatum;Rijksregisternummer;Rechtbank;Datum vonnis;Dossier;Van;Tot en met;Rechtsgrond"


def line(name: str, case: str, *, birth: str = "3/4/1981", number: str = "", ground: str = "art. 4") -> str:
    return f"{name};An;{birth};{number};corr-test;20/11/2026;{case};22/11/2026;21/11/2031;{ground}"


def csv_list(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "bans.csv"
    path.write_text("\n".join([CSV, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "lines",
    [
        [line('"Aerts', "B/1"), line("Baeten", "B/2"), line("Claes", "B/3")],
        [line("Aerts", "B/1", ground='"art. 4'), line("Baeten", "B/2"), line("Claes", "B/3", ground='art. 4"')],
        [line("Aerts", '"B/1'), line("Baeten", "B/2"), line("Claes", "B/3", ground='"art. 4"')],
    ],
)
def test_a_stray_quotation_mark_refuses_the_list_by_the_row(
    tmp_path: Path, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(csv_list(tmp_path, *lines)) == 2
    assert "row 2" in capsys.readouterr().err.lower()
    assert Ban.objects.count() == 0


def test_a_row_wider_than_the_header_is_rejected_and_all_rows_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_list(tmp_path, line("Aerts", "B/1", ground="art. 4; par. 2"), line("Baeten", "B/2", ground="art. 4;;"))
    assert imported(path) == 1
    said = capsys.readouterr()
    assert "row 2: rejected: The row has more cells than the list has columns." in said.out
    assert "Rows of the file: 2 = 1 read + 1 rejected" in said.err
    assert Ban.objects.count() == 1


@pytest.mark.parametrize(
    ("birth", "word"), [("3/4/2081", "future"), ("3/4/1881", "before 1900"), ("3/4/2020", "younger than 12")]
)
def test_a_birth_date_that_no_banned_person_has_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], birth: str, word: str
) -> None:
    assert imported(csv_list(tmp_path, line("Aerts", "B/1", birth=birth))) == 1
    out = capsys.readouterr().out
    assert "row 2: rejected: Geboortedatum:" in out and word in out


def test_details_that_disagree_are_left_out_until_that_is_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_list(tmp_path, line("Aerts", "B/1", birth="13/7/1958", number="81040312361"), line("Baeten", "B/2"))
    assert imported(path) == 1
    assert "row 2: conflict: Geboortedatum: The national number gives 3 April 1981, " in capsys.readouterr().out
    assert Ban.objects.count() == 1
    assert imported(path, "--with-conflicts") == 0
    assert Ban.objects.count() == 2
    registered = Entry.objects.filter(kind=CATALOGUE[Event.BAN_REGISTERED].number).order_by("pk")
    confirmed = [json.loads(open_parts(entry)["core"].data)["details_confirmed"] for entry in registered]
    assert sorted(confirmed) == [False, True]


def test_rows_of_one_list_that_contradict_each_other_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other_end = (*SOUND[:7], "21.11.2028", None)
    path = tmp_path / "bans.xlsx"
    path.write_bytes(lists.workbook(SOUND, other_end, OTHER))
    assert imported(path) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[1].split()[0] for line in told[:3]] == ["conflict", "conflict", "new"]
    assert "last_day: 21 November 2028 in row 3, 21 November 2031 in this row." in told[0]
    assert Ban.objects.count() == 1
    assert imported(path, "--with-conflicts") == 0
    assert Ban.objects.count() == 3

"""Importing on the page: a list is sent, its columns told, every row seen, and registered; only by its own office."""

import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from aigis import wiring
from aigis.apps.register.imports import jobs as import_jobs
from aigis.apps.register.imports import uploads
from aigis.apps.register.models import Ban, ImportMapping, Upload
from aigis.core.access.permissions import Role
from aigis.core.imports.columns import REASON_HEADERS
from aigis.web.forms.uploaded_files import MOST_BYTES
from tests.lists import HEADERS, delimited, workbook
from tests.web.signing_in import signed_in
from tests.world import BANNED, PENALTY, World, entries

SOUND = ("Peeters", "An", "3/4/1981", PENALTY, "20/11/2026", "A/1", "22/11/2026", "21/11/2031", "x.jpg")
OTHER = ("Maes", "Bo", "1990", PENALTY, "20/11/2026", "A/2", "22/11/2026", "21/11/2031", "")
WRONG = ("=cmd()", "Cé", "31/2/1990", PENALTY, "20/11/2026", "A/3", "22/11/2026", "21/11/2031", "")
# The world's banned person in the world's case, but for another last day.
CONTRADICTING = ("Vandenbroucke", "Zoltan", "3.4.1981", PENALTY, "20/11/2025", "AN 12/345", "1/1/2026", "1/1/2027", "")


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.REGISTRAR))


def send(client: Client, content: bytes | str, name: str = "bans.csv") -> UUID:
    """Sends a list and gives its reference."""
    data = content.encode() if isinstance(content, str) else content
    reply = client.post("/registry/imports/", {"file": SimpleUploadedFile(name, data)})
    assert reply.status_code == 302, reply.content.decode()
    return UUID(reply["Location"].split("/")[3])


def columns_of(text: str) -> dict[str, str]:
    """What the form says of each column, as a browser would send it."""
    found = {}
    for select in re.findall(r'<select[^>]*name="([^"]+)".*?</select>', text, re.DOTALL):
        inside = re.search(rf'name="{select}".*?</select>', text, re.DOTALL)
        chosen = re.search(r'<option value="([^"]*)" selected', inside.group()) if inside else None
        found[select] = chosen.group(1) if chosen else ""
    return found


def told(client: Client, upload: UUID, **changed: str) -> None:
    """Sends the form of the columns as it opens, with changes, and lets the job run."""
    address = f"/registry/imports/{upload}/columns"
    given = columns_of(client.get(address).content.decode()) | {"order": "day"} | changed
    reply = client.post(address, given)
    assert reply.status_code == 302, reply.content.decode()
    import_jobs.read(upload, at=Upload.objects.get(pk=upload).at + timedelta(seconds=1))


def compared(client: Client, *rows: tuple[str, ...]) -> UUID:
    upload = send(client, delimited(*rows))
    told(client, upload)
    return upload


def shown(client: Client, upload: UUID, query: str = "") -> str:
    return client.get(f"/registry/imports/{upload}{query}").content.decode()


def committed(client: Client, world: World, upload: UUID) -> str:
    assert client.post(f"/registry/imports/{upload}/commit").status_code == 302
    key = f"user:{world.user(Role.REGISTRAR).pk}"
    import_jobs.commit(upload, actor_key=key, at=world.at + timedelta(seconds=2))
    return shown(client, upload)


def rows(text: str) -> list[str]:
    """The rows of the table, without their tags."""
    body = text[text.index("<tbody") : text.index("</tbody")]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def test_a_list_goes_from_the_file_to_the_register(registrar: Client, world: World) -> None:
    upload = send(registrar, workbook(SOUND, OTHER, WRONG), "bans.xlsx")
    assert Ban.objects.count() == 0
    text = registrar.get(f"/registry/imports/{upload}/columns").content.decode()
    assert columns_of(text)["column-2"] == "birth_date" and columns_of(text)["column-8"] == ""
    told(registrar, upload)
    text = shown(registrar, upload)
    assert (
        "2 new rows will be registered as bans." in text and "1 row is left out" in text and "Register 2 bans" in text
    )
    first, second, third = rows(text)
    assert first.startswith("2 New An Peeters") and second.startswith("3 New Bo Maes")
    assert third.startswith("4 Rejected Cé =cmd()") and "Geboortedatum: Write a date of birth as" in third
    assert Ban.objects.count() == 0
    text = committed(registrar, world, upload)
    assert "2 bans are registered" in text and Ban.objects.count() == 2
    (entry,) = entries("ban.imported")
    assert {name: entry["core"][name] for name in ("new", "known", "conflicts", "rejected", "rows")} == {
        "new": 2,
        "known": 0,
        "conflicts": 0,
        "rejected": 1,
        "rows": 3,
    }
    assert entry["core"]["upload"] == str(upload) and entry["actor"]["kind"] == "user"
    assert len(entries("ban.registered")) == 2


def test_a_day_that_could_be_a_month_is_told_on_the_page(registrar: Client) -> None:
    text = shown(registrar, compared(registrar, SOUND))
    assert "Geboortedatum: Read as 3 Apr 1981, with the day first." in rows(text)[0]


def test_a_list_may_have_the_month_first(registrar: Client) -> None:
    upload = send(
        registrar,
        delimited(("Peeters", "An", "3/4/1981", PENALTY, "11/20/2026", "A/1", "11/22/2026", "11/21/2031", "")),
    )
    told(registrar, upload, order="month")
    assert "4 Mar 1981" in rows(shown(registrar, upload))[0]
    assert "Read as 4 Mar 1981, with the month first." in rows(shown(registrar, upload))[0]


def test_the_columns_of_an_office_are_remembered_for_the_next_list(registrar: Client, world: World) -> None:
    headers = ("Wie", "V", "Geboren te", "Gerecht", "Vonnisdat.", "Zaak", "Van", "Tot", "Foto")
    upload = send(registrar, delimited(SOUND, headers=headers))
    address = f"/registry/imports/{upload}/columns"
    refused = registrar.post(address, columns_of(registrar.get(address).content.decode()))
    assert refused.status_code == 422 and "Choose a column for" in refused.content.decode()
    said = {
        "column-0": "family_name",
        "column-1": "given_names",
        "column-2": "birth_date",
        "column-5": "case_reference",
    }
    told(registrar, upload, **said, **{"column-4": "decision_date"})
    assert "1 new row will be registered as a ban." in shown(registrar, upload)
    again = registrar.get(f"/registry/imports/{send(registrar, delimited(OTHER, headers=headers))}/columns")
    text = again.content.decode()
    assert "Your office has sent such a list before." in text
    assert columns_of(text)["column-5"] == "case_reference" and columns_of(text)["column-0"] == "family_name"
    assert b"Wie" not in bytes(ImportMapping.objects.get().headers)
    other = signed_in(Client(), world.user(Role.REGISTRAR, world.foreign(Role.PROSECUTOR)))
    elsewhere = other.get(f"/registry/imports/{send(other, delimited(OTHER, headers=headers))}/columns")
    assert columns_of(elsewhere.content.decode())["column-0"] == ""


def test_a_likeness_is_filled_in_and_marked_to_be_checked(registrar: Client) -> None:
    headers = ("Familienaem", "Voornaam", *HEADERS[2:])
    text = registrar.get(
        f"/registry/imports/{send(registrar, delimited(SOUND, headers=headers))}/columns"
    ).content.decode()
    assert columns_of(text)["column-0"] == "family_name"
    assert text.count("Please check</strong>") == 1


def test_one_column_cannot_be_chosen_twice(registrar: Client) -> None:
    upload = send(registrar, delimited(SOUND))
    address = f"/registry/imports/{upload}/columns"
    given = columns_of(registrar.get(address).content.decode()) | {"column-8": "birth_date"}
    reply = registrar.post(address, given)
    assert reply.status_code == 422
    assert 'id="column-8-error">Another column already has this meaning' in reply.content.decode()
    assert Upload.objects.get().state == "mapping"


def test_a_conflict_shows_what_differs_and_is_left_out_unless_it_is_ticked(registrar: Client, world: World) -> None:
    made = world.ban(case_reference="AN 12/345")
    upload = compared(registrar, SOUND, CONTRADICTING)
    text = shown(registrar, upload, "?state=conflict")
    (row,) = rows(text)
    assert "in the same case" in row and str(made.ban) in row and "Last day:" in row
    assert "1 Jan 2027 in the list" in row
    assert f'href="/bans/{made.ban}"' in text
    assert "Register 1 ban" in text
    given = {"shown": ["3"], "chosen": ["3"]}
    assert registrar.post(f"/registry/imports/{upload}/conflicts", given).status_code == 302
    assert "Register 2 bans" in shown(registrar, upload)
    assert committed(registrar, world, upload).count("Show the new ban") == 2
    (entry,) = entries("ban.imported")
    assert (entry["core"]["conflicts"], entry["core"]["conflicts_registered"]) == (0, 1)


def test_a_tick_may_be_taken_back_and_others_on_other_pages_stay(registrar: Client, world: World) -> None:
    world.ban(case_reference="AN 12/345")
    upload = compared(registrar, CONTRADICTING, (*CONTRADICTING[:7], "2/1/2027", ""))
    address = f"/registry/imports/{upload}/conflicts"
    registrar.post(address, {"shown": ["2"], "chosen": ["2"]})
    registrar.post(address, {"shown": ["3"], "chosen": ["3", "99", "x"]})
    assert Upload.objects.get().columns["all_the_same"] == [2, 3]
    plan = registrar.post(address, {"shown": ["2"]}, headers={"HX-Request": "true"}).content.decode()
    assert "1 conflict that you selected will be registered as a ban anyway." in plan and "<h1" not in plan
    assert Upload.objects.get().columns["all_the_same"] == [3]


def test_a_list_that_the_register_overtook_is_shown_again_and_nothing_is_registered(
    registrar: Client, world: World
) -> None:
    upload = compared(registrar, CONTRADICTING)
    assert "Register 1 ban" in shown(registrar, upload)
    world.ban(case_reference="AN 12/345")
    before = Ban.objects.count()
    text = committed(registrar, world, upload)
    assert "The register has changed in the meantime" in text
    assert rows(text)[0].startswith("2 Conflict") and Ban.objects.count() == before


def test_who_was_closed_meanwhile_registers_nothing(registrar: Client, world: World) -> None:
    upload = compared(registrar, SOUND)
    registrar.post(f"/registry/imports/{upload}/commit")
    user = world.user(Role.REGISTRAR)
    user.is_active = False
    user.save()
    import_jobs.commit(upload, actor_key=f"user:{user.pk}", at=world.at)
    assert Ban.objects.count() == 0 and Upload.objects.get().state == "read"


def test_a_commit_that_fails_leaves_nothing_and_can_be_asked_again(
    registrar: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = compared(registrar, SOUND, OTHER)
    monkeypatch.setattr("aigis.apps.register.imports.registration.EntryDraft", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        committed(registrar, world, upload)
    assert Ban.objects.count() == 0
    assert "could not be compared" in shown(registrar, upload)
    monkeypatch.undo()
    assert "2 bans are registered" in committed(registrar, world, upload)


def test_the_same_job_twice_registers_once(registrar: Client, world: World) -> None:
    upload = compared(registrar, SOUND)
    committed(registrar, world, upload)
    key = f"user:{world.user(Role.REGISTRAR).pk}"
    import_jobs.commit(upload, actor_key=key, at=world.at)
    import_jobs.read(upload, at=world.at)
    assert Ban.objects.count() == 1 and Upload.objects.get().state == "committed"


@pytest.mark.parametrize(("ending", "language"), [("xlsx", "nl"), ("csv", "fr"), ("xlsx", "de"), ("csv", "en")])
def test_the_rows_left_out_come_back_with_their_reasons_and_in_again(
    registrar: Client, world: World, ending: str, language: str
) -> None:
    upload = compared(registrar, SOUND, WRONG)
    committed(registrar, world, upload)
    registrar.cookies["django_language"] = language
    reply = registrar.get(f"/registry/imports/{upload}/rejects.{ending}")
    assert re.fullmatch(rf'attachment; filename="bans-[a-z-]+\.{ending}"', reply["Content-Disposition"])
    table = wiring.lists().read(reply.content, filename=f"x.{ending}")
    assert table.headers == (*HEADERS, REASON_HEADERS[language])
    (row,) = table.rows
    assert row.cells[0] == "=cmd()" and re.search("3.*Geboortedatum ?: ", str(row.cells[-1]))
    if ending == "csv":
        assert b";=" not in reply.content and b"'=cmd()" in reply.content
    corrected = [str(cell or "") for cell in row.cells]
    corrected[2] = "28/2/1990"
    again = send(registrar, delimited(tuple(corrected), headers=table.headers))
    registrar.cookies["django_language"] = "en"
    told(registrar, again)
    assert "1 new row will be registered as a ban." in shown(registrar, again)


def test_an_office_does_not_see_another_offices_lists(registrar: Client, world: World) -> None:
    upload = compared(registrar, SOUND)
    other = signed_in(Client(), world.user(Role.REGISTRAR, "other-prosecutor"))
    assert "bans.csv" in registrar.get("/registry/imports/").content.decode()
    assert "bans.csv" not in other.get("/registry/imports/").content.decode()
    for address in ("", "/columns", "/rejects.xlsx"):
        assert other.get(f"/registry/imports/{upload}{address}").status_code == 404
    for address in ("/columns", "/commit", "/remove", "/conflicts"):
        assert other.post(f"/registry/imports/{upload}{address}").status_code == 404
    assert Upload.objects.get().state == "read"
    assert registrar.get(f"/registry/imports/{uuid4()}").status_code == 404


def test_nothing_of_a_list_stands_readable_in_the_database(registrar: Client, world: World) -> None:
    upload = compared(registrar, SOUND, WRONG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT u::text, encode(u.file, 'escape'), encode(u.report, 'escape') FROM register_upload u")
        kept = str(cursor.fetchall())
    assert not re.search(r"Peeters|bans\.csv|Naam|3/4/1981", kept)
    committed(registrar, world, upload)
    assert bytes(Upload.objects.get().file) == b""


def test_a_list_is_thrown_away_after_a_day_or_when_somebody_says_so(registrar: Client, world: World) -> None:
    upload = compared(registrar, SOUND)
    at = Upload.objects.get().at
    assert uploads.remove_old(at=at + timedelta(hours=23)) == 0
    assert uploads.remove_old(at=at + timedelta(hours=24)) == 1
    assert registrar.get(f"/registry/imports/{upload}").status_code == 404
    upload = compared(registrar, SOUND)
    assert registrar.post(f"/registry/imports/{upload}/remove").status_code == 302
    assert not Upload.objects.exists()
    assert {entry["core"]["why"] for entry in entries("list.removed")} == {"a day old", "thrown away"}


def test_a_list_removed_while_it_is_read_ends_the_job(registrar: Client, world: World) -> None:
    upload = send(registrar, delimited(SOUND))
    address = f"/registry/imports/{upload}/columns"
    registrar.post(address, columns_of(registrar.get(address).content.decode()))
    assert "0 of 1 rows compared." in shown(registrar, upload)
    registrar.post(f"/registry/imports/{upload}/remove")
    import_jobs.read(upload, at=world.at)
    assert not Upload.objects.exists()


def test_the_page_that_waits_is_told_when_to_look_again(registrar: Client) -> None:
    upload = compared(registrar, SOUND)
    reply = registrar.get(f"/registry/imports/{upload}", headers={"HX-Request": "true"})
    assert reply["HX-Refresh"] == "true" and reply.content == b""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"", "contains no list"),
        ("x.pdf", b"%PDF-1.7\x00", "not a list"),
        ("x.csv", b"Naam;Dossier\r\n", "contains no persons"),
        ("x.xlsx", b"PK\x03\x04", "damaged"),
        ("x.csv", b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
        ("x.csv", b"Naam;Dossier\r\n" + b"a;b\r\n" * 50_001, "more than 50,000 rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    registrar: Client, name: str, content: bytes, sentence: str
) -> None:
    reply = registrar.post(
        "/registry/imports/", {"file": io.BytesIO(content) if not content else SimpleUploadedFile(name, content)}
    )
    assert reply.status_code == 422
    found = re.search(r'id="file-error">([^<]*)<', reply.content.decode())
    assert found and (sentence in found.group(1) or "Choose the file" in found.group(1))
    assert not Upload.objects.exists()


def test_no_file_at_all_is_said_too(registrar: Client) -> None:
    assert "Choose the file with the list." in registrar.post("/registry/imports/", {}).content.decode()


def test_a_form_from_elsewhere_is_refused_before_its_file_is_taken(world: World) -> None:
    client = signed_in(Client(enforce_csrf_checks=True), world.user(Role.REGISTRAR))
    reply = client.post("/registry/imports/", {"file": SimpleUploadedFile("x.csv", b"Naam;Dossier\r\na;b\r\n")})
    assert reply.status_code == 403 and not Upload.objects.exists()


def test_the_lists_of_a_page_are_an_entry_with_the_bans_they_tell_of(registrar: Client, world: World) -> None:
    made = world.ban(case_reference="AN 12/345")
    upload = compared(registrar, CONTRADICTING, SOUND)
    shown(registrar, upload, "?state=conflict")
    entry = entries("list.shown")[-1]
    assert entry["core"] == entry["core"] | {"upload": str(upload), "state": "conflict", "rows": 1}
    assert entry["core"]["bans"] == [str(made.ban)]


def test_many_rows_come_in_pages(registrar: Client) -> None:
    many = [(f"Persoon{n}", *OTHER[1:5], f"B/{n}", *OTHER[6:]) for n in range(101)]
    upload = compared(registrar, *many)
    text = shown(registrar, upload)
    assert len(rows(text)) == 100 and "Page 1 of 2" in text and "Later rows" in text
    assert len(rows(shown(registrar, upload, "?page=2"))) == 1
    assert len(rows(shown(registrar, upload, "?page=9999999999&state=nonsense"))) == 100


def test_a_name_with_markup_is_only_a_name(registrar: Client) -> None:
    upload = send(registrar, delimited(("<script>x</script>", *SOUND[1:])), "<b>bans</b>.csv")
    told(registrar, upload)
    text = shown(registrar, upload)
    assert "<script>x" not in text and "&lt;script&gt;x" in text and "<b>bans" not in text
    assert BANNED.names[0].family not in text


def test_a_stray_quotation_mark_is_refused_beside_the_file(registrar: Client) -> None:
    content = delimited(SOUND, ('"Maes', *SOUND[1:])).encode()
    reply = registrar.post("/registry/imports/", {"file": SimpleUploadedFile("bans.csv", content)})
    assert reply.status_code == 422 and "Row 3 opens a quotation mark" in reply.content.decode()


def test_details_that_disagree_are_left_out_unless_they_are_ticked_and_rows_are_counted(
    registrar: Client, world: World
) -> None:
    header = (*HEADERS[:-1], "Rijksregisternummer")
    doubtful = ("Maes", "Bo", "13/7/1958", *SOUND[3:-1], "81040312361")
    upload = send(registrar, delimited((*SOUND[:-1], ""), doubtful, (*SOUND[:-1], "", "x"), headers=header))
    told(registrar, upload)
    text = shown(registrar, upload)
    assert "Rows of the file: 3. Read: 2, rejected: 1." in text
    assert "The national number gives 3 Apr 1981, but the entered date of birth is 13 Jul 1958." in text.replace(
        "\xa0", " "
    )
    given = {"shown": ["3"], "chosen": ["3"]}
    assert registrar.post(f"/registry/imports/{upload}/conflicts", given).status_code == 302
    committed(registrar, world, upload)
    assert sorted(entry["core"]["details_confirmed"] for entry in entries("ban.registered")) == [False, True]


def test_letters_that_could_be_several_are_asked_for_and_shown_as_they_were_read(registrar: Client) -> None:
    row = ("ýna", *SOUND[1:])
    content = delimited(row).encode("cp1252")
    file = SimpleUploadedFile("bans.csv", content)
    reply = registrar.post("/registry/imports/", {"file": file})
    assert reply.status_code == 422
    assert "Windows-1252 (ýna)" in reply.content.decode() and "Windows-1254 (ına)" in reply.content.decode()
    file = SimpleUploadedFile("bans.csv", content)
    reply = registrar.post("/registry/imports/", {"file": file, "encoding": "Windows-1254"}, follow=True)
    page = reply.content.decode()
    assert "Read in the encoding Windows-1254." in page and "ına" in page
    upload = Upload.objects.get().pk
    told(registrar, upload)
    assert "ına" in shown(registrar, upload)

"""`aigis bench import`: how long a list takes from its file to the register, and the same list once more."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import xlsxwriter

from aigis.adapters.spreadsheet import Table, read_table
from aigis.core.dates.brussels import day_of
from aigis.core.imports.ban_rows import BanRow, Reading, RowState, read_ban
from aigis.core.imports.columns import columns_of
from aigis.core.imports.dates import Dates
from aigis.core.person.person import Person
from aigis_bench.check import banned_people, register_people
from aigis_bench.figures import say
from aigis_bench.place import place

if TYPE_CHECKING:
    from aigis.apps.register.imports.classification import Sorted

T = TypeVar("T")

_NOBODY = "http://127.0.0.1:9/"  # desks are told of nothing here
_AUTHORITY = "court"
_HEADERS = (
    "Naam Voornaam Geboortedatum Rijksregisternummer Document Geslacht Nationaliteit Rechtbank Vonnisdatum Dossier "
    "Van Tot Artikel"
).split()


@dataclass(slots=True)
class _Clock:
    """How long each step took."""

    seconds: dict[str, float]

    def time(self, step: str, work: Callable[[], T]) -> T:
        begun = time.perf_counter()
        done = work()
        self.seconds[step] = round(time.perf_counter() - begun, 2)
        return done


def measure(*, rows: int, subjects: Sequence[int]) -> dict[str, Any]:
    """Imports a list of so many rows, once into each register: one that holds `subjects` people when it begins."""
    with place(webhook=_NOBODY):
        banned = banned_people()
        figures, have = [], 0
        for size in subjects:
            have += len(register_people(banned, size, have))
            figures.append({"rows": rows, "subjects": have, **_one(list(islice(banned, rows)))})
            have += rows
            say(f"import: {figures[-1]}")
    return {"import": figures}


def _one(people: Sequence[Person]) -> dict[str, Any]:
    from django.utils import timezone

    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.register.imports import classification as import_classification
    from aigis.apps.register.imports import registration as import_registration

    at, clock = timezone.now(), _Clock({})
    content = _workbook(people, today=day_of(at))
    source = import_registration.Source("bench.xlsx", "00" * 32, len(people), 0)
    cpu = time.process_time()
    table = clock.time("read_seconds", lambda: read_table(content, filename="bench.xlsx"))
    bans = clock.time("rows_seconds", lambda: list(_bans(table, today=day_of(at))))
    import_classification.sort(bans[:1], at=at)  # a server has the register in memory
    classified: Sorted = clock.time("compare_seconds", lambda: import_classification.sort(bans, at=at))
    register = partial(import_registration.import_bans, classified, source=source, actor=SYSTEM, at=at)
    made = clock.time("register_seconds", lambda: register(with_conflicts=range(len(people) + 2)))
    whole, ours = sum(clock.seconds.values()), time.process_time() - cpu
    again = clock.time("again_seconds", lambda: import_classification.sort(bans, at=at))
    if len(made.made) < len(people) - len(classified.of(RowState.KNOWN)) or len(again.of(RowState.KNOWN)) != len(
        people
    ):
        raise RuntimeError("not every row was registered once")
    sums = {"seconds": round(whole, 2), "cpu_seconds": round(ours, 2), "rows_per_second": round(len(people) / whole)}
    return clock.seconds | sums


def _bans(table: Table, *, today: date) -> Iterator[BanRow]:
    from aigis.apps.register.imports import classification as import_classification

    columns, authorities = columns_of(table.headers), import_classification.authorities()
    reading = Reading.of(table, columns=columns, authorities=authorities, dates=Dates(today))
    for row in table.rows:
        parsed = read_ban(row, reading=reading)
        if not isinstance(parsed, BanRow):
            raise RuntimeError(parsed.sentence)
        yield parsed


def _workbook(people: Sequence[Person], *, today: date) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEADERS)
        for row_number, person in enumerate(people, start=1):
            for column, text in enumerate(_identity(person)):
                sheet.write_string(row_number, column, text)
            sheet.write_row(row_number, 7, [_AUTHORITY, f"{today:%d/%m/%Y}", f"BENCH/{row_number}"])
            sheet.write_datetime(row_number, 10, today)
            sheet.write_row(row_number, 11, [f"{today + timedelta(days=900):%d.%m.%Y}", "Strafwetboek, art. 546/1"])
    return content.getvalue()


def _identity(person: Person) -> tuple[str, ...]:
    name, document = person.names[0], next(iter(person.documents), None)
    return (
        name.family,
        name.given,
        str(person.birth or ""),
        next(iter(person.national_numbers), ""),
        f"{document.state}:{document.number}" if document else "",
        person.sex.value if person.sex else "",
        person.nationality or "",
    )

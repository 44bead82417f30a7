"""Specimens of machine-readable zones and the people in them, for the tests that read and damage them."""

from datetime import date

from hypothesis import strategies as st

from aigis.core.person.birth import BirthDate
from aigis.core.person.fillers import is_filler_number
from aigis.core.person.mrz.reader import Zone, compose_mrva, compose_mrvb, compose_td1, compose_td2, compose_td3, read
from aigis.core.person.person import Document, Name, Person, Sex

TODAY = date(2026, 11, 22)
EXPIRY = date(2030, 1, 2)
COMPOSERS = {
    "TD1": compose_td1,
    "TD2": compose_td2,
    "TD3": compose_td3,
    "MRV-A": compose_mrva,
    "MRV-B": compose_mrvb,
}

# ICAO Doc 9303 part 5, appendix B (a short and a long number), part 6, appendix B, part 4, appendix B, part 7.
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD1_LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
MRVA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRVB = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
# Specimens of the Belgian identity card of 2020, and of the French one of before 2021.
BELGIAN = ("IDBEL600001476<9355<<<<<<<<<<<", "1301014F2311207UTO130101987390", "SPECIMEN<<SPECIMEN<<<<<<<<<<<<")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
SPECIMENS = (TD1, TD1_LONG, TD2, TD3, MRVA, MRVB, BELGIAN, FRENCH)

ANNA = Person(
    names=(Name("ERIKSSON", "ANNA MARIA"),),
    birth=BirthDate(1974, 8, 12),
    documents=(Document("UTO", "D23145890"),),
    sex=Sex.F,
    nationality="UTO",
)


def zone(lines: tuple[str, ...] | list[str] | str) -> Zone:
    """What the lines say on the day of the tests."""
    return read(lines if isinstance(lines, str) else list(lines), today=TODAY)


_LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
_BIRTHS = st.one_of(
    st.dates(date(1927, 1, 1), date(2026, 1, 1)).map(lambda day: BirthDate(day.year, day.month, day.day)),
    st.integers(1927, 2025).map(BirthDate),
    st.builds(BirthDate, st.integers(1927, 2025), st.integers(1, 12)),
    st.none(),
)


def is_a_number(text: str) -> bool:
    """Tells whether a document can have the number: a row of zeros or X stands for none."""
    return not is_filler_number(text)


def people(*, longest_number: int = 9) -> st.SearchStrategy[Person]:
    """People as documents know them, with names that have room in every format."""
    return st.builds(
        lambda family, given, birth, document, sex: Person(
            names=(Name(family, given),), birth=birth, documents=(document,), sex=sex, nationality="XXA"
        ),
        _LETTERS,
        st.lists(_LETTERS, max_size=1).map(" ".join),
        _BIRTHS,
        st.builds(
            Document,
            st.sampled_from(["D", "FRA", "UTO", "GBD", "NLD", "BEL"]),
            st.text("ABCMQWXYZ0123456789", min_size=1, max_size=longest_number).filter(is_a_number),
        ),
        st.sampled_from(Sex),
    )

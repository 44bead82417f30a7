"""Names read all at once are the names read one by one."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aigis.core.matching import packed_names, token_features
from aigis.core.matching.birth_dates import packed
from aigis.core.matching.columns import Columns, Details
from aigis.core.matching.index import Index
from aigis.core.matching.nicknames import forms
from aigis.core.matching.packed import NAMES_BEHIND, NAMES_FIRST, pack, pack_columns
from aigis.core.matching.packed_names import FLAGS, RUNS_BEHIND, TOKEN, WORDS_BEHIND, WORDS_FIRST, PackedNames
from aigis.core.matching.prepared import WORDS, name_words
from aigis.core.person.birth import BirthDate
from aigis.core.person.names import plain_variant, plain_variants, skeleton, skeletons
from aigis.core.person.person import Document, Name, Person, Sex

words = st.sampled_from("jan van den Berg de la Cruz née Maes jr dr Peeters-Claes O'Neill Шилова 王小明 ß II".split())
fields = st.lists(words | st.text(alphabet="ab é-'\n\u00a0.", max_size=4), max_size=20).map(" ".join)
names = st.lists(st.tuples(fields, fields, st.booleans()), max_size=12)


def spelt(packed: PackedNames) -> list[tuple[list[tuple[str, int]], list[str]]]:
    """Every name in its words with their flags, and its runs, in texts."""
    said = []
    for row in packed.names:
        own = packed.words[row[WORDS_FIRST] : row[WORDS_BEHIND]]
        runs = packed.words[row[WORDS_BEHIND] : row[RUNS_BEHIND], TOKEN]
        said.append(
            ([(packed.texts[word[TOKEN]], int(word[FLAGS])) for word in own], [packed.texts[run] for run in runs])
        )
    return said


@settings(max_examples=150, deadline=None)
@given(names)
@example([])
def test_names_read_at_once_are_those_read_one_by_one(written: list[tuple[str, str, bool]]) -> None:
    fields = [row[0] for row in written], [row[1] for row in written], [row[2] for row in written]
    assert spelt(packed_names._at_once(*fields)) == spelt(packed_names._one_by_one(*fields))


def test_columns_and_persons_are_packed_alike() -> None:
    families = [
        "van den Berg",
        "Peeters née Maes",
        "Mia Dr Claes",
        "",
        "Joseph ep. Maes",
        "Ali ｄｉｔ Ben Salah",
        "Dit Van",
    ]
    written = [(given_names, family) for family in families for given_names in ("Jan", "")] * 6
    given_names, families = [one for one, _ in written], [other for _, other in written]
    by_columns, texts = pack_columns(Columns(given_names, families, np.zeros(len(written), dtype=np.int32)))
    by_persons, others = pack([Person(names=(Name(family, given),)) for given, family in written])
    assert texts == others
    assert [table.tolist() for table in by_columns] == [table.tolist() for table in by_persons]


def test_details_in_columns_are_packed_as_those_of_persons() -> None:
    number, other = "81040312361", "85073003328"
    persons = [
        Person(),
        Person(names=(Name("Peeters née Maes", "An"), Name("Ali")), birth=BirthDate(1981, 4, 3), sex=Sex.F),
        Person(national_numbers=(number, other), documents=(Document("BEL", "IO1"),), nationality="BEL"),
        Person(names=(Name("El Amrani"), Name("De Smet", "Jan")), documents=(Document("NLD", "A"), Document("D", "B"))),
        Person(names=(Name("Maes", "Bo"),), birth=BirthDate(1990), national_numbers=(other,), sex=Sex.X),
    ]
    details = Details(
        stated=np.array([packed(person.birth) for person in persons], dtype=np.int32),
        aliases=[person.names[1:] for person in persons],
        numbers=[person.national_numbers for person in persons],
        documents=[person.documents for person in persons],
        sexes=[person.sex for person in persons],
        nationalities=[person.nationality for person in persons],
    )
    first = [person.names[0] if person.names else Name("") for person in persons]
    written = [name.given for name in first], [name.family for name in first]
    columns = Columns(*written, details.births(), details)
    assert [columns.person(row) for row in range(len(persons))] == persons
    (by_columns, texts), (by_persons, others) = pack_columns(columns), pack(persons)
    assert texts == others
    assert by_columns.identifiers.tolist() == by_persons.identifiers.tolist()
    without = [column for column in range(8) if column not in (NAMES_FIRST, NAMES_BEHIND)]  # nobody's name has no words
    assert by_columns.persons[:, without].tolist() == by_persons.persons[:, without].tolist()
    assert by_columns.words.tolist() == by_persons.words.tolist()
    turned = columns.taken(np.array([4, 2]))
    assert [turned.person(row) for row in range(2)] == [persons[4], persons[2]]


def test_particles_are_filed_with_the_word_they_stand_before() -> None:
    assert list(name_words(Name("van den Berg", "Jan")).runs) == ["vandenberg"]
    assert list(name_words(Name("El Mehdi ben Ali", "")).runs) == ["elmehdi", "benali"]


def test_of_a_very_long_name_the_first_words_count() -> None:
    long = name_words(Name(" ".join(f"w{i}" for i in range(30)), "Jan"))
    assert (long.words[:2], len(long.words), max(long.content)) == (("jan", "w0"), WORDS, WORDS - 1)


def test_a_married_woman_is_found_by_the_name_at_birth() -> None:
    people, _ = pack([Person(names=(Name("Peeters née Maes", "An"),))])
    assert len(people.names) == 3


@pytest.mark.parametrize("name", ["bert", "rik", "jan", "ben"])
def test_no_name_is_a_form_of_more_names_than_a_row_has_room_for(name: str) -> None:
    assert 1 <= len(forms(name)) <= 7


def test_an_index_of_nobody_and_of_nameless_people_can_be_built() -> None:
    assert len(Index.build([], version=1)) == 0
    assert len(Index.build([(UUID(int=1), Person()), (UUID(int=2), Person(names=(Name(""),)))], version=1)) == 2


SPELT = st.text("abcdeghijknopqrsuvwxyz09", min_size=1, max_size=32)


@settings(deadline=None)
@given(st.lists(SPELT, min_size=1, max_size=200))
def test_tokens_made_all_together_have_the_rows_of_tokens_made_one_by_one(tokens: list[str]) -> None:
    many = [*tokens, *(f"{token[:30]}{place}" for place, token in enumerate(tokens * 80))][:100]
    assert token_features.table(many).tobytes() == b"".join(map(token_features.row, many))
    assert skeletons(many) == list(map(skeleton, many))
    assert plain_variants(many) == list(map(plain_variant, many))

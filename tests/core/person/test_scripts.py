"""Names of many scripts become tokens of Latin letters that meet the passport's."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.person.names import prepare, skeleton, token, tokens
from aigis.core.person.person import Name
from aigis.core.person.transliteration.scripts import in_latin, spelled


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # Georgian, Armenian, Hindi, Japanese and Korean as their passports write them.
        ("გიორგი ქავთარაძე", "giorgi kavtaradze"),
        ("Հարություն Գևորգյան", "harutyun gevorgyan"),
        ("राहुल शर्मा", "rahul sharma"),
        ("ज़ाकिर फ़ारूक़", "zakir faruq"),
        ("अमित गांधी", "amit gandhi"),
        ("सिंह", "singh"),
        ("अंबिका", "ambika"),
        ("さとう しょうた", "sato shota"),
        ("キョウコ・オオノ", "kyoko ono"),
        ("ほんま はっとり まっちゃ", "homma hattori matcha"),
        ("シェリー ファン ティナ ヴィ", "sheri fan tina vi"),
        ("김철수", "kim cheolsu"),
        ("남궁", "namgung"),
        ("王小明", "wang xiaoming"),
        ("欧阳锋", "ouyang feng"),
        ("小明", "xiaoming"),
        ("阿凡提·买买提", "afanti maimaiti"),
        # Arabic and Hebrew do not write all their vowels.
        ("محمد", "mhmd"),
        ("عبد الرحمن", "abd al rhmn"),
        ("الیاس", "ilyas"),
        ("يوسف مروان", "yusf mrwan"),
        ("مُحَمَّد", "muhamad"),
        ("علی رضا پور", "ali rda pur"),
        ("סרגיי כהן", "srgii kahn"),
        ("שָׂרָה", "shra"),
        ("בן־דוד", "bn dod"),
        ("ר״ב", "rv"),
        # ICAO's tables and everything beside them.
        ("Βασίλης Μπακογιάννης", "vasilis bakogiannis"),
        ("Гюль Өмірбек", "giul omirbek"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Ĳsbrand Œdipe", "ijsbrand oedipe"),
        ("ﬁona ＭＵＬＬＥＲ", "fiona muller"),
        ("สมชาย", "smchay"),
    ],
)
def test_a_name_is_written_as_passports_write_it(written: str, expected: str) -> None:
    assert " ".join(tokens(written)) == expected


@pytest.mark.parametrize(
    ("written", "passport"),
    [
        ("محمد", "Mohamed"),
        ("خالد", "Khaled"),
        ("سهيل", "Suhail"),
        ("يوسف", "Youssef"),
        ("أحمد", "Ahmed"),
        ("حسين", "Hussein"),
        ("فاطمة", "Fatima"),
        ("عبدالرحمن", "Abdelrahman"),
        ("الخطيب", "El-Khatib"),
        ("الياس", "Elias"),
        ("אברהם", "Avraham"),
        ("יוסף", "Yosef"),
        ("שרה", "Sara"),
        ("कृष्ण", "Krishna"),
        ("Юрий", "Yuri"),
        ("Ἀθηνᾶ", "Athina"),
        ("Müller", "MUXXLLER"),
        ("Muñoz", "MUNXXOZ"),
    ],
)
def test_a_name_and_its_spelling_in_a_passport_share_their_skeletons(written: str, passport: str) -> None:
    bones, others = prepare(Name(written)).content, prepare(Name(passport)).content
    assert [skeleton(one) for one in bones] == [skeleton(one) for one in others]


def test_a_chinese_name_is_the_same_in_one_field_or_in_two() -> None:
    assert sorted(prepare(Name("王小明")).words) == sorted(prepare(Name("王", "小明")).words)


@pytest.mark.parametrize("written", ["ь", "ء", "ъь", "𐤁", "𞤀", "𒀀"])
def test_a_name_of_letters_that_no_table_writes_still_has_a_token(written: str) -> None:
    assert tokens(written)
    assert len({token(one) for one in ("ь", "ء")}) == 2


def test_letters_are_spelled_by_their_numbers_and_signs_are_not() -> None:
    assert spelled("ь!1") == "u044c"


@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo"]), min_size=1, max_size=12))
def test_no_name_of_letters_is_ever_emptied(text: str) -> None:
    assert tokens(text)


@given(st.text(max_size=40))
def test_tokens_stay_as_they_are(text: str) -> None:
    found = tokens(text)
    assert tokens(" ".join(found)) == found
    assert found or not any(category(sign) in ("Lu", "Ll", "Lt", "Lo") for sign in text)


@given(st.text(max_size=40))
def test_every_text_becomes_ascii(text: str) -> None:
    assert in_latin(text).isascii()

"""The closed vocabularies and small values."""

from datetime import UTC, datetime, timedelta

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.values import GateCode, Period, Reason, RequestKey, Verdict

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_there_are_three_verdicts_and_no_answer_is_none_of_them() -> None:
    assert {verdict.value for verdict in Verdict} == {"clear", "denied", "refer"}


def test_the_reasons_tell_nothing_of_the_register() -> None:
    assert {reason.value for reason in Reason} == {"no_match", "match", "compare_person", "not_enough_to_tell"}


@pytest.mark.parametrize("text", ["BEANR-0001/main", "BE2AN-9999/gate-2", "BEZEE-0000/0"])
def test_a_gate_reads_back_as_it_was_written(text: str) -> None:
    assert str(GateCode.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "main",
        "BEANR-0001",
        "BEANR-0001/",
        "beanr-0001/main",
        "BEANR-001/main",
        "BEANR-0001/Main",
        "BEANR-0001/-a",
        "BEANR-0001/main\n",
        "BEANR-0001/a b",
        "BEANR-٠٠٠١/main",
        "BEANR-0001/" + "a" * 33,
        "BEAN1-0001/main",
    ],
)
def test_what_is_no_gate_is_refused_and_the_field_named(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        GateCode.parse(text)
    assert refused.value.field == "gate"


def test_a_period_is_half_open_and_may_have_no_end() -> None:
    period = Period(AT, AT + timedelta(days=1))
    assert period.contains(AT) and not period.contains(AT + timedelta(days=1))
    assert Period(AT, None).contains(AT + timedelta(days=9999))


@pytest.mark.parametrize("length", [timedelta(0), -timedelta(microseconds=1)])
def test_a_period_of_nothing_is_refused(length: timedelta) -> None:
    with pytest.raises(InvalidInput):
        Period(AT, AT + length)


@pytest.mark.parametrize("text", ["a", "~" * 128, "4d7f-!"])
def test_a_request_key_is_visible_ascii(text: str) -> None:
    assert RequestKey(text).text == text


@pytest.mark.parametrize("text", ["", " ", "a b", "a\n", "é", "a" * 129, "\x7f"])
def test_any_other_request_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        RequestKey(text)

"""The chain of a desk's messages: what a desk sees of a removal, a change, or a number given twice."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from aigis.core.alerts.chain import GENESIS, AlertFacts, ChainedMessage, ReceivedMessage, next_message, verify_chain
from aigis.core.errors import InvalidInput

AT = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)


def chain(count: int, desk: str = "police") -> list[ReceivedMessage]:
    previous, received = GENESIS, []
    for number in range(1, count + 1):
        facts = AlertFacts(UUID(int=number), "BEANR-0001/main", AT)
        message = next_message(facts, desk=desk, number=number, previous=previous)
        previous = message.hash
        received.append(ReceivedMessage(message, message.hash))
    return received


def faults(received: list[ReceivedMessage]) -> tuple[str, ...]:
    (report,) = verify_chain(received)
    return report.faults


def test_a_whole_chain_has_no_fault_in_any_order_and_received_twice() -> None:
    received = chain(5)
    (report,) = verify_chain([*reversed(received), received[2]])
    assert (report.first, report.last, report.count, report.faults) == (1, 5, 5, ())


def test_a_feed_that_begins_later_is_checked_from_there() -> None:
    assert faults(chain(5)[2:]) == ()


def test_a_missing_message_shows() -> None:
    received = chain(5)
    assert faults(received[:2] + received[3:]) == ("messages 3 to 3 are missing",)


def test_a_removed_alert_whose_number_was_used_again_shows() -> None:
    """Move 1 of an owner of the database: rows deleted, the counter put back, the number given to another alert."""
    received = chain(4)
    other = next_message(
        AlertFacts(UUID(int=99), "BEANR-0001/main", AT), desk="police", number=3, previous=received[1].message.hash
    )
    assert faults([*received[:2], ReceivedMessage(other, other.hash), received[3]]) == (
        "message 4 does not follow message 3: one was removed or changed",
    )
    assert "number 3 was given twice, to different messages" in faults([*received, ReceivedMessage(other, other.hash)])


@pytest.mark.parametrize("changed", [{"gate": "BEANR-0002/main"}, {"alert": str(UUID(int=8))}, {"drill": True}])
def test_a_changed_message_shows(changed: dict[str, object]) -> None:
    received = chain(3)
    received[1] = replace(received[1], message=replace(received[1].message, **changed))  # type: ignore[arg-type]
    assert len(faults(received)) == 2


def test_each_desk_has_a_chain_of_its_own() -> None:
    reports = verify_chain([*chain(2), *chain(3, desk="prosecutor")])
    assert [(report.desk, report.count, report.faults) for report in reports] == [
        ("police", 2, ()),
        ("prosecutor", 3, ()),
    ]


@pytest.mark.parametrize("field", ["alert", "desk", "drill", "gate", "number", "previous", "raised_at"])
def test_a_message_without_one_of_its_fields_is_refused(field: str) -> None:
    data = chain(1)[0].message.to_dict()
    del data[field]
    with pytest.raises(InvalidInput):
        ChainedMessage.from_dict(data)


def test_the_hash_is_that_of_the_documented_form() -> None:
    message = chain(1)[0].message
    assert message.hash == "838b42f5ba2648682b56416ebb396aa3ac1ca61298fafbdd253ff85ae36cba7b"

"""Whoever has both databases, but not the master key, moves one person's identity to another's place."""

import psycopg
import pytest

from aigis import wiring
from aigis.apps.register.models import Subject, SubjectVersion
from aigis.core.errors import DomainError
from aigis.core.values import Verdict
from tests.world import BANNED, STRANGER, World, forget_everything


def transplant(source: Subject, target: Subject) -> None:
    """Copies the ciphertext and the wrapped key of one subject over those of another."""
    Subject.objects.filter(pk=target.pk).update(person=source.person)
    with psycopg.connect(wiring.key_store_conninfo(), autocommit=True) as store:
        store.execute(
            "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE scope = %s) WHERE scope = %s",
            [f"subject:{source.pk}", f"subject:{target.pk}"],
        )


def test_a_banned_person_whose_identity_was_replaced_gets_no_green(committed: World) -> None:
    banned, other = committed.ban(BANNED), committed.ban(STRANGER)
    assert committed.verdict(BANNED) is Verdict.DENIED
    transplant(Subject.objects.get(pk=other.subject), Subject.objects.get(pk=banned.subject))
    forget_everything()
    with pytest.raises(DomainError, match="does not open"):
        committed.verdict(BANNED)


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\x01" + bytes(60)])
def test_a_damaged_identity_is_taken_from_its_version(world: World, damaged: bytes) -> None:
    banned = world.ban(BANNED)
    Subject.objects.filter(pk=banned.subject).update(person=damaged)
    forget_everything()
    assert (world.verdict(BANNED), world.verdict(STRANGER)) == (Verdict.DENIED, Verdict.CLEAR)


def test_an_identity_that_is_damaged_twice_is_named_and_clears_nobody(world: World) -> None:
    banned = world.ban(BANNED)
    Subject.objects.filter(pk=banned.subject).update(person=b"")
    SubjectVersion.objects.filter(subject=banned.subject).update(person=b"")
    forget_everything()
    with pytest.raises(DomainError, match=f"register_subject {banned.subject} does not open"):
        world.verdict(BANNED)

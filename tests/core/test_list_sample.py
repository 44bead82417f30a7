"""Which bans of a list are compared: drawn by codes, more after errors, all conflicts."""

from uuid import UUID

from aigis.core.imports.confirmation_sample import DRAWN, sample

BANS = [UUID(int=number) for number in range(100)]
CODES = {ban: bytes([199 - ban.int]) for ban in BANS}


def test_the_codes_draw_and_not_the_order_of_the_list() -> None:
    assert sample(CODES, chosen=(), corrected=0) == tuple(BANS[::-1][:DRAWN])
    shuffled = {ban: CODES[ban] for ban in sorted(BANS, key=lambda one: one.int % 7)}
    assert sample(shuffled, chosen=(), corrected=0) == sample(CODES, chosen=(), corrected=0)


def test_every_conflict_registered_all_the_same_is_compared_beside_those_drawn() -> None:
    chosen = frozenset(BANS[:30])
    found = sample(CODES, chosen=chosen, corrected=0)
    assert set(found[:30]) == chosen and len(found) == 30 + DRAWN


def test_each_ban_put_right_has_as_many_drawn_again() -> None:
    assert [len(sample(CODES, chosen=(), corrected=many)) for many in range(7)] == [20, 40, 60, 80, 100, 100, 100]


def test_of_a_short_list_all_are_compared() -> None:
    assert set(sample({ban: CODES[ban] for ban in BANS[:5]}, chosen=(), corrected=0)) == set(BANS[:5])

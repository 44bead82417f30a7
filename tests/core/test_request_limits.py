"""The bucket of a key: what it allows, how it refills, and what its headers say."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from aigis.core.access.request_limits import Allowance, RequestLimiter
from aigis.core.errors import NoAnswer, RequestLimitReached


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(limiter: RequestLimiter, key: str = "client:1") -> Allowance:
    allowance = limiter.take(key)
    assert allowance is not None
    return allowance


def test_the_whole_quota_may_be_used_at_once_and_refills_evenly() -> None:
    clock = Clock()
    limiter = RequestLimiter("checks", 120, clock=clock)
    remaining = [taken(limiter).remaining for _ in range(120)]
    assert remaining == list(range(119, -1, -1))
    over = taken(limiter)
    assert (over.remaining, over.retry, over.reset) == (0, 1, 60)
    with pytest.raises(RequestLimitReached) as refused:
        over.require()
    assert isinstance(refused.value, NoAnswer) and refused.value.values == {"seconds": 1}
    clock.now += 0.5  # a request each half second
    assert taken(limiter).retry == 0 and taken(limiter).retry == 1
    clock.now += 3_600
    assert taken(limiter).remaining == 119


def test_a_refused_request_costs_nothing() -> None:
    clock = Clock()
    limiter = RequestLimiter("requests", 1, clock=clock)
    taken(limiter)
    assert {taken(limiter).retry for _ in range(50)} == {60}
    clock.now += 60
    assert taken(limiter).retry == 0


def test_each_key_has_a_bucket_of_its_own() -> None:
    limiter = RequestLimiter("checks", 1, clock=Clock())
    assert taken(limiter, "client:1").retry == 0 and taken(limiter, "client:2").retry == 0
    assert taken(limiter, "client:1").retry and taken(limiter, "client:2").retry


def test_without_a_quota_nothing_is_counted() -> None:
    assert RequestLimiter("checks", 0, clock=Clock()).take("client:1") is None


def test_the_headers_have_the_form_of_the_draft() -> None:
    allowance = taken(RequestLimiter("checks", 120, clock=Clock()))
    assert allowance.headers() == [
        ("RateLimit-Policy", '"checks";q=120;w=60'),
        ("RateLimit", '"checks";r=119;t=1'),
    ]


def test_of_many_threads_exactly_the_quota_is_allowed() -> None:
    limiter = RequestLimiter("checks", 500, clock=Clock())
    with ThreadPoolExecutor(8) as pool:
        retries = list(pool.map(lambda _: taken(limiter).retry, range(1_000)))
    assert retries.count(0) == 500


def test_a_full_table_only_allows_more() -> None:
    limiter = RequestLimiter("checks", 1, clock=Clock())
    assert all(taken(limiter, f"client:{number}").retry == 0 for number in range(10_001))
    assert taken(limiter, "client:0").retry == 0

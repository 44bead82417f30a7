"""Unusual patterns: each rule by itself, and thirty days of a whole port with abusers among its people."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from aigis.core.audit import anomalies
from aigis.core.audit.anomalies import THRESHOLDS, Act, AlertClosing, AnomalyRule, ClearRun, Finding
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.dates.public_holidays import easter, holidays, is_day_off

MONDAY = datetime(2026, 10, 5, 9, tzinfo=BRUSSELS)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_entries = iter(range(1, 1 << 40))


def act(at: datetime, *, actor: str = "user:1", organisation: int = 1, about: str = "", case: str = "") -> Act:
    return Act(UUID(int=next(_entries)), actor, organisation, at.astimezone(UTC), about, case)


def office_weeks(actor: str = "user:1", *, first: datetime = MONDAY, days: int = 28, a_day: int = 5) -> list[Act]:
    """Readings from nine to four on the working days of some weeks."""
    working = [first + DAY * day for day in range(days) if not is_day_off((first + DAY * day).date())]
    return [act(day + HOUR * (7 * number / a_day), actor=actor) for day in working for number in range(a_day)]


AFTER = MONDAY + 28 * DAY  # Monday the 2nd of November


def test_easter_is_where_the_church_put_it() -> None:
    assert [easter(year) for year in (2000, 2024, 2026, 2038)] == [
        date(2000, 4, 23),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


def test_belgium_has_ten_public_holidays_of_which_three_move() -> None:
    assert len(holidays(2026)) == 10
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 21)} <= holidays(2026)
    assert is_day_off(date(2026, 11, 11)) and not is_day_off(date(2026, 11, 12)) and is_day_off(date(2026, 11, 14))


def test_readings_at_night_by_somebody_who_works_by_day_are_found() -> None:
    usual = anomalies.habits(office_weeks())
    night = [act(AFTER.replace(hour=2) + MINUTE * step) for step in range(3)]
    (found,) = anomalies.off_hours(night, usual)
    assert (found.rule, found.actor, found.facts["acts"]) == (AnomalyRule.OFF_HOURS, "user:1", 3)
    assert found.entries == tuple(one.entry for one in night)


def test_the_same_hour_on_a_holiday_is_off_hours_and_an_hour_later_than_usual_is_not() -> None:
    usual = anomalies.habits(office_weeks())
    holiday = datetime(2026, 11, 11, 11, tzinfo=BRUSSELS)
    assert list(anomalies.off_hours([act(holiday) for _ in range(3)], usual))
    assert not list(anomalies.off_hours([act(AFTER.replace(hour=15, minute=50)) for _ in range(3)], usual))


def test_who_works_in_shifts_or_is_new_departs_from_no_habit() -> None:
    shifts = anomalies.habits([act(MONDAY + 8 * HOUR * step) for step in range(84)])
    night = [act(AFTER.replace(hour=2)) for _ in range(9)]
    assert not list(anomalies.off_hours(night, shifts))
    assert not list(anomalies.off_hours(night, anomalies.habits(office_weeks(days=4))))


def test_a_day_of_many_times_the_usual_readings_is_found_against_own_and_colleagues_median() -> None:
    usual = anomalies.habits([*office_weeks(), *office_weeks("user:2", a_day=20)])
    peers = {"user:1": "court", "user:2": "court"}
    most = [act(AFTER + MINUTE * step) for step in range(60)]
    (found,) = anomalies.volume(most, usual, peers)
    assert found.facts == {"acts": 60, "own": 5, "colleagues": 12}
    assert not list(anomalies.volume(most[:40], usual, peers)), "less than four times what colleagues do"
    assert not list(anomalies.volume(most[:24], usual, {})), "few are never many"


def test_one_wild_day_of_before_does_not_hide_the_next() -> None:
    wild = [act(MONDAY + DAY + MINUTE * step) for step in range(400)]
    usual = anomalies.habits([*office_weeks(), *wild])
    assert list(anomalies.volume([act(AFTER + MINUTE * step) for step in range(60)], usual, {}))


def test_a_person_about_whom_many_read_is_found_once() -> None:
    read = [act(MONDAY + HOUR * n, actor=f"user:{n}", organisation=n % 3, about="k") for n in range(THRESHOLDS.readers)]
    (found,) = anomalies.many_readers(read)
    assert found.facts == {"readers": THRESHOLDS.readers, "organisations": 3, "acts": THRESHOLDS.readers}
    assert not list(anomalies.many_readers(read[1:]))
    spread = [act(MONDAY + 3 * DAY * n, actor=f"user:{n}", about="k") for n in range(THRESHOLDS.readers)]
    assert not list(anomalies.many_readers(spread))


def test_the_own_family_name_is_recognised_however_it_is_spelled() -> None:
    looked = [act(MONDAY), act(MONDAY + HOUR), act(MONDAY, actor="user:2")]
    asked = {one.entry: frozenset({"pitrs"}) for one in looked}
    borne = {"user:1": frozenset({"pitrs"}), "user:2": frozenset({"vndmli"})}
    (found,) = anomalies.own_name(looked, looked_up_names=asked, borne=borne)
    assert (found.actor, found.facts["acts"]) == ("user:1", 2)


def run(arrived: list[bool], *, share: float, others: int = 400) -> ClearRun:
    marks = "".join("x" if came else "." for came in arrived).split("x")
    length = max(map(len, marks))
    begun = sum(len(mark) + 1 for mark in marks[: [len(mark) for mark in marks].index(length)])
    acts = [act(MONDAY + MINUTE * step) for step in range(len(arrived))]
    return ClearRun(tuple(acts[begun : begun + length]), len(arrived), others, round(others * share))


def test_a_run_of_checks_without_arrival_is_found_where_others_report_arrivals() -> None:
    arrived = [True] * 10 + [False] * 12 + [True] * 10
    (found,) = anomalies.no_arrival([run(arrived, share=0.9)])
    assert found.facts == {"run": 12, "checks": 32, "share": 90}
    assert not list(anomalies.no_arrival([run(arrived, share=0.55)])), "such a run may be chance there"
    assert not list(anomalies.no_arrival([run(arrived, share=0.2)])), "where nobody reports, absence says nothing"


def test_reading_about_somebody_just_before_another_desk_closes_an_alert_is_found() -> None:
    closing = AlertClosing("k", frozenset({7}), MONDAY, MONDAY + 3 * HOUR)
    told = act(MONDAY + 2.5 * HOUR, organisation=7, about="k")
    outsider = act(MONDAY + 2.5 * HOUR, organisation=8, about="k")
    early = act(MONDAY + HOUR, organisation=8, about="k")
    (found,) = anomalies.before_closing([told, outsider, early], [closing])
    assert (found.entries, found.facts) == ((outsider.entry,), {"acts": 1, "minutes": 30})


def test_refusals_in_a_row_are_found_and_scattered_ones_are_not() -> None:
    row = [act(MONDAY + MINUTE * step) for step in range(5)]
    (found,) = anomalies.refusals([*row, act(MONDAY + 5 * HOUR)])
    assert found.facts == {"acts": 5, "day": 6}
    assert not list(anomalies.refusals([act(MONDAY + HOUR * step) for step in range(8)]))


def test_one_person_looked_up_for_ever_other_cases_is_found_and_one_case_spelled_anyhow_is_not() -> None:
    cases = [act(MONDAY + DAY * n, about="k", case=f"PV {n}/26") for n in range(3)]
    assert [found.facts["cases"] for found in anomalies.other_cases(cases)] == [3]
    spelled = [act(MONDAY, about="k", case=case) for case in ("PV 7/26", "pv7/26", "PV 7-26")]
    assert not list(anomalies.other_cases(spelled))


def test_a_finding_keeps_its_key_and_another_day_gets_another() -> None:
    first, again, later = (
        Finding(AnomalyRule.VOLUME, "user:1", at, {}, ()) for at in (MONDAY, MONDAY + HOUR, MONDAY + DAY)
    )
    assert first.key == again.key != later.key


# Thirty days of a port with 200 facilities: 400 officials, 600 guards, and some among them who abuse what they may.

OFFICIALS, GUARDS, DAYS = 400, 600, 30
FIRST = MONDAY + 28 * DAY


class Port:
    """What the people of a port do, drawn by chance; the same chance every time."""

    def __init__(self) -> None:
        self.chance = random.Random(20261122)
        self.peers = {f"user:{n}": f"role {n % 5}" for n in range(OFFICIALS)}
        self.busy = {f"user:{n}": self.chance.choice((2, 4, 8, 12)) for n in range(OFFICIALS)}
        self.shift = {f"user:{n}": self.chance.random() < 0.3 for n in range(OFFICIALS)}
        self.subjects = [f"subject {n}" for n in range(20_000)]

    def day(self, first: datetime) -> Iterator[Act]:
        """The readings of all officials on one day; a third work in shifts, the others by day and sometimes late."""
        for n in range(OFFICIALS):
            actor = f"user:{n}"
            if not self.shift[actor] and is_day_off(first.date()):
                continue
            if self.shift[actor] and self.chance.random() < 0.3:
                continue
            for _ in range(round(self.chance.lognormvariate(0, 0.5) * self.busy[actor])):
                hour = self.hour(actor, first)
                about = self.subjects[int(self.chance.paretovariate(0.7)) * 17 % len(self.subjects)]
                about = about if self.chance.random() < 0.05 else self.chance.choice(self.subjects)
                yield act(
                    first.replace(hour=0) + HOUR * hour,
                    actor=actor,
                    organisation=n % 40,
                    about=about,
                    case=f"{n}/{about}",
                )

    def hour(self, actor: str, first: datetime) -> float:
        if self.shift[actor]:
            begin = (6, 14, 22)[first.isocalendar().week % 3]
            return (begin + 8 * self.chance.random()) % 24
        return 19 + self.chance.random() if self.chance.random() < 0.01 else self.chance.triangular(8, 17.5, 11)

    def runs(self) -> Iterator[ClearRun]:
        """Each guard's day: some 180 checks, nine of ten followed by a reported arrival."""
        for _ in range(GUARDS):
            share = self.chance.choice((0.85, 0.9, 0.95))
            yield run([self.chance.random() < share for _ in range(180)], share=share, others=540)


@pytest.fixture(scope="module")
def port() -> Port:
    return Port()


@pytest.fixture(scope="module")
def ordinary(port: Port) -> tuple[list[Act], list[Act]]:
    """The weeks of before, which make the habits, and the thirty days that are looked at."""
    before = [one for day in range(28) for one in port.day(MONDAY + DAY * day)]
    return before, [one for day in range(DAYS) for one in port.day(FIRST + DAY * day)]


def by_rules(before: Iterable[Act], acts: list[Act], port: Port) -> list[Finding]:
    usual = anomalies.habits(before)
    return [
        *anomalies.off_hours(acts, usual),
        *anomalies.volume(acts, usual, port.peers),
        *anomalies.many_readers(acts),
        *anomalies.other_cases(acts),
        *anomalies.refusals([]),
    ]


def planted() -> dict[AnomalyRule, list[Act]]:
    """What abusers do among the others: whom the rule of that name must find."""
    at = FIRST + 9 * DAY  # a Wednesday, which is Armistice Day
    night = [act(at + DAY * 1 - 7 * HOUR + MINUTE * step, actor="user:1000", about="a") for step in range(4)]
    return {
        AnomalyRule.OFF_HOURS: night,
        AnomalyRule.VOLUME: [act(at + DAY + MINUTE * step, actor="user:1001", about=f"b{step}") for step in range(90)],
        AnomalyRule.MANY_READERS: [
            act(at + HOUR * n, actor=f"user:{31 * n}", organisation=n, about="star") for n in range(12)
        ],
        AnomalyRule.OTHER_CASES: [
            act(FIRST + 5 * DAY * n, actor="user:1002", about="ex", case=f"PV {n}") for n in range(5)
        ],
    }


def test_abusers_are_found_among_a_month_of_ordinary_work_with_few_false_findings(
    port: Port, ordinary: tuple[list[Act], list[Act]]
) -> None:
    before, acts = ordinary
    before = [*before, *office_weeks("user:1000"), *office_weeks("user:1001")]
    bad = planted()
    found = by_rules(before, [*acts, *(one for some in bad.values() for one in some)], port)
    for rule, done in bad.items():
        entries = {one.entry for one in done}
        assert any(one.rule is rule and entries & set(one.entries) for one in found), rule
    false = by_rules(before, acts, port)
    assert len(false) / DAYS <= 2, Counter(one.rule for one in false)


def test_a_prober_is_found_within_thirty_probes_among_six_hundred_guards(port: Port) -> None:
    prober = run([True] * 60 + [False] * 15 + [True] * 60, share=0.9)
    assert [one.rule for one in anomalies.no_arrival([prober])] == [AnomalyRule.NO_ARRIVAL]
    assert sum(1 for _ in anomalies.no_arrival(port.runs())) <= 1

"""Requests are measured by door and outcome; one that fails counts as no answer."""

import pytest

from aigis.config.request_timer import door, timed
from aigis.telemetry.instruments import NO_ANSWERS, REGISTRY, REQUESTS_IN_PROGRESS


def count(name: str, outcome: str) -> float:
    labels = {"door": name, "outcome": outcome}
    return REGISTRY.get_sample_value("aigis_request_duration_seconds_count", labels) or 0.0


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/checks", "gate"),
        ("/api/v1/checks/batch", "gate"),
        ("/reception/", "gate"),
        ("/api/v1/bans", "api"),
        ("/registry/", "pages"),
    ],
)
def test_a_path_belongs_to_a_door(path: str, name: str) -> None:
    assert door(path) == name


@pytest.mark.parametrize(("status", "outcome"), [(201, "answered"), (422, "refused"), (503, "no_answer")])
def test_a_status_is_an_outcome(status: int, outcome: str) -> None:
    before = count("gate", outcome)
    with timed("/api/v1/checks") as timer:
        timer.status = status
    assert count("gate", outcome) == before + 1


def test_a_request_that_raises_is_no_answer_and_is_no_longer_in_progress() -> None:
    before, open_before = NO_ANSWERS.labels("api")._value.get(), REQUESTS_IN_PROGRESS._value.get()
    with pytest.raises(RuntimeError), timed("/api/v1/bans"):
        raise RuntimeError
    assert NO_ANSWERS.labels("api")._value.get() == before + 1
    assert REQUESTS_IN_PROGRESS._value.get() == open_before


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/static/a.css", "/log/checkpoint"])
def test_probes_and_files_are_not_measured(path: str) -> None:
    before = count("pages", "answered")
    with timed(path) as timer:
        timer.status = 200
    assert count("pages", "answered") == before

"""Neither the moment nor the length of an answer to a check tells its verdict."""

from typing import Any

import pytest
from django.test import Client

from aigis.config.answer_grid import is_on_grid, pad, seconds_to_step
from aigis.core.access.permissions import Role
from aigis_bench.answer_times import welch_t
from tests.doors.asking import CHECKS, ask, check_in
from tests.world import BANNED_IN, GATE, STRANGER_IN, World

LANGUAGES = ("nl", "fr", "de", "en")
UNTOLD = {"family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "1981"}
PERSONS = {"clear": STRANGER_IN, "denied": BANNED_IN, "refer": UNTOLD}


@pytest.mark.parametrize(("passed", "waits"), [(0.0, 0.050), (0.030, 0.020), (0.050, 0.025), (0.051, 0.024)])
def test_an_answer_of_the_api_leaves_after_two_steps_at_the_earliest(passed: float, waits: float) -> None:
    assert seconds_to_step(CHECKS, passed, step=0.025) == pytest.approx(waits)


@pytest.mark.parametrize(("passed", "waits"), [(0.0, 0.100), (0.030, 0.070), (0.110, 0.015)])
def test_a_page_leaves_after_four_steps_at_the_earliest(passed: float, waits: float) -> None:
    assert seconds_to_step("/reception/", passed, step=0.025) == pytest.approx(waits)


def test_a_grid_of_nothing_waits_for_nothing() -> None:
    assert seconds_to_step(CHECKS, 0.010, step=0.0) == 0.0


def test_only_questions_about_people_are_on_the_grid() -> None:
    assert all(is_on_grid("POST", path) for path in (CHECKS, f"{CHECKS}/batch", "/reception/"))
    assert not is_on_grid("GET", "/reception/") and not is_on_grid("POST", "/api/v1/bans")


def test_answers_of_the_api_have_one_length_in_every_language(world: World) -> None:
    world.ban()
    sizes = set()
    for verdict, person in PERSONS.items():
        for language in LANGUAGES:
            body = check_in(person=person)
            answer = ask(world, Role.GUARD, "POST", CHECKS, body, headers={"Accept-Language": language})
            assert answer.json()["verdict"] == verdict
            sizes.add(_padded(CHECKS, answer))
    assert sizes == {1024}


def test_pages_have_one_length_in_every_language(world: World, client: Client) -> None:
    world.ban()
    client.force_login(world.user(Role.GUARD), backend="allauth.account.auth_backends.AuthenticationBackend")
    sizes = {}
    for number, (verdict, person) in enumerate(PERSONS.items()):
        for language in LANGUAGES:
            client.cookies["django_language"] = language
            names = ("family_name", "given_names", "birth_date")
            form = {name: person[name] for name in names} | {"request_key": f"{number}{language}".zfill(32)}
            answer = client.post(
                "/reception/", form | {"gate": GATE, "purpose": "visitor"}, headers={"HX-Request": "true"}
            )
            assert f'data-outcome="{verdict}"' in answer.content.decode()
            sizes[verdict, language] = _padded("/reception/", answer)
    assert len(set(sizes.values())) == 1, sizes


def test_a_padded_body_says_the_same_and_how_long_it_is() -> None:
    headers, body = pad(CHECKS, [("Content-Length", "2"), ("X-Other", "1")], b"{}")
    assert body.rstrip(b" ") == b"{}" and headers == [("Content-Length", "1024"), ("X-Other", "1")]
    assert len(pad(f"{CHECKS}/batch", [], b"x" * 1025)[1]) == 2048


def test_welch_finds_a_difference_and_finds_none() -> None:
    near, far = [25.0, 25.1] * 250, [25.0, 25.1] * 240 + [50.0] * 20
    assert abs(welch_t(near, near)) < 0.1 and welch_t(near, far) < -4.5


def _padded(path: str, answer: Any) -> int:
    return len(pad(path, list(answer.headers.items()), answer.content)[1])

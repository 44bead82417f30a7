"""The reception page's panels, rendered without a browser."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation

from aigis.core.values import Verdict
from aigis.web.base.check_reference import reference
from aigis.web.labels.vocabulary import OUTCOMES, PURPOSES, ROLES, VERDICTS
from aigis.web.reception.panels import AnswerPanel, Contact, PanelKind

AT = datetime(2026, 11, 22, 6, 42, tzinfo=UTC)
CHECK = UUID("0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e")

pytestmark = pytest.mark.usefixtures("preview_addresses")


@pytest.fixture
def preview_addresses() -> object:
    with override_settings(ROOT_URLCONF="tests.web.addresses"), translation.override("en"):
        yield


def panel(outcome: PanelKind, **more: object) -> str:
    answer = AnswerPanel(
        outcome, "key-1", AT, CHECK, reference(CHECK), Contact("", "+32 3 555 01 42"), sentence="Again."
    )
    return render_to_string("web/reception/answer.html", {"answer": answer, "since": AT, **more})


def marked(text: str) -> list[str]:
    return re.findall(r'data-outcome="([^"]*)"', text)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_marked_once_and_repeats_the_request_key(verdict: Verdict) -> None:
    text = panel(PanelKind(verdict.value))
    assert marked(text) == [verdict.value]
    assert f"aigis-panel--{verdict.value}" in text
    assert 'data-request-key="key-1"' in text


@pytest.mark.parametrize("outcome", [PanelKind.READ_AGAIN, PanelKind.INVALID, PanelKind.NO_ANSWER])
def test_what_is_no_verdict_carries_no_marker_of_one(outcome: PanelKind) -> None:
    text = panel(outcome)
    assert marked(text) == []
    assert not re.search(r"aigis-panel--(clear|denied|refer)", text)


def test_without_an_answer_the_panel_says_ready() -> None:
    text = render_to_string("web/reception/answer.html", {"answer": None})
    assert marked(text) == []
    assert "Ready" in text


def test_a_denial_says_what_to_do_and_nothing_of_the_ban() -> None:
    text = panel(PanelKind.DENIED)
    assert "No access" in text
    assert "tel:+3235550142" in text
    assert not re.search(r"\b(ban|court|judge|until|match|register)\b", text, re.I)


def test_each_panel_has_a_symbol_and_words() -> None:
    for outcome in PanelKind:
        text = panel(outcome)
        assert "<svg" in text
        assert re.search(r"<h2 [^>]*>\s*\S", text)


def test_no_answer_says_since_when_in_brussels_and_what_the_plan_says() -> None:
    text = panel(PanelKind.NO_ANSWER, plan="Use list B.")
    assert "<time data-since>07:42</time>" in text
    assert "Use list B." in text


def test_a_name_with_markup_in_it_stays_text() -> None:
    text = render_to_string(
        "web/reception/manual.html", {"form": {"family_name": '"><script>x</script>'}, "errors": {}}
    )
    assert "<script" not in text


def test_a_reference_is_short_and_its_own() -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference(CHECK))
    assert reference(CHECK) != reference(UUID(int=CHECK.int ^ 1))


def test_every_member_of_a_closed_list_has_its_words() -> None:
    from aigis.apps.checks.models import Outcome as Reported
    from aigis.core.access.permissions import Role
    from aigis.core.values import Purpose

    assert set(VERDICTS) == {*(verdict.value for verdict in Verdict), "no_answer"}
    assert set(PURPOSES) == {purpose.value for purpose in Purpose}
    assert set(ROLES) == {role.value for role in Role}
    assert set(OUTCOMES) == set(Reported.Kind.values)

"""The auditor's table of sight: generated from the one that is applied, in words of four languages."""

import re

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from aigis.core.access.disclosure import GRANTS, TABLE, Fact, Office
from aigis.core.access.permissions import Role
from aigis.web.labels.disclosure import FACTS, OFFICES, REASONS
from tests.web.signing_in import signed_in
from tests.world import World


def test_every_office_fact_and_reason_has_its_words() -> None:
    assert set(REASONS) == {grant.why for grant in GRANTS}
    assert OFFICES.keys() == set(Office) and FACTS.keys() == set(Fact)
    for language in ("nl", "fr", "de"):
        with override(language):
            assert all(gettext(reason) != reason for reason in REASONS)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_page_shows_the_table_that_is_applied(world: World, client: Client, language: str) -> None:
    auditor = signed_in(client, world.user(Role.AUDITOR))
    auditor.cookies["django_language"] = language
    text = auditor.get("/audit/sight/").content.decode()
    table = text[text.index("<tbody") : text.index("</tbody>")]
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    assert len(rows) == len(Fact)
    for fact, row in zip(Fact, rows, strict=True):
        assert ["✓" in cell for cell in re.findall(r"<td.*?</td>", row, re.S)] == [fact in TABLE[o] for o in Office]
    with override(language):
        assert all(str(FACTS[fact]) in text for fact in Fact) and all(gettext(grant.why) in text for grant in GRANTS)


def test_the_auditors_desk_leads_there(world: World, client: Client) -> None:
    assert "/audit/sight/" in signed_in(client, world.user(Role.AUDITOR)).get("/audit/").content.decode()

"""The provisions behind the periods and the sheet: each cited once, used, and honest about what was compared."""

from aigis.core.privacy import provisions
from aigis.core.privacy.disclosure_delays import DELAYS, SHEET
from aigis.core.privacy.provisions import NamedBy, Provision, ProvisionStatus, standing
from aigis.core.privacy.retention import TABLE


def test_every_provision_is_in_the_list_and_cited_once() -> None:
    assert {one for one in vars(provisions).values() if isinstance(one, Provision)} == set(provisions.EVERY)
    assert len({one.cited for one in provisions.EVERY}) == len(provisions.EVERY)


def test_every_provision_rules_a_class_a_delay_or_the_sheet() -> None:
    used = [*(rule.law for rule in TABLE.values()), *(delay.law for delay in DELAYS.values()), *SHEET.values()]
    assert {one for law_ in used for one in law_} == set(provisions.EVERY)


def test_what_was_not_compared_with_its_text_is_for_counsel() -> None:
    assert standing(provisions.LED_25) is ProvisionStatus.COMPARED
    assert standing(provisions.DRUGS_4) is ProvisionStatus.COUNSEL
    assert {one.cited for one in provisions.EVERY if not one.compared} >= {
        provisions.ISPS.cited,
        provisions.BELGIAN_30.cited,
    }


def test_every_delay_names_its_law_and_a_number_of_days_is_the_controllers() -> None:
    for look, delay in DELAYS.items():
        assert delay.law, look
        assert (delay.named_by is NamedBy.CONTROLLER) is (delay.days > 0), look


def test_what_the_form_of_the_sheet_cites_stands_in_its_table() -> None:
    assert {one for delay in DELAYS.values() for one in delay.law} <= {one for some in SHEET.values() for one in some}

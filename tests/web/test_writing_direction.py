"""Signs for the direction of writing are refused in every form, beside the field that holds one."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.web.forms.form import FilledForm
from aigis.web.reception.form import DETAILS, Typed

REVERSED = "Peeters\u202eneiluJ"


def test_a_form_refuses_the_sign_beside_its_field() -> None:
    form = FilledForm(
        {"family_name": REVERSED, "given_names": "Julien"}, longest={"family_name": 80, "given_names": 80}
    )
    assert list(form.errors) == ["family_name"]
    assert "direction" in form.errors["family_name"]


@pytest.mark.parametrize("field", ["scan", *DETAILS])
def test_the_reception_refuses_the_sign_typed_or_scanned(field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Typed.of({field: REVERSED})
    assert refused.value.field == field

"""Signs for the direction of writing are refused in names, whichever way these come in."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.imports import cells
from aigis.core.person.writing_direction import require_no_direction_signs

SIGNS = [*range(0x202A, 0x202F), *range(0x2066, 0x2070), 0x200E, 0x200F, 0x061C]


@pytest.mark.parametrize("sign", [chr(sign) for sign in SIGNS])
def test_a_sign_for_the_direction_of_writing_is_refused(sign: str) -> None:
    for name in (f"{sign}Peeters", f"Pee{sign}ters", f"Peeters{sign}"):
        with pytest.raises(InvalidInput) as refused:
            require_no_direction_signs(name, field="person.family_name")
        assert refused.value.field == "person.family_name"
        with pytest.raises(InvalidInput):
            cells.text(name)


@pytest.mark.parametrize("name", ["Peeters", "محمود سهيل", "כהן", "مهدی\u200cزاده", "De\u00a0Smet", "Ka\u200dur"])
def test_names_of_every_script_need_no_such_sign(name: str) -> None:
    require_no_direction_signs(name)

"""Every version of the weights that a check was ever made with, as data: a check is recomputed with its own.

A changed figure is a new version with a file of its own here; a test compares the present weights with theirs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aigis.core.checks.earlier_weights import v2, v3, v4, v5


def _before_5(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Adds the figures that scoring has read since version 5, such that it comes out as it did before."""
    return {
        **figures,
        "TOKEN_SHARE": {**figures["TOKEN_SHARE"], "token_other_gender": 0},
        "BIRTH": {**figures["BIRTH"], "birth_estimated": 0},
        "GENDER_LETTERS": 99,  # no name is so long: none is a form for another gender
        "STAND_INS": (101,),
        "YEARS_OFF": 1,
        "YEARS_OFF_BY_DAY": 0,
    }


KEPT: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "2": _before_5(v2.FIGURES),
        "3": _before_5(v3.FIGURES),
        "4": _before_5(v4.FIGURES),
        "5": v5.FIGURES,
    }
)

"""Every version of the weights that a check was ever made with, as data: a check is recomputed with its own.

A changed figure is a new version with a file of its own here; a test compares the present weights with theirs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aigis.core.checks.earlier_weights import v2, v3

KEPT: Mapping[str, Mapping[str, Any]] = MappingProxyType({"2": v2.FIGURES, "3": v3.FIGURES})

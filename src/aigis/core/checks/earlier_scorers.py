"""The readable scorer with the figures of an earlier version of the weights, for recomputing what a check once said.

The modules that score read their figures as constants. A version's scorer is a copy of these modules of its own, which
nobody else sees, with that version's figures in place of the present ones. A figure that the code has learnt since is
missing from an old version; then there is no such scorer, and that is said.
"""

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from aigis.core.checks.earlier_weights import KEPT
from aigis.core.matching import weights
from aigis.core.matching.bands import Bands
from aigis.core.matching.types import Match
from aigis.core.person.person import Person

_PACKAGE = "aigis.core.matching"
# Each after those it reads.
_SCORING = ("weights", "frequencies", "birth_dates", "similarity", "alignment", "evidence", "explanations", "match")


@dataclass(frozen=True, slots=True)
class Scorer:
    """One version's way of comparing two persons."""

    version: str
    _modules: Mapping[str, ModuleType]

    def compare(self, query: Person, subject: Person, *, tokens: "Tokens", bands: Bands) -> Match:
        """Compares two persons, as the check did, with so many subjects and so many bearers of each token."""
        frequencies = self._modules["frequencies"].Frequencies(tokens.subjects, tokens.counts)
        match: Match = self._modules["match"].compare(query, subject, frequencies=frequencies, bands=bands)
        return match


@dataclass(frozen=True, slots=True)
class Tokens:
    """How many subjects there were, and how many of them bore each token that a comparison asks for."""

    subjects: int
    counts: Mapping[str, int]


@lru_cache(maxsize=8)
def scorer(version: str) -> Scorer | None:
    """The scorer of a version of the weights; None where its figures were not kept or no longer suffice."""
    if version not in KEPT:
        return None
    copies: dict[str, ModuleType] = {}
    try:
        for name in _SCORING:
            copies[name] = _copy(name, copies)
            if name == "weights":
                _put(copies[name], KEPT[version])
    except (AttributeError, KeyError):
        return None
    return Scorer(version, copies)


def figures() -> dict[str, Any]:
    """The present figures, in the form in which versions are kept."""
    named = {name: value for name, value in vars(weights).items() if name.isupper() and name != "WEIGHTS_VERSION"}
    return {name: _plain(value) for name, value in named.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.value: number for key, number in value.items()}
    return sorted(item.value for item in value) if isinstance(value, frozenset) else value


def _put(copy: ModuleType, stored: Mapping[str, Any]) -> None:
    """Puts kept figures in the place of the present ones; KeyError where the code has learnt one since."""
    for name, present in list(vars(copy).items()):
        if not name.isupper() or name == "WEIGHTS_VERSION":
            continue
        if isinstance(present, dict):
            setattr(copy, name, {key: stored[name][key.value] for key in present})
        elif isinstance(present, frozenset):
            kinds: dict[str, StrEnum] = {
                relation.value: relation for kind in (copy.TokenRelation, copy.BirthRelation) for relation in kind
            }
            setattr(copy, name, frozenset(kinds[value] for value in stored[name]))
        else:
            setattr(copy, name, stored[name])


def _copy(name: str, copies: Mapping[str, ModuleType]) -> ModuleType:
    """A module of the scorer made anew, that reads the copies made before it wherever the original reads a module."""
    full = f"{_PACKAGE}.{name}"
    spec = find_spec(full)
    assert spec is not None and spec.loader is not None  # noqa: S101
    copy = ModuleType(full)
    vars(copy)["__builtins__"] = {**vars(builtins), "__import__": _importing(copies)}
    vars(copy)["__spec__"] = spec
    exec(spec.loader.get_code(full), vars(copy))  # type: ignore[attr-defined]  # noqa: S102 - our own code
    return copy


def _importing(copies: Mapping[str, ModuleType]) -> Callable[..., Any]:
    """An `import` that gives the copies where the scorer's modules are asked for."""

    def importing(name: str, *arguments: Any, **named: Any) -> Any:
        module = __import__(name, *arguments, **named)
        last = name.removeprefix(f"{_PACKAGE}.")
        if last in copies and name != last:
            return copies[last]
        if name != _PACKAGE:
            return module
        package = ModuleType(_PACKAGE)
        vars(package).update({**vars(module), **copies})
        return package

    return importing

"""Readers of single values of an `aigis admin apply` file: each returns the value or raises InvalidInput."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from aigis.core.access.client_networks import read_network
from aigis.core.administration.records import GateRecord
from aigis.core.errors import InvalidInput
from aigis.core.person.writing_direction import require_no_direction_signs
from aigis.core.translations import LANGUAGES, clean_texts
from aigis.core.values import GateCode

Reader = Callable[[Any], Any]
E = TypeVar("E", bound=Enum)

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_USERNAME = re.compile(r"[\w.@+-]{1,150}")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_FACILITY = re.compile(r"[A-Z]{2}[A-Z2-9]{3}-[0-9]{4}")
_PORT = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,38}")
LONGEST_PLAN = 2_000
LONGEST_NAME = 80


def read_text(longest: int) -> Reader:
    """Returns a reader of one line of text."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
            raise InvalidInput("Give a text of 1 to %(longest)s characters in quotes.", values={"longest": longest})
        require_no_direction_signs(value)
        return value.strip()

    return read


def _matching(pattern: re.Pattern[str], fault: Callable[[], InvalidInput]) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise fault()
        return value

    return read


read_code = _matching(
    _CODE, lambda: InvalidInput('Give a code of small letters, digits and hyphens, like "haven-demo".')
)
read_username = _matching(
    _USERNAME, lambda: InvalidInput('Give a user name of letters, digits and . @ + - _, like "guard-demo".')
)
read_mail = _matching(_MAIL, lambda: InvalidInput('Give one mail address, like "desk@example.org".'))
read_facility = _matching(_FACILITY, lambda: InvalidInput('Give a UN/LOCODE and four digits, like "BEANR-0900".'))
read_port = _matching(_PORT, lambda: InvalidInput('Give a UN/LOCODE without blank, like "BEANR".'))
read_telephone = _matching(_TELEPHONE, lambda: InvalidInput('Give a telephone number, like "+32 3 000 00 00".'))


def read_choice(*offered: str) -> Reader:
    """Returns a reader of one word of a closed list."""

    def read(value: Any) -> str:
        if value not in offered:
            raise InvalidInput("Give one of: %(offered)s.", values={"offered": ", ".join(offered)})
        return str(value)

    return read


def read_member(enumeration: type[E]) -> Reader:
    """Returns a reader of a member of an enumeration by its value."""
    read_word = read_choice(*(str(member.value) for member in enumeration))
    return lambda value: enumeration(read_word(value))


def read_list(read_item: Reader) -> Reader:
    """Returns a reader of a list without repeats."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise InvalidInput("Give a list in square brackets.")
        items = tuple(read_item(item) for item in value)
        if len(set(items)) < len(items):
            raise InvalidInput("The list holds an item twice. Remove one of them.")
        return items

    return read


def read_gate_code(value: Any) -> str:
    """Returns a gate written as `BEANR-0900/main`."""
    if not isinstance(value, str):
        raise InvalidInput('Write a gate as "BEANR-0900/main".')
    return str(GateCode.parse(value))


def read_key_network(value: Any) -> str:
    """Returns an address or network from which a key may be used."""
    if not isinstance(value, str):
        raise InvalidInput("Write a network as 192.0.2.0/24, between quotation marks.")
    return read_network(value)


def read_names(value: Any) -> dict[str, str]:
    """Returns a name in all four languages."""
    names = read_translations(LONGEST_NAME)(value)
    missing = [language for language in LANGUAGES if language not in names]
    if missing:
        raise InvalidInput("Give the name in %(missing)s too.", values={"missing": ", ".join(missing)})
    return names


def read_translations(longest: int) -> Callable[[Any], dict[str, str]]:
    """Returns a reader of a text in some of the four languages."""

    def read(value: Any) -> dict[str, str]:
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            raise InvalidInput('Give the texts by language, like { nl = "…", fr = "…", de = "…", en = "…" }.')
        return clean_texts(value, longest=longest, field="names")

    return read


def read_plan(value: Any) -> dict[str, str]:
    """Returns an outage plan by language; one text alone counts for Dutch."""
    return read_translations(LONGEST_PLAN)({"nl": value} if isinstance(value, str) else value)


def read_gates(value: Any) -> tuple[GateRecord, ...]:
    """Returns the gates of a facility, at least one, each with a code of its own."""
    gates = value if isinstance(value, list) else []
    if not gates or not all(isinstance(gate, Mapping) for gate in gates):
        raise InvalidInput('Give at least one gate, like [{ code = "main", names = { nl = "…", … } }].')
    records = [_read_gate(gate) for gate in gates]
    if len({record.code for record in records}) < len(records):
        raise InvalidInput("Two gates of this facility have the same code. Rename one of them.")
    return tuple(records)


def _read_gate(gate: Mapping[str, Any]) -> GateRecord:
    if unknown := sorted(gate.keys() - {"code", "names"}):
        raise InvalidInput("A gate has no key '%(key)s'. Remove it.", values={"key": unknown[0]})
    if not isinstance(gate.get("code"), str):
        raise InvalidInput('Give each gate a code, like code = "main".')
    return GateRecord(GateCode.parse(f"BEANR-0000/{gate['code']}").name, read_names(gate.get("names")))


def read_day(value: Any) -> date:
    """Returns a day written as 2027-12-31, with or without quotes."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InvalidInput("Give a day like 2027-12-31.") from None

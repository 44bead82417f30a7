"""Finds the lines of tables and keys in a TOML text, because `tomllib` gives none."""

import re
from collections import Counter
from collections.abc import Mapping

_HEADER = re.compile(r"\s*\[\[\s*\"?([\w-]+)\"?\s*\]\]")
_OTHER_HEADER = re.compile(r"\s*\[(?!\[)")
_KEY = re.compile(r"\s*\"?([\w-]+)\"?\s*[.=]")


def locate_tables(text: str) -> Mapping[tuple[str, int], Mapping[str, int]]:
    """Returns for each `[[table]]`, by name and number from 0, the line of each key; the key '' is the header."""
    numbers: Counter[str] = Counter()
    tables: dict[tuple[str, int], dict[str, int]] = {}
    current: dict[str, int] = {}
    for line_number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[1]
            current = tables[name, numbers[name]] = {"": line_number}
            numbers[name] += 1
        elif _OTHER_HEADER.match(line):
            current = {}
        elif key := _KEY.match(line):
            current.setdefault(key[1], line_number)
    return tables

"""Writes `docs/LAW.md` from the data: `python -m aigis.ops.docs.law_page > docs/LAW.md`."""

from collections.abc import Iterable

from aigis.core.privacy.disclosure_delays import DELAYS, SHEET
from aigis.core.privacy.provisions import EVERY, Provision, standing
from aigis.core.privacy.retention import TABLE

_HEAD = """# The law behind the periods and the sheet

Which provisions rule what is kept (`core/privacy/retention.py`), what a person is told
(`core/privacy/disclosure_delays.py`) and what the log says (`AUDIT-EVENTS.md`). Named so that counsel can confirm it:
this is no legal advice. The acts are Belgian: that of 30 July 2018 is on the protection of natural persons with regard
to the processing of personal data, that of 24 February 1921 on narcotics, that of 20 July 1990 on pre-trial detention.

This page is generated from the code; a test compares the two.

## Provisions

| provision | what it says | citation |
|---|---|---|
"""
_CLASSES = """
## Periods

| class | days | who says how many | provisions |
|---|---:|---|---|
"""
_SHEET = """
## The sheet of a person

| what the law speaks of | provisions |
|---|---|
"""
_DELAYS = """
| look at a person | days | who says how many | provisions |
|---|---:|---|---|
"""
_OPEN = """
## What is open

- No provision was found that names a number of days for any class. If article 30 of the act of 30 July 2018 asks for a
  longest period laid down by law, that law is still to be made for this register; until then the controller answers
  for the table.
- The paragraph of the act of 24 February 1921 that carries the port ban, and whether the new Criminal Code moves it.
- Who is controller: this page takes the register to be that of a competent authority (title 2 of the act of 30 July
  2018), and what a company notes of its own gate to be the company's (the Regulation).
- Whether, as recital 57 of the directive says it may, the justification of a look that is somebody's duty can follow
  from who looked. Which events rest on that alone stands in `AUDIT-EVENTS.md`.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [
        _HEAD,
        *(f"| {provision.cited} | {provision.says} | {standing(provision).value} |\n" for provision in EVERY),
        _CLASSES,
    ]
    for kept_class, rule in TABLE.items():
        parts.append(f"| `{kept_class.value}` | {rule.kept.days} | {rule.named_by.value} | {_cited(rule.law)} |\n")
    parts += [_SHEET, *(f"| {what.value} | {_cited(law)} |\n" for what, law in SHEET.items()), _DELAYS]
    for look, delay in DELAYS.items():
        parts.append(f"| `{look}` | {delay.days} | {delay.named_by.value} | {_cited(delay.law)} |\n")
    return "".join([*parts, _OPEN])


def _cited(provisions: Iterable[Provision]) -> str:
    return "; ".join(provision.cited for provision in provisions)


if __name__ == "__main__":
    print(page(), end="")

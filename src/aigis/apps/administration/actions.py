"""Applying a file: every fault at once, every difference in words, everything in one transaction or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from aigis.apps.administration.plan import known_codes, plan_steps
from aigis.apps.administration.steps import ShownOnce, Step
from aigis.apps.alerts.desks import desks_by_id, facts_of
from aigis.apps.people.models import Organisation
from aigis.core.access.permissions import Actor
from aigis.core.administration.diversion import require_no_diversion
from aigis.core.administration.file_reader import read_file
from aigis.core.administration.records import DeskRecord, FileFault, Located, PersonRecord
from aigis.core.administration.references import find_faults
from aigis.core.errors import DomainError, InvalidInput


class FaultyFile(Exception):
    """A file with faults; `faults` holds all of them. Nothing was changed."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        super().__init__("The file has faults. Nothing was changed.")
        self.faults = list(faults)


@dataclass(slots=True)
class Applied:
    """The steps that were carried out, or would be, and the secrets that are shown only once."""

    steps: list[Step]
    outcome: ShownOnce = field(default_factory=ShownOnce)


def plan_file(text: str, *, links_shown: bool) -> list[Step]:
    """Returns the steps that a file asks for; raises FaultyFile with every fault it has."""
    return [step for _, step in _plan(text, links_shown=links_shown)]


@transaction.atomic(durable=True)
def apply_file(
    text: str, *, actor: Actor, at: datetime, announce: Callable[[list[Step]], None], links_shown: bool = False
) -> Applied:
    """Carries a file out and returns what was done; `announce` is called with the steps before the first of them.

    Raises:
        FaultyFile: the file has faults; the transaction is rolled back.
    """
    planned = _plan(text, links_shown=links_shown)
    announce([step for _, step in planned])
    applied = Applied([step for _, step in planned])
    for located, step in planned:
        try:
            step.carry_out(actor, at, applied.outcome)
        except (DomainError, ValidationError) as wrong:
            raise FaultyFile([_fault(located, wrong)]) from wrong
    return applied


@transaction.atomic(durable=True)
def apply_record(located: Located, *, actor: Actor, at: datetime) -> None:
    """Carries one record out, as the administrator's pages send it; raises FaultyFile where it does not fit."""
    faults = [*find_faults([located], known_codes()), *_diverted_alerts(located)]
    if faults:
        raise FaultyFile(faults)
    for step in plan_steps([located]):
        try:
            step.carry_out(actor, at, ShownOnce())
        except (DomainError, ValidationError) as wrong:
            raise FaultyFile([_fault(located, wrong)]) from wrong


def _diverted_alerts(located: Located) -> list[FileFault]:
    record = located.record
    if not isinstance(record, DeskRecord):
        return []
    kind = record.kind or Organisation.objects.get(code=record.organisation).kind
    try:
        require_no_diversion(record.ports, [facts_of(desk) for desk in desks_by_id().values() if desk.kind == kind])
    except InvalidInput as diverted:
        return [_fault(located, diverted)]
    return []


def _plan(text: str, *, links_shown: bool) -> list[tuple[Located, Step]]:
    records, faults = read_file(text)
    faults += find_faults(records, known_codes())
    planned: list[tuple[Located, Step]] = []
    for located in records:
        try:
            steps = plan_steps([located])
            planned += [(located, step) for step in steps]
            faults += [] if links_shown else _lost_links(located, steps)
        except (DomainError, ValidationError) as wrong:
            faults.append(_fault(located, wrong))
    if faults:
        raise FaultyFile(sorted(faults, key=lambda fault: fault.line))
    return planned


def _lost_links(located: Located, steps: Sequence[Step]) -> list[FileFault]:
    record = located.record
    if not isinstance(record, PersonRecord) or record.email or not any(step.verb == "add" for step in steps):
        return []
    return [located.fault("email", "The invitation would reach nobody. Give a mail address, or use --print-links.")]


def _fault(located: Located, wrong: DomainError | ValidationError) -> FileFault:
    if isinstance(wrong, DomainError):
        return located.fault(wrong.field or "", wrong.sentence)
    key = next(iter(wrong.message_dict), "") if hasattr(wrong, "error_dict") else ""
    return located.fault(key, " ".join(wrong.messages))

"""What the page of a proposal shows: both sides in rows, with those that differ marked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from aigis.apps.register.models import Proposal
from aigis.apps.register.proposals.detail import BanSides, ProposalView, Side, SubjectSides
from aigis.apps.register.proposals.listing import ProposalLine
from aigis.core.access.masking import masked_identifiers
from aigis.core.bans.versions import Standing, ends_at
from aigis.web.base.error_messages import translate_error
from aigis.web.charts.timeline import Track
from aigis.web.labels import dates as date_labels
from aigis.web.labels.dates import written_birth
from aigis.web.labels.register import SEXES, STANDINGS
from aigis.web.persons.fact_rows import rows as _rows
from aigis.web.proposals import stay_correction_context


def listed(rows: Iterable[ProposalLine], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Proposals as a table shows them."""
    return [
        {
            "line": line,
            "by": names.get(line.row.proposed_by, ""),
            "decided_by": names.get(line.row.decided_by, ""),
            "state": state(line.row),
        }
        for line in rows
    ]


def state(row: Proposal, *, lapsed: bool = False) -> str:
    """How far a proposal is, as one of the codes of `changes.PROPOSAL_STATES`."""
    if row.state == Proposal.State.REJECTED and row.decided_by == row.proposed_by:
        return "withdrawn"
    return "lapsed" if lapsed else str(row.state)


def context(detail: ProposalView, names: Mapping[str, str]) -> dict[str, Any]:
    """What the template is given, whatever the proposal is about."""
    row = detail.row
    common = {
        "found": detail,
        "row": row,
        "state": state(row, lapsed=detail.lapsed),
        "by": names.get(row.proposed_by, row.proposed_by),
        "decided_by": names.get(row.decided_by, row.decided_by),
    }
    if detail.ban is not None:
        return common | _of_ban(detail.ban)
    if detail.detention is not None:
        return common | stay_correction_context.context(detail.detention)
    return common | (_of_subject(detail) if detail.subject is not None else {})


def _of_ban(sides: BanSides) -> dict[str, Any]:
    both = [sides.before, *([sides.after] if sides.after else [])]
    heads = [gettext("Now"), gettext("After the change")][: len(both)]
    tracks = [Track(head, side.life.versions, numbered=False) for head, side in zip(heads, both, strict=True)]
    return {
        "name": sides.person.names[0].full,
        "heads": heads,
        "facts": _rows(_ban_facts(), both),
        "tracks": tracks,
    }


def _ban_facts() -> list[tuple[str, Any]]:
    language = get_language() or "nl"
    return [
        (pgettext("of a ban", "State"), lambda side: str(STANDINGS[side.life.last.standing.value])),
        (gettext("Effective from"), lambda side: date_labels.written_instant(side.life.last.counts_from)),
        (gettext("First day"), lambda side: date_labels.written_day(side.life.terms.first_day)),
        (gettext("Last day according to the decision"), lambda side: date_labels.written_day(side.life.terms.last_day)),
        (gettext("In force until"), _until),
        (
            gettext("Paused during detention"),
            lambda side: gettext("Yes") if side.life.terms.stayed else gettext("No"),
        ),
        (gettext("Date of the decision"), lambda side: date_labels.written_day(side.decision_date)),
        (gettext("Final since"), _final),
        (gettext("Authority"), lambda side: side.authority.name(language)),
        (gettext("Case reference"), lambda side: side.ground.case_reference),
        (gettext("Legal basis"), lambda side: side.ground.legal_basis),
    ]


def _until(side: Side) -> str:
    if side.life.last.standing is Standing.ANNULLED:
        return "–"
    end = ends_at(side.life.versions)
    return date_labels.written_end_of(end) if end else "…"


def _stayed(side: Side) -> str:
    return gettext("Yes") if side.life.terms.stayed else gettext("No")


def _final(side: Side) -> str:
    final_on = side.life.terms.final_on
    return date_labels.written_day(final_on) if final_on else ""


def _of_subject(detail: ProposalView) -> dict[str, Any]:
    sides = detail.subject
    if sides is None:
        return {}
    people = (*sides.before, *sides.after)
    return {
        "name": sides.before[0].names[0].full,
        "heads": _heads(detail.row.event, sides),
        "facts": _rows(_person_facts(), people, same_as=len(sides.before)),
        "moving": sides.moving,
        "disagreements": [translate_error(fault) for fault in sides.disagreements],
    }


def _heads(event: str, sides: SubjectSides) -> list[str]:
    """What stands over each side."""
    if event == "merge":
        return [gettext("One subject"), gettext("The other subject"), gettext("Total")]
    if event == "split":
        return [gettext("Now"), gettext("This subject after the change"), gettext("The new subject")]
    return [gettext("Now"), gettext("After the change")]


def _person_facts() -> list[tuple[str, Any]]:
    return [
        (gettext("Names"), lambda person: "\n".join(name.full for name in person.names)),
        (gettext("Date of birth"), lambda person: written_birth(person.birth) if person.birth else ""),
        (gettext("National number"), lambda person: "\n".join(masked_identifiers(person)[0])),
        (gettext("Document"), lambda person: "\n".join(masked_identifiers(person)[1])),
        (gettext("Sex"), lambda person: str(SEXES[person.sex.value]) if person.sex else ""),
        (gettext("Nationality"), lambda person: person.nationality or ""),
    ]

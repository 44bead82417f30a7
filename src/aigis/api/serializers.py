"""Persons, days and bans as the API writes them."""

from datetime import date, datetime
from typing import Any

from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.exports.ban_history import AtMoment, HistoryView
from aigis.apps.register.models import BanVersion
from aigis.core.bans.detention import Computation
from aigis.core.dates.brussels import BRUSSELS, last_day
from aigis.core.person.person import Name, Person
from aigis.core.values import Period


def instant(at: datetime) -> str:
    """An instant as Brussels time with its offset."""
    return at.astimezone(BRUSSELS).isoformat()


def period(of: Period) -> dict[str, Any]:
    """A half-open period; no end where it is open."""
    return {"start": instant(of.start), "end": instant(of.end) if of.end else None}


def version_period(of: BanVersion) -> dict[str, Any]:
    """The period of a version."""
    return period(Period(of.start, of.end))


def day(of: date | None) -> str | None:
    """A day as `YYYY-MM-DD`."""
    return of.isoformat() if of else None


def person(of: Person) -> dict[str, Any]:
    """Names and birth date: enough to know whom a ban is about."""
    names = [_name(item) for item in of.names]
    first = names[0] if names else {"family_name": "", "given_names": ""}
    return {**first, "aliases": names[1:], "birth_date": str(of.birth) if of.birth else None}


def identity_details(of: Person) -> dict[str, Any]:
    """Everything an issuer said of a person, in the shape in which it is sent."""
    name = of.names[0] if of.names else None
    written = {"full_name": name.family} if name and name.whole else _name(name) if name else {}
    details: dict[str, Any] = {
        "birth_date": str(of.birth) if of.birth else None,
        "national_number": of.national_numbers[0] if of.national_numbers else None,
        "documents": [{"state": item.state, "number": item.number} for item in of.documents],
        "sex": of.sex.value if of.sex else None,
        "nationality": of.nationality,
    }
    return {**written, **details}


def _name(of: Name) -> dict[str, str]:
    return {"family_name": of.family, "given_names": of.given}


def ban(view: BanView) -> dict[str, Any]:
    """A ban as the answer to its registration."""
    return {
        "id": str(view.ban.pk),
        "version": view.version.number,
        "in_force": view.in_force,
        "period": period(view.period),
    }


def history(ban_history: HistoryView) -> dict[str, Any]:
    """A ban with everything the register says of it."""
    view, version = ban_history.view, ban_history.view.version
    return {
        **ban(view),
        "subject": str(view.ban.subject_id),
        "state": ban_history.state.value,
        "standing": version.standing,
        "person": person(view.person),
        "kind": view.ban.kind,
        "authority": version.authority.code,
        "decision_date": day(version.decision_date),
        "final_on": day(version.final_on),
        "ground": {"legal_basis": view.ground.legal_basis, "case_reference": view.ground.case_reference},
        "starts_on": day(version.first_day),
        "ends_on": day(version.last_day),
        "stayed": version.stayed,
        "counts_from": instant(version.counts_from),
        "replaced_by": str(view.ban.replaced_by_id) if view.ban.replaced_by_id else None,
        "periods_in_force": [period(interval) for interval in view.life.periods],
        "end": end(ban_history.computed),
        "then": then(ban_history.then) if ban_history.then else None,
        "versions": [
            {**facts(row), "reason": ground.reason}
            for row, ground in zip(view.versions, ban_history.grounds, strict=True)
        ],
    }


def end(of: Computation) -> dict[str, Any]:
    """How an end came about: as decided, each stay in prison that moved it, the last day that came out."""
    steps = [
        {
            "detained_on": day(step.detained_on),
            "released_on": day(step.released_on),
            "days": step.days,
            "last_day": day(step.last_day),
        }
        for step in of.steps
    ]
    return {"decided": day(of.decided_last_day), "steps": steps, "last_day": day(last_day(of.period))}


def then(of: AtMoment) -> dict[str, Any]:
    """What the register said of a ban at an instant."""
    return {
        "at": instant(of.moment.instant),
        "known_at": instant(of.moment.known_at),
        "version": of.version or None,
        "state": of.state.value if of.state else None,
        "in_force": any(interval.contains(of.moment.instant) for interval in of.periods),
        "periods_in_force": [period(interval) for interval in of.periods],
    }


def facts(row: BanVersion) -> dict[str, Any]:
    """A version without its ground: what happened, from when it counts, who stands behind it."""
    return {
        "number": row.number,
        "event": row.event,
        "standing": row.standing,
        "authority": row.authority.code,
        "decision_date": day(row.decision_date),
        "final_on": day(row.final_on),
        "starts_on": day(row.first_day),
        "ends_on": day(row.last_day),
        "stayed": row.stayed,
        "period": version_period(row),
        "counts_from": instant(row.counts_from),
        "recorded_at": instant(row.recorded_at),
        "recorded_by": row.recorded_by,
        "approved_by": row.approved_by or None,
    }

"""What shapes of answers have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
DayText = Annotated[str, Field(json_schema_extra={"format": "date"})]
Reference = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class AnswerShape(BaseModel):
    """A shape that holds no member beside its own: a test would not see a new one otherwise."""

    model_config = ConfigDict(extra="forbid")


class ShortProblem(AnswerShape):
    """One of several things that are wrong."""

    code: str
    detail: str
    field: str | None


class Problem(AnswerShape):
    """An error as RFC 9457 has it, with a stable code; `errors` lists all that is wrong where there is more."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: list[ShortProblem] | None = None


class NameAnswer(AnswerShape):
    """A name in two parts."""

    family_name: str
    given_names: str


class DocumentAnswer(AnswerShape):
    """A document: issuing state and number."""

    state: str
    number: str


class PeriodAnswer(AnswerShape):
    """A half-open period; no end where it is open."""

    start: Instant
    end: Instant | None


class ShortPerson(AnswerShape):
    """Names and birth date."""

    family_name: str
    given_names: str
    aliases: list[NameAnswer]
    birth_date: str | None


class WholeIdentity(ShortPerson):
    """All identity details of a subject."""

    national_numbers: list[str]
    documents: list[DocumentAnswer]
    sex: str | None
    nationality: str | None


class GroundAnswer(AnswerShape):
    """Legal basis and case reference."""

    legal_basis: str
    case_reference: str

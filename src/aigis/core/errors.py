"""Every error a caller can be told about: a stable code and a sentence that says what to do.

No HTTP here: `api/problems.py` has the one table that turns codes into statuses, and a test walks all subclasses.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

_MONTHS = "January February March April May June July August September October November December".split()


def write_value(value: object) -> str:
    """Writes a value of an English sentence, a day with the month in a word: 3 April 1981."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if isinstance(value, date) else str(value)


class DomainError(Exception):
    """An expected refusal; `code` is stable, `sentence` is safe to show to whoever asked.

    `template` and `values` are the sentence before its `%(name)s` are filled in, so that a page can translate it.
    """

    code = "error"
    sentence = "The action could not be carried out."
    days_in_words = False  # how the English sentence writes a day among its values: 1981-04-03, or 3 April 1981

    def __init__(
        self, sentence: str | None = None, *, field: str | None = None, values: Mapping[str, object] | None = None
    ) -> None:
        self.template = sentence or type(self).sentence
        self.values = dict(values or {})
        write = write_value if self.days_in_words else str
        written = {name: write(value) for name, value in self.values.items()}
        self.sentence = self.template % written if written else self.template
        self.field = field
        self.further: tuple[DomainError, ...] = ()  # the other errors of the same input, which are told at once
        super().__init__(self.sentence)

    def with_further(self, errors: Iterable["DomainError"]) -> Self:
        """Adds the other errors of the same input."""
        self.further = tuple(errors)
        return self


class InvalidInput(DomainError):
    """A field that cannot be read; `field` names it in the caller's own words (`person.birth_date`)."""

    code = "invalid_input"
    sentence = "A field could not be read. Correct it and try again."


class WrongCheckDigit(InvalidInput):
    """A check digit that does not fit: the number or document must be read again."""

    code = "wrong_check_digit"
    sentence = "The check digit is wrong. Read the number again."


class UnknownBadge(InvalidInput):
    """A badge number that no standing entry of a roster of badges has, or several."""

    code = "unknown_badge"
    sentence = "This badge is not known. Scan the identity document instead."


class UnreadableZone(InvalidInput):
    """A machine-readable zone that is incomplete or of no known format."""

    code = "unreadable_mrz"
    sentence = "The document's machine-readable lines could not be read. Scan the document again."


class NotEnoughIdentity(InvalidInput):
    """A query that could only be answered by guessing."""

    code = "not_enough_identity"
    sentence = "Enter a national number, a document, or a name with a date of birth."


class ImpossibleBirthDate(InvalidInput):
    """A birth date that nobody asked about can have: in the future, before 1900, or that of a child who is banned."""

    code = "impossible_birth_date"
    days_in_words = True
    sentence = "This date of birth is not possible. Correct it."


class DetailsDisagree(InvalidInput):
    """A national number whose birth date or sex contradicts the one given with it."""

    code = "details_disagree"
    days_in_words = True
    sentence = "The national number contradicts the date of birth or the sex. Read the document again."


class UnknownGate(InvalidInput):
    """No such gate, or none that this actor may check at: the two are not told apart."""

    code = "unknown_gate"
    sentence = "You cannot check at this gate. Choose one from your list of gates."


class NotSignedIn(DomainError):
    """Nobody, an unknown key, or a key that has ended."""

    code = "not_signed_in"
    sentence = "Sign in, or send a valid key as 'Authorization: Bearer …'."


class NotAllowed(DomainError):
    """The actor's role does not carry the capability, or the target is out of its sight."""

    code = "not_allowed"
    sentence = "Your role does not allow this. If you need it, ask your administrator."


class AddressNotAllowed(NotAllowed):
    """A sound key, used from an address that is not on its list."""

    code = "address_not_allowed"
    sentence = (
        "This key may not be used from your address (%(address)s). A manager of accounts of your organisation can "
        "add it."
    )


class NotFound(DomainError):
    """No such thing, or none that this actor may see: the two are not told apart."""

    code = "not_found"
    sentence = "Not found. Check the address or the reference."


class Conflict(DomainError):
    """The state changed, or does not permit the step."""

    code = "conflict"
    sentence = "This is not possible in the current state. Reload the page and try again."


class NameTaken(Conflict):
    """A user name that another account has."""

    code = "name_taken"
    sentence = "This user name is taken. Choose another."


class ChangedSince(Conflict):
    """The caller looked at an older version than the present one."""

    code = "changed_since"
    sentence = "This was changed after you opened it. Reload the page and decide again."


class LargeChange(Conflict):
    """A list that would take off or change so many at once that it is a mistake until it is confirmed."""

    code = "large_change"
    sentence = (
        "This would remove %(gone)s and change %(changed)s of the %(standing)s people on the roster. Nothing was "
        "done. If your organisation means it, confirm it with the number %(confirm)s."
    )


class NeedsSecond(Conflict):
    """A change that takes a second person, sent where only others are carried out."""

    code = "needs_second"
    sentence = "A second person must approve this change. Propose it."


class JustificationDue(Conflict):
    """A look-up by somebody whose earlier one still waits for a fuller justification; `values` names that one."""

    code = "justification_due"
    sentence = "Justify look-up %(lookup)s more fully first. You cannot make another look-up until then."


class LookUpFirst(Conflict):
    """A report about somebody whom no recent look-up of the office certainly found."""

    code = "look_up_first"
    sentence = (
        "Look the person up first, with purpose and case reference. Your office has had no "
        "certain match for this person in the last 24 hours."
    )


class RequestKeyReused(Conflict):
    """The same request key with another body."""

    code = "request_key_reused"
    sentence = "This Idempotency-Key was used for another request. Use a new key for a new request."


class NoAnswer(DomainError):
    """It could not be decided: never to be read as `clear`."""

    code = "no_answer"
    sentence = "No answer: the check was not made. Follow your facility's outage plan and try again."


class AnswerDelayed(NoAnswer):
    """The check was made, but its answer waits because the account is slowed down."""

    code = "answer_delayed"
    sentence = (
        "This check was recorded, but its answer is delayed because of unusual checks. Send the same request with the "
        "same Idempotency-Key again in %(seconds)s seconds."
    )


class AnswersWithheld(NoAnswer):
    """The check was made, but the account gets no answers at present."""

    code = "answers_withheld"
    sentence = (
        "This check was recorded, but this account gets no answers because of unusual checks. Follow your facility's "
        "outage plan and call your PFSO."
    )


class RequestLimitReached(NoAnswer):
    """A key made more requests than its limit allows; nothing was checked or changed."""

    code = "request_limit_reached"
    sentence = (
        "No answer: this key made too many requests, and nothing was done. Send the request again in %(seconds)s "
        "seconds."
    )


class Unavailable(DomainError):
    """The database cannot be reached, by a request that is not a check."""

    code = "unavailable"
    sentence = "The service cannot reach its database. Try again in a moment."


class InternalFault(DomainError):
    """A fault of ours, in a request that is not a check."""

    code = "internal_fault"
    sentence = (
        "An error occurred on our side and was recorded. Check whether the change was made before you send it again."
    )


class LogRefuses(DomainError):
    """The log's own state forbids going on (rollback, clock, lost key)."""

    code = "log_refuses"
    sentence = "The log refuses to continue. See the runbook first."


class RolledBack(LogRefuses):
    """The database holds less than was signed or cosigned, or something else: an older copy was put in place."""

    code = "log_rolled_back"
    sentence = "ROLLBACK: the database lacks entries that were signed. See the runbook first."


class Erased(DomainError):
    """The key of what is asked for was destroyed; `values` names the decision by which."""

    code = "erased"
    sentence = "This was erased by decision %(decision)s. The proof that it existed stays in the log."

    @classmethod
    def by(cls, decision: object) -> "Erased":
        """The error of something that a decision erased."""
        return cls(values={"decision": str(decision)})

"""A check made again from what it kept: its question, the register, the weights and the bands as they were then."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.models import Check
from aigis.apps.checks.queries import asked
from aigis.apps.checks.stored_hits import StoredHit, hits_of
from aigis.apps.checks.thresholds.current import InUse, numbered
from aigis.apps.register.in_memory import past as past_register
from aigis.apps.register.in_memory.past import PastRegister
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DRILL
from aigis.core.checks.decision import Decision, decide, is_told_apart
from aigis.core.checks.earlier_scorers import Scorer, Tokens, scorer
from aigis.core.checks.judgements import Remembered
from aigis.core.checks.sandbox_decision import decide_drill
from aigis.core.checks.thresholds import POSSIBLE_LIMITS
from aigis.core.errors import NotFound
from aigis.core.matching.bands import Bands
from aigis.core.matching.candidates import candidates
from aigis.core.matching.index import Index
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.types import Match, Strength
from aigis.core.person.person import Person
from aigis.core.values import Verdict

# Checks by these weights were answered `clear` however few details they held.
_BEFORE_SUFFICIENCY = frozenset({"2", "3"})
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ScoredHit:
    """A hit as it was kept, and weighed again; `again` is None where the subject was erased since."""

    kept: StoredHit
    again: Match | None

    @property
    def adds_up(self) -> bool:
        """Tells whether the lines that were kept make the bits that were kept."""
        return sum(round(bits * 1_000) for _, bits, _ in self.kept.evidence) == self.kept.millibits

    @property
    def same(self) -> bool:
        """Tells whether the bits and the strength come out as they were, to the thousandth."""
        if self.again is None:
            return False
        return (round(self.again.bits * 1_000), self.again.strength.value) == (self.kept.millibits, self.kept.strength)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A check beside what it says today with everything as it was then.

    `weights_kept` is false where the figures of its weights are not there any more: then nothing was weighed again.
    `subjects_then` are those the register held at its version, `erased` of them those that cannot be compared any more.
    """

    check: Check
    thresholds: InUse
    weights_kept: bool
    verdict: Verdict | None
    hits: tuple[ScoredHit, ...]
    others: int  # subjects that match now and did not then
    subjects_then: int
    erased: int

    @property
    def same(self) -> bool:
        """Tells whether everything came out as it was."""
        hits = all(hit.adds_up and hit.same for hit in self.hits)
        return hits and self.others == 0 and self.verdict is not None and self.verdict.value == self.check.verdict

    @property
    def outcome(self) -> str:
        """Names what came of it: `same`, `otherwise`, or `gone` where only what is not there any more differs."""
        if self.same:
            return "same"
        broken = any(not hit.adds_up or (hit.again is not None and not hit.same) for hit in self.hits)
        gone = not self.weights_kept or any(hit.again is None for hit in self.hits)
        return "gone" if gone and not broken and self.others == 0 else "otherwise"


@transaction.atomic(durable=True)
def recompute(check: UUID, *, actor: Actor, at: datetime) -> Recomputed:
    """Makes a check again; raises NotFound where there is none, Erased where its question is gone.

    The bits of a hit come from the counts that were kept with it, exactly; who else might have matched is looked for in
    the register as of its version, built anew. The reading is an entry that says how it came out.
    """
    row = Check.objects.select_related("gate__facility").filter(pk=check).first()
    if row is None:
        raise NotFound("There is no check with this reference.")
    result = _recomputed(row)
    append([EntryDraft(Event.CHECK_RECOMPUTED, actor, at, {"check": str(check), "same": result.same})])
    return result


def _recomputed(row: Check) -> Recomputed:
    person, hits, thresholds = asked(row).person, hits_of(row), numbered(row.bands_version)
    then = past_register.held(row.register_version, at=row.checked_at)
    by = scorer(row.weights_version)
    if by is None:
        weighed = tuple(ScoredHit(hit, None) for hit in hits)
        return Recomputed(row, thresholds, False, None, weighed, 0, len(then.bans), then.erased)
    again = _Again(person, by, thresholds.bands, then)
    weighed = tuple(again.weigh(hit, subjects=row.subjects) for hit in hits)
    exact = {hit.kept.subject: hit.again for hit in weighed if hit.again is not None}
    matches = [*exact.values(), *(match for match in again.search() if match.subject not in exact)]
    judged = _remembered(hits)
    told_apart = row.weights_version in _BEFORE_SUFFICIENCY or again.is_told_apart(judged, at=row.checked_at)
    usual = decide(matches, then.bans, at=row.checked_at, remembered=judged, told_apart=told_apart)
    drill = decide_drill(person, usual, at=row.checked_at, bands=thresholds.bands) if row.source == DRILL else None
    decision = drill or usual
    others = _subjects(decision) - {hit.subject for hit in hits}
    return Recomputed(row, thresholds, True, decision.verdict, weighed, len(others), len(then.bans), then.erased)


@dataclass(frozen=True)
class _Again:
    """The question of a check, and everything it was answered by."""

    person: Person
    by: Scorer
    bands: Bands
    then: PastRegister

    @cached_property
    def index(self) -> Index:
        """The register as of its version, built anew."""
        return Index.build(self.then.subjects.items(), version=self.then.version)

    def is_told_apart(self, judged: Collection[UUID], *, at: datetime) -> bool:
        """Tells whether the details sufficed to answer `clear`."""
        return is_told_apart(self.person, self.index, self.then.bans, at=at, judged=judged)

    def weigh(self, hit: StoredHit, *, subjects: int | None) -> ScoredHit:
        """Weighs a hit again with the counts it was weighed with."""
        subject = self.then.subjects.get(hit.subject)
        if subject is None or subjects is None:
            return ScoredHit(hit, None)
        return ScoredHit(hit, self._compare(hit.subject, subject, Tokens(subjects, hit.counts)))

    def search(self) -> list[Match]:
        """Everybody in the register as it was then who is certainly or possibly the person."""
        index = self.index
        tokens = Tokens(len(index), index.frequencies.merged())
        proposed = candidates(Prepared.of(self.person), index, least=POSSIBLE_LIMITS[0])
        matches = (self._compare(subject, prepared.person, tokens) for subject, prepared in proposed)
        return [match for match in matches if match.strength is not Strength.NONE]

    def _compare(self, subject_id: UUID, subject: Person, tokens: Tokens) -> Match:
        match = self.by.compare(self.person, subject, tokens=tokens, bands=self.bands)
        return replace(match, subject=subject_id)


def _remembered(hits: Sequence[StoredHit]) -> dict[UUID, Remembered]:
    """What the check was spared by: the judgements it names, which counted then."""
    return {hit.subject: Remembered(hit.spared, hit.millibits, _NEVER) for hit in hits if hit.spared is not None}


def _subjects(decision: Decision) -> set[UUID]:
    return {hit.match.subject for hit in (*decision.hits, *(hit for hit, _ in decision.spared))}

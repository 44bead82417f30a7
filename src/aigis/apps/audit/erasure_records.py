"""What was erased by which decision, and the proof that the log holds each decision after what it erased."""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from aigis import wiring
from aigis.apps.audit.data_keys import month_scope
from aigis.apps.audit.decryption import core_of
from aigis.apps.audit.models import ErasedScope, Erasure, Leaf
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.errors import Erased, LogRefuses


def digest_of(scopes: Iterable[str]) -> bytes:
    """What binds a set of scopes into the entry of a decision: SHA-256 of their sorted lines, 32 bytes."""
    return sha256("".join(f"{scope}\n" for scope in sorted(scopes)).encode()).digest()


def decided_on(scope: str) -> Erasure | None:
    """The decision to erase a scope, whether it is carried out yet or not; None where nobody decided so."""
    row = ErasedScope.objects.select_related("erasure").filter(pk=scope).first()
    return row.erasure if row else None


def require_not_erased(scope: str) -> None:
    """Raises Erased where it is decided that a scope goes: nothing may be closed under its key any more."""
    decision = decided_on(scope)
    if decision is not None:
        raise Erased.by(decision.pk)


class Erasures:
    """The decisions behind what cannot be opened any more, each proven once; `found` counts entries by decision."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._sealed_at: dict[str, int] = {}

    def require_gone(self) -> None:
        """Raises LogRefuses where a key lives that a decision destroyed: an old backup of keys was put back."""
        done = ErasedScope.objects.filter(erasure__state=Erasure.State.DONE).values_list("scope", flat=True)
        back = wiring.key_store().living("").keys() & set(done)
        if back:
            raise LogRefuses(f"{len(back)} erased keys are back, {min(back)} first. Run 'aigis retention reapply'.")

    def require(self, leaf: Leaf, erased: Mapping[str, Erased]) -> None:
        """Raises LogRefuses unless a decision in the log, sealed after the leaf, erased each of the parts."""
        decisions = set()
        for part, gone in erased.items():
            scope = leaf.entry.subject_scope if part == "subject" else month_scope(leaf.entry.at)
            row = ErasedScope.objects.filter(pk=scope, erasure=_uuid(gone.values["decision"])).first()
            if row is None:
                raise LogRefuses(f"the key of {scope} was destroyed, but no decision says so")
            decisions.add(str(gone.values["decision"]))
        for decision in decisions:
            if self._proven(decision) <= leaf.index:
                raise LogRefuses(f"decision {decision} is older than what it is said to have erased")
            self.found[decision] += 1

    def _proven(self, decision: str) -> int:
        """The place of a decision's leaf, after its entry was found to name exactly the scopes it erased."""
        if decision not in self._sealed_at:
            row = Erasure.objects.filter(pk=_uuid(decision)).exclude(entry=None).first()
            leaf = Leaf.objects.select_related("entry").filter(entry=row.entry or row.pk).first() if row else None
            if row is None or leaf is None or leaf.entry.kind != CATALOGUE[Event.ERASURE_DECIDED].number:
                raise LogRefuses(f"decision {decision} is not in the log")
            _require_said(row, leaf)
            self._sealed_at[decision] = leaf.index
        return self._sealed_at[decision]


def _require_said(row: Erasure, leaf: Leaf) -> None:
    """Compares a decision's entry with its scopes; what an entry so old says may itself be erased by a later one."""
    try:
        stated = core_of(leaf)
    except Erased:
        return
    digest = digest_of(row.scopes.values_list("scope", flat=True)).hex()
    if (stated["decision"], stated["digest"]) != (str(row.pk), digest):
        raise LogRefuses(f"decision {row.pk} did not erase what it is said to have erased")


def _uuid(text: object) -> UUID:
    """The id of a decision; of a text that is none, one that no decision has."""
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)

"""The condition of the log as those who watch it are told: what waits, what was signed, who cosigned, what is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Max

from aigis import wiring
from aigis.apps.audit import queries
from aigis.apps.audit.models import Checkpoint, Cosignature, LogState, WitnessSize
from aigis.core.errors import DomainError

# Witnesses are asked about every checkpoint that holds news; one that says nothing for so long is not listening.
SILENT_AFTER = timedelta(minutes=15)


class Alarm(StrEnum):
    """What somebody must look at."""

    NO_CHECKPOINT = "no_checkpoint"
    BEHIND = "behind"
    SIGNER_AWAY = "signer_away"
    SIGNER_AHEAD = "signer_ahead"
    WITNESS_REFUSED = "witness_refused"
    WITNESS_SILENT = "witness_silent"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class WitnessState:
    """A witness of the policy: what it cosigned last and when, and what it said where it refused."""

    name: str
    size: int
    seen_at: datetime | None
    refused: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """The log and those who vouch for it; `signed` is the size that the signer remembers, None where it cannot say."""

    health: queries.LogHealth
    checkpoint: Checkpoint | None
    signed: int | None
    witnesses: tuple[WitnessState, ...]
    alarms: tuple[Alarm, ...]

    def age(self, *, at: datetime) -> timedelta:
        """How old the last signed checkpoint is; nothing where there is none."""
        return at - self.checkpoint.written_at if self.checkpoint else timedelta(0)


def condition(*, at: datetime) -> Condition:
    """Reads the condition of the present log at an instant."""
    health, checkpoint = queries.health(), queries.published()
    signed, witnesses = _signed(), _witnesses(checkpoint, at=at)
    alarms = [*_of_log(health, checkpoint, signed, at=at), *_of_witnesses(witnesses, checkpoint, at=at)]
    return Condition(health, checkpoint, signed, witnesses, tuple(alarms))


def _signed() -> int | None:
    log = LogState.objects.order_by("-id").first()
    try:
        return wiring.signer(log.origin).last[0] if log else 0
    except DomainError:
        return None


def _witnesses(checkpoint: Checkpoint | None, *, at: datetime) -> tuple[WitnessState, ...]:
    named = {name: str(witness.key) for name, witness in wiring.witness_policy().witnesses.items()}
    # A clock that ran ahead wrote instants that are still to come: they tell nothing of who is listening now.
    seen = dict(Cosignature.objects.filter(seen_at__lte=at).values_list("vkey").annotate(Max("seen_at")))
    sizes = {row.vkey: row for row in WitnessSize.objects.order_by("log")}
    states = []
    for name, vkey in named.items():
        row, last = sizes.get(vkey), seen.get(vkey)
        size = row.size if row else 0
        is_behind = checkpoint is not None and size < checkpoint.tree_size
        silent = is_behind and _older(last, checkpoint, at=at)
        states.append(WitnessState(name, size, last, row.refused if row else "", silent))
    return tuple(states)


def _older(last: datetime | None, checkpoint: Checkpoint | None, *, at: datetime) -> bool:
    """Nothing came for too long, though there was something to cosign all that time."""
    if last is not None:
        return at - last > SILENT_AFTER
    first = Checkpoint.objects.exclude(note=None).order_by("size").values_list("written_at", flat=True).first()
    return checkpoint is not None and first is not None and at - first > SILENT_AFTER


def _of_log(
    health: queries.LogHealth, checkpoint: Checkpoint | None, signed: int | None, *, at: datetime
) -> list[Alarm]:
    alarms = [] if checkpoint else [Alarm.NO_CHECKPOINT]
    if health.behind(at=at) > queries.ALARM_AFTER:
        alarms.append(Alarm.BEHIND)
    if signed is None:
        alarms.append(Alarm.SIGNER_AWAY)
    elif _is_ahead(signed, checkpoint):
        alarms.append(Alarm.SIGNER_AHEAD)
    return alarms


def is_signer_ahead() -> bool:
    """Tells whether the signer, where this machine has its state, signed more than the database holds."""
    return _is_ahead(_signed(), queries.published())


def _is_ahead(signed: int | None, checkpoint: Checkpoint | None) -> bool:
    if signed is None or checkpoint is None:
        return False
    return signed > checkpoint.tree_size and not _is_being_written(signed)


def _is_being_written(signed: int) -> bool:
    """The signer signs after the rows are there and before its signature is: that moment is no alarm."""
    return Checkpoint.objects.filter(tree_size=signed).exists()


def _of_witnesses(witnesses: tuple[WitnessState, ...], checkpoint: Checkpoint | None, *, at: datetime) -> list[Alarm]:
    alarms = [Alarm.WITNESS_REFUSED] if any(witness.refused for witness in witnesses) else []
    if any(witness.silent for witness in witnesses):
        alarms.append(Alarm.WITNESS_SILENT)
    witnessed = queries.published(witnessed=True)
    if witnesses and checkpoint is not None and (witnessed is None or at - witnessed.written_at > SILENT_AFTER):
        newer = Checkpoint.objects.exclude(note=None).filter(size__gt=witnessed.size if witnessed else 0)
        oldest = newer.order_by("size").values_list("written_at", flat=True).first()
        if oldest is not None and at - oldest > SILENT_AFTER:
            alarms.append(Alarm.NO_QUORUM)
    return alarms

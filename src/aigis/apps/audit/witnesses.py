"""Having the log seen from outside: witnesses are asked to cosign, and what they say becomes an entry itself.

So every entry's time is bracketed by clocks that are not ours: it came after the cosignatures that stand before it in
the log, and before those on the first checkpoint that holds it. Entries about witnesses ask for no cosignature of
their own, or the log would never come to rest.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import tiles
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.decryption import open_core_and_actor
from aigis.apps.audit.models import Checkpoint, Cosignature, Entry, Leaf, LogState, WitnessSize
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto.uuid7 import milliseconds
from aigis.core.errors import DomainError, Erased, InvalidInput, RolledBack
from aigis.core.ports import Witness
from aigis.core.tlog import clock
from aigis.core.tlog.encoding import encode64
from aigis.core.tlog.keys import cosigned_at
from aigis.core.tlog.note import Note, Signature
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.witness import AddCheckpoint, Knows, Refused, WitnessAnswer, cosignatures_in

logger = logging.getLogger("aigis.witnesses")

PAUSE_SECONDS = 0.25
REST_SECONDS = 5.0
PATIENCE_SECONDS = 1.5  # a witness has a second by itself; this also ends what no time-out of a connection does
CLOCK_AHEAD = timedelta(days=1)
_resting: dict[str, float] = {}  # witnesses that failed just now, and until when they are left alone
_OF_WITNESSES = [CATALOGUE[code].number for code in ("log.cosigned", "log.witness_refused")]


@dataclass(frozen=True, slots=True)
class _CosignRequest:
    """One witness to be asked about one checkpoint, from the size it is thought to know."""

    name: str
    vkey: str
    witness: Witness
    known: int


@dataclass(frozen=True, slots=True)
class _WitnessReply:
    """What a witness said: its cosignatures, or why there is none; `known` is the size it knows after all."""

    request: _CosignRequest
    known: int
    signatures: tuple[Signature, ...] = ()
    why: str = ""
    contradicts: bool = False

    @property
    def went_on(self) -> bool:
        """Tells whether the witness cosigned a later checkpoint of ours than we thought."""
        return not self.why and not self.signatures and self.known > self.request.known


def ask(*, at: datetime) -> int:
    """Asks every witness that has not cosigned the latest checkpoint worth it, all at once; returns how many did.

    Writes what they said in one transaction after all answered or a second has passed.
    """
    checkpoint = _worth_asking()
    now = time.monotonic()
    requests = _requests(checkpoint) if checkpoint else []
    requests = [request for request in requests if _resting.get(request.name, now) <= now]
    if checkpoint is None or not requests:
        return 0
    replies = _ask_all(requests, checkpoint, at=at)
    _resting.update(
        {reply.request.name: now + REST_SECONDS for reply in replies if not (reply.signatures or reply.went_on)}
    )
    record(checkpoint, replies, at=at)
    return sum(bool(reply.signatures) for reply in replies)


def end_rests() -> None:
    """Lets no witness rest any longer."""
    _resting.clear()


def require_not_behind(*, at: datetime) -> None:
    """Raises RolledBack where a witness cosigned what this database does not hold; one that is silent says nothing."""
    checkpoint = _worth_asking() or Checkpoint.objects.exclude(note=None).order_by("-size").first()
    if checkpoint is not None:
        record(checkpoint, _ask_whether_behind(checkpoint, at=at), at=at)


def confirm(checkpoint: Checkpoint, *, at: datetime) -> list[str]:
    """Returns the witnesses that know a signed checkpoint and nothing later; raises what `require_not_behind` does."""
    answers = _ask_whether_behind(checkpoint, at=at)
    return [answer.request.name for answer in answers if answer.signatures]


def _ask_whether_behind(checkpoint: Checkpoint, *, at: datetime) -> list[_WitnessReply]:
    answers = _ask_all(_requests(checkpoint, all_of_them=True), checkpoint, at=at)
    for answer in answers:
        if answer.contradicts:
            raise RolledBack(f"{answer.why} Witness {answer.request.name} says so. See the runbook.")
    return answers


def _worth_asking() -> Checkpoint | None:
    """The first signed checkpoint over the last entry that is not itself about witnesses, and that none is beyond.

    All are asked about the same one: a quorum is of one checkpoint.
    """
    log = LogState.objects.order_by("-id").first()
    if log is None:
        return None
    leaves = Leaf.objects.filter(index__gte=log.first).exclude(entry__kind__in=_OF_WITNESSES)
    last = leaves.order_by("-index").values_list("index", flat=True).first()
    if last is None:
        return None
    vkeys = [str(witness.key) for witness in wiring.witness_policy().witnesses.values()]
    known = WitnessSize.objects.filter(log=log.id, vkey__in=vkeys).aggregate(most=Max("size"))["most"] or 0
    signed = Checkpoint.objects.filter(log=log.id, size__gt=last, tree_size__gte=known).exclude(note=None)
    return signed.order_by("size").first()


def _requests(checkpoint: Checkpoint, *, all_of_them: bool = False) -> list[_CosignRequest]:
    done = set() if all_of_them else set(checkpoint.cosignatures.values_list("vkey", flat=True))
    sizes = dict(WitnessSize.objects.filter(log=checkpoint.log).values_list("vkey", "size"))
    keys = {name: str(witness.key) for name, witness in wiring.witness_policy().witnesses.items()}
    return [
        _CosignRequest(name, keys[name], witness, sizes.get(keys[name], 0))
        for name, witness in wiring.witnesses().items()
        if keys[name] not in done
    ]


def _ask_all(requests: Sequence[_CosignRequest], checkpoint: Checkpoint, *, at: datetime) -> list[_WitnessReply]:
    """Asks in threads, which touch no database; who knows another size than we thought is asked again from there."""
    if not requests:
        return []
    pool = ThreadPoolExecutor(len(requests))
    try:
        answers = _answers(_submit(pool, [(request, request.known) for request in requests], checkpoint))
        behind = [
            (request, answer.size)
            for request in requests
            if isinstance(answer := answers[request.name], Knows) and answer.size <= checkpoint.tree_size
        ]
        answers |= _answers(_submit(pool, behind, checkpoint))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [_understood(request, answers[request.name], checkpoint, at=at) for request in requests]


def _answers(futures: Mapping[str, Future[WitnessAnswer]]) -> dict[str, WitnessAnswer]:
    """What came in time; who is later keeps nobody waiting."""
    done, _ = wait(futures.values(), timeout=PATIENCE_SECONDS)
    late = Refused("no answer: it took too long", lasting=False)
    return {name: future.result() if future in done else late for name, future in futures.items()}


def _submit(
    pool: ThreadPoolExecutor, requests: Sequence[tuple[_CosignRequest, int]], checkpoint: Checkpoint
) -> dict[str, Future[WitnessAnswer]]:
    """Sends each witness the proof from the size it knows; one that seems to know more is asked about that."""
    read, size, futures = tiles.reader(checkpoint.log), checkpoint.tree_size, {}
    for one, known in requests:
        proof = consistency_proof(old=min(known, size), new=size, read=read)
        request = AddCheckpoint(min(known, size), tuple(proof), str(checkpoint.note))
        futures[one.name] = pool.submit(one.witness.add_checkpoint, request)
    return futures


def _understood(
    request: _CosignRequest, answer: WitnessAnswer, checkpoint: Checkpoint, *, at: datetime
) -> _WitnessReply:
    """What an answer means; a cosignature that does not verify is none."""
    if isinstance(answer, Knows):
        return _knows(request, answer.size, checkpoint)
    if isinstance(answer, Refused):
        fork = "FORK: what was cosigned is not in the history of the log. " if answer.contradicts else ""
        return _WitnessReply(
            request, request.known, why=fork + answer.why if answer.lasting else "", contradicts=answer.contradicts
        )
    text, key = Note.parse(str(checkpoint.note)).text, wiring.witness_policy().witnesses[request.name].key
    try:
        (first, *_) = cosignatures_in(answer.lines, text=text, key=key)
    except InvalidInput as wrong:
        return _WitnessReply(request, request.known, why=wrong.sentence)
    if cosigned_at(first.data) > (at + CLOCK_AHEAD).timestamp():
        return _WitnessReply(request, request.known, why="its clock is more than a day ahead of ours")
    return _WitnessReply(request, checkpoint.tree_size, (first,))


def _knows(request: _CosignRequest, known: int, checkpoint: Checkpoint) -> _WitnessReply:
    """What it means that a witness knows a size: more than was ever signed here, or a later checkpoint than this."""
    signed = Checkpoint.objects.filter(log=checkpoint.log).exclude(note=None).aggregate(most=Max("tree_size"))["most"]
    if known > signed:
        ahead = f"ROLLBACK: the log holds {signed} signed entries, but {known} were cosigned."
        return _WitnessReply(request, request.known, why=ahead, contradicts=True)
    return _WitnessReply(
        request, known, why="" if known > checkpoint.tree_size else "its size does not fit its refusal"
    )


@transaction.atomic(durable=True)
def record(checkpoint: Checkpoint, replies: Sequence[_WitnessReply], *, at: datetime) -> None:
    """Writes the cosignatures that came, and every refusal that is new, with the entries that tell of both."""
    origin = LogState.objects.get(id=checkpoint.log).origin
    about = {"origin": origin, "size": checkpoint.tree_size}
    drafts = []
    cosigned = [reply for reply in replies if reply.signatures and _keep(checkpoint, reply, at=at)]
    if cosigned:
        lines = [{"witness": reply.request.name, "line": str(reply.signatures[0])} for reply in cosigned]
        core = {**about, "root": encode64(bytes(checkpoint.root)), "cosignatures": lines}
        drafts.append(EntryDraft(Event.LOG_COSIGNED, SYSTEM, at, core))
        _note_quorum(checkpoint)
    for reply in replies:
        if reply.why and _is_news(checkpoint, reply):
            logger.error("witness %s did not cosign size %s: %s", reply.request.name, checkpoint.tree_size, reply.why)
            drafts.append(
                EntryDraft(
                    Event.LOG_WITNESS_REFUSED,
                    SYSTEM,
                    at,
                    {**about, "witness": reply.request.name, "why": reply.why[:300]},
                )
            )
        elif reply.went_on:
            _remember(checkpoint, reply, {"size": reply.known})
    append(drafts)


def _keep(checkpoint: Checkpoint, reply: _WitnessReply, *, at: datetime) -> bool:
    """Stores a witness's cosignature and the size it knows now; tells whether it is a new one."""
    (signature,) = reply.signatures
    _, made = Cosignature.objects.get_or_create(
        checkpoint=checkpoint,
        vkey=reply.request.vkey,
        defaults={
            "witness": reply.request.name,
            "line": str(signature),
            "signed_at": cosigned_at(signature.data),
            "seen_at": at,
        },
    )
    _remember(checkpoint, reply, {"size": reply.known, "refused": ""})
    return made


def _is_news(checkpoint: Checkpoint, reply: _WitnessReply) -> bool:
    """Remembers why a witness said no; tells whether it said something else before."""
    row = WitnessSize.objects.filter(log=checkpoint.log, vkey=reply.request.vkey).first()
    _remember(checkpoint, reply, {"size": row.size if row else 0, "refused": reply.why[:300]})
    return row is None or row.refused != reply.why[:300]


def _remember(checkpoint: Checkpoint, reply: _WitnessReply, now: Mapping[str, Any]) -> None:
    WitnessSize.objects.update_or_create(log=checkpoint.log, vkey=reply.request.vkey, defaults=now)


def _note_quorum(checkpoint: Checkpoint) -> None:
    policy: Policy = wiring.witness_policy()
    names = set(checkpoint.cosignatures.values_list("witness", flat=True))
    if policy.satisfied_by(names):
        Checkpoint.objects.filter(size=checkpoint.size).update(witnessed=True)


def run_forever(stop: threading.Event) -> None:
    """Asks until told to stop; a witness that fails rests a while, a database that is away is tried again."""
    while wiring.witnesses() and not stop.is_set():
        try:
            ask(at=timezone.now())
            stop.wait(PAUSE_SECONDS)
        except (OperationalError, InterfaceError) as lost:
            logger.warning("the database cannot be reached, trying again: %s", str(lost).partition("\n")[0])
            connection.close()
            stop.wait(1.0)
        except DomainError as refused:
            logger.error("no witness was asked: %s", refused.sentence)
            stop.wait(REST_SECONDS)
        except Exception:  # this thread is all that asks: it must not end unseen
            logger.exception("no witness was asked")
            connection.close()
            stop.wait(REST_SECONDS)
    connection.close()


def attested() -> int | None:
    """The instant that the witnesses of the policy let nobody deny has passed, in milliseconds since 1970.

    It stands below the last checkpoint that any of them cosigned; of several the one that claims least counts. None
    where none of them cosigned anything.
    """
    by_ours = Cosignature.objects.filter(
        vkey__in=[str(witness.key) for witness in wiring.witness_policy().witnesses.values()]
    )
    last = by_ours.order_by("-checkpoint__size").values_list("checkpoint", flat=True).first()
    least = by_ours.filter(checkpoint=last).aggregate(least=Min("signed_at"))["least"]
    return None if least is None else int(least) * 1_000


def require_attested_lately(*, at: datetime) -> None:
    """Raises Conflict where the clock has left the witnesses' more than a day behind."""
    clock.require_attested_lately(now=milliseconds(at), attested=attested())


def bracket(index: int) -> tuple[int | None, int | None]:
    """Between which instants an entry was sealed, in seconds since 1970 by witnesses' clocks; None where open.

    `index` is the leaf's place. Not before the cosignatures in the last entry of that kind that stands before it; not
    after those on the first checkpoint that holds it. Of several witnesses the one that claims least counts. What an
    entry of a month that was erased said is open too: no row says where in the log a cosignature stood.
    """
    kind = CATALOGUE[Event.LOG_COSIGNED].number
    leaf = Leaf.objects.select_related("entry").filter(index__lt=index, entry__kind=kind).order_by("-index").first()
    first = Cosignature.objects.filter(checkpoint__size__gt=index).order_by("checkpoint__size").first()
    after = max(first.checkpoint.cosignatures.values_list("signed_at", flat=True)) if first else None
    return _logged(leaf.entry) if leaf else None, after


def _logged(entry: Entry) -> int | None:
    """The earliest time among the cosignatures that an entry holds; None where its month was erased."""
    try:
        core, _ = open_core_and_actor(entry)
    except Erased:
        return None
    lines = [Signature.parse(line["line"]) for line in core.value["cosignatures"]]
    return min(cosigned_at(line.data) for line in lines)

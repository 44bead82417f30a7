"""Publishes the log where any web server or CDN serves it: each log under its number, its checkpoint last."""

import logging
import threading
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError, connection
from prometheus_client import Counter, Gauge

from aigis import wiring
from aigis.apps.audit import queries
from aigis.apps.audit.models import LogState
from aigis.core.errors import DomainError, LogRefuses, RolledBack
from aigis.core.ports import TileStore
from aigis.core.tlog.tiles import TilePath, row_of
from aigis.core.tlog.tree import TILE_WIDTH
from aigis.telemetry.instruments import REGISTRY

logger = logging.getLogger("aigis.publication")

PAUSE_SECONDS = 5.0
REST_SECONDS = 30.0
_BEHIND = "The published log {} holds {} entries, this database {}: the database is older than what was published."
PUBLISHED = Gauge("aigis_log_published_size", "Entries of the published log, by log.", ["log"], registry=REGISTRY)
FAILURES = Counter("aigis_log_publication_failures_total", "Times the log could not be published.", registry=REGISTRY)


def publish(store: TileStore) -> int:
    """Publishes what is new of each log up to its last signed checkpoint; returns how many files were written.

    Raises:
        RolledBack: more is published than this database holds.
        LogRefuses: a published file has other content.
    """
    return sum(_publish(store, log) for log in LogState.objects.order_by("id"))


def _publish(store: TileStore, log: LogState) -> int:
    checkpoint = queries.published(log=log.id)
    if checkpoint is None:
        return 0
    note, before = queries.signed_note(checkpoint).encode(), store.get(f"{log.id}/checkpoint")
    published = _size_of(before) if before is not None else 0
    if published > checkpoint.tree_size:
        raise RolledBack(_BEHIND.format(log.id, published, checkpoint.tree_size))
    PUBLISHED.labels(str(log.id)).set(published)
    if before == note:
        return 0
    count = 0
    for path in files_since(published, checkpoint.tree_size):
        store.put(f"{log.id}/{path}", queries.tile(str(path), log=log.id), immutable=True)
        count += 1
    store.put(f"{log.id}/checkpoint", note, immutable=False)
    PUBLISHED.labels(str(log.id)).set(checkpoint.tree_size)
    return count + 1


def files_since(published: int, size: int) -> Iterator[TilePath]:
    """Yields the tiles and entry bundles of a tree of `size` that one of `published` did not fill."""
    level = 0
    while count := size >> 8 * level:
        full = (published >> 8 * level) // TILE_WIDTH
        if count > published >> 8 * level:
            yield from _from(level, full, count)
        level += 1
    if size > published:
        yield from _from(None, published // TILE_WIDTH, size)


def _from(level: int | None, first: int, count: int) -> Iterator[TilePath]:
    rest = row_of(level, count - first * TILE_WIDTH)
    yield from (TilePath(level, path.n + first, path.width) for path in rest)


def _size_of(note: bytes) -> int:
    """Reads the size of a checkpoint: its second line (C2SP tlog-checkpoint)."""
    lines = note.split(b"\n")
    if len(lines) < 3 or not lines[1].isdigit():
        raise LogRefuses("The published checkpoint cannot be read. Find out who wrote it.")
    return int(lines[1])


def run_forever(stop: threading.Event) -> None:
    """Publishes until told to stop; a store or database that is away is tried again."""
    store = wiring.tile_store()
    while store is not None and not stop.is_set():
        try:
            publish(store)
            stop.wait(PAUSE_SECONDS)
        except (OperationalError, InterfaceError) as lost:
            logger.warning("the database cannot be reached, trying again: %s", str(lost).partition("\n")[0])
            connection.close()
            stop.wait(1.0)
        except DomainError as refused:
            FAILURES.inc()
            logger.error("the log was not published: %s", refused.sentence)
            stop.wait(REST_SECONDS)
        except Exception:  # this thread is all that publishes: it must not end unseen
            FAILURES.inc()
            logger.exception("the log was not published")
            connection.close()
            stop.wait(REST_SECONDS)
    connection.close()

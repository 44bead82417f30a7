"""The archive's tables: entries as stored, the tree over them, and the keys that open them."""

from django.db import models


class DataKey(models.Model):
    """A data key wrapped by the master key: one a month (`month:2026-11`), one a subject, one a roster."""

    scope = models.CharField(max_length=64, primary_key=True)
    wrapped = models.BinaryField()


class Entry(models.Model):
    """An event as stored: three encrypted parts, each a 32-byte salt followed by canonical bytes."""

    id = models.UUIDField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    organisation = models.BigIntegerField()
    actor_key = models.CharField(max_length=64)
    about = models.UUIDField(null=True)  # the register's subject, where the event is about one
    subject_scope = models.CharField(max_length=64)  # whose data key closes the subject part
    core = models.BinaryField()
    actor = models.BinaryField()
    subject = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["actor_key", "at"], name="audit_entry_actor"),
            models.Index(fields=["about"], name="audit_entry_about", condition=models.Q(about__isnull=False)),
        ]


class Pending(models.Model):
    """An entry that waits for its place in the tree; written with the entry, removed by the sealer."""

    entry = models.UUIDField(primary_key=True)


class Leaf(models.Model):
    """A sealed entry: its index, its 139 bytes, and its organisation's own gap-free number."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    data = models.BinaryField()
    organisation = models.BigIntegerField()
    number = models.BigIntegerField()
    sequence_salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="audit_leaf_gap_free")]


class Tile(models.Model):
    """A tile as it grows: up to 256 hashes of 32 bytes; every partial tile is a prefix of it."""

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="audit_tile_place")]


class LogState(models.Model):
    """The one row that says how far the log is: compared and swapped by the sealer."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField()
    leaf_time = models.BigIntegerField()  # milliseconds since 1970 of the last leaf


class Checkpoint(models.Model):
    """A statement of size and root; the note is added after the transaction that wrote the leaves."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    written_at = models.DateTimeField()
    note = models.TextField(null=True)

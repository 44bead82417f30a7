"""The archive's tables: entries as stored, the tree over them, what was erased of them and what must not be."""

from django.db import models


class Entry(models.Model):
    """An event as stored: three encrypted parts, each a 32-byte salt followed by canonical bytes."""

    id = models.UUIDField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    organisation = models.BigIntegerField()
    actor_key = models.CharField(max_length=64)  # empty once the month's key was destroyed
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
    """A tile of a log as it grows: up to 256 hashes of 32 bytes; every partial tile is a prefix of it."""

    log = models.SmallIntegerField(default=1)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "number"], name="audit_tile_place_in_log")]


class LogState(models.Model):
    """A log and how far it is: compared and swapped by the sealer. One is open; the others were closed before it.

    Leaves are counted through all logs: `first` is the place of this one's first leaf, so that an index in the tree of
    a later log is the leaf's place less that.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200)
    first = models.BigIntegerField(default=0)
    size = models.BigIntegerField()
    root = models.BinaryField()
    leaf_time = models.BigIntegerField()  # milliseconds since 1970 of the last leaf
    successor = models.CharField(max_length=200, default="", blank=True)  # its origin, once one is wanted
    successor_vkey = models.CharField(max_length=300, default="", blank=True)
    closing = models.UUIDField(null=True)  # the entry that will be its last leaf
    closed_at = models.DateTimeField(null=True)


class Attestation(models.Model):
    """The one row that names the database server whose log the sealer has compared with what was signed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    server = models.CharField(max_length=80)  # start of the server in seconds since 1970, and its timeline
    at = models.DateTimeField()
    refusal = models.TextField(default="", blank=True)  # why it is refused; empty: it is not


class Checkpoint(models.Model):
    """A statement of size and root; the note is added after the transaction that wrote the leaves.

    `size` counts the leaves of all logs, so that it tells checkpoints apart; the note says the size of the log's tree.
    """

    size = models.BigIntegerField(primary_key=True)
    log = models.SmallIntegerField(default=1)
    tree_size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    written_at = models.DateTimeField()
    note = models.TextField(null=True)
    witnessed = models.BooleanField(default=False)  # a quorum of the policy has cosigned


class Cosignature(models.Model):
    """A witness's line below a checkpoint, verified when it came."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)  # its name in the policy
    vkey = models.CharField(max_length=300)
    line = models.TextField()
    signed_at = models.BigIntegerField()  # seconds since 1970 by the witness's clock
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "vkey"], name="audit_cosignature_once")]


class WitnessSize(models.Model):
    """The tree size that a witness cosigned last of a log, as far as we know: where its next proof begins."""

    log = models.SmallIntegerField()
    vkey = models.CharField(max_length=300)
    size = models.BigIntegerField()
    refused = models.CharField(max_length=300, default="", blank=True)  # what it said last, where it said no

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "vkey"], name="audit_witness_size_once")]


class LogKey(models.Model):
    """A key that signs or signed a log; its beginning and its end are leaves."""

    vkey = models.CharField(max_length=300, primary_key=True)
    log = models.SmallIntegerField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Erasure(models.Model):
    """A decision to erase: by the table of periods, or of one subject by two people. Done when its keys are gone.

    `digest` binds the scopes into the entry of the decision, so that none can be slipped in afterwards.
    """

    class State(models.TextChoices):
        """How far an erasure is."""

        PROPOSED = "proposed"
        REJECTED = "rejected"
        DECIDED = "decided"
        DONE = "done"

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices)
    subject = models.UUIDField(null=True)  # of a decision about one
    closed = models.BinaryField(null=True)  # legal basis, reference and reason of a proposal, under the month's key
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=64, blank=True)
    proposer = models.JSONField(null=True)  # who that was then
    lapses_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)  # what goes, by class
    rows = models.JSONField(default=dict)  # up to when rows without a key of their own go, by class
    digest = models.BinaryField(null=True)
    entry = models.UUIDField(null=True)  # the decision's own, in the log
    done_at = models.DateTimeField(null=True)


class ErasedScope(models.Model):
    """A scope whose key a decision destroys: found again when an old backup of keys is put back."""

    scope = models.CharField(max_length=64, primary_key=True)
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="scopes")


class Hold(models.Model):
    """A legal hold: what must not be erased, whatever its period says, until a second person lifts it."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8)  # `core.privacy.retention.HoldKind`
    target = models.UUIDField(null=True)  # a subject or a check
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    closed = models.BinaryField()  # reason and reference, under the key of scope `hold:ID`
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, blank=True)

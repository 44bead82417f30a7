"""Rosters: people to be checked continuously, the changes of their verdicts, and the jobs that screen them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from aigis.apps.facilities.models import Gate
from aigis.apps.people.models import Organisation

UNCHECKED = -1  # the register version of a verdict that is still to come


class Roster(models.Model):
    """An organisation's list; entries are closed under the key of scope `roster:ID` and checked for one gate."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.SlugField(max_length=40)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12)
    webhook = models.URLField(blank=True)
    webhook_secret = models.BinaryField(null=True)
    added_at = models.DateTimeField()
    followed_version = models.BigIntegerField(default=0)  # register version its verdicts are up to
    followed_at = models.DateTimeField()  # the instant they are up to: bans begin and end by the clock as well
    last_change = models.BigIntegerField(default=0)
    contents_version = models.BigIntegerField(default=1, db_default=1)  # one more with each change of its entries
    valid_until = models.DateField(null=True)  # the last day for which its organisation vouches for the list
    reported_on = models.DateField(null=True)  # the last day whose morning report was written
    codes_version = models.SmallIntegerField(default=0, db_default=0)  # every standing entry has codes of this version

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="rosters_name")]


class RosterEntry(models.Model):
    """One person on a roster, under the issuer's own reference; no verdict before the first screening."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT)
    ref = models.CharField(max_length=80)
    person = models.BinaryField()
    verdict = models.CharField(max_length=8, blank=True)
    since = models.DateTimeField(null=True)
    verdict_version = models.BigIntegerField(
        default=UNCHECKED, db_default=UNCHECKED
    )  # register version the verdict is by
    denials = models.IntegerField(default=0, db_default=0)  # how often it came to be denied: each alarms anew
    set_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "ref"], name="rosters_entry_ref", condition=models.Q(removed_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["ref"], name="rosters_badge_number"),
            models.Index(fields=["set_at"], name="rosters_unchecked", condition=models.Q(verdict_version=UNCHECKED)),
        ]


class EntryCodes(models.Model):
    """The blocking codes of a standing entry (`blocking_codes`), in a table that verdicts do not rewrite."""

    entry = models.OneToOneField(RosterEntry, on_delete=models.CASCADE, primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT)
    codes = ArrayField(models.BigIntegerField())
    version = models.SmallIntegerField()

    class Meta:
        indexes = [
            GinIndex(fields=["codes"], name="rosters_codes"),
            models.Index(fields=["version"], name="rosters_codes_version"),
        ]


class RosterChange(models.Model):
    """A verdict that changed, in the roster's own gap-free order: what the issuer reads."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT)
    number = models.BigIntegerField()
    ref = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="rosters_change_number")]


class Screening(models.Model):
    """Many checks as one job, with how far it is."""

    class State(models.TextChoices):
        """How far the job is; one that ended before there were states says `running` with its end."""

        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT)
    day = models.DateField(null=True)  # the Brussels day whose daily screening it is; none: somebody asked for it
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    reached = models.BigIntegerField(default=0)  # no longer written: parts hold it; goes with the next release
    moved_at = models.DateTimeField()
    denied = models.IntegerField(default=0)
    refer = models.IntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING, db_default=State.RUNNING)
    run_since = models.DateTimeField(null=True)  # when it began, or was resumed the last time
    run_from = models.IntegerField(default=0, db_default=0)  # what was done then

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "day"], name="rosters_daily_once")]


class ScreeningPart(models.Model):
    """A stretch of a roster that one worker screens: the entries from `first` to `last`, both included."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="parts")
    number = models.IntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    reached = models.BigIntegerField()  # the last entry screened: where to go on after an interruption
    done = models.IntegerField(default=0)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screening", "number"], name="rosters_part_once")]
        indexes = [models.Index(fields=["moved_at"], name="rosters_part_unfinished", condition=models.Q(ended_at=None))]


class ScreenedRows(models.Model):
    """What a screening said of up to a thousand entries, in some twenty bytes each (`core.checks.screened_rows`)."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT)
    first = models.BigIntegerField()  # the first of its entries
    rows = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screening", "first"], name="rosters_screened_once")]


class ListScreening(models.Model):
    """A list that was sent to be checked, as a job; file and results are closed under the month's key of uploads."""

    class State(models.TextChoices):
        """How far the job is; the last three are its ends."""

        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12)
    actor_key = models.CharField(max_length=64)
    ending = models.CharField(max_length=8)  # of the file: `.csv`, `.ndjson`, …
    file = models.BinaryField()  # empty once the job has ended
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    total = models.IntegerField(default=0)  # rows of the file, once it has been read
    done = models.IntegerField(default=0)  # rows answered or rejected: where to go on after an interruption
    clear = models.IntegerField(default=0)
    denied = models.IntegerField(default=0)
    refer = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    error = models.CharField(max_length=400, blank=True)  # why the file as a whole was refused
    run_since = models.DateTimeField(null=True)  # when a worker last began with it
    run_from = models.IntegerField(default=0, db_default=0)  # what was done then

    class Meta:
        indexes = [
            models.Index(
                fields=["moved_at"],
                name="rosters_list_unfinished",
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]


class ListScreeningPart(models.Model):
    """The results of some rows of a list, from row `first` on, counted from 0."""

    screening = models.ForeignKey(ListScreening, on_delete=models.PROTECT)
    first = models.IntegerField()
    rows = models.IntegerField()
    results = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screening", "first"], name="rosters_list_part_once")]


class Announcement(models.Model):
    """People expected at a facility on a Brussels day; host and persons are closed under the month's key of uploads."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)  # of the facility: where they are checked beforehand
    on = models.DateField()
    purpose = models.CharField(max_length=12)
    host = models.BinaryField()
    first_time = models.TimeField(null=True)  # from and until when they are expected that day, in Brussels
    last_time = models.TimeField(null=True)
    actor_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    followed_version = models.BigIntegerField(default=0)  # register version its verdicts are up to
    followed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # the day after

    class Meta:
        indexes = [models.Index(fields=["on"], name="rosters_announced_open", condition=models.Q(closed_at=None))]


class AnnouncedPerson(models.Model):
    """One expected person, under the announcer's own reference."""

    id = models.UUIDField(primary_key=True)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT)
    ref = models.CharField(max_length=80)
    person = models.BinaryField()
    verdict = models.CharField(max_length=8, blank=True)
    verdict_version = models.BigIntegerField(default=UNCHECKED)
    denials = models.IntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)
    no_show = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "ref"], name="rosters_announced_ref_once")]


class AnnouncedCheck(models.Model):
    """A check of an expected person and why it was made: see `announcements.Occasion`."""

    person = models.ForeignKey(AnnouncedPerson, on_delete=models.PROTECT)
    made = models.UUIDField()  # the check
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8)
    why = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "made"], name="rosters_announced_check_once")]


class HostLink(models.Model):
    """A link by which a host announces visitors; its secret is stored as a hash, the host's name is closed."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)  # of the facility
    secret_hash = models.BinaryField(unique=True)
    host = models.BinaryField()
    actor_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class RosterUpload(models.Model):
    """A list that somebody sent for a roster and that waits for a decision; its file is empty once there is one."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT)
    ending = models.CharField(max_length=8)
    file = models.BinaryField()
    version = models.BigIntegerField()  # of the roster's contents that it was compared with
    actor_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

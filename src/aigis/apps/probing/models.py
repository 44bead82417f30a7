"""Probing: what was found, who is slowed down, invented decoys, and counts of recent traffic."""

from django.db import models


class ProbingFinding(models.Model):
    """A pattern of probing by one account; it grows while the pattern goes on, and is released by an auditor."""

    id = models.UUIDField(primary_key=True)
    rule = models.CharField(max_length=16)
    actor_key = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    gate = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    last_at = models.DateTimeField()
    checks = models.IntegerField()
    raised_at_checks = models.IntegerField()  # how many there were when the restraint was last raised
    facts = models.JSONField()
    entry = models.UUIDField()
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["actor_key", "rule", "last_at"], name="probing_of_account"),
            models.Index(fields=["-found_at"], name="probing_newest"),
        ]


class Restraint(models.Model):
    """How an account's answers are restrained; over after `until`."""

    actor_key = models.CharField(max_length=64, unique=True)
    level = models.SmallIntegerField()
    until = models.DateTimeField()


class Decoy(models.Model):
    """An invented person in no register, known to auditors only: a check of it is an alarm."""

    person = models.BinaryField()  # about nobody; encrypted so that a copy of the table tells no decoys
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)


class RecentCheck(models.Model):
    """A check of the last day by a keyed code of the person, to count who asked about the same one."""

    id = models.UUIDField(primary_key=True)
    identity = models.BinaryField()
    actor_key = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    gate = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["identity"], name="probing_same_person"),
            models.Index(fields=["at"], name="probing_recent"),
        ]


class TrafficQuota(models.Model):
    """How many checks an hour are usual at most for an account, a gate or an organisation, computed once a day."""

    scope = models.CharField(max_length=12)
    key = models.CharField(max_length=64)
    day = models.DateField()
    hourly = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "day"], name="probing_quota_once")]

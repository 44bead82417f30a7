"""Insight: what auditors asked of the log, what came of it, and what they said of it."""

from django.db import models


class Trail(models.Model):
    """Who looked at a person: a question, how far the log was read for it, and what was found."""

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running"
        ENDED = "ended"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    asked_by = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    asked_at = models.DateTimeField()
    first = models.DateTimeField()  # the stretch of the log that is read, half-open
    end = models.DateTimeField()
    closed = models.BinaryField()  # whom and for which inquiry, under the month's key
    reached = models.UUIDField(null=True)  # the last entry read: where to go on after an interruption
    scanned = models.BigIntegerField(default=0)
    erased = models.BigIntegerField(default=0)  # entries whose person was erased: nobody can tell whose they were
    found = models.BinaryField(null=True)  # entries and how sure they are, under the month's key of `asked_at`
    many = models.IntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    ended_at = models.DateTimeField(null=True)


class Sheet(models.Model):
    """What a person was told about who looked at them; never changed afterwards."""

    id = models.UUIDField(primary_key=True)
    trail = models.ForeignKey(Trail, on_delete=models.PROTECT)
    given_by = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    given_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    closed = models.BinaryField()  # person, reference and rows, under the month's key


class Remark(models.Model):
    """What an auditor said of an unusual pattern; the note stands in the entry alone."""

    class Word(models.TextChoices):
        """What becomes of a finding."""

        SEEN = "seen"
        EXPLAINED = "explained"
        HANDED_ON = "handed_on"

    finding = models.CharField(max_length=32, db_index=True)
    rule = models.CharField(max_length=20)
    word = models.CharField(max_length=10, choices=Word.choices)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    entry = models.UUIDField()


class Verification(models.Model):
    """A reading of the whole log against what is stored; `good` is None until it ended."""

    started_by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    entries = models.BigIntegerField(default=0)
    checks = models.BigIntegerField(default=0)
    good = models.BooleanField(null=True)
    sentence = models.CharField(max_length=400, blank=True)

"""Subjects, bans and their versions. Identity details stand encrypted; keyed codes let the database find them."""

from django.db import models


class RegisterState(models.Model):
    """The one row with the register's version; every change increments it, and so waits for the change before it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)


class Authority(models.Model):
    """The court or judge's office that imposes bans: a row of a code list with names in four languages."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)  # the kind of ban it imposes
    name_nl = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_de = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    mailbox = models.EmailField(blank=True)  # where reminders of its bans go

    def name(self, language: str) -> str:
        """The name in a language, Dutch where there is no such language."""
        return str(getattr(self, f"name_{language[:2]}", self.name_nl))


class Subject(models.Model):
    """The person a ban is about; `person` is closed under the key of scope `subject:ID`."""

    id = models.UUIDField(primary_key=True)
    person = models.BinaryField()
    changed_in = models.BigIntegerField(db_index=True)  # register version of the last change to it or its bans
    added_at = models.DateTimeField()


class SubjectCode(models.Model):
    """A keyed code (HMAC) of one identifier of a subject: found by equality, readable by nobody."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)  # number | document
    code = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["kind", "code"], name="register_code")]
        constraints = [models.UniqueConstraint(fields=["subject", "kind", "code"], name="register_code_once")]


class Ban(models.Model):
    """A ban; what it says stands in its versions, of which `version` is the last."""

    id = models.UUIDField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="bans")
    kind = models.CharField(max_length=12)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    version = models.IntegerField()
    source_digest = models.BinaryField(null=True, unique=True)  # keyed, of an imported row: the same row is one ban


class BanVersion(models.Model):
    """One recorded state of a ban; never changed after it is written."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    event = models.CharField(max_length=12)  # register | amend | extend | …
    standing = models.CharField(max_length=12)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    counts_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    decision_date = models.DateField()
    final_on = models.DateField(null=True)
    ground = models.BinaryField()  # legal basis and case reference, closed under the subject's key

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ban", "number"], name="register_version_number"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="register_end_after_start"),
        ]
        indexes = [models.Index(fields=["end"], name="register_version_end")]


class LookUp(models.Model):
    """An official's reading of the register: for what, about whom, what was found."""

    id = models.UUIDField(primary_key=True)
    actor_key = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    at = models.DateTimeField()
    purpose = models.CharField(max_length=32)
    instant = models.DateTimeField()
    closed = models.BinaryField()  # case reference and person, under the month's key
    found = models.IntegerField()


class Reminder(models.Model):
    """A notice sent that a ban ends in so many days: once for each."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT)
    version = models.IntegerField()
    days = models.IntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ban", "version", "days"], name="register_reminder_once")]

"""Checks: one permanent row each, whatever came out."""

from django.db import models

from aigis.apps.facilities.models import Gate


class Check(models.Model):
    """A check and its answer; `person` and `matches` are closed under the month's key."""

    id = models.UUIDField(primary_key=True)
    organisation = models.BigIntegerField()
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    actor_key = models.CharField(max_length=64)
    request_key = models.CharField(max_length=140, null=True)
    request_digest = models.BinaryField(null=True)
    purpose = models.CharField(max_length=12)
    source = models.CharField(max_length=12)  # gate | roster | list
    checked_at = models.DateTimeField()
    verdict = models.CharField(max_length=8)
    reason = models.CharField(max_length=24)
    register_version = models.BigIntegerField()
    weights_version = models.CharField(max_length=12)
    bits = models.FloatField(null=True)
    person = models.BinaryField()
    matches = models.BinaryField(null=True)
    entry = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_key", "request_key"], name="checks_request_key_once")]
        indexes = [
            models.Index(fields=["gate", "checked_at"], name="checks_at_gate"),
            models.Index(fields=["organisation", "checked_at"], name="checks_of_organisation"),
        ]


class Outcome(models.Model):
    """What happened after a check, as the gate reports it; later reports stand beside earlier ones."""

    class Kind(models.TextChoices):
        """What a guard may report."""

        ENTERED = "entered"
        REFUSED = "refused"
        LEFT = "left"
        NOT_THIS_PERSON = "not_this_person"

    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reported_at = models.DateTimeField()
    actor_key = models.CharField(max_length=64)


class Judgement(models.Model):
    """A person's answer on a referred check."""

    class Kind(models.TextChoices):
        """What the person who compared says."""

        SAME = "same"
        DIFFERENT = "different"
        UNSURE = "unsure"

    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="judgements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    judged_at = models.DateTimeField()
    actor_key = models.CharField(max_length=64)

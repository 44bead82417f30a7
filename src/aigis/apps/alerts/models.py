"""Alerts: a hit told to the desks, and what each desk did about it."""

from django.db import models

from aigis.apps.facilities.models import Gate, Port
from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Ban


class Desk(models.Model):
    """A unit that receives alerts: of the prosecutor or of the police, for some ports or for all."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    ports = models.ManyToManyField(Port)  # none: all of them
    mailbox = models.EmailField(blank=True)
    webhook = models.URLField(blank=True)
    webhook_secret = models.BinaryField(null=True)  # closed under the key of scope `desk:CODE`
    last_number = models.BigIntegerField(default=0)


class Alert(models.Model):
    """A hit told; its row and its desks' rows are never deleted or changed but by acknowledging and closing."""

    id = models.UUIDField(primary_key=True)
    check_made = models.ForeignKey("checks.Check", on_delete=models.PROTECT)
    ban = models.ForeignKey(Ban, on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)  # at whose gate
    occasion = models.CharField(max_length=120)  # one alert an occasion: a check, or a roster entry's ban
    raised_at = models.DateTimeField()
    hits = models.IntegerField(default=1)  # the first and those that joined it
    last_hit_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ban", "occasion"], name="alerts_once_an_occasion")]
        indexes = [models.Index(fields=["organisation", "ban", "raised_at"], name="alerts_matter")]


class AlertHit(models.Model):
    """A further hit of an alert: the same person at the same organisation, shortly after."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="further_hits")
    check_made = models.ForeignKey("checks.Check", on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "check_made"], name="alerts_hit_once")]


class DeskAlert(models.Model):
    """An alert at one desk, under that desk's own gap-free number, so that a missing one shows."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="at_desks")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    number = models.BigIntegerField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="alerts_gap_free_at_desk"),
            models.UniqueConstraint(fields=["alert", "desk"], name="alerts_once_at_desk"),
        ]

"""Alerts: a hit told to the desks, and each step that a desk took.

Alerts, hits, alerts at desks and steps are only ever added. What changes (counters, how far a desk is) is in
`AlertState`, `DeskCounter` and `DeskAlertState`, which can be rebuilt from them.
"""

from datetime import datetime

from django.db import models

from aigis.apps.facilities.models import Gate, Port
from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Ban
from aigis.core.alerts.chain import GENESIS

LANGUAGES = [(code, code) for code in ("nl", "fr", "de", "en")]


class Desk(models.Model):
    """A unit that receives alerts: of the prosecutor or of the police, for some ports or for all."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    ports = models.ManyToManyField(Port)  # none: all of them
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")  # of mails to the desk
    mailbox = models.EmailField(blank=True)
    webhook = models.URLField(blank=True)
    webhook_secret = models.BinaryField(null=True)  # encrypted under the key of scope `desk:CODE`
    other_mailbox = models.EmailField(blank=True)  # the other channel, when nobody acknowledges
    telephone = models.CharField(max_length=30, blank=True)
    next_desk = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    on_call = models.JSONField(default=list)  # shifts, as core/alerts/escalation.py reads them
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _ in LANGUAGES]), name="alerts_desk_language"
            )
        ]


class DeskCounter(models.Model):
    """The last number given at a desk and the hash of its message; the newest `DeskAlert` says the same."""

    desk = models.OneToOneField(Desk, on_delete=models.PROTECT, primary_key=True, related_name="counter")
    last_number = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=GENESIS)


class DeskProposal(models.Model):
    """A change of a desk's addresses or schedule, or its removal, that a second person of another office decides."""

    class State(models.TextChoices):
        """How far a proposal is."""

        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    settings = models.JSONField()  # as the desk would be; {"removed": true} to remove it
    secret = models.BinaryField(null=True)  # a new webhook secret, encrypted under the key of scope `desk:CODE`
    base = models.JSONField()  # as the desk was
    why = models.CharField(max_length=1000)
    note = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.CharField(max_length=64)
    proposer = models.JSONField()
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)


class Alert(models.Model):
    """A hit that was told, or a drill; never changed and never deleted."""

    id = models.UUIDField(primary_key=True)
    check_made = models.ForeignKey("checks.Check", on_delete=models.PROTECT, null=True)
    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, null=True)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)  # at whose gate; of a drill, the desk's
    occasion = models.CharField(max_length=120)  # one alert an occasion: a check, or a roster entry's ban
    raised_at = models.DateTimeField()
    drill = models.BooleanField(default=False)
    certainty = models.CharField(max_length=10, blank=True)  # number | certain | possible

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ban", "occasion"], name="alerts_once_an_occasion"),
            models.CheckConstraint(
                condition=models.Q(drill=True, ban=None, check_made=None, gate=None)
                | models.Q(drill=False, ban__isnull=False, check_made__isnull=False, gate__isnull=False),
                name="alerts_hit_or_drill",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ban", "raised_at"], name="alerts_matter")]

    @property
    def hits(self) -> int:
        """How many hits the alert tells of: the first and those that joined it."""
        return self.state.hits

    @property
    def last_hit_at(self) -> datetime:
        """When the last of its hits was."""
        return self.state.last_hit_at


class AlertState(models.Model):
    """The counter of an alert's hits, and up to which of them a digest told the desks."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="state")
    hits = models.IntegerField(default=1)
    last_hit_at = models.DateTimeField()
    told_hits = models.IntegerField(default=1)
    digest_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["digest_due_at"], name="alerts_digest_due", condition=models.Q(digest_due_at__isnull=False)
            )
        ]


class AlertHit(models.Model):
    """A further hit of an alert: the same person at the same organisation, shortly after."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="further_hits")
    check_made = models.ForeignKey("checks.Check", on_delete=models.PROTECT)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "check_made"], name="alerts_hit_once")]


class DeskAlert(models.Model):
    """An alert at one desk, under that desk's own gap-free number, chained to the desk's message before."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="at_desks")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    number = models.BigIntegerField()
    previous = models.CharField(max_length=64)  # hash of the desk's message before
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="alerts_gap_free_at_desk"),
            models.UniqueConstraint(fields=["alert", "desk"], name="alerts_once_at_desk"),
        ]


class AlertStep(models.Model):
    """Something done about an alert at a desk; steps are added, never edited or taken away."""

    class Kind(models.TextChoices):
        """What was done."""

        ACKNOWLEDGED = "acknowledged"
        ASSIGNED = "assigned"
        HANDED_OVER = "handed_over"
        NOTED = "noted"
        CLOSED = "closed"
        REOPENED = "reopened"
        ESCALATED = "escalated"

    desk_alert = models.ForeignKey(DeskAlert, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)  # the official who did it
    recipient = models.CharField(max_length=120, blank=True)  # to whom it was assigned, handed over or escalated
    outcome = models.CharField(max_length=200, blank=True)
    stage = models.SmallIntegerField(default=0)  # of an escalation
    note = models.BinaryField(null=True)  # encrypted under the key of the subject's hits of the month

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["acknowledged", "assigned", "handed_over", "noted", "closed", "reopened", "escalated"]
                ),
                name="alerts_step_kind",
            )
        ]


class DeskAlertState(models.Model):
    """How far an alert is at a desk, as its steps say; rebuilt from them by `steps.rebuild_states`."""

    desk_alert = models.OneToOneField(DeskAlert, on_delete=models.PROTECT, primary_key=True, related_name="state")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=64, blank=True)
    acknowledged_name = models.CharField(max_length=120, blank=True)
    assigned_to = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    stage = models.SmallIntegerField(default=0)
    escalates_at = models.DateTimeField(null=True)
    changes = models.IntegerField(default=0)  # how many steps there are

    class Meta:
        indexes = [
            models.Index(
                fields=["escalates_at"], name="alerts_escalation_due", condition=models.Q(escalates_at__isnull=False)
            ),
            models.Index(fields=["desk_alert"], name="alerts_unseen", condition=models.Q(acknowledged_at=None)),
        ]

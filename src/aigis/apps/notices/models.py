"""The outbox: notices to be delivered, and every attempt at it."""

from django.db import models

from aigis.apps.people.models import Organisation


class Notice(models.Model):
    """A message to one recipient; it says that something happened and where to look, never about whom."""

    class State(models.TextChoices):
        """How far a notice is."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        BUNDLED = "bundled"  # goes out inside `bundle`
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)  # mail | webhook
    address = models.CharField(max_length=400)
    recipient = models.CharField(max_length=400, default="")  # who shares a budget: `mail:ADDRESS`, `webhook:HOST:PORT`
    language = models.CharField(max_length=2, blank=True, default="")  # of a mail; empty: all four
    source = models.BigIntegerField(default=0)  # the organisation that caused it: turns are taken by source
    secret = models.BinaryField(null=True)  # encrypted under the month's key: a webhook's, or that of a mailed link
    subject = models.CharField(max_length=200)
    body = models.TextField()
    priority = models.SmallIntegerField(default=0)  # a higher one goes out first
    about = models.UUIDField(null=True)  # the alert, ban or roster change it tells of
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    bundle = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0)  # also the fence: only the latest attempt may end the notice
    delivered_at = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)  # a given-up notice starts again from here

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="notices_waiting", condition=models.Q(state="waiting")),
            models.Index(
                fields=["recipient", "-priority", "source", "due_at"],
                name="notices_turns",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["address", "source", "delivered_at"], name="notices_rate"),
            models.Index(fields=["about"], name="notices_about"),
        ]


class RecipientState(models.Model):
    """How a recipient answers: failures in a row, until when nothing is sent to it, and whose turn was last."""

    recipient = models.CharField(max_length=400, primary_key=True)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    last_source = models.BigIntegerField(default=0)


class Attempt(models.Model):
    """One try to deliver, written before anything leaves and never changed."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="attempts")
    number = models.IntegerField()
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notices_attempt_number")]


class AttemptResult(models.Model):
    """How an attempt ended, with what the recipient answered."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, primary_key=True, related_name="result")
    ended_at = models.DateTimeField()
    delivered = models.BooleanField()
    answer = models.CharField(max_length=400, blank=True)


class Heartbeat(models.Model):
    """When a process last showed that it works: the sealer, and a worker for each queue."""

    process = models.CharField(max_length=40, primary_key=True)
    beaten_at = models.DateTimeField()


class WebhookTarget(models.Model):
    """A webhook of an organisation; its secrets are encrypted under the key of the month of `sealed_at`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    url = models.CharField(max_length=400)
    events = models.JSONField()  # see `webhook_messages.WebhookEvent`
    secret = models.BinaryField()
    previous_secret = models.BinaryField(null=True)  # signs as well until `previous_until`
    previous_until = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

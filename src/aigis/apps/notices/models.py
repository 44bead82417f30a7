"""The outbox: notices to be delivered, and every attempt at it."""

from django.db import models


class Notice(models.Model):
    """A message to one receiver; it says that something happened and where to look, never about whom."""

    class State(models.TextChoices):
        """How far a notice is."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)  # mail | webhook
    address = models.CharField(max_length=400)
    secret = models.BinaryField(null=True)  # encrypted under the month's key: a webhook's, or that of a mailed link
    subject = models.CharField(max_length=200)
    body = models.TextField()
    priority = models.SmallIntegerField(default=0)  # a higher one goes out first
    about = models.UUIDField(null=True)  # the alert, ban or roster change it tells of
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0)  # also the fence: only the latest attempt may end the notice
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="notices_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["about"], name="notices_about"),
        ]


class Attempt(models.Model):
    """One try to deliver: begun before anything leaves, ended with what the receiver said."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="attempts")
    number = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    delivered = models.BooleanField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notices_attempt_number")]

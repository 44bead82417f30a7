"""Proposals that a second person decides."""

from django.db import models

from aigis.apps.people.models import Organisation


class Approval(models.Model):
    """What one person proposed and another decides; `kind` names what is carried out, `payload` its arguments."""

    class State(models.TextChoices):
        """How far a proposal is."""

        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)  # the office it concerns
    payload = models.JSONField()
    proposed_by = models.CharField(max_length=64)
    proposer = models.JSONField()  # where the proposing account stood then
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "approved", "rejected"]), name="approvals_state"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="approvals_of_organisation")]

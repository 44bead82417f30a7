"""Ports, port facilities and their gates."""

from django.db import models

from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.translations import text_in


class Port(models.Model):
    """A port by its UN/LOCODE without blank, e.g. `BEANR`."""

    locode = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Facility(models.Model):
    """A port facility, e.g. `BEANR-0001`, run by an organisation.

    `plan` says what to do when there is no answer, `plans` the same by language (`nl`, `fr`, `de`, `en`).
    """

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=120)
    port = models.ForeignKey(Port, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    pfso_phone = models.CharField(max_length=40, blank=True)
    plan = models.TextField(blank=True)
    plans = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def plan_in(self, language: str) -> str:
        """Returns the outage plan in a language; without it `plan`, then the plan in any other language."""
        return text_in(self.plans, language, self.plan)


class Gate(models.Model):
    """Where a check is made, physical or virtual; written `BEANR-0001/main`.

    `name` belongs to the code; `names` are for people, by language (`nl`, `fr`, `de`, `en`).
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT)
    name = models.SlugField(max_length=32)
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="facilities_gate_name")]

    @property
    def code(self) -> str:
        """The gate as clients write it."""
        return f"{self.facility.code}/{self.name}"

    def name_in(self, language: str) -> str:
        """Returns the name in a language; without it a name in another language, then `name`."""
        return text_in(self.names, language, "") or self.name


class GateAssignment(models.Model):
    """A gate at which a person or a program checks; without any, all gates of the organisation are theirs."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(client__isnull=True), name="facilities_one_assigned"
            ),
            models.UniqueConstraint(fields=["gate", "user"], name="facilities_gate_user_once"),
            models.UniqueConstraint(fields=["gate", "client"], name="facilities_gate_client_once"),
        ]

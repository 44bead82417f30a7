"""Organisations, the people in them and the API clients that act for them."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from aigis.core.access.permissions import Role

ROLES = [(role.value, role.value) for role in Role]


class Organisation(models.Model):
    """The company, court, force or service that users and API clients belong to."""

    class Kind(models.TextChoices):
        """What an organisation is."""

        COMPANY = "company"
        COURT = "court"
        PROSECUTOR = "prosecutor"
        POLICE = "police"
        CUSTOMS = "customs"
        SHIPPING = "shipping"
        SECURITY = "security"
        PRISON = "prison"
        SERVICE = "service"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    mailbox = models.EmailField(blank=True)  # where the office as a whole is told of things

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody who signs in; passwords and second factors are allauth's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=16, choices=ROLES)
    unit = models.CharField(max_length=80, blank=True)  # approval needs somebody of another one
    person_code = models.BinaryField(null=True)  # keyed, of the national number: two accounts, one human being
    placed_at = models.DateTimeField(null=True)  # since when role, unit and organisation are what they are

    REQUIRED_FIELDS = []  # no e-mail: a username suffices


class ApiClient(models.Model):
    """A program that acts for an organisation in one role; its key is shown once and kept as a hash."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=ROLES)
    unit = models.CharField(max_length=80, blank=True)
    person_code = models.BinaryField(null=True)  # of who answers for it, as for a user
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class RememberedRequest(models.Model):
    """A request key that was used, with what came of it: written in the transaction of the action itself."""

    actor_key = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    digest = models.BinaryField()
    result = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_key", "key"], name="people_request_key_once")]

"""How people sign in: one-time links, sessions and the delays after failed attempts."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from aigis.apps.people.models import ROLES, ApiClient, Organisation, User


class OneTimeLink(models.Model):
    """A link by which its holder sets a password, once and for a limited time; its secret is stored as a hash."""

    class LinkPurpose(models.TextChoices):
        """Why a link was issued."""

        INVITATION = "invitation"
        RESET = "reset"
        FIRST_START = "first_start"  # of an empty installation; it has no user yet

    secret_hash = models.BinaryField(unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # used, or replaced by a later link


class SignInSession(AbstractBaseSession):
    """A session of a browser; `session_key` is the hash of the cookie, so that a copy of the table opens nothing.

    `expire_date` moves with each use (the idle time-out), but never beyond `ends_at`.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    pin_hash = models.BinaryField(null=True)  # keyed; opens this session alone, where it is locked
    pin_tries = models.SmallIntegerField(default=0, db_default=0)
    locked_at = models.DateTimeField(null=True)


class SignInAttempts(models.Model):
    """Failed sign-ins of a name, a network or both; `key` is a keyed code of them, never the name or address."""

    key = models.BinaryField(unique=True)
    failures = models.IntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)


class ProviderRule(models.Model):
    """A claim of the identity provider that places its bearer; approved by two people, ended by one."""

    claim = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.CharField(max_length=16, choices=ROLES)
    unit = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "value"], condition=models.Q(ended_at=None), name="accounts_rule_once"
            )
        ]


class ProvisionedAccount(models.Model):
    """What an organisation's directory says of an account; without `admitted_at` an office's account has no way in."""

    user = models.OneToOneField(User, on_delete=models.PROTECT)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT)  # the key that first named it
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    attributes = models.JSONField(default=dict)  # what rules may place the person by
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)  # by two people, or made here before the directory came
    closed_at = models.DateTimeField(null=True)  # by the directory, which may open it again
    removed_at = models.DateTimeField(null=True)  # shown to the directory no more

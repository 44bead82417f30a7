"""Organisations, the people in them and the API clients that act for them."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from aigis.core import translations
from aigis.core.access.permissions import Role

ROLES = [(role.value, role.value) for role in Role]
LANGUAGES = [(code, code) for code in translations.LANGUAGES]


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

    class State(models.TextChoices):
        """How an account stands; only an active one signs in."""

        INVITED = "invited"
        ACTIVE = "active"
        LOCKED = "locked"
        CLOSED = "closed"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=16, choices=ROLES)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="nl")  # of the mails to this person
    must_change_password = models.BooleanField(default=False)
    works_from = models.DateTimeField(
        null=True, blank=True
    )  # an identity of power waits a day, so that its office can object
    unit = models.CharField(max_length=80, blank=True)  # approval needs somebody of another one
    person_code = models.BinaryField(null=True)  # keyed, of the national number: two accounts, one human being
    placed_at = models.DateTimeField(null=True)  # since when role, unit and organisation are what they are

    REQUIRED_FIELDS = []  # no e-mail: a username suffices

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(state="active"), name="people_user_active_state"
            )
        ]


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
    works_from = models.DateTimeField(null=True)  # as for a user
    created_by = models.CharField(max_length=64, blank=True)  # key of the actor that made it
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True)  # whose work it takes over
    last_used_at = models.DateTimeField(null=True)  # within five minutes
    scopes = models.JSONField(null=True, blank=True)  # capabilities; none: all of the role
    networks = models.JSONField(null=True, blank=True)  # from where it may be used; none: from everywhere


class ClientKey(models.Model):
    """An Ed25519 public key with which a client signs its requests; a client with one has no use for its secret."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT)
    key_id = models.CharField(max_length=40, unique=True)
    public_key = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # when its successor alone works


class RememberedRequest(models.Model):
    """A request key that was used, with what came of it: written in the transaction of the action itself."""

    actor_key = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    digest = models.BinaryField()
    result = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_key", "key"], name="people_request_key_once")]

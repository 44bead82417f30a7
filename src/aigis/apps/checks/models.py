"""Checks: one permanent row each, whatever came out."""

from django.db import models

from aigis.apps.facilities.models import Gate

REQUEST_KEY_ONCE = "checks_request_key_once"


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
    bands_version = models.IntegerField(default=0)  # of Thresholds; 0 is what the weights say themselves
    subjects = models.IntegerField(null=True)  # in the index that answered
    bits = models.FloatField(null=True)
    person = models.BinaryField()
    matches = models.BinaryField(null=True)
    entry = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_key", "request_key"], name=REQUEST_KEY_ONCE)]
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
    document = models.BinaryField(null=True)  # kind, state and number of what was seen, closed with the hits


class RememberedPair(models.Model):
    """A judgement `different`, remembered: this identity, at this organisation, is not this subject.

    It spares a referral until `until`, until it is revoked, or until anything of the subject or its bans changes, which
    `changed_in` tells.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="pairs")
    organisation = models.BigIntegerField()
    identity = models.BinaryField()  # keyed code of the asked identity's canonical form
    subject = models.UUIDField()
    changed_in = models.BigIntegerField()  # register version of the subject's last change when it was judged
    millibits = models.IntegerField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "identity"], name="checks_remembered")]
        constraints = [models.UniqueConstraint(fields=["judgement", "subject"], name="checks_remembered_once")]


class ThresholdProposal(models.Model):
    """Other thresholds, proposed: what, why, by whom, on which present ones; decided once by somebody else."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True)
    possible = models.IntegerField()  # thousandths of a bit
    certain = models.IntegerField()
    base = models.IntegerField()  # number of the thresholds it was made on
    why = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.CharField(max_length=64)
    proposer = models.JSONField()  # where the account stood, as approvals need to know it
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, blank=True)


class Thresholds(models.Model):
    """The bands of matching from a version of the register on; never changed once written."""

    number = models.IntegerField(primary_key=True)
    possible = models.IntegerField()  # thousandths of a bit
    certain = models.IntegerField()
    register_version = models.BigIntegerField()
    decided_at = models.DateTimeField()
    proposal = models.OneToOneField(ThresholdProposal, on_delete=models.PROTECT)


class CoincidenceDay(models.Model):
    """One Brussels day's traffic beside the register: how far people and strangers reached, and what chance explains.

    One row for each organisation, and one without for all of them. Counts and bits; nobody can be told from them.
    """

    day = models.DateField()
    organisation = models.BigIntegerField(null=True)
    register_version = models.BigIntegerField()
    subjects = models.IntegerField()
    bands_version = models.IntegerField()
    weights_version = models.CharField(max_length=12)
    people = models.IntegerField()  # different identities asked about
    sampled = models.IntegerField()
    asked = models.JSONField()  # [[possible, certain], …] in millibits, of those sampled who reach anybody
    strangers = models.IntegerField()
    reached = models.JSONField()  # the same of strangers
    referred = models.IntegerField()  # people that day whom a check referred
    denied = models.IntegerField()
    mean = models.FloatField(null=True)  # referrals that chance makes of so many people; none without a sample
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "organisation"], nulls_distinct=False, name="checks_coincidence_once"
            )
        ]


class LookBackMark(models.Model):
    """The single row that says up to where earlier clear checks were compared with the register."""

    id = models.SmallIntegerField(primary_key=True)
    followed_version = models.BigIntegerField()
    followed_at = models.DateTimeField()


class LookBackSighting(models.Model):
    """An earlier check, clear then, of a person whom a later ban met; `check_made` is the check that looked back."""

    check_made = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="sightings")
    earlier = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_made", "earlier"], name="checks_sighting_once")]

"""Subjects, bans and their versions. Identity details stand encrypted; keyed codes let the database find them."""

from uuid import UUID

from django.db import models

NO_EPOCH = UUID(int=0)  # of the empty register, before its first change


class RegisterState(models.Model):
    """The one row with the register's version; every change increments it, and so waits for the change before it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)
    epoch = models.UUIDField(default=NO_EPOCH)  # drawn for this version
    digest = models.BinaryField(default=b"")  # chained over all versions; see `register_version`
    halted_at = models.DateTimeField(null=True)  # a process saw a version that this database lacks
    halted_why = models.TextField(default="", blank=True)


class RegisterChange(models.Model):
    """A version of the register as it was made: what a process remembers is looked up here."""

    number = models.BigIntegerField(primary_key=True)
    epoch = models.UUIDField(unique=True)
    digest = models.BinaryField()
    at = models.DateTimeField()
    accepted_loss = models.BooleanField(default=False)  # an operator accepted that versions seen before are lost


class Authority(models.Model):
    """The court or judge's office that imposes bans: a row of a code list with names in four languages."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)  # the kind of ban it imposes
    name_nl = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_de = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    mailbox = models.EmailField(blank=True)  # where reminders of its bans go
    # The office that answers for its bans, and the prosecutor's who is told of what happens to them.
    office = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    prosecutor = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")

    def name(self, language: str) -> str:
        """The name in a language, Dutch where there is no such language."""
        return str(getattr(self, f"name_{language[:2]}", self.name_nl))


class Subject(models.Model):
    """The person a ban is about; `person` is closed under the key of scope `subject:ID`."""

    id = models.UUIDField(primary_key=True)
    person = models.BinaryField()
    version = models.IntegerField(default=1)
    changed_in = models.BigIntegerField(db_index=True)  # register version of the last change to it or its bans
    added_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True)  # its bans are that one's now


class SubjectVersion(models.Model):
    """A subject's identity as recorded; never changed after it is written. The first comes with the registration."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    event = models.CharField(max_length=12)  # register | identity | merge | split
    person = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True)
    register_version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="register_subject_version")]


class SubjectCode(models.Model):
    """A keyed code (HMAC) of something a subject is found by: equal or not, readable by nobody."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False)  # the constraint's index serves
    kind = models.CharField(max_length=10)  # number | document | name | namebirth | case
    code = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["kind", "code"], name="register_code")]
        constraints = [models.UniqueConstraint(fields=["subject", "kind", "code"], name="register_code_once")]


class Ban(models.Model):
    """A ban; what it says stands in its versions, of which `version` is the last.

    `ends_at` is that version's word on when the ban can no longer be in force without another one: it finds bans that
    end, and decides nothing.
    """

    id = models.UUIDField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="bans")
    closed_by = models.UUIDField()  # the subject whose key closes its grounds: where it was registered, for good
    kind = models.CharField(max_length=12)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    version = models.IntegerField()
    standing = models.CharField(max_length=12)
    ends_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True)  # the penalty after a condition
    source_digest = models.BinaryField(null=True, unique=True)  # keyed, of an imported row: the same row is one ban

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="register_ban_ends")]


class BanVersion(models.Model):
    """One recorded state of a ban; never changed after it is written. Its id is its place in the register's feed."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, related_name="versions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)  # whom the ban was about from this version on
    number = models.IntegerField()
    event = models.CharField(max_length=12)  # register | amend | extend | …
    standing = models.CharField(max_length=12)
    first_day = models.DateField()  # as decided, both Brussels days and both in force
    last_day = models.DateField()
    stayed = models.BooleanField(default=False)  # the term stands still while the person is detained
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)  # as computed, with the days of detention
    counts_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    decision_date = models.DateField()
    final_on = models.DateField(null=True)
    ground = models.BinaryField()  # legal basis, case reference and reason, closed under the key of `ban.closed_by`
    register_version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ban", "number"], name="register_version_number"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="register_end_after_start"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="register_last_day_not_before_first"
            ),
        ]
        indexes = [models.Index(fields=["end"], name="register_version_end")]


class ImportedList(models.Model):
    """A list that was registered: its bans are confirmed together by a colleague, who compares a sample of them.

    It outlives the uploaded file, which is thrown away after a day; of it are kept the closed name and the counts.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.BigIntegerField(null=True)  # of who imported it; null: the operator's command
    name = models.BinaryField()  # the file's, under the key of uploads of the month of `at`
    counts = models.JSONField()  # rows, new, known, conflicts, conflicts_registered, rejected
    chosen = models.JSONField(default=list)  # the bans registered although they contradict the register
    recorded_by = models.CharField(max_length=64)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=64, blank=True)
    told_overdue_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="register_list_unconfirmed", condition=models.Q(confirmed_at__isnull=True)
            )
        ]


class Confirmation(models.Model):
    """A colleague's look at a version that counted at once: due within a day, loud when it is overdue."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT)
    list = models.ForeignKey(ImportedList, on_delete=models.PROTECT, null=True)  # confirmed and overdue with its list
    version = models.IntegerField()
    recorded_by = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=64, blank=True)
    told_overdue_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ban", "version"], name="register_confirmation_once")]
        indexes = [
            models.Index(fields=["due_at"], name="register_unconfirmed", condition=models.Q(confirmed_at__isnull=True))
        ]


class Proposal(models.Model):
    """A change that needs a second pair of eyes: what is to happen, on which state, proposed by whom."""

    class State(models.TextChoices):
        """How far a proposal is."""

        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True)
    event = models.CharField(max_length=12)  # a ban's event, or identity | merge | split
    ban = models.ForeignKey(Ban, on_delete=models.PROTECT, null=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")  # merge: the one merged
    base = models.JSONField()  # versions it was made on: {"ban ID": n, "subject ID": n}; any other now, and it is void
    closed = models.BinaryField()  # the change itself, under the key of `subject`
    proposed_by = models.CharField(max_length=64)
    proposer = models.JSONField()  # who that was then: organisation, unit, role, person's code in hex
    proposed_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.BinaryField(null=True)  # why it was rejected, under the key of `subject`

    class Meta:
        indexes = [
            models.Index(fields=["proposed_at"], name="register_waiting", condition=models.Q(state="waiting")),
        ]


class Detention(models.Model):
    """A report of a detention or a release; the last report of a `stay` says what is known of it.

    A wrong report stays as it is: the next one of the same stay says otherwise, and names who approved that.
    """

    id = models.UUIDField(primary_key=True)
    stay = models.UUIDField(db_index=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    detained_on = models.DateField()
    released_on = models.DateField(null=True)
    withdrawn = models.BooleanField(default=False)  # the person was not detained on these days after all
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True, default="")


class LookUp(models.Model):
    """An official's reading of the register: for what, about whom, what was found."""

    id = models.UUIDField(primary_key=True)
    actor_key = models.CharField(max_length=64)
    organisation = models.BigIntegerField()
    at = models.DateTimeField()
    purpose = models.CharField(max_length=32)
    instant = models.DateTimeField()
    closed = models.BinaryField()  # case reference and person, under the month's key
    found = models.IntegerField()
    asks_more = models.BooleanField(default=False)  # every tenth of a user: a fuller justification, and its review
    justification = models.BinaryField(null=True)  # under the month's key
    justified_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=64, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    review = models.BinaryField(null=True)  # the superior's note, under the month's key

    class Meta:
        indexes = [
            models.Index(fields=["actor_key", "id"], name="register_lookup_actor"),
            models.Index(
                fields=["organisation", "at"], name="register_lookup_more", condition=models.Q(asks_more=True)
            ),
        ]


class LookUpTally(models.Model):
    """How many look-ups an actor has made, and the one whose fuller justification is still due.

    One row an actor: look-ups of one actor wait for each other here, so that every tenth is the tenth.
    """

    actor_key = models.CharField(max_length=64, primary_key=True)
    made = models.BigIntegerField(default=0)
    due = models.ForeignKey(LookUp, on_delete=models.PROTECT, null=True)


class Reminder(models.Model):
    """A notice that a ban ends at an instant: once for each number of days before it, at each level of the office."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT)
    ends_at = models.DateTimeField()
    days = models.IntegerField()
    level = models.SmallIntegerField(default=0)  # 0 the responsible office; each one more is a step up
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ban", "ends_at", "days", "level"], name="register_reminder_once")
        ]


class ReminderAnswer(models.Model):
    """What an office answered to the reminders of one ending: the last answer counts."""

    ban = models.ForeignKey(Ban, on_delete=models.PROTECT)
    ends_at = models.DateTimeField()
    answer = models.CharField(max_length=16)  # extension | new_decision | let_end
    name = models.BinaryField()  # who answers for it, under the month's key
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["ban", "ends_at"], name="register_answers")]


class ImportMapping(models.Model):
    """How an office's list names its columns, remembered from the last import of a list with the same headers."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    headers = models.BinaryField()  # keyed code of the folded headers in their order
    columns = models.JSONField()  # the columns from the left, "" for one that is left out; the order of day and month
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "headers"], name="register_mapping_once")]


class Upload(models.Model):
    """A list on its way in: kept closed until it is committed or a day old."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    uploaded_by = models.CharField(max_length=64)
    at = models.DateTimeField()
    file = models.BinaryField()  # under the month's key; empty once it is committed
    columns = models.JSONField(default=dict)  # the closed name, what the columns are, chosen conflicts, counts
    done = models.IntegerField(default=0)  # rows read so far, for the progress bar
    total = models.IntegerField(null=True)
    state = models.CharField(max_length=10, default="mapping")  # `uploads.UploadState`
    report = models.BinaryField(null=True)  # rows with what each is, under the month's key


class Subscription(models.Model):
    """A justice system that is told of the register's changes: thin messages, signed; the feed says what changed."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    webhook = models.CharField(max_length=400)
    secret = models.BinaryField()  # under the month's key of `added_at`
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

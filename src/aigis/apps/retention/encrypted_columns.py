"""Every column of bytes in the database: under which class it goes when it closes something, or why it closes nothing.

A test walks the models: a new column without a line here is red.
"""

from collections.abc import Mapping
from types import MappingProxyType

from aigis.core.privacy.retention import Kept

CLOSED: Mapping[str, tuple[Kept, ...]] = MappingProxyType(
    {
        "audit.Entry.core": (Kept.LOG,),
        "audit.Entry.actor": (Kept.LOG,),
        "audit.Entry.subject": (Kept.CLEAR_CHECKS, Kept.HITS, Kept.LOOK_UPS, Kept.SUBJECTS, Kept.LOG),
        "audit.Erasure.closed": (Kept.LOG,),
        "audit.Hold.closed": (Kept.SPARE_KEYS,),  # a key of its own that stays as long as the hold's row
        "checks.Check.person": (Kept.CLEAR_CHECKS, Kept.HITS),
        "checks.Check.matches": (Kept.HITS,),
        "checks.Judgement.document": (Kept.CLEAR_CHECKS, Kept.HITS),
        "register.Subject.person": (Kept.SUBJECTS,),
        "register.SubjectVersion.person": (Kept.SUBJECTS,),
        "register.BanVersion.ground": (Kept.SUBJECTS,),
        "register.Proposal.closed": (Kept.SUBJECTS,),
        "register.Proposal.note": (Kept.SUBJECTS,),
        "register.LookUp.closed": (Kept.LOOK_UPS,),
        "register.LookUp.justification": (Kept.LOOK_UPS,),
        "register.LookUp.review": (Kept.LOOK_UPS,),
        "register.ReminderAnswer.name": (Kept.LOG,),
        "register.ImportedList.name": (Kept.UPLOADS,),
        "register.Upload.file": (Kept.UPLOADS,),
        "register.Upload.report": (Kept.UPLOADS,),
        "register.Subscription.secret": (Kept.LOG,),
        "insight.Trail.closed": (Kept.LOOK_UPS,),
        "insight.Trail.found": (Kept.LOOK_UPS,),
        "insight.Sheet.closed": (Kept.LOOK_UPS,),
        "probing.Decoy.person": (Kept.LOG,),  # about nobody
        "rosters.RosterEntry.person": (Kept.ROSTER_ENTRIES,),
        "rosters.Roster.webhook_secret": (Kept.ROSTER_ENTRIES,),
        "rosters.Announcement.host": (Kept.UPLOADS,),
        "rosters.HostLink.host": (Kept.UPLOADS,),
        "rosters.RosterUpload.file": (Kept.UPLOADS,),
        "rosters.AnnouncedPerson.person": (Kept.UPLOADS,),
        "rosters.ListScreening.file": (Kept.UPLOADS,),
        "rosters.ListScreeningPart.results": (Kept.UPLOADS,),
        "alerts.Desk.webhook_secret": (Kept.SPARE_KEYS,),  # about nobody; goes with its desk
        "alerts.DeskProposal.secret": (Kept.SPARE_KEYS,),  # as its desk's
        "alerts.AlertStep.note": (Kept.HITS, Kept.LOG),
        "notices.WebhookTarget.secret": (Kept.LOG,),
        "notices.WebhookTarget.previous_secret": (Kept.LOG,),
        "notices.Notice.secret": (Kept.LOG, Kept.NOTICES),
    }
)
_HASH, _CODE = "a hash or signature over what is closed", "a keyed code"
NOT_CLOSED: Mapping[str, str] = MappingProxyType(
    {
        "accounts.OneTimeLink.secret_hash": _HASH,
        "accounts.SignInSession.pin_hash": f"{_CODE} of a workstation's PIN, gone with its session",
        "rosters.HostLink.secret_hash": _HASH,
        "accounts.SignInAttempts.key": f"{_CODE} of a name or a network",
        "audit.Leaf.data": _HASH,
        "audit.Leaf.sequence_salt": _HASH,
        "audit.Tile.hashes": _HASH,
        "audit.LogState.root": _HASH,
        "audit.Checkpoint.root": _HASH,
        "audit.Erasure.digest": _HASH,
        "checks.Check.request_digest": "a digest of a request, emptied with who acted",
        "checks.RememberedPair.identity": f"{_CODE}, taken away with its subject",
        "register.SubjectCode.code": f"{_CODE}, taken away with its subject",
        "register.Ban.source_digest": f"{_CODE}, emptied with its subject",
        "register.RegisterState.digest": _HASH,
        "register.RegisterChange.digest": _HASH,
        "register.ImportMapping.headers": f"{_CODE} of the names of columns",
        "rosters.ScreenedRows.rows": "places, verdicts and hashes of entries",
        "rosters.ScreenedRows.root": _HASH,
        "probing.RecentCheck.identity": f"{_CODE}, taken away after a day",
        "people.User.person_code": f"{_CODE} of an official",
        "people.ApiClient.person_code": f"{_CODE} of an official",
        "people.ApiClient.secret_hash": _HASH,
        "people.ClientKey.public_key": "a public key",
        "people.RememberedRequest.digest": _HASH,
    }
)

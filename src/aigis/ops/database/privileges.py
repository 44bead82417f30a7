"""Which process may do what to which table: the one list from which the roles of the database are granted.

What is final (entries, checks, alerts, versions of bans, thresholds, attempts) is inserted and read. The columns named
here are the only ones a process changes; a statement that is missing here fails in the tests before it fails in
production (`tests/plugins/statements.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DatabaseRole(StrEnum):
    """The roles below the owner, who alone makes and changes tables."""

    WEB = "web"
    WORKER = "worker"
    SEALER = "sealer"
    READER = "reader"

    def name_in(self, database: str) -> str:
        """Returns the role's name on the server of a database: roles belong to the server, not to a database."""
        return f"{database}_{self.value}"


@dataclass(frozen=True, slots=True)
class Privileges:
    """What a role may do to one table beside reading it; `update` names columns, `*` means all."""

    insert: bool = False
    update: tuple[str, ...] = ()
    delete: bool = False


def _parse(text: str) -> Mapping[str, Privileges]:
    """Reads lines of the form `table insert update(column, …) delete`; one that ends with `,` goes on in the next."""
    rows = {}
    for line in filter(None, map(str.strip, text.replace(",\n", ",").splitlines())):
        table, _, words = line.partition(" ")
        columns = words[words.index("(") + 1 : words.index(")")] if "(" in words else ""
        update = tuple(column.strip() for column in columns.split(",") if column.strip())
        rows[table] = Privileges("insert" in words, update, "delete" in words)
    return rows


# Accounts, sessions and their second factors change by hand; rows of allauth are its own affair.
_ACCOUNTS = """
    account_emailaddress insert update(*) delete
    account_emailconfirmation insert update(*) delete
    django_session insert update(*) delete
    mfa_authenticator insert update(*) delete
    people_apiclient insert update(revoked_at, expires_at, last_used_at, works_from, networks)
    people_clientkey insert update(ends_at)
    people_cache insert update(*) delete
    people_organisation insert
    people_rememberedrequest insert
    people_user insert update(*)
    socialaccount_socialaccount insert update(*) delete
    socialaccount_socialtoken insert update(*) delete
"""
_JOBS = """
    procrastinate_events insert
    procrastinate_jobs insert update(*) delete
    procrastinate_periodic_defers insert update(*) delete
    procrastinate_workers insert update(*) delete
"""
# What checks, bans and look-ups write, from the pages and the API as from a job of the worker.
_REGISTER = """
    alerts_alert insert
    alerts_alerthit insert
    alerts_alertstate insert update(hits, last_hit_at, told_hits, digest_due_at)
    alerts_alertstep insert
    alerts_deskalert insert
    alerts_deskalertstate insert update(*) delete
    alerts_deskcounter insert update(last_number, last_hash)
    audit_entry insert
    audit_pending insert
    checks_check insert
    checks_judgement insert
    checks_lookbackmark insert update(followed_version, followed_at)
    checks_lookbacksighting insert
    checks_outcome insert
    checks_rememberedpair insert update(revoked_at, revoked_by)
    notices_notice insert
    notices_webhooktarget insert update(events, secret, previous_secret, previous_until, sealed_at, ended_at)
    register_authority insert
    register_ban insert update(version, standing, ends_at, authority_id, subject_id, replaced_by_id)
    register_banversion insert
    register_confirmation insert update(confirmed_at, confirmed_by, told_overdue_at, list_id)
    register_detention insert
    register_importedlist insert update(confirmed_at, confirmed_by, told_overdue_at)
    register_importmapping insert update(columns, used_at)
    register_lookup insert update(justification, justified_at, accepted, review, reviewed_by, reviewed_at)
    register_lookuptally insert update(made, due_id)
    register_proposal insert update(state, decided_by, decided_at, note)
    register_registerchange insert
    register_registerstate update(version, epoch, digest, halted_at, halted_why)
    register_reminder insert
    register_reminderanswer insert
    register_subject insert update(version, person, changed_in, merged_into_id)
    register_subjectcode insert delete
    register_subjectversion insert
    register_subscription insert update(ended_at)
    register_upload insert update(columns, state, done, total, report) delete
    rosters_announcedcheck insert
    rosters_announcedperson insert update(verdict, verdict_version, denials, arrived_at, no_show)
    rosters_announcement insert update(followed_version, followed_at, closed_at)
    rosters_entrycodes insert update(codes, version) delete
    rosters_hostlink insert update(ended_at)
    rosters_listscreening insert update(file, state, moved_at, ended_at, total, done, clear, denied, refer, rejected,
        error, run_since, run_from)
    rosters_listscreeningpart insert
    rosters_roster insert update(webhook, webhook_secret, followed_version, followed_at, last_change, contents_version,
        codes_version, valid_until, reported_on)
    rosters_rosterchange insert
    rosters_rosterentry insert update(person, set_at, verdict, verdict_version, since, removed_at, denials)
    rosters_screenedrows insert
    rosters_rosterupload insert update(file, decided_at)
    rosters_screening insert update(ended_at, total, done, reached, moved_at, denied, refer, state, run_since, run_from)
    rosters_screeningpart insert update(reached, done, moved_at, ended_at)
"""
_WEB = """
    accounts_onetimelink insert update(ended_at)
    accounts_providerrule insert update(ended_at)
    accounts_provisionedaccount insert update(external_id, attributes, changed_at, admitted_at, closed_at, removed_at)
    accounts_signinattempts insert update(*) delete
    accounts_signinsession insert update(*) delete
    approvals_approval insert update(state, note, decided_by, decided_at)
    alerts_desk insert update(name, language, mailbox, other_mailbox, telephone, webhook, webhook_secret, next_desk_id,
        on_call, removed_at)
    alerts_desk_ports insert delete
    alerts_deskproposal insert update(state, decided_at, decided_by, note)
    audit_erasure insert update(state, decided_at, decided_by)
    audit_hold insert update(lifted_at, lifted_by)
    audit_entry insert update(subject, subject_scope)
    checks_check insert update(person, matches)
    checks_thresholdproposal insert update(state, decided_by, decided_at, note)
    checks_thresholds insert
    facilities_facility insert update(name, pfso_phone, plan, plans, organisation_id)
    facilities_gate insert update(names)
    facilities_gateassignment insert delete
    facilities_port insert update(name)
    insight_remark insert
    probing_decoy insert update(ended_at)
    probing_probingfinding insert update(released_at, released_by)
    probing_restraint insert update(level, until)
    notices_notice insert update(state, due_at, resent_at)
    notices_recipientstate insert update(open_until)
    insight_sheet insert
    insight_trail insert update(reached, scanned, erased, found, many, state, ended_at)
    insight_verification insert
    people_organisation insert update(name, mailbox)
    register_authority insert update(name_nl, name_fr, name_de, name_en, mailbox, office_id, prosecutor_id)
"""
# Retention empties what is due, month by month; nobody else takes anything away.
_WORKER = """
    audit_entry insert update(actor_key)
    audit_erasedscope insert
    audit_erasure insert update(state, done_at, decided_at, decided_by, counts, rows, digest, entry)
    checks_check insert update(actor_key, request_key, request_digest)
    checks_coincidenceday insert
    checks_judgement insert update(actor_key, document)
    checks_outcome insert update(actor_key)
    checks_rememberedpair insert update(revoked_at, revoked_by) delete
    insight_trail insert update(reached, scanned, erased, found, many, state, ended_at)
    insight_verification insert update(ended_at, entries, checks, good, sentence)
    notices_attempt insert
    notices_attemptresult insert update(answer)
    notices_heartbeat insert update(beaten_at)
    notices_notice insert update(attempt, leased_until, state, delivered_at, due_at, address, recipient, secret,
        subject, body, bundle_id, resent_at)
    notices_recipientstate insert update(failures, open_until, served_at, last_source)
    people_rememberedrequest insert delete
    probing_probingfinding insert update(checks, last_at, raised_at_checks, actor_key)
    probing_recentcheck insert delete
    probing_restraint insert update(level, until) delete
    probing_trafficquota insert delete
    register_ban insert update(version, standing, ends_at, authority_id, subject_id, replaced_by_id, source_digest)
    register_banversion insert update(ground)
    register_detention insert delete
    register_lookup insert update(justification, justified_at, accepted, review, reviewed_by, reviewed_at,
        closed, actor_key)
    register_proposal insert update(state, decided_by, decided_at, note) delete
    register_subjectversion insert delete
    register_upload insert update(columns, state, done, total, report, file) delete
    rosters_announcedperson insert update(verdict, verdict_version, denials, arrived_at, no_show, person)
    rosters_announcement insert update(followed_version, followed_at, closed_at, host, actor_key)
    rosters_hostlink insert update(ended_at, host, actor_key)
    rosters_listscreening insert update(file, state, moved_at, ended_at, total, done, clear, denied, refer, rejected,
        error, run_since, run_from, actor_key)
    rosters_listscreeningpart insert update(results)
    rosters_rosterentry insert update(person, set_at, verdict, verdict_version, since, removed_at, denials) delete
    rosters_rosterupload insert update(file, decided_at, actor_key)
"""
_SEALER = """
    notices_heartbeat insert update(beaten_at)
    audit_attestation insert update(server, at, refusal)
    audit_checkpoint insert update(note, witnessed)
    audit_cosignature insert
    audit_entry insert
    audit_leaf insert
    audit_logkey insert update(ended_at)
    audit_logstate insert update(size, root, leaf_time, closed_at, closing, successor, successor_vkey)
    audit_pending insert delete
    audit_tile insert update(hashes)
    audit_witnesssize insert update(size, refused)
"""

WRITES: Mapping[DatabaseRole, Mapping[str, Privileges]] = {
    DatabaseRole.WEB: {**_parse(_ACCOUNTS), **_parse(_JOBS), **_parse(_REGISTER), **_parse(_WEB)},
    DatabaseRole.WORKER: {**_parse(_ACCOUNTS), **_parse(_JOBS), **_parse(_REGISTER), **_parse(_WORKER)},
    DatabaseRole.SEALER: {**_parse(_SEALER)},
    # That it lives is all the reconciler says in the database.
    DatabaseRole.READER: {"notices_heartbeat": Privileges(insert=True, update=("beaten_at",))},
}

# The sealer reads the log and who may change its keys; the others read everything but what follows.
SEALER_READS = (
    "audit_",
    "django_migrations",
    "notices_heartbeat",
    "people_organisation",
    "people_user",
    "register_registerstate",
)
# A reader compares and counts: passwords, sessions, second factors and keys are none of its business.
HIDDEN_FROM_READERS = (
    "account_",
    "accounts_",
    "auth_",
    "django_session",
    "mfa_",
    "people_cache",
    "people_user",
    "socialaccount_",
)

"""Whether the database's own guards stand: roles without powers, triggers on what is final, none that is not ours."""

from collections.abc import Iterator

from aigis.ops.database.privileges import WRITES, DatabaseRole
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.sealed_log import Session

# Tables whose rows are final, each with a trigger on rows and one on the whole table.
FINAL_TABLES = (
    "alerts_alert",
    "alerts_alerthit",
    "alerts_alertstep",
    "alerts_deskalert",
    "alerts_deskproposal",
    "audit_checkpoint",
    "audit_cosignature",
    "audit_entry",
    "audit_leaf",
    "checks_check",
    "checks_judgement",
    "checks_outcome",
    "checks_thresholdproposal",
    "checks_thresholds",
    "notices_attempt",
    "notices_attemptresult",
    "register_banversion",
    "register_lookup",
    "register_registerchange",
    "register_subjectversion",
)
# What the function of these triggers says, without its blanks.
FINAL_FUNCTION = (
    "BEGINIFTG_OP='UPDATE'ANDto_jsonb(OLD)-TG_ARGV=to_jsonb(NEW)-TG_ARGVTHENRETURNNEW;ENDIF;"
    "RAISEEXCEPTION'Rowsof%arefinal:%isrefused.',TG_TABLE_NAME,TG_OP"
    "USINGERRCODE='integrity_constraint_violation';END"
)
_TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled, p.proname FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
_SWITCHED_OFF = """
    SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE t.tgisinternal AND t.tgenabled = 'D' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname
"""
_RULES = """
    SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
_POLICIES = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
_FUNCTION = "SELECT prosrc FROM pg_proc WHERE proname = 'refuse_final_change' AND pronamespace = 'public'::regnamespace"
_POWERFUL = """
    SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s)
       AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
            OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid))
"""
_GRANTS = """
    SELECT coalesce(r.rolname, 'everybody'), c.relname, acl.privilege_type
      FROM pg_class c, aclexplode(c.relacl) acl LEFT JOIN pg_roles r ON r.oid = acl.grantee
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND acl.grantee <> c.relowner AND acl.privilege_type NOT IN ('SELECT', 'REFERENCES')
"""


def compare_guards(session: Session) -> Iterator[Difference]:
    """Yields every guard that is missing, switched off or replaced, and everything that stands before a table."""
    yield from _compare_triggers(session)
    for table, rule in session.execute(_RULES).fetchall():
        yield Difference("guard.rule", table, f"A rule {rule} rewrites what is sent to it.")
    for table, policy in session.execute(_POLICIES).fetchall():
        yield Difference("guard.policy", table, f"A policy {policy} hides rows of it.")
    rows = session.execute(_FUNCTION).fetchall()
    if ["".join(source.split()) for (source,) in rows] != [FINAL_FUNCTION]:
        yield Difference("guard.function", "refuse_final_change", "The function that refuses changes is another.")
    yield from _compare_roles(session)


def _compare_triggers(session: Session) -> Iterator[Difference]:
    expected = {(table, name) for table in FINAL_TABLES for name in ("final_rows", "final_table")}
    present = set()
    for table, name, enabled, function in session.execute(_TRIGGERS).fetchall():
        if (table, name) in expected and enabled == "A" and function == "refuse_final_change":
            present.add((table, name))
        elif not table.startswith("procrastinate_") and (table, name) not in expected:
            yield Difference("guard.trigger_added", table, f"A trigger {name} stands before it.")
    for table, name in sorted(expected - present):
        yield Difference("guard.trigger_missing", table, f"Its trigger {name} is gone or switched off.")
    for table, count in session.execute(_SWITCHED_OFF).fetchall():
        yield Difference("guard.reference_off", table, f"{count} of its references are not checked.")


def _compare_roles(session: Session) -> Iterator[Difference]:
    own, suffix = session.info.user, f"_{DatabaseRole.READER.value}"
    if not own.endswith(suffix):
        return  # everything runs as one role: there is nothing to hold it to
    prefix = own.removesuffix(suffix)
    names = [role.name_in(prefix) for role in DatabaseRole]
    for (name,) in session.execute(_POWERFUL, [names]).fetchall():
        yield Difference("guard.role", name, "It has powers beyond its grants.")
    allowed = {
        (role.name_in(prefix), table, word)
        for role, writes in WRITES.items()
        for table, row in writes.items()
        for word, has in (("INSERT", row.insert), ("DELETE", row.delete), ("UPDATE", row.update == ("*",)))
        if has
    }
    for grant in session.execute(_GRANTS).fetchall():
        if tuple(grant) not in allowed:
            yield Difference("guard.grant", grant[1], f"{grant[0]} has {grant[2]} on it, which nothing grants.")

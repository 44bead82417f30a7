"""Erasure: what is due goes in every table, what is held or alive stays, and every proof stands as before."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils.translation import override

from aigis import wiring
from aigis.apps.alerts.models import Alert
from aigis.apps.audit import data_keys, queries
from aigis.apps.audit import erasure as audit_erasure
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.erasure_records import Erasures
from aigis.apps.audit.models import Entry, ErasedScope, Erasure, LogState
from aigis.apps.audit.verification import verify_live
from aigis.apps.checks.actions import perform
from aigis.apps.checks.alert_detail import alerted
from aigis.apps.checks.models import Check
from aigis.apps.checks.queries import asked, erased_by, receipt
from aigis.apps.checks.query import Answer
from aigis.apps.checks.verification import verify_rows
from aigis.apps.notices.models import Notice
from aigis.apps.register.bans import queries as register
from aigis.apps.register.exports.ban_history import ban_history
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.models import BanVersion, LookUp, Subject, SubjectCode
from aigis.apps.register.storage import encryption
from aigis.apps.retention import actions, due, encrypted_columns, holds, subject_erasure
from aigis.apps.retention.holds import HoldDraft
from aigis.apps.retention.subject_erasure import ErasureDraft
from aigis.apps.rosters.actions import remove_entry, set_entries
from aigis.apps.rosters.models import RosterEntry
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.receipt import verify_receipt
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, Erased, InvalidInput, LogRefuses, NotAllowed
from aigis.core.privacy.retention import BASIS_OF_PERIODS, HoldKind, Kept
from aigis.core.tlog.keys import VerifierKey
from tests.apps.retained import YEAR, dump, empty_store, erase, own_keys, readable, seal_all, store
from tests.verifier.running import verifier
from tests.world import BANNED, STRANGER, World, entries

__all__ = ["own_keys"]
pytestmark = pytest.mark.usefixtures("fresh_log")

WHY = {"reason": "investigation", "reference": "AN 7/26"}


def checked(world: World, *persons: object, at: datetime | None = None) -> list[UUID]:
    found = perform([world.query(person) for person in persons], at=at or world.at)  # type: ignore[arg-type]
    return [answer.id for answer in found if isinstance(answer, Answer)]


def scopes(word: str) -> set[str]:
    return set(store().living(f"{word}:"))


def verified() -> Erasures:
    erasures = Erasures()
    assert list(verify_live(erasures))[-1] == LogState.objects.get().size
    list(verify_rows())
    return erasures


def receipt_of(check: UUID, world: World, *, at: datetime) -> bytes:
    found = receipt(check, actor=world.actor(Role.GUARD), at=at)
    assert found is not None
    return found


def opened_in(content: bytes) -> set[str]:
    return set(verify_receipt(content, key=VerifierKey.parse(wiring.signer().vkey)).opened.parts)


def user(world: World, role: Role) -> Actor:
    made = world.user(role)
    return Actor("user", str(made.pk), role, made.organisation_id or 0)


def test_after_a_year_the_strangers_of_a_month_are_gone_and_the_hits_are_not(world: World, at: datetime) -> None:
    world.ban()
    clear, hit = checked(world, STRANGER, BANNED)
    seal_all(at=at)
    (done,) = erase(at=at + 2 * YEAR)
    assert done.erasure.counts == {"clear_checks": 1} and done.gone["keys"] == 1
    with pytest.raises(Erased, match=str(done.erasure.pk)):
        asked(Check.objects.get(pk=clear))
    assert asked(Check.objects.get(pk=hit)).person == BANNED
    assert verified().found == {str(done.erasure.pk): 1}


def test_nothing_is_decided_before_its_time(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    assert erase(at=at + YEAR) == [] and not Erasure.objects.exists()


def test_receipts_given_out_before_still_verify_and_ours_says_by_which_decision(
    world: World, at: datetime, tmp_path: Path
) -> None:
    (check,) = checked(world, STRANGER)
    seal_all(at=at)
    before = receipt_of(check, world, at=at)
    (done,) = erase(at=at + 2 * YEAR)
    after = receipt_of(check, world, at=at + 2 * YEAR)
    assert opened_in(before) == {"core", "actor", "subject", "sequence"}
    assert opened_in(after) == {"core", "actor", "sequence"}
    assert erased_by(check, actor=world.actor(Role.GUARD)) == {"subject": str(done.erasure.pk)}
    for name, content in (("before", before), ("after", after)):
        (tmp_path / name).write_bytes(content)
        assert verifier("receipt", tmp_path / name, "--vkey", wiring.signer().vkey).returncode == 0


def test_a_dump_holds_nobody_who_was_erased_with_every_key_that_is_left(world: World, at: datetime) -> None:
    made = world.ban()
    checked(world, STRANGER, BANNED)
    look_up(
        LookUpQuery("control", "PV 7/26", BANNED),
        actor=world.actor(Role.OFFICER),
        at=at,
        view=current_register.current(at=at),
    )
    seal_all(at=at)
    identity = ("Vandenbroucke", "Okonkwo", "81040312361", "592123456755", "PV 7/26", "AN 12/345")
    assert all(text in readable(dump()) for text in identity)
    done = erase(at=at + 8 * YEAR)
    assert {name for one in done for name in one.erasure.counts} >= {"clear_checks", "hits", "look_ups", "subjects"}
    left = readable(dump())
    assert [text for text in identity if text in left] == []
    assert not SubjectCode.objects.filter(subject=made.subject).exists()
    assert bytes(LookUp.objects.get().closed) == b"" == bytes(BanVersion.objects.get().ground)
    verified()


def test_pages_of_what_was_erased_say_so_instead_of_failing(world: World, at: datetime) -> None:
    made = world.ban()
    checked(world, BANNED)
    seal_all(at=at)
    later = at + 8 * YEAR
    erase(at=later)
    with override("en"):
        found = register.ban(made.ban, actor=world.actor(Role.REGISTRAR), at=later)
        shown = alerted(Alert.objects.get().pk, actor=world.actor(Role.DESK), at=later)
    assert [name.full for name in found.person.names] == ["erased"] and found.ground.case_reference == "erased"
    assert shown.presented is not None
    assert (shown.hit, [name.full for name in shown.presented.names]) == (None, ["erased"])


def test_ten_years_on_who_did_it_goes_too_and_the_log_still_verifies(world: World, at: datetime) -> None:
    (check,) = checked(world, STRANGER)
    seal_all(at=at)
    later = at + 11 * YEAR
    erase(at=later)
    row = Entry.objects.get(pk=Check.objects.get(pk=check).entry)
    assert (row.actor_key, Check.objects.get(pk=check).actor_key) == ("", "")
    assert world.actor(Role.GUARD).key not in {value for _, value in dump() if isinstance(value, str)}
    assert opened_in(receipt_of(check, world, at=later)) == {"sequence"}
    assert verified().found.total() > 1


def test_a_month_is_kept_as_long_as_a_message_that_waits_needs_it(world: World, at: datetime) -> None:
    world.ban()
    checked(world, BANNED)  # its notices wait: no worker runs
    seal_all(at=at)
    later = at + 11 * YEAR
    outcomes = {one.name: one.judged for one in due.listing(at=later)}
    assert (outcomes["month:2026-11"].outcome.value, outcomes["month:2026-11"].why) == ("needed", "notice")
    Notice.objects.update(state=Notice.State.GIVEN_UP)
    assert {one.name: one.judged for one in due.listing(at=later)}["month:2026-11"].due


def test_nothing_of_a_ban_that_is_not_over_is_touched(world: World, at: datetime) -> None:
    made = world.ban()  # runs for two years more
    assert not [one for one in due.listing(at=at + 6 * YEAR) if one.kept is Kept.SUBJECTS]
    (one,) = [one for one in due.listing(at=at + 8 * YEAR) if one.kept is Kept.SUBJECTS]
    assert (one.name, one.judged.due) == (str(made.subject), True)
    world.ban(at=at, subject=made.subject, last_day=day_of(at) + 10 * YEAR)
    assert not [one for one in due.listing(at=at + 8 * YEAR) if one.kept is Kept.SUBJECTS]


def test_nobody_registers_a_ban_on_a_subject_whose_erasure_is_decided(world: World, at: datetime) -> None:
    made = world.ban()
    later = at + 8 * YEAR
    seal_all(at=at)
    assert actions.decide(actor=SYSTEM, at=later) is not None  # its key is still there
    with pytest.raises(Erased):
        world.ban(at=later, subject=made.subject)


def test_programs_hear_of_an_erasure_at_once_from_a_process_that_still_remembers_the_key(
    world: World, at: datetime
) -> None:
    made = world.ban()
    seal_all(at=at)
    scope = encryption.scope(made.subject)
    remembered = data_keys.key(scope)
    (done,) = erase(at=at + 8 * YEAR)
    data_keys._cache[scope] = remembered  # as in a process that did not carry it out
    with pytest.raises(Erased, match=str(done.erasure.pk)):
        ban_history(made.ban, actor=world.actor(Role.REGISTRAR), at=at + 8 * YEAR)


def test_a_receipt_shows_nothing_erased_where_a_process_still_remembers_the_key(world: World, at: datetime) -> None:
    (check,) = checked(world, STRANGER)
    seal_all(at=at)
    assert "subject" in opened_in(receipt_of(check, world, at=at))
    entry = Check.objects.get(pk=check).entry
    scope = Entry.objects.get(pk=entry).subject_scope
    remembered = data_keys.key(scope)
    (done,) = erase(at=at + 2 * YEAR)
    data_keys._cache[scope] = remembered  # as in a process that did not carry it out
    assert queries.erased_parts(entry) == {"subject": str(done.erasure.pk)}
    data_keys._cache[scope] = remembered
    assert "subject" not in opened_in(receipt_of(check, world, at=at + 2 * YEAR))


def test_persons_taken_off_a_roster_and_old_notices_are_emptied(world: World, at: datetime) -> None:
    roster = world.roster()
    issuer = world.actor(Role.BADGE_ISSUER)
    set_entries(roster, {"B-1": STRANGER, "B-2": BANNED}, actor=issuer, at=at)
    remove_entry(roster, "B-1", actor=issuer, at=at)
    world.ban()
    checked(world, BANNED)
    Notice.objects.update(state=Notice.State.DELIVERED)
    seal_all(at=at)
    erase(at=at + 3 * YEAR)
    assert {row.ref: bool(bytes(row.person)) for row in RosterEntry.objects.all()} == {"B-1": False, "B-2": True}
    assert set(Notice.objects.values_list("address", "body")) == {("", "")}


def test_what_is_erased_is_an_entry_with_counts_and_basis(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    (done,) = erase(at=at + 2 * YEAR)
    (decided,), (carried,) = entries("erasure.decided"), entries("erasure.carried_out")
    assert decided["core"]["counts"] == {"clear_checks": 1} and decided["core"]["basis"] == BASIS_OF_PERIODS
    assert decided["core"]["decision"] == carried["core"]["decision"] == str(done.erasure.pk)


# Steps, and what happens between them.


def test_no_key_is_destroyed_before_its_decision_is_sealed(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    row = actions.decide(actor=SYSTEM, at=at + 2 * YEAR)
    assert row is not None
    with pytest.raises(Conflict, match="not sealed yet"):
        actions.carry_out(row, at=at + 2 * YEAR)
    assert "persons:2026-11" in scopes("persons")


def test_a_run_that_stopped_between_two_steps_is_gone_on_with(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    later = at + 2 * YEAR
    row = actions.decide(actor=SYSTEM, at=later)
    seal_all(at=later)
    assert row is not None and audit_erasure.destroy_keys(row, at=later) == 1  # and here it stops
    assert verified().found == {str(row.pk): 1}
    (done,) = erase(at=later)
    assert (done.erasure.pk, done.gone["keys"]) == (row.pk, 0)
    assert len(entries("erasure.decided")) == len(entries("erasure.carried_out")) == 1


def test_an_erased_scope_is_never_made_again(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    erase(at=at + 2 * YEAR)
    with pytest.raises(Erased):
        data_keys.month_key(at, kept_class=Kept.CLEAR_CHECKS)


def test_keys_from_an_old_backup_are_noticed_and_destroyed_again(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    rows = store()._run(lambda one: one.execute("SELECT scope, wrapped FROM data_key").fetchall())
    erase(at=at + 2 * YEAR)
    empty_store()
    store().put({scope: bytes(wrapped) for scope, wrapped in rows})  # a backup of the day before
    with pytest.raises(LogRefuses, match="retention reapply"):
        list(verify_live())
    assert actions.reapply(at=at + 2 * YEAR) == 1
    assert "persons:2026-11" not in scopes("persons")


def test_an_older_database_erases_nothing(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    LogState.objects.update(size=1)
    with pytest.raises(LogRefuses, match="ROLLBACK"):
        actions.decide(actor=SYSTEM, at=at + 2 * YEAR)


# A thief with the database.


def test_a_key_that_nobody_decided_to_destroy_is_bad(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    store().remove(["persons:2026-11"])
    data_keys.clear()
    with pytest.raises(LogRefuses, match="no decision erased it"):
        list(verify_live())


def test_a_tombstone_without_a_decision_in_the_log_is_bad(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    data_keys.destroy(["persons:2026-11"], decision=UUID(int=7), at=at)
    with pytest.raises(LogRefuses, match="no decision says so"):
        list(verify_live())


def test_a_scope_slipped_into_a_decision_afterwards_is_bad(world: World, at: datetime) -> None:
    world.ban()
    checked(world, STRANGER, BANNED)
    seal_all(at=at)
    (done,) = erase(at=at + 2 * YEAR)
    (hits,) = scopes("hits")
    ErasedScope.objects.create(scope=hits, erasure=done.erasure)
    data_keys.destroy([hits], decision=done.erasure.pk, at=at)
    with pytest.raises(LogRefuses, match="did not erase what it is said to have erased"):
        list(verify_live())


def test_a_decision_does_not_cover_what_was_sealed_after_it(world: World, at: datetime) -> None:
    checked(world, STRANGER)
    seal_all(at=at)
    later = at + 2 * YEAR
    erase(at=later)
    queries.clear_caches()
    checked(world, STRANGER, at=later)
    seal_all(at=later)
    Entry.objects.filter(at__gte=later, kind=40).update(subject_scope="persons:2026-11")
    with pytest.raises(LogRefuses, match="older than what it is said to have erased"):
        list(verify_live())


# Holds.


def place(world: World, kind: HoldKind, **on: object) -> UUID:
    draft = HoldDraft(kind, **WHY, **on)  # type: ignore[arg-type]
    return holds.place(draft, actor=user(world, Role.AUDITOR), at=world.at)


def test_a_held_period_is_passed_over_and_says_by_which_hold(world: World, at: datetime) -> None:
    (check,) = checked(world, STRANGER)
    seal_all(at=at)
    hold = place(world, HoldKind.PERIOD, start=at, end=at + timedelta(days=1))
    assert erase(at=at + 2 * YEAR) == []
    (one,) = due.listing(at=at + 2 * YEAR)
    assert (one.judged.outcome.value, one.judged.why) == ("held", str(hold))
    assert asked(Check.objects.get(pk=check)).person == STRANGER


def test_a_held_check_stays_when_its_month_goes_and_goes_when_the_hold_is_lifted(world: World, at: datetime) -> None:
    held, other = checked(world, STRANGER, STRANGER)
    seal_all(at=at)
    before = receipt_of(held, world, at=at)
    hold = place(world, HoldKind.CHECK, target=held)
    erase(at=at + 2 * YEAR)
    assert asked(Check.objects.get(pk=held)).person == STRANGER
    with pytest.raises(Erased):
        asked(Check.objects.get(pk=other))
    assert opened_in(receipt_of(held, world, at=at + 2 * YEAR)) == opened_in(before)
    verified()
    holds.lift(hold, actor=user(world, Role.PROSECUTOR), at=at + 2 * YEAR)
    assert [done.erasure.counts for done in erase(at=at + 2 * YEAR)] == [{"clear_checks": 1}]
    with pytest.raises(Erased):
        asked(Check.objects.get(pk=held))
    verified()


def test_a_held_subject_keeps_its_identity_and_its_hits(world: World, at: datetime) -> None:
    made = world.ban()
    (check,) = checked(world, BANNED)
    seal_all(at=at)
    place(world, HoldKind.SUBJECT, target=made.subject)
    erase(at=at + 8 * YEAR)
    assert asked(Check.objects.get(pk=check)).person == BANNED
    assert register.ban(made.ban, actor=world.actor(Role.REGISTRAR), at=at).person == BANNED


def test_only_a_second_person_lifts_a_hold(world: World, at: datetime) -> None:
    hold = place(world, HoldKind.PERIOD, start=at, end=at + timedelta(days=1))
    with pytest.raises(NotAllowed):
        holds.lift(hold, actor=user(world, Role.AUDITOR), at=at)
    assert [one["core"]["code"] for one in entries("erasure.refused")] == ["not_allowed"]
    holds.lift(hold, actor=user(world, Role.PROSECUTOR), at=at)
    with pytest.raises(Conflict):
        holds.lift(hold, actor=user(world, Role.PROSECUTOR), at=at)
    assert holds.holds_in_force() == []


@pytest.mark.parametrize("missing", ["reason", "reference", "target"])
def test_a_hold_without_its_reason_reference_or_target_is_refused(world: World, missing: str) -> None:
    given: dict[str, Any] = {**WHY, "target": UUID(int=7)} | {missing: None if missing == "target" else " "}
    with pytest.raises(InvalidInput) as refused:
        holds.place(HoldDraft(HoldKind.SUBJECT, **given), actor=user(world, Role.AUDITOR), at=world.at)
    assert refused.value.field == missing


# One subject, before its time.


def proposed(world: World, subject: UUID, *, by: Role = Role.AUDITOR) -> UUID:
    draft = ErasureDraft(subject, "Article 16 of the Directive", "DPO 4/26", "the judgment was annulled")
    return subject_erasure.propose(draft, actor=user(world, by), at=world.at)


def annulled(world: World) -> UUID:
    made = world.ban()
    checked(world, BANNED)
    world.change(made.ban, BanEvent.ANNUL)
    seal_all(at=world.at)
    return made.subject


def test_a_subject_with_a_ban_that_is_not_over_cannot_be_erased(world: World) -> None:
    made = world.ban()
    with pytest.raises(Conflict, match="not ended"):
        proposed(world, made.subject)


def test_two_people_of_two_units_erase_a_subject_and_the_prosecutor_is_told(world: World, at: datetime) -> None:
    subject = annulled(world)
    erasure = proposed(world, subject)
    told = Notice.objects.filter(about=erasure).count()
    later = at + timedelta(seconds=1)
    for wrong in (user(world, Role.AUDITOR), world.actor(Role.REGISTRAR)):
        with pytest.raises(NotAllowed):
            subject_erasure.approve(erasure, actor=wrong, at=later)
    assert Erasure.objects.get().state == "proposed" and len(entries("erasure.refused")) == 2
    subject_erasure.approve(erasure, actor=user(world, Role.PROSECUTOR), at=later)
    assert (told, Notice.objects.filter(about=erasure).count()) == (1, 2)
    (done,) = erase(at=later)
    assert done.erasure.pk == erasure and bytes(Subject.objects.get(pk=subject).person) == b""
    left = readable(dump())
    assert "Vandenbroucke" not in left and "81040312361" not in left
    verified()


def test_a_ban_that_came_since_the_proposal_stops_the_erasure(world: World, at: datetime) -> None:
    subject = annulled(world)
    erasure = proposed(world, subject)
    world.ban(subject=subject)
    with pytest.raises(Conflict, match="not ended"):
        subject_erasure.approve(erasure, actor=user(world, Role.PROSECUTOR), at=at + timedelta(seconds=1))


def test_a_held_subject_is_not_erased_by_anybody(world: World, at: datetime) -> None:
    subject = annulled(world)
    erasure = proposed(world, subject)
    place(world, HoldKind.SUBJECT, target=subject)
    with pytest.raises(Conflict, match="legal hold"):
        subject_erasure.approve(erasure, actor=user(world, Role.PROSECUTOR), at=at + timedelta(seconds=1))


def test_a_rejected_or_lapsed_proposal_erases_nothing(world: World, at: datetime) -> None:
    subject = annulled(world)
    erasure = proposed(world, subject)
    subject_erasure.reject(erasure, actor=user(world, Role.AUDITOR), at=at)  # withdrawn by who made it
    again = proposed(world, subject)
    for one, when in ((erasure, at), (again, at + timedelta(days=15))):
        with pytest.raises(Conflict):
            subject_erasure.approve(one, actor=user(world, Role.PROSECUTOR), at=when)
    assert not ErasedScope.objects.exists()


# Keys.


def test_a_rolled_back_action_leaves_a_key_that_is_used_again_or_swept(world: World, at: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        first = data_keys.made(["roster:4711"])
        raise ZeroDivisionError
    data_keys.clear()
    assert data_keys.made(["roster:4711"]) == first
    assert actions.sweep(at=at) == 0
    assert actions.sweep(at=datetime.now(at.tzinfo) + timedelta(days=8)) == 1
    assert scopes("roster") == set()


def test_ten_thousand_keys_are_made_in_one_statement_and_read_in_another(world: World) -> None:
    wanted = [f"subject:{UUID(int=place)}" for place in range(10_000)]
    made = data_keys.made(wanted)
    data_keys.clear()
    assert len(set(made.values())) == 10_000 and data_keys.keys(wanted[:3]) == {one: made[one] for one in wanted[:3]}


def test_every_column_of_bytes_has_its_line_in_the_table_of_retention() -> None:
    columns = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("aigis.")
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField)
    }
    listed = encrypted_columns.CLOSED.keys() | encrypted_columns.NOT_CLOSED.keys()
    assert columns == listed
    assert not encrypted_columns.CLOSED.keys() & encrypted_columns.NOT_CLOSED.keys()


def test_a_receipt_that_never_was_is_still_not_found(world: World) -> None:
    assert queries.published() is None

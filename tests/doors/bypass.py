"""Every way round the second person that we could think of, over HTTP, each in a sentence and as a request or two."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.people import access
from aigis.apps.people.actions import NewClient, add_client, revoke_client
from aigis.apps.people.models import ApiClient
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Ban, BanVersion, Proposal
from aigis.core.access.permissions import Role
from aigis.core.bans.lifecycle import frees
from aigis.core.dates.brussels import period_of_days
from aigis.core.values import Period
from tests.doors.asking import change_in, sent
from tests.world import COURT, EARLIER, HOME, PUBLIC_PROSECUTOR, STRANGER, STRANGER_IN, World, number

DAY = timedelta(days=1)
UNIT = "registrars"  # of who proposes


@dataclass(slots=True)
class Scene:
    """A ban in force, somebody who proposed to lift it, and whatever is tried."""

    world: World
    ban: UUID
    subject: UUID
    decided: Period
    made: int = 0
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "Scene":
        """A scene in a world: a penalty, final, whose term stands still in detention."""
        today = world.today
        made = world.ban(stayed=True, final_on=today - 300 * DAY)
        decided = period_of_days(first=today - 365 * DAY, last=today + 730 * DAY)
        return cls(world, made.ban, made.subject, decided)

    @property
    def address(self) -> str:
        return f"/api/v1/bans/{self.ban}"

    @property
    def version(self) -> str:
        return f'"{Ban.objects.get(pk=self.ban).version}"'

    def day(self, days: int) -> str:
        return (self.world.today + timedelta(days=days)).isoformat()

    def freed(self) -> bool:
        """Tells whether any instant of the ban as decided is no longer barred, for whoever it was decided on."""
        rows = list(BanVersion.objects.filter(ban=self.ban).order_by("number"))
        life = ban_versions.life_of(Ban.objects.get(pk=self.ban), rows)
        return frees([self.decided], life.periods) or any(row.subject_id != self.subject for row in rows)

    def account(self, role: Role, home: str = "", *, unit: str = "elsewhere", person: str = "", **more: Any) -> str:
        """The key of a new account; `person` tells who is behind it, a new one unless told."""
        self.made += 1
        behind = number(person or f"somebody {self.made}") if person != "nobody" else ""
        draft = NewClient(
            organisation=self.world.organisations[home or HOME[role]],
            role=role,
            name=f"account {self.made}",
            expires_at=self.world.at + 365 * DAY,
            unit=unit,
            national_number=behind,
        )
        return add_client(draft, actor=SYSTEM, at=more.get("at", self.world.at - EARLIER))[1]

    def prison(self) -> str:
        """The key of a prison that has looked the person up."""
        key = self.account(Role.PRISON)
        query = {"purpose": "execution", "case_reference": "G 1", "person": {"national_number": "81.04.03-123.61"}}
        assert self.send(key, "/api/v1/lookups", query).json()["bans"]
        return key

    def stay(self, begins: int, ends: int | None = None) -> str:
        """The reference of a stay in prison that is reported, in days from today."""
        days = {"detained_on": self.day(begins), "released_on": None if ends is None else self.day(ends)}
        answer = self.send(self.prison(), f"/api/v1/subjects/{self.subject}/detentions", days)
        assert answer.status_code == 201, answer.content
        reference: str = answer.json()["stay"]
        return reference

    def correct(self, key: str, stay: str, **body: Any) -> Any:
        """One correction of a stay; nothing else said, it is withdrawn."""
        said = body or {"withdrawn": True}
        return self.send(key, f"/api/v1/detentions/{stay}/correct", {"reason": "the wrong person", **said})

    @property
    def proposer(self) -> str:
        """The key of who proposes."""
        if "proposer" not in self.keys:
            self.keys["proposer"] = self.account(Role.REGISTRAR, unit=UNIT, person="the proposer")
        return self.keys["proposer"]

    def send(self, key: str, address: str, body: Any = None, **headers: str) -> Any:
        """One POST with a key; `If_Match` and `Idempotency_Key` are headers."""
        return sent(key, "POST", address, body, **headers)

    def change(self, event: str, **body: Any) -> Any:
        """One change by the proposer, on the present version."""
        return self.send(self.proposer, f"{self.address}/{event}", body, If_Match=self.version)

    def proposal(self, event: str = "lift", **body: Any) -> str:
        """The address of a new proposal by the proposer."""
        answer = self.change(event, **change_in(**body))
        assert answer.status_code == 202, answer.content
        place: str = answer["Location"]
        return place

    def approve(self, key: str, proposal: str = "", **headers: str) -> Any:
        """One approval."""
        return self.send(key, f"{proposal or self.proposal()}/approve", **headers)

    def good(self) -> str:
        """The key of somebody who may approve what the proposer proposes."""
        if "good" not in self.keys:
            self.keys["good"] = self.account(Role.APPROVER, PUBLIC_PROSECUTOR)
        return self.keys["good"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt in words, what it does, and how it must be answered."""

    words: str
    does: Callable[[Scene], Any]
    answer: int


def _closed_account(scene: Scene) -> Any:
    place, key = scene.proposal(), scene.account(Role.APPROVER)
    client = ApiClient.objects.latest("pk")
    revoke_client(actor=SYSTEM, at=scene.world.at, client=client, why="left")
    access.key_cache.clear()
    return scene.approve(key, place)


def _proposer_left(scene: Scene) -> Any:
    key = scene.account(Role.REGISTRAR, unit="leaving")
    client = ApiClient.objects.latest("pk")
    place = scene.send(key, f"{scene.address}/lift", change_in())["Location"]
    revoke_client(actor=SYSTEM, at=scene.world.at, client=client, why="left")
    return scene.approve(scene.good(), place)


def _proposer_became_approver(scene: Scene) -> Any:
    key = scene.account(Role.REGISTRAR, unit="rising")
    client = ApiClient.objects.latest("pk")
    place = scene.send(key, f"{scene.address}/lift", change_in())["Location"]
    client.role, client.unit = Role.APPROVER.value, "risen"
    client.save()
    access.key_cache.clear()
    return scene.approve(key, place)


def _made_after(scene: Scene) -> Any:
    place = scene.proposal()
    return scene.approve(scene.account(Role.APPROVER, at=scene.world.at + DAY), place)


def _lapsed(scene: Scene) -> Any:
    place = scene.proposal()
    Proposal.objects.filter(pk=place.rsplit("/", 1)[-1]).update(lapses_at=scene.world.at)
    return scene.approve(scene.good(), place)


def _rejected(scene: Scene) -> Any:
    place = scene.proposal()
    scene.send(scene.good(), f"{place}/reject", {"note": "no judgment"})
    return scene.approve(scene.good(), place)


def _changed_since(scene: Scene) -> Any:
    place = scene.proposal()
    scene.change("correct", reason="a typing error", ground={"case_reference": f"AN {scene.version}"})
    return scene.approve(scene.good(), place)


def _new_ban_since(scene: Scene) -> Any:
    place = scene.proposal()
    scene.world.ban(subject=scene.subject)
    return scene.approve(scene.good(), place)


def _approved_under_anothers_key(scene: Scene) -> Any:
    """A harmless proposal is approved under a request key, and the same key is sent to the lift."""
    harmless = scene.world.ban(STRANGER).ban
    first = scene.send(scene.proposer, f"/api/v1/bans/{harmless}/lift", change_in())["Location"]
    place = scene.proposal()
    assert scene.approve(scene.good(), first, Idempotency_Key="k1").status_code == 200
    return scene.approve(scene.good(), place, Idempotency_Key="k1")


def _replayed(scene: Scene) -> Any:
    """A lift to come is approved and withdrawn; its approval is sent again under its key."""
    place = scene.proposal("lift", counts_from=scene.day(20))
    assert scene.approve(scene.good(), place, Idempotency_Key="replay").status_code == 200
    assert scene.change("resume", **change_in(counts_from=scene.day(20))).status_code == 200
    return scene.approve(scene.good(), place, Idempotency_Key="replay")


def _replayed_anew(scene: Scene) -> Any:
    place = scene.proposal("lift", counts_from=scene.day(40))
    assert scene.approve(scene.good(), place).status_code == 200
    assert scene.change("resume", **change_in(counts_from=scene.day(40))).status_code == 200
    return scene.approve(scene.good(), place, Idempotency_Key="another")


def _duplicate(scene: Scene) -> Any:
    """The same lift to come is proposed twice; one is approved and withdrawn, the other kept for later."""
    body = change_in(counts_from=scene.day(60))
    first, second = (
        scene.send(scene.proposer, f"{scene.address}/lift", body, Idempotency_Key=key)["Location"]
        for key in ("one", "two")
    )
    assert first != second and scene.approve(scene.good(), first).status_code == 200
    assert scene.change("resume", **change_in(counts_from=scene.day(60))).status_code == 200
    return scene.approve(scene.good(), second)


def _detained_and_released(scene: Scene) -> Any:
    prison, day = scene.prison(), {"detained_on": scene.day(-30)}
    stay = scene.send(prison, f"/api/v1/subjects/{scene.subject}/detentions", day).json()["stay"]
    early = scene.send(prison, f"/api/v1/detentions/{stay}/release", {"released_on": scene.day(-31)})
    assert early.status_code == 422
    return scene.send(prison, f"/api/v1/detentions/{stay}/release", {"released_on": scene.day(-30)})


def _while_detained(scene: Scene) -> Any:
    """While the end is open, no end seems to come earlier; with the release it would."""
    scene.stay(-30)
    return scene.change("amend", reason="so", ends_on=scene.day(1))


def _detained_unseen(scene: Scene) -> Any:
    """A prison reports somebody whom it never looked up."""
    address, day = f"/api/v1/subjects/{scene.subject}/detentions", {"detained_on": scene.day(-30)}
    return scene.send(scene.account(Role.PRISON), address, day)


def _stay_withdrawn_by(role: Role) -> Callable[[Scene], Any]:
    def does(scene: Scene) -> Any:
        stay = scene.stay(-30, -10)
        return scene.correct(scene.prison() if role is Role.PRISON else scene.proposer, stay)

    return does


def _own_correction_approved(scene: Scene) -> Any:
    """A prison proposes to withdraw a stay, and the person behind it approves with another account."""
    stay, key = scene.stay(-30, -10), scene.account(Role.REGISTRAR, unit="two-faced", person="two-faced")
    place = scene.correct(key, stay)["Location"]
    return scene.approve(scene.account(Role.APPROVER, person="two-faced"), place)


def _correction_after_another_report(scene: Scene) -> Any:
    """A correction is approved although another stay was reported meanwhile, which moved nothing."""
    stay = scene.stay(-30, -10)
    place = scene.correct(scene.proposer, stay)["Location"]
    scene.stay(-900, -890)
    return scene.approve(scene.good(), place)


def _corrected_twice(scene: Scene) -> Any:
    """The same withdrawal is proposed twice; one is approved, the other kept for later."""
    stay = scene.stay(-30, -10)
    first, second = (scene.correct(scene.proposer, stay)["Location"] for _ in range(2))
    assert scene.approve(scene.good(), first).status_code == 200
    return scene.approve(scene.good(), second)


def _decided_end_passed_by_corrections(scene: Scene) -> Any:
    """A stay is reported, corrected and withdrawn with a second person: the end is again the one decided."""
    stay = scene.stay(-30, -10)
    for said in ({"detained_on": scene.day(-20), "released_on": scene.day(-19)}, {"withdrawn": True}):
        place = scene.correct(scene.proposer, stay, **said)["Location"]
        assert scene.approve(scene.good(), place).status_code == 200
    return scene.correct(scene.proposer, stay)


def _field_twice(scene: Scene) -> Any:
    body = b'{"reason": "x", "decision_date": "2026-11-01", "ends_on": "2044-01-01", "ends_on": "2026-11-23"}'
    return scene.send(scene.proposer, f"{scene.address}/amend", body, If_Match=scene.version)


def _method(method: str, place: str) -> Callable[[Scene], Any]:
    def does(scene: Scene) -> Any:
        address = {"ban": scene.address, "subject": f"/api/v1/subjects/{scene.subject}"}.get(place) or scene.proposal()
        override = {"X_HTTP_Method_Override": method}
        return sent(scene.proposer, method, address, change_in(ends_on=scene.day(1)), **override)

    return does


def _change(event: str, **body: Any) -> Callable[[Scene], Any]:
    """A change by one person; days are told by their distance from today."""

    def does(scene: Scene) -> Any:
        said = {name: scene.day(value) if type(value) is int else value for name, value in body.items()}
        return scene.change(event, **{"reason": "so", **said})

    return does


def _subject(event: str, **body: Any) -> Callable[[Scene], Any]:
    def does(scene: Scene) -> Any:
        if event == "split":
            body["bans"] = [str(scene.ban)]
            scene.world.ban(subject=scene.subject)
        if event == "merge":
            body["other"] = str(scene.world.ban(STRANGER).subject)
        return scene.send(scene.proposer, f"/api/v1/subjects/{scene.subject}/{event}", {"reason": "so", **body})

    return does


def _tag(tag: str | None) -> Callable[[Scene], Any]:
    def does(scene: Scene) -> Any:
        headers = {"If_Match": tag} if tag is not None else {}
        return scene.send(scene.proposer, f"{scene.address}/amend", change_in(ends_on=scene.day(1)), **headers)

    return does


def _approver(home: str = "", **more: str) -> Callable[[Scene], Any]:
    return lambda scene: scene.approve(scene.account(Role.APPROVER, home, **more))


ATTEMPTS = (
    Attempt("who proposed approves, with the same key", lambda s: s.approve(s.proposer), 403),
    Attempt("who proposed approves, with a second account in another unit", _approver(person="the proposer"), 403),
    Attempt(
        "who proposed approves, with a second account in another organisation",
        _approver(PUBLIC_PROSECUTOR, person="the proposer"),
        403,
    ),
    Attempt("a colleague of the same unit approves", _approver(unit=UNIT), 403),
    Attempt("a colleague of the same unit approves, written otherwise", _approver(unit=" Registrars "), 403),
    Attempt("somebody approves of whom it is not known who it is", _approver(person="nobody"), 403),
    Attempt("somebody without a unit approves", _approver(unit=""), 403),
    Attempt("somebody whose unit is blanks approves", _approver(unit="  "), 403),
    Attempt("somebody made approver after it was proposed approves", _made_after, 403),
    Attempt("somebody whose key was ended approves", _closed_account, 401),
    Attempt("who proposed becomes approver in another unit and approves", _proposer_became_approver, 403),
    Attempt("who proposed has left, and a good approver approves", _proposer_left, 409),
    Attempt("a good approver approves what has lapsed", _lapsed, 409),
    Attempt("a good approver approves what was rejected", _rejected, 409),
    Attempt("a good approver approves after the ban was changed", _changed_since, 409),
    Attempt("a good approver approves after the subject got another ban", _new_ban_since, 409),
    Attempt("the request key of another approval is sent with this one", _approved_under_anothers_key, 422),
    Attempt("an approval is replayed under its key after the lift was withdrawn", _replayed, 200),
    Attempt("an approval is replayed under a new key after the lift was withdrawn", _replayed_anew, 409),
    Attempt("of two equal proposals under two keys the second is approved later", _duplicate, 409),
    Attempt("lifted by one person", _change("lift", decision_date=-1), 202),
    Attempt("lifted by one person as of last year", _change("lift", decision_date=-1, counts_from=-300), 202),
    Attempt("suspended by one person", _change("suspend", decision_date=-1), 202),
    Attempt("annulled by one person", _change("annul", decision_date=-1), 202),
    Attempt("amended to end tomorrow", _change("amend", ends_on=1), 202),
    Attempt("amended to end a day earlier", _change("amend", ends_on=729), 202),
    Attempt("amended to begin tomorrow", _change("amend", starts_on=1), 202),
    Attempt("amended to begin tomorrow and end later", _change("amend", starts_on=1, ends_on=2000), 202),
    Attempt("amended to end tomorrow, counting from last year", _change("amend", ends_on=1, counts_from=-300), 202),
    Attempt("corrected to end tomorrow", _change("correct", ends_on=1), 202),
    Attempt("corrected to have ended", _change("correct", ends_on=-1), 202),
    Attempt("corrected to begin yesterday", _change("correct", starts_on=-1), 202),
    Attempt("extended to an earlier end", _change("extend", decision_date=-1, final_on=-1, ends_on=1), 422),
    Attempt("finality taken away", _change("amend", final_on=None), 202),
    Attempt("the standing still in detention taken away", _change("correct", stayed=False), 202),
    Attempt("its identity changed to somebody else's", _subject("identity", person=STRANGER_IN), 202),
    Attempt("its subject merged with somebody else", _subject("merge", person=STRANGER_IN), 202),
    Attempt("its ban split off to somebody else", _subject("split", person=STRANGER_IN), 202),
    Attempt("a prison reports a detention and its release on the same day", _detained_and_released, 200),
    Attempt("amended to end tomorrow while the detention leaves its end open", _while_detained, 202),
    Attempt("a prison reports somebody it never looked up", _detained_unseen, 409),
    Attempt("a prison withdraws a stay alone", _stay_withdrawn_by(Role.PRISON), 202),
    Attempt("a registrar withdraws a stay alone", _stay_withdrawn_by(Role.REGISTRAR), 202),
    Attempt("who withdrew a stay approves it with another account", _own_correction_approved, 403),
    Attempt("a corrected stay approved after another one was reported", _correction_after_another_report, 409),
    Attempt("of two equal corrections the second is approved later", _corrected_twice, 409),
    Attempt("a stay corrected, withdrawn, and withdrawn again", _decided_end_passed_by_corrections, 409),
    Attempt("shortened with If-Match: *", _tag("*"), 422),
    Attempt("shortened with a weak If-Match", _tag('W/"1"'), 422),
    Attempt("shortened with every version in If-Match", _tag('"1", "2", "3", "4"'), 422),
    Attempt("shortened with a version to come in If-Match", _tag('"999"'), 412),
    Attempt("shortened without If-Match", _tag(None), 428),
    Attempt("shortened by a field given twice", _field_twice, 400),
    *(
        Attempt(f"{method} on a {place}", _method(method, place), 405)
        for method in ("PUT", "PATCH", "DELETE")
        for place in ("ban", "proposal", "subject")
    ),
)
CONTROLS = (
    Attempt(
        "another organisation's unit of the same name is another unit: approved",
        _approver(PUBLIC_PROSECUTOR, unit=UNIT),
        200,
    ),
    Attempt("somebody else of another unit of the same court: approved", _approver(COURT), 200),
)

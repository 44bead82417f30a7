"""SCIM: a directory makes, changes and closes the accounts of its own organisation, and gives nobody power."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.accounts import management, proposals, provider_accounts
from aigis.apps.accounts.models import OneTimeLink, ProviderRule, ProvisionedAccount, SignInSession
from aigis.apps.accounts.provider_accounts import ProviderIdentity
from aigis.apps.audit.actions import NOBODY
from aigis.apps.notices.models import Notice
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.access.permissions import Role
from aigis.core.access.scim.attributes import NUMBER_SCHEMA, USER_SCHEMA
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from tests.world import COMPANY, FORCE, World, entries, number

pytestmark = pytest.mark.calendar
USERS = "/scim/v2/Users"
PATCH = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}


def allow(world: World, organisation: str, claim: str, value: str, role: Role, unit: str = "") -> None:
    """A rule that two people agreed on."""
    ProviderRule.objects.create(
        claim=claim,
        value=value,
        organisation=world.organisations[organisation],
        role=role.value,
        unit=unit,
        made_at=world.at,
        approved_by="user:0",
    )


def ask(world: World, method: str, path: str, body: Any = None, *, organisation: str = COMPANY) -> Any:
    data = b"" if body is None else json.dumps(body).encode()
    client = Client(headers=world.bearer(Role.DIRECTORY, organisation))
    return client.generic(method, path, data, content_type="application/scim+json")


def joiner(name: str = "jelle@quay.example", **changed: Any) -> dict[str, Any]:
    return {
        "schemas": [USER_SCHEMA],
        "userName": name,
        "externalId": f"id of {name}",
        "name": {"givenName": "Jelle", "familyName": "Wouters"},
        "emails": [{"value": "jelle@quay.example", "type": "work", "primary": True}],
        "active": True,
        "roles": [{"value": "quay-guards"}],
        **changed,
    }


@pytest.fixture
def quay(world: World) -> World:
    allow(world, COMPANY, "roles", "quay-guards", Role.GUARD)
    return world


def add(world: World, **changed: Any) -> dict[str, Any]:
    reply = ask(world, "POST", USERS, joiner(**changed))
    assert reply.status_code == 201, reply.content
    user: dict[str, Any] = reply.json()
    assert reply["Location"] == user["meta"]["location"]
    return user


def user_of(resource: dict[str, Any]) -> User:
    return User.objects.get(pk=resource["id"])


def test_a_joiner_is_invited_by_the_rule_and_has_no_power_before(quay: World) -> None:
    resource = add(quay)
    user = user_of(resource)
    assert (user.role, user.organisation, user.state, user.is_active) == (
        "guard",
        quay.organisations[COMPANY],
        "invited",
        False,
    )
    assert not user.has_usable_password() and Notice.objects.filter(kind="account.invitation").count() == 1
    assert resource["userName"] == "jelle@quay.example" and resource["active"] is True
    assert resource["name"] == {"givenName": "Jelle", "familyName": "Wouters"}
    entry = entries("people.user_added")[-1]
    assert entry["core"]["user"] == user.pk and entry["actor"]["kind"] == "client"
    again = ask(quay, "GET", f"{USERS}/{user.pk}")
    assert again.status_code == 200 and again.json() == resource
    assert again["Content-Type"] == "application/scim+json" and "RateLimit" in again


def test_without_a_rule_of_the_own_organisation_nobody_is_placed(world: World) -> None:
    allow(world, "other-quay", "roles", "quay-guards", Role.GUARD)
    reply = ask(world, "POST", USERS, joiner())
    assert (
        reply.status_code == 403 and reply.json()["status"] == "403" and not User.objects.filter(role="guard").exists()
    )
    assert entries("access.refused")[-1]["core"]["capability"] == "people.provision"


def test_one_rule_may_place_everybody_of_a_directory(world: World) -> None:
    allow(world, COMPANY, "schemas", USER_SCHEMA, Role.GUARD)
    assert user_of(add(world, roles=[])).role == "guard"


def test_a_name_is_found_by_the_filter_and_taken_once(quay: World) -> None:
    resource = add(quay)
    found = ask(quay, "GET", f'{USERS}?filter=userName eq "JELLE@quay.example"').json()
    assert found["totalResults"] == 1 and found["Resources"] == [resource]
    assert ask(quay, "GET", f'{USERS}?filter=userName eq "nobody"').json()["totalResults"] == 0
    assert ask(quay, "GET", f'{USERS}?filter=externalId eq "id of jelle@quay.example"').json()["totalResults"] == 1
    taken = ask(quay, "POST", USERS, joiner())
    assert taken.status_code == 409 and taken.json()["scimType"] == "uniqueness"
    for text in ('userName co "j"', "userName eq jelle", "userName", 'password eq "x"', 'userName eq "a" or id eq "1"'):
        wrong = ask(quay, "GET", f"{USERS}?filter={text}")
        assert (wrong.status_code, wrong.json()["scimType"]) == (400, "invalidFilter")
    assert entries("people.read")[-1]["core"]["users"] == 1


def test_a_list_has_pages_and_only_what_is_asked_for(quay: World) -> None:
    for letter in "abc":
        add(quay, name=f"{letter}@quay.example")
    page = ask(quay, "GET", f"{USERS}?startIndex=2&count=1&attributes=userName").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (3, 2, 1)
    assert set(page["Resources"][0]) == {"schemas", "id", "userName"}
    assert ask(quay, "GET", f"{USERS}?count=0").json()["Resources"] == []
    assert "emails" not in ask(quay, "GET", f"{USERS}?excludedAttributes=emails").json()["Resources"][0]
    assert ask(quay, "GET", f"{USERS}?count=many").status_code == 400
    search = {"filter": 'userName eq "b@quay.example"', "attributes": ["userName"], "count": 5}
    for path in (f"{USERS}/.search", "/scim/v2/.search"):
        (user,) = ask(quay, "POST", path, search).json()["Resources"]
        assert user["userName"] == "b@quay.example" and "emails" not in user


def signed_in(user: User) -> Client:
    """Makes the user's account active, as a link does, and signs in."""
    user.state, user.is_active = "active", True
    user.set_password("a long sentence of words")
    user.save()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/reception/").status_code == 200
    return client


@pytest.mark.parametrize(
    "leave",
    [
        ("PATCH", {**PATCH, "Operations": [{"op": "replace", "path": "active", "value": False}]}),
        ("PATCH", {**PATCH, "Operations": [{"op": "Replace", "value": {"active": "False"}}]}),
        ("PUT", joiner(active=False)),
        ("DELETE", None),
    ],
    ids=["patch", "patch of another make", "put", "delete"],
)
def test_a_leaver_is_closed_at_once_and_every_session_ends(quay: World, leave: tuple[str, Any]) -> None:
    resource = add(quay)
    user = user_of(resource)
    browser = signed_in(user)
    method, body = leave
    reply = ask(quay, method, f"{USERS}/{user.pk}", body)
    assert reply.status_code == (204 if method == "DELETE" else 200)
    user.refresh_from_db()
    assert (user.state, user.is_active) == ("closed", False)
    assert not SignInSession.objects.filter(user=user).exists() and browser.get("/reception/").status_code == 302
    assert entries("people.user_state")[-1]["core"] | {"at": 0, "event": 0} == {
        "user": user.pk,
        "state": "closed",
        "why": "directory",
        "at": 0,
        "event": 0,
    }
    if method == "DELETE":
        assert ask(quay, "GET", f"{USERS}/{user.pk}").status_code == 404
    else:
        assert reply.json()["active"] is False


def test_who_comes_back_is_invited_anew_without_the_old_password(quay: World) -> None:
    user = user_of(add(quay))
    signed_in(user)
    off = {**PATCH, "Operations": [{"op": "replace", "path": "active", "value": False}]}
    ask(quay, "PATCH", f"{USERS}/{user.pk}", off)
    off["Operations"][0]["value"] = True  # type: ignore[index]
    assert ask(quay, "PATCH", f"{USERS}/{user.pk}", off).json()["active"] is True
    user.refresh_from_db()
    assert (user.state, user.is_active, user.has_usable_password()) == ("invited", False, False)
    assert OneTimeLink.objects.filter(user=user, ended_at=None).count() == 1
    ask(quay, "DELETE", f"{USERS}/{user.pk}")
    assert add(quay)["id"] == str(user.pk)


def test_whom_a_manager_locked_or_closed_the_directory_does_not_let_in(quay: World) -> None:
    user = user_of(add(quay))
    signed_in(user)
    manager = access.actor_of_user(quay.user(Role.PFSO))
    management.lock(user.pk, why="badge lost", actor=manager, at=quay.at)
    assert ask(quay, "PUT", f"{USERS}/{user.pk}", joiner()).status_code == 200
    user.refresh_from_db()
    assert user.state == "locked"
    management.close(user.pk, why="gone", actor=manager, at=quay.at)
    assert ask(quay, "PUT", f"{USERS}/{user.pk}", joiner()).status_code == 403
    user.refresh_from_db()
    assert user.state == "closed"


def test_names_and_address_are_changed_by_put_and_patch(quay: World) -> None:
    user = user_of(add(quay))
    body = joiner(name="an@quay.example", emails=[{"value": "an@quay.example"}], preferredLanguage="fr-BE")
    assert ask(quay, "PUT", f"{USERS}/{user.pk}", body).json()["userName"] == "an@quay.example"
    patch = {
        **PATCH,
        "Operations": [
            {"op": "add", "path": "name.familyName", "value": "Peeters"},
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "ap@quay.example"},
            {"op": "replace", "value": {"name.givenName": "Anna"}},
            {"op": "replace", "path": f"{USER_SCHEMA}:externalId", "value": "4711"},
        ],
    }
    changed = ask(quay, "PATCH", f"{USERS}/{user.pk}", patch).json()
    user.refresh_from_db()
    assert (user.username, user.get_full_name(), user.email, user.language) == (
        "an@quay.example",
        "Anna Peeters",
        "ap@quay.example",
        "fr",
    )
    assert changed["externalId"] == "4711" and changed["emails"][0]["value"] == "ap@quay.example"
    noted = {field for entry in entries("people.user_changed") for field in entry["core"]["fields"]}
    assert noted >= {"username", "first_name", "last_name", "email", "language", "externalId"}
    add(quay, name="other@quay.example")
    taken = ask(quay, "PUT", f"{USERS}/{user.pk}", joiner(name="Other@quay.example"))
    assert (taken.status_code, taken.json()["scimType"]) == (409, "uniqueness")


def test_a_mover_gets_the_role_of_the_other_rule_and_signs_in_again(quay: World) -> None:
    allow(quay, COMPANY, "roles", "quay-issuers", Role.BADGE_ISSUER)
    user = user_of(add(quay))
    browser = signed_in(user)
    reply = ask(quay, "PUT", f"{USERS}/{user.pk}", joiner(roles=[{"value": "quay-issuers"}]))
    user.refresh_from_db()
    assert reply.status_code == 200 and user.role == "badge_issuer" and browser.get("/reception/").status_code == 302
    both = joiner(roles=[{"value": "quay-issuers"}, {"value": "quay-guards"}])
    assert ask(quay, "PUT", f"{USERS}/{user.pk}", both).status_code == 403


def officer(world: World, **changed: Any) -> User:
    allow(world, FORCE, "userType", "officer", Role.OFFICER, "Harbour")
    body = joiner("bram@police.example", userType="officer", roles=[], **changed)
    reply = ask(world, "POST", USERS, body, organisation=FORCE)
    assert reply.status_code == 201 and "nationalNumber" not in reply.content.decode()
    return user_of(reply.json())


def test_an_officers_account_has_no_way_in_until_two_people_admit_it(world: World) -> None:
    user = officer(world, **{NUMBER_SCHEMA: {"nationalNumber": number("bram")}})
    assert (user.role, user.unit, user.state, user.is_active) == ("officer", "Harbour", "invited", False)
    assert not OneTimeLink.objects.exists() and user.person_code is not None
    admin = access.actor_of_user(world.user(Role.ADMIN))
    superior = access.actor_of_user(world.user(Role.SUPERIOR))
    with pytest.raises(Conflict):
        management.invite_again(user.pk, actor=admin, at=world.at)
    moved = ask(
        world,
        "PUT",
        f"{USERS}/{user.pk}",
        joiner("bram@police.example", userType="officer", roles=[]),
        organisation=FORCE,
    )
    assert moved.status_code == 200
    proposal = provider_accounts.propose_admission(user.pk, actor=admin, at=timezone.now())
    with pytest.raises(NotAllowed):
        proposals.approve(proposal, at_once=False, actor=admin, at=timezone.now())
    proposals.approve(proposal, at_once=False, actor=superior, at=timezone.now())
    user.refresh_from_db()
    assert (user.state, user.is_active) == ("invited", False) and OneTimeLink.objects.filter(user=user).count() == 1
    other = joiner("bram@police.example", userType="officer", roles=[], emails=[{"value": "x@elsewhere.example"}])
    refused = ask(world, "PUT", f"{USERS}/{user.pk}", other, organisation=FORCE)
    assert refused.status_code == 403  # the invitation, and later a new password, would go there
    other = joiner("bram@police.example", userType="officer", roles=[])
    other[NUMBER_SCHEMA] = {"nationalNumber": number("another")}
    assert ask(world, "PUT", f"{USERS}/{user.pk}", other, organisation=FORCE).status_code == 403


def test_an_officer_without_a_national_number_waits_for_an_invitation(world: World) -> None:
    user = officer(world)
    with pytest.raises(Conflict):
        provider_accounts.propose_admission(
            user.pk, actor=access.actor_of_user(world.user(Role.ADMIN)), at=timezone.now()
        )


def test_an_officer_who_comes_back_must_be_admitted_again(world: World) -> None:
    user = officer(world, **{NUMBER_SCHEMA: {"nationalNumber": number("bram")}})
    ProvisionedAccount.objects.update(admitted_at=world.at)
    User.objects.filter(pk=user.pk).update(state="active", is_active=True)
    body = joiner("bram@police.example", userType="officer", roles=[], active=False)
    assert ask(world, "PUT", f"{USERS}/{user.pk}", body, organisation=FORCE).json()["active"] is False
    assert ask(world, "PUT", f"{USERS}/{user.pk}", body | {"active": True}, organisation=FORCE).status_code == 200
    user.refresh_from_db()
    assert (user.state, user.is_active) == ("invited", False)
    assert ProvisionedAccount.objects.get().admitted_at is None and not OneTimeLink.objects.exists()


def test_a_guard_does_not_become_an_officer_by_the_directory(world: World) -> None:
    allow(world, "service", "userType", "clerk", Role.SUPERIOR)
    allow(world, "service", "userType", "chief", Role.ADMIN)
    reply = ask(world, "POST", USERS, joiner(userType="clerk", roles=[]), organisation="service")
    user = user_of(reply.json())
    moved = ask(world, "PUT", f"{USERS}/{user.pk}", joiner(userType="chief", roles=[]), organisation="service")
    user.refresh_from_db()
    assert moved.status_code == 403 and user.role == "superior"


def test_another_organisation_is_told_that_there_is_nobody(quay: World) -> None:
    user = user_of(add(quay))
    for method, body in (("GET", None), ("PUT", joiner()), ("DELETE", None)):
        reply = ask(quay, method, f"{USERS}/{user.pk}", body, organisation="other-quay")
        assert reply.status_code == 404 and reply.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert ask(quay, "GET", USERS, organisation="other-quay").json()["totalResults"] == 0
    taken = ask(quay, "POST", USERS, joiner(), organisation="other-quay")
    assert taken.status_code == 403
    user.refresh_from_db()
    assert user.state == "invited"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTORY])
def test_no_other_key_is_a_directory(world: World, role: Role) -> None:
    reply = Client(headers=world.bearer(role)).get(USERS)
    assert reply.status_code == 403 and reply["Content-Type"] == "application/scim+json"


def test_a_directory_does_nothing_else_and_nobody_without_a_key_is_answered(world: World) -> None:
    checks = Client(headers=world.bearer(Role.DIRECTORY)).post("/api/v1/checks", {}, content_type="application/json")
    assert checks.status_code in (403, 422) and "verdict" not in checks.content.decode()
    reply = Client().get(USERS)
    assert (reply.status_code, reply["WWW-Authenticate"], reply.json()["status"]) == (401, "Bearer", "401")


def test_whom_the_directory_knows_by_the_subject_signs_in_at_the_provider_to_that_account(quay: World) -> None:
    claims = {"sub": "4711", "roles": ["quay-guards"], "preferred_username": "somebody"}
    user = user_of(add(quay, externalId="4711"))
    identity = ProviderIdentity("oidc", "4711", claims)
    assert provider_accounts.account_of(identity, actor=NOBODY, at=timezone.now()) == user
    user.refresh_from_db()
    assert (user.state, user.is_active) == ("active", True)
    assert provider_accounts.account_of(identity, actor=NOBODY, at=timezone.now()) == user
    other = ProviderIdentity("oidc", "4712", {**claims, "sub": "4712", "preferred_username": user.username})
    assert provider_accounts.account_of(other, actor=NOBODY, at=timezone.now()) != user


def test_a_closed_account_is_not_opened_by_the_provider(quay: World) -> None:
    user = user_of(add(quay, externalId="4711", active=False))
    identity = ProviderIdentity("oidc", "4711", {"sub": "4711", "roles": ["quay-guards"]})
    account = provider_accounts.account_of(identity, actor=NOBODY, at=timezone.now())
    assert account == user and not account.is_active
    with pytest.raises(NotAllowed):
        provider_accounts.require_admitted(account)


WRONG: list[tuple[str, Any, int, str]] = [
    ("PUT", {"schemas": [USER_SCHEMA]}, 400, "invalidValue"),
    ("PUT", [], 400, "invalidSyntax"),
    ("PUT", joiner(name="no blanks here"), 400, "invalidValue"),
    ("PUT", joiner(active="perhaps"), 400, "invalidValue"),
    ("PUT", joiner(roles="quay-guards"), 400, "invalidValue"),
    ("PUT", joiner(emails=[{"value": "no address"}]), 400, "invalidValue"),
    ("PUT", joiner() | {NUMBER_SCHEMA: {"nationalNumber": "85073000000"}}, 400, "invalidValue"),
    ("PATCH", {**PATCH, "Operations": []}, 400, "invalidSyntax"),
    ("PATCH", {**PATCH, "Operations": [{"op": "move", "path": "active"}]}, 400, "invalidSyntax"),
    ("PATCH", {**PATCH, "Operations": [{"op": "remove"}]}, 400, "noTarget"),
    ("PATCH", {**PATCH, "Operations": [{"op": "remove", "path": "userName"}]}, 400, "invalidValue"),
    ("PATCH", {**PATCH, "Operations": [{"op": "replace", "path": "id", "value": "1"}]}, 400, "mutability"),
    ("PATCH", {**PATCH, "Operations": [{"op": "replace", "path": "a b", "value": "1"}]}, 400, "invalidPath"),
    ("PATCH", {**PATCH, "Operations": [{"op": "remove", "path": 'roles[value eq "x"]'}]}, 400, "noTarget"),
]


@pytest.mark.parametrize(("method", "body", "status", "scim_type"), WRONG)
def test_what_cannot_be_is_refused_in_the_form_of_scim_and_changes_nothing(
    quay: World, method: str, body: Any, status: int, scim_type: str
) -> None:
    resource = add(quay)
    reply = ask(quay, method, f"{USERS}/{resource['id']}", body)
    assert (reply.status_code, reply.json().get("scimType")) == (status, scim_type)
    assert reply.json()["status"] == str(status) and reply.json()["detail"]
    assert ask(quay, "GET", f"{USERS}/{resource['id']}").json() == resource


def test_a_body_of_another_kind_and_an_unknown_address_are_errors_of_scim_too(quay: World) -> None:
    client = Client(headers=quay.bearer(Role.DIRECTORY))
    assert client.post(USERS, "{", content_type="application/scim+json").json()["scimType"] == "invalidSyntax"
    assert client.post(USERS, "a=b", content_type="text/plain").status_code == 415
    for path in ("/scim/v2/Groups", "/scim/v2/", f"{USERS}/abc", f"{USERS}/999999999999"):
        assert (client.get(path).status_code, client.get(path).json()["status"]) == (404, "404")
    assert client.delete(USERS).status_code == 405


def test_the_service_describes_itself(world: World) -> None:
    config = ask(world, "GET", "/scim/v2/ServiceProviderConfig").json()
    assert config["patch"] == {"supported": True} and config["filter"]["supported"] is True
    assert ask(world, "GET", "/scim/v2/ResourceTypes").json()["totalResults"] == 1
    assert ask(world, "GET", "/scim/v2/ResourceTypes/User").json()["endpoint"] == "/Users"
    schema = ask(world, "GET", f"/scim/v2/Schemas/{USER_SCHEMA}").json()
    assert {attribute["name"] for attribute in schema["attributes"]} >= {"userName", "active", "emails"}
    assert ask(world, "GET", "/scim/v2/Schemas?filter=x").status_code == 403


def test_no_person_has_the_role_of_a_directory(world: World) -> None:
    from aigis.apps.accounts.invitations import InvitationDraft

    admin = access.actor_of_user(world.user(Role.ADMIN))
    with pytest.raises(InvalidInput):
        management.invite(
            InvitationDraft("robot", Role.DIRECTORY), world.organisations[COMPANY].pk, actor=admin, at=world.at
        )
    with pytest.raises(InvalidInput):
        management.place(world.user(Role.GUARD).pk, Role.DIRECTORY, "", actor=admin, at=world.at)

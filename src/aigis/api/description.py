"""The description of the API (OpenAPI 3.1): the shapes of all answers, the errors of all operations, who to ask.

The operations say what they take; what they answer stands here in one table, by the name of their function. The tests
hold every answer that any of them gets to this table.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from aigis.api.answers import ban_answers, check_answers, client_answers, desk_answers, roster_answers
from aigis.api.answers.answer_base import Problem
from aigis.apps.rosters.list_results import CONTENT_TYPES

# Operation (module and function) -> status -> shape.
ANSWERS: Mapping[str, Mapping[int, type[BaseModel]]] = {
    "checks.ask": {201: check_answers.CheckAnswer},
    "checks.ask_many": {200: check_answers.BatchAnswer},
    "checks.one": {200: check_answers.StoredCheck},
    "checks.receipt": {202: check_answers.NotYetSealed},
    "checks.outcome": {201: check_answers.OutcomeAnswer},
    "checks.judgement": {201: check_answers.JudgementAnswer},
    "own_client.own_client": {200: client_answers.ClientAnswer},
    "own_client.rotate": {201: client_answers.ClientKeyAnswer},
    "lookups.ask": {200: check_answers.FoundPersonAnswer},
    "lookups.justify": {200: check_answers.JustificationAnswer},
    "register_feed.changes": {200: ban_answers.FeedPage},
    "register_feed.final": {200: ban_answers.FinalPenalties},
    "register_feed.subscribe": {201: ban_answers.NewSubscription},
    "register_feed.own": {200: ban_answers.Subscriptions},
    "bans.register": {201: ban_answers.BanAnswer},
    "bans.one": {200: ban_answers.WholeBan},
    "bans.authorities": {200: ban_answers.AuthoritiesAnswer},
    "ban_changes.extend": {200: ban_answers.BanAnswer, 202: ban_answers.Proposed},
    "ban_changes.amend": {200: ban_answers.BanAnswer, 202: ban_answers.Proposed},
    "ban_changes.correct": {200: ban_answers.BanAnswer, 202: ban_answers.Proposed},
    "ban_changes.resume": {200: ban_answers.BanAnswer, 202: ban_answers.Proposed},
    "ban_changes.suspend": {202: ban_answers.Proposed},
    "ban_changes.lift": {202: ban_answers.Proposed},
    "ban_changes.annul": {202: ban_answers.Proposed},
    "ban_changes.confirm": {200: ban_answers.ConfirmedVersion},
    "proposals.in_state": {200: ban_answers.ProposalsAnswer},
    "proposals.one": {200: ban_answers.WholeProposal},
    "proposals.approve": {200: ban_answers.DecidedProposal},
    "proposals.reject": {200: ban_answers.DecidedProposal},
    "proposals.withdraw": {200: ban_answers.DecidedProposal},
    "subjects.one": {200: ban_answers.SubjectAnswer},
    "subjects.identity": {202: ban_answers.Proposed},
    "subjects.merge": {202: ban_answers.Proposed},
    "subjects.split": {202: ban_answers.Proposed},
    "subjects.correct": {202: ban_answers.Proposed},
    "subjects.detain": {201: ban_answers.StayAnswer},
    "subjects.release": {200: ban_answers.StayAnswer},
    "imported_lists.waiting": {200: ban_answers.ImportedLists},
    "imported_lists.one": {200: ban_answers.WholeImportedList},
    "imported_lists.confirm": {200: ban_answers.ConfirmedList},
    "reminders.endings": {200: ban_answers.Endings},
    "reminders.answer": {200: ban_answers.EndingAnswer},
    "alerts.feed": {200: desk_answers.AlertFeed},
    "alerts.hand_over": {200: desk_answers.HandedOver},
    "alerts.drill": {201: desk_answers.DrillAnswer},
    "alerts.acknowledge": {200: desk_answers.AlertStateAnswer},
    "alerts.close": {200: desk_answers.AlertStateAnswer},
    "alerts.assign": {200: desk_answers.AlertStateAnswer},
    "alerts.note": {200: desk_answers.AlertStateAnswer},
    "alerts.reopen": {200: desk_answers.AlertStateAnswer},
    "rosters.read_rosters": {200: roster_answers.Rosters},
    "rosters.changes": {200: roster_answers.RosterChanges},
    "rosters.start": {202: roster_answers.ScreeningAnswer},
    "roster_entries.put_many": {200: roster_answers.EntryVerdicts},
    "roster_entries.delete_many": {200: roster_answers.RemovedEntries},
    "roster_entries.read_page": {200: roster_answers.EntryPageAnswer},
    "roster_entries.replace": {200: roster_answers.ReplacedList, 202: roster_answers.WaitingList},
    "roster_entries.read_entry": {200: roster_answers.EntryAnswer},
    "roster_entries.put": {200: roster_answers.EntryVerdict},
    "announcements.announce": {201: roster_answers.NewAnnouncement},
    "announcements.read_announcement": {200: roster_answers.AnnouncementAnswer},
    "screenings.send_list": {202: roster_answers.ScreeningReference},
    "screenings.progress": {200: roster_answers.ScreeningAnswer},
    "screenings.pause": {200: roster_answers.ScreeningAnswer},
    "screenings.resume": {200: roster_answers.ScreeningAnswer},
    "screenings.cancel": {200: roster_answers.ScreeningAnswer},
}
# Answers that are no JSON, by the types they may have.
_FILES: Mapping[str, tuple[str, ...]] = {
    "checks.receipt": ("text/plain",),
    "screenings.read_results": tuple(CONTENT_TYPES.values()),
}
_EVERY_ERROR = (400, 401, 403, 404, 405, 422, 429, 503)
_REFERENCE = "#/components/schemas/{model}"
_TAGS = {
    "checks": "One person or a thousand, receipts, outcomes and judgements.",
    "bans": "Bans: registered, changed, confirmed, read.",
    "proposals": "Changes that wait for a second person.",
    "subjects": "Who somebody is, and stays in prison.",
    "imported lists": "Imported lists of bans.",
    "feed": "The register for systems that follow it.",
    "reminders": "Bans that are about to end.",
    "look-ups": "Whether a person is banned, for offices.",
    "alerts": "Alerts for desks, and what a desk does about them.",
    "rosters": "Rosters of badge issuers.",
    "announcements": "People expected at a facility.",
    "screenings": "Lists of people, checked as a job.",
    "client": "The caller's own key.",
}


class DescribedAPI(NinjaAPI):
    """The API with its whole description."""

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        """Returns the description as ninja makes it, with the shapes of answers and errors put in."""
        return describe(super().get_openapi_schema(**arguments))


def describe(schema: OpenAPISchema) -> OpenAPISchema:
    """Puts the answers, the errors, the tags and the names of operations into a description."""
    models: list[type[BaseModel]] = sorted(
        {model for by_status in ANSWERS.values() for model in by_status.values()}, key=lambda model: model.__name__
    )
    models.append(Problem)
    shapes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in models]
    _, definitions = models_json_schema(shapes, ref_template=_REFERENCE)
    components = schema["components"]["schemas"]
    components.update({name: _open(shape) for name, shape in definitions["$defs"].items()})
    for _, operation in operations(schema):
        _describe_answers(operation)
    schema["info"] |= {
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        "contact": {"name": "The operator of this installation"},
    }
    schema["servers"] = [{"url": "/", "description": "This installation"}]
    schema["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    return schema


def operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields method and path of every operation, and the operation."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def operation_name(operation_id: str) -> str:
    """The name under which `ANSWERS` has an operation: its module and function; its own name where it has none."""
    text = operation_id.removeprefix("aigis_api_")
    return next((name for name in (*ANSWERS, *_FILES) if name.replace(".", "_") == text), text)


def _describe_answers(operation: dict[str, Any]) -> None:
    name = operation_name(operation["operationId"])
    responses = {str(status): response for status, response in operation["responses"].items()}
    for status, model in ANSWERS.get(name, {}).items():
        content = {"application/json": {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}}
        responses[str(status)] = {**responses.get(str(status), {}), "content": content}
    if name in _FILES:
        text = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
        responses["200"] = {**responses["200"], "content": dict.fromkeys(_FILES[name], text)}
    problem = {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    errors = {str(status) for status in _EVERY_ERROR} | {status for status in responses if status >= "400"}
    for error in errors:
        responses[error] = {"description": HTTPStatus(int(error)).phrase, "content": problem}
    operation["responses"] = dict(sorted(responses.items()))
    operation["operationId"] = name.replace(".", "_")


def _open(shape: dict[str, Any]) -> dict[str, Any]:
    """The shape as a client should take it: members may be added, and nobody breaks by it."""
    return {key: value for key, value in shape.items() if key != "additionalProperties" or value is not False}

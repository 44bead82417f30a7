"""The client for programs with asyncio: the same methods, awaited."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

import httpx

from aigis_client import calls, office_calls, roster_calls
from aigis_client.answers import Alert, EntryVerdict, ItemAnswer, Json, Replacement, Roster, RosterChange, RosterEntry
from aigis_client.calls import Call, CheckItem, require_safe
from aigis_client.errors import NoAnswer
from aigis_client.followers import Cursor
from aigis_client.persons import PersonLike
from aigis_client.retries import Retries, is_passing
from aigis_client.roster_calls import EntryPage
from aigis_client.verdicts import CheckAnswer

T = TypeVar("T")
_PAGE = 500


class AsyncAigisClient:
    """Asks an installation of Aigis, in one event loop; closed at the end.

    Args:
        url: the address of the installation; https, or this machine.
        key: the key of the API client; None with `auth`.
        auth: signs requests in place of the key, see `aigis_client.signing`.
        retries: how a call is repeated, always under the same Idempotency-Key.
        timeout: seconds of one attempt.
        transport: of httpx, for a proxy or a test.

    Every method raises Refused where Aigis refuses, and NoAnswer where there is no answer: neither is a verdict.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        auth: httpx.Auth | None = None,
        retries: Retries | None = None,
        timeout: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if (key is None) is (auth is None):
            raise ValueError("Give a key, or an auth that signs.")
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        self._http = httpx.AsyncClient(
            base_url=require_safe(url), headers=headers, auth=auth, timeout=timeout, transport=transport
        )
        self._retries = retries or Retries()

    async def check(
        self,
        gate: str,
        purpose: str,
        person: PersonLike | None = None,
        *,
        mrz: Sequence[str] | None = None,
        badge: str | None = None,
        note: str = "",
        key: str | None = None,
    ) -> CheckAnswer:
        """Checks one person, by details, document lines or badge; the same `key` gives the same answer again."""
        return await self._send(calls.check(gate, purpose, person, mrz, badge, note, key))

    async def check_items(
        self, gate: str, purpose: str, items: Sequence[CheckItem], *, key: str | None = None
    ) -> list[ItemAnswer]:
        """Checks up to 1,000 people; each item has its answer or its problem."""
        return await self._send(calls.check_items(gate, purpose, items, key))

    async def report_outcome(self, check_id: str, outcome: str, *, key: str | None = None) -> Json:
        """Reports `entered`, `refused`, `left` or `not_this_person` after a check."""
        return await self._send(calls.report_outcome(check_id, outcome, key))

    async def receipt(self, check_id: str, *, wait: int = 2) -> bytes | None:
        """Fetches the receipt of a check; None while it is not sealed, about a second."""
        return await self._send(calls.receipt(check_id, wait))

    async def rosters(self) -> list[Roster]:
        """Reads the rosters of the organisation."""
        return await self._send(roster_calls.rosters())

    async def entry_page(self, roster: str, *, after: int = 0, limit: int = _PAGE) -> EntryPage:
        """Reads a page of entries with the version of the roster, which `replace_entries` needs."""
        return await self._send(roster_calls.entries(roster, after, limit))

    async def set_entry(self, roster: str, ref: str, person: PersonLike) -> EntryVerdict:
        """Sets one entry and answers its verdict."""
        return await self._send(roster_calls.set_entry(roster, ref, person))

    async def set_entries(
        self, roster: str, persons: Mapping[str, PersonLike], *, key: str | None = None
    ) -> list[EntryVerdict]:
        """Sets up to 1,000 entries; each has its verdict or its problem."""
        return await self._send(roster_calls.set_entries(roster, persons, key))

    async def remove_entries(self, roster: str, refs: Sequence[str], *, key: str | None = None) -> int:
        """Removes up to 1,000 entries; answers how many there were."""
        return await self._send(roster_calls.remove_entries(roster, refs, key))

    async def replace_entries(
        self,
        roster: str,
        persons: Mapping[str, PersonLike],
        version: int,
        *,
        key: str | None = None,
    ) -> Replacement:
        """Makes the roster hold exactly these entries; refused as `changed_since` if `version` is an earlier one."""
        return await self._send(roster_calls.replace_entries(roster, persons, version, key))

    async def announce(
        self, announcement: Mapping[str, Any], persons: Mapping[str, PersonLike], *, key: str | None = None
    ) -> Json:
        """Announces people: `facility`, `on`, `purpose`, and `host`, `first_time`, `last_time`; persons by ref."""
        return await self._send(roster_calls.announce(announcement, persons, key))

    async def announcement(self, reference: str) -> Json:
        """Reads an announcement with the checks of each person."""
        return await self._send(roster_calls.announcement(reference))

    async def send_list(
        self, content: bytes, content_type: str, gate: str, purpose: str, *, key: str | None = None
    ) -> str:
        """Sends a list to be screened as a job; answers the job's reference."""
        return await self._send(roster_calls.send_list(content, content_type, gate, purpose, key))

    async def screening(self, job: str, *, step: str = "") -> Json:
        """Reads how far a job is; `step`: `pause`, `resume` or `cancel` it."""
        return await self._send(roster_calls.screening(job, step))

    async def results(self, job: str, *, form: str = "csv") -> bytes:
        """Fetches the results of a job so far: csv, ndjson, xlsx or parquet."""
        return await self._send(roster_calls.results(job, form))

    async def look_up(
        self, purpose: str, case_reference: str, person: PersonLike, *, instant: str | None = None
    ) -> Json:
        """Asks whether a person is banned, for offices; never sent twice: each one is on record."""
        return await self._send(office_calls.look_up(purpose, case_reference, person, instant))

    async def register_ban(self, ban: Mapping[str, Any], *, key: str | None = None) -> Json:
        """Registers a ban, in force at every gate from the answer on."""
        return await self._send(office_calls.register_ban(ban, key))

    async def read_ban(self, reference: str) -> Json:
        """Reads a ban with every version."""
        return await self._send(office_calls.read_ban(reference))

    async def acknowledge(self, alert: str, *, by: str = "", desk: str = "") -> Alert:
        """Says that a person at the desk has seen an alert."""
        return await self._send(office_calls.acknowledge(alert, by, desk))

    async def close_alert(self, alert: str, outcome: str, *, by: str = "", desk: str = "") -> Alert:
        """Closes an acknowledged alert with its outcome."""
        return await self._send(office_calls.close_alert(alert, outcome, by, desk))

    async def entries(self, roster: str) -> AsyncIterator[RosterEntry]:
        """Yields every entry of a roster."""
        after = 0
        while (page := await self.entry_page(roster, after=after)).items:
            for entry in page.items:
                yield entry
            after = page.next

    async def changes(self, roster: str, cursor: Cursor) -> AsyncIterator[RosterChange]:
        """Yields the changes of verdict after the cursor, which is written when those of a page were handled.

        After a crash the changes of a page may come again: handle each so that twice is as good as once.
        """
        while (page := await self._send(roster_calls.changes(roster, cursor.read(), _PAGE))).items:
            for change in page.items:
                yield change
            cursor.write(page.next)

    async def follow_changes(self, roster: str, cursor: Cursor, *, every: float = 2.0) -> AsyncIterator[RosterChange]:
        """Yields changes as they come, for ever, asking every few seconds; raises NoAnswer in an outage.

        Call it again after an outage: the cursor knows where it was.
        """
        while True:
            async for change in self.changes(roster, cursor):
                yield change
            await asyncio.sleep(every)

    async def alerts(self, *, after: int = 0, desk: str = "") -> AsyncIterator[Alert]:
        """Yields the alerts of a desk after a number, oldest first; a missing number would be a missing alert."""
        while page := await self._send(office_calls.alerts(after, desk)):
            for alert in page:
                yield alert
            after = page[-1].number

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> "AsyncAigisClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _send(self, call: Call[T]) -> T:
        """Sends a call until it is answered; raises Refused or NoAnswer."""
        attempts = self._retries.begin()
        request = call.request(self._http)
        while True:
            try:
                response = await self._http.send(request)
            except httpx.RequestError as failed:
                pause = None if call.once else attempts.pause()
                if pause is None:
                    raise NoAnswer(type(failed).__name__) from failed
            else:
                again = is_passing(response.status_code) and not call.once
                pause = attempts.pause(response.headers.get("Retry-After")) if again else None
                if pause is None:
                    return call.answer(response)
            await asyncio.sleep(pause)

"""Asks a witness for its cosignature over HTTP: the client's half of C2SP tlog-witness."""

import time

import httpx

from aigis.core.errors import InvalidInput
from aigis.core.tlog.witness import AddCheckpoint, Cosigned, Knows, Refused, WitnessAnswer, parse_size

_CONTRADICTS = (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY)
_KIND_OF_SIZE = "text/x.tlog.size"
_LONGEST_REASON = 200
_LARGEST_ANSWER = 64 * 1024  # bytes; what comes back is kept in memory


class HttpWitness:
    """A witness at an address; one connection is kept open between two checkpoints."""

    def __init__(self, url: str, *, patience: float) -> None:
        self._address = f"{url.rstrip('/')}/add-checkpoint"
        self._patience = patience
        plain = {"Accept-Encoding": "identity"}  # what is small needs no packing, and a few packed bytes may be a flood
        self._client = httpx.Client(timeout=patience, trust_env=False, follow_redirects=False, headers=plain)

    def close(self) -> None:
        """Ends the open connection."""
        self._client.close()

    def add_checkpoint(self, request: AddCheckpoint) -> WitnessAnswer:
        """Sends one request and gives what the witness says, within its patience (seconds); never raises."""
        try:
            status, kind, body = self._post(request.to_bytes())
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as failed:
            return Refused(f"no answer: {type(failed).__name__}", lasting=False)
        if status == httpx.codes.OK:
            return _cosigned(body)
        if status == httpx.codes.CONFLICT and (knows := _size(kind, body)):
            return knows
        why = body[:_LONGEST_REASON].decode(errors="replace").strip()
        return Refused(f"{status} {why}".strip(), lasting=400 <= status < 500, contradicts=status in _CONTRADICTS)

    def _post(self, content: bytes) -> tuple[int, str, bytes]:
        """The status, content type and body; a witness that sends drop by drop runs out of patience too."""
        until = time.monotonic() + self._patience
        with self._client.stream("POST", self._address, content=content) as answer:
            body = b""
            for part in answer.iter_raw():
                body += part
                if time.monotonic() > until or len(body) > _LARGEST_ANSWER:
                    raise TimeoutError
            return answer.status_code, answer.headers.get("content-type", ""), body


def _cosigned(body: bytes) -> WitnessAnswer:
    try:
        return Cosigned(body.decode())
    except UnicodeDecodeError:
        return Refused("its cosignature is no text", lasting=False)


def _size(kind: str, body: bytes) -> WitnessAnswer | None:
    """Reads the size in a conflict, also where its content type is missing; None where the conflict is another one."""
    try:
        return Knows(parse_size(body))
    except InvalidInput as wrong:
        return Refused(wrong.sentence, lasting=False) if kind.partition(";")[0].strip() == _KIND_OF_SIZE else None

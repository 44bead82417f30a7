"""Asks a witness for its cosignature over HTTP: the client's half of C2SP tlog-witness."""

import time

import httpx

from aigis.core.errors import InvalidInput
from aigis.core.tlog.witness import LARGEST_REQUEST, AddCheckpoint, Cosigned, Knows, Refused, WitnessAnswer, parse_size

_SIZE = "text/x.tlog.size"
_LONGEST_REASON = 200


class HttpWitness:
    """A witness at an address; one connection is kept open between two checkpoints."""

    def __init__(self, url: str, *, patience: float) -> None:
        self._address = f"{url.rstrip('/')}/add-checkpoint"
        self._patience = patience
        self._client = httpx.Client(timeout=patience, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        """Ends the open connection."""
        self._client.close()

    def add_checkpoint(self, asked: AddCheckpoint) -> WitnessAnswer:
        """Sends one request and gives what the witness says, within its patience (seconds); never raises."""
        try:
            status, kind, body = self._post(asked.to_bytes())
        except (httpx.HTTPError, TimeoutError, ValueError) as failed:
            return Refused(f"no answer: {type(failed).__name__}", lasting=False)
        if status == httpx.codes.OK:
            return _cosigned(body)
        if status == httpx.codes.CONFLICT and kind.partition(";")[0].strip() == _SIZE:
            return _knows(body)
        why = body[:_LONGEST_REASON].decode(errors="replace").strip()
        return Refused(f"{status} {why}".strip(), lasting=400 <= status < 500)

    def _post(self, content: bytes) -> tuple[int, str, bytes]:
        """The status, content type and body; a witness that sends drop by drop runs out of patience too."""
        until = time.monotonic() + self._patience
        with self._client.stream("POST", self._address, content=content) as answer:
            body = b""
            for part in answer.iter_bytes():
                body += part
                if time.monotonic() > until or len(body) > LARGEST_REQUEST:
                    raise TimeoutError
            return answer.status_code, answer.headers.get("content-type", ""), body


def _cosigned(body: bytes) -> WitnessAnswer:
    try:
        return Cosigned(body.decode())
    except UnicodeDecodeError:
        return Refused("its cosignature is no text", lasting=False)


def _knows(body: bytes) -> WitnessAnswer:
    try:
        return Knows(parse_size(body))
    except InvalidInput as wrong:
        return Refused(wrong.sentence, lasting=False)

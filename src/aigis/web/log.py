"""The published log: checkpoint and tiles, for anybody."""

from django.http import HttpRequest, HttpResponse

from aigis.apps.audit import queries
from aigis.apps.audit.models import Checkpoint
from aigis.core.errors import InvalidInput, NotFound
from aigis.web.pages import open_to_all

_TEXT = "text/plain; charset=utf-8"


@open_to_all
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint of the present log (C2SP tlog-checkpoint), never cached."""
    return _checkpoint(queries.published())


@open_to_all
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """A tile or an entry bundle (C2SP tlog-tiles): static and immutable.

    `witnessed` is the latest checkpoint that a quorum cosigned. An earlier log is under its number: `1/checkpoint`,
    `1/tile/…`.
    """
    number, _, rest = place.partition("/")
    log = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else None
    asked = place if log is None else rest
    if asked in ("checkpoint", "witnessed"):
        return _checkpoint(queries.published(log=log, witnessed=asked == "witnessed"))
    try:
        content = queries.tile(asked, log=log)
    except (InvalidInput, NotFound) as missing:
        return HttpResponse(missing.sentence + "\n", status=404, content_type=_TEXT)
    immutable = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(content, content_type="application/octet-stream", headers=immutable)


def _checkpoint(found: Checkpoint | None) -> HttpResponse:
    if found is None:
        return HttpResponse("The log has no such checkpoint yet.\n", status=404, content_type=_TEXT)
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(queries.signed_note(found), content_type=_TEXT, headers=headers)

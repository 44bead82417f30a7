"""The published log: checkpoint and tiles, for anybody."""

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from aigis.apps.audit import queries
from aigis.apps.audit.models import Checkpoint
from aigis.core.errors import InvalidInput, NotFound
from aigis.web.base.access import open_to_all

_TEXT = "text/plain; charset=utf-8"
_NOT_KEPT = {"Cache-Control": "no-store"}  # what is not there yet will be in a moment
_EARLIER = re.compile(r"([1-9][0-9]{0,2})/(.*)", re.DOTALL)


@open_to_all
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint of the present log (C2SP tlog-checkpoint), never cached."""
    return _checkpoint(queries.published())


@open_to_all
@require_safe
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """A tile or an entry bundle (C2SP tlog-tiles): static and immutable.

    `witnessed` is the latest checkpoint that a quorum cosigned. An earlier log is under its number: `1/checkpoint`,
    `1/tile/…`.
    """
    earlier = _EARLIER.fullmatch(place)
    log, tile_name = (int(earlier[1]), earlier[2]) if earlier else (None, place)
    if tile_name in ("checkpoint", "witnessed"):
        return _checkpoint(queries.published(log=log, witnessed=tile_name == "witnessed"))
    try:
        content = queries.tile(tile_name, log=log)
    except (InvalidInput, NotFound) as missing:
        return HttpResponse(missing.sentence + "\n", status=404, content_type=_TEXT, headers=_NOT_KEPT)
    immutable = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(content, content_type="application/octet-stream", headers=immutable)


def _checkpoint(checkpoint: Checkpoint | None) -> HttpResponse:
    if checkpoint is None:
        return HttpResponse("The log has no such checkpoint yet.\n", status=404, content_type=_TEXT, headers=_NOT_KEPT)
    return HttpResponse(queries.signed_note(checkpoint), content_type=_TEXT, headers=_NOT_KEPT)

"""The published log: checkpoint and tiles, for anybody."""

from django.http import HttpRequest, HttpResponse

from aigis.apps.audit import queries
from aigis.core.errors import InvalidInput, NotFound
from aigis.web.pages import open_to_all


@open_to_all
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint (C2SP tlog-checkpoint), never cached."""
    published = queries.published()
    if published is None or published.note is None:
        return HttpResponse("The log has no checkpoint yet.\n", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(published.note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@open_to_all
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """A tile or an entry bundle (C2SP tlog-tiles): static and immutable."""
    try:
        content = queries.tile(place)
    except (InvalidInput, NotFound) as missing:
        return HttpResponse(missing.sentence + "\n", status=404, content_type="text/plain; charset=utf-8")
    immutable = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(content, content_type="application/octet-stream", headers=immutable)

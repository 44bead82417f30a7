"""Gives each request an id, a span, and a line in the log if it was slow or got no answer."""

import logging
import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aigis.config.request_timer import door, is_measured
from aigis.telemetry import request_id, traces

logger = logging.getLogger("aigis.requests")
_OFFERED = "HTTP_X_REQUEST_ID"
_SLOW_SECONDS = 1.0


def with_request_context(application: WSGIApplication, *, trusts_proxy: bool) -> WSGIApplication:
    """Puts the context around an application; `trusts_proxy`: a proxy in front may name the request."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        name, started = request_id.begin(environ.get(_OFFERED, ""), trusted=trusts_proxy), time.perf_counter()
        statuses: list[int] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            statuses.append(int(status.partition(" ")[0]))
            return start_response(status, [*headers, (request_id.HEADER, name)], exc_info)

        through = door(environ["PATH_INFO"])
        method = environ["REQUEST_METHOD"]
        try:
            with traces.span(f"{method} {through}", **{"aigis.door": through, "aigis.request": name}) as span:
                body = application(environ, start)
                if span is not None:
                    span.set_attribute("http.response.status_code", statuses[-1])
            return body
        finally:
            if is_measured(environ["PATH_INFO"]):
                _log(through, method, statuses[-1] if statuses else 500, time.perf_counter() - started)
            request_id.end()

    return answer


def _log(through: str, method: str, status: int, seconds: float) -> None:
    fields = {"door": through, "method": method, "status": status, "duration_ms": round(1000 * seconds, 1)}
    if status >= 500:
        logger.warning("a request got no answer", extra=fields)
    elif seconds > _SLOW_SECONDS:
        logger.info("a request was slow", extra=fields)
    else:
        logger.debug("a request was answered", extra=fields)

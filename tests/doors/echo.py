"""A WSGI application that says what it was asked, served by granian in both ways: what `test_slow_bodies` asks."""

import json
import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from aigis.config.request_body import BodyReader
from aigis.config.wsgi_bridge import Application

_SHOWN = ("PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR", "HTTP_X_ONE")


def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers with the environment and the length of the body."""
    body = environ["wsgi.input"].read()
    seen = {name: environ.get(name) for name in (*_SHOWN, "HTTP_X_TWO")} | {"read": len(body)}
    answer = json.dumps(seen).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


rsgi = Application(wsgi, threads=4, reader=BodyReader(grace=float(os.environ.get("ECHO_GRACE", "5")), slow_after=0.2))

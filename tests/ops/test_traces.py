"""Traces: sent to the endpoint that is set, without a person; without an endpoint nothing is measured."""

import importlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from aigis.apps.checks.actions import perform
from aigis.telemetry import traces
from tests.apps.fixtures import at, forgetful, world
from tests.world import BANNED, World

__all__ = ["at", "forgetful", "world"]


class Collector:
    """A collector of OTLP over HTTP on loopback."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class TracesHandler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), TracesHandler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Any]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [s for r in requests for rs in r.resource_spans for ss in rs.scope_spans for s in ss.spans]


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collector = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    assert traces.start("web")
    yield collector
    traces.stop()
    collector.server.shutdown()
    collector.server.server_close()


def test_a_check_is_a_span_without_a_person(world: World, collector: Collector) -> None:
    world.ban()
    with traces.span("POST gate", **{"aigis.door": "gate"}):
        assert len(traces.current_trace()) == 32
        perform([world.query(BANNED)], at=world.at)
    traces.flush()
    spans = {span.name: span for span in collector.spans()}
    assert set(spans) == {"POST gate", "checks.perform"}
    assert spans["checks.perform"].parent_span_id == spans["POST gate"].span_id
    assert b"Vandenbroucke" not in b"".join(collector.bodies)


def test_the_words_of_an_exception_stay_out_of_a_span(collector: Collector) -> None:
    with pytest.raises(ValueError, match="Vandenbroucke"), traces.span("failing"):
        raise ValueError("Vandenbroucke")
    traces.flush()
    (span,) = collector.spans()
    assert [(item.key, item.value.string_value) for item in span.attributes] == [("error.type", "ValueError")]
    assert b"Vandenbroucke" not in b"".join(collector.bodies)


def test_without_an_endpoint_nothing_is_measured() -> None:
    assert not traces.start("web", {})
    with traces.span("nothing") as span:
        assert span is None and traces.current_trace() == ""


def test_a_missing_package_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(traces.TracingMissing, match=r"install aigis\[tracing\], or unset OTEL_EXPORTER_OTLP_ENDPOINT"):
        traces.start("web", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})

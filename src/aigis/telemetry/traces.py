"""OpenTelemetry traces, where an endpoint is set and the extra `tracing` is installed; otherwise nothing is measured.

The variables are those of the OpenTelemetry specification: OTEL_EXPORTER_OTLP_ENDPOINT switches traces on,
OTEL_TRACES_SAMPLER and OTEL_RESOURCE_ATTRIBUTES work as it says. No attribute of a span is of a person.
"""

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aigis import __version__

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_MISSING = "Traces are asked for, but OpenTelemetry is not installed: install aigis[tracing], or unset {}."
_tracer: Any = None
_provider: Any = None


class TracingMissing(RuntimeError):
    """Traces are asked for, and the packages are not there."""


def start(process: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Begins to trace if an endpoint is set; tells whether it does.

    Raises:
        TracingMissing: the extra `tracing` is not installed.
    """
    global _tracer, _provider
    named = next((name for name in _ENDPOINTS if environ.get(name)), "")
    if not named:
        return False
    try:
        trace = importlib.import_module("opentelemetry.sdk.trace")
        export = importlib.import_module("opentelemetry.sdk.trace.export")
        resources = importlib.import_module("opentelemetry.sdk.resources")
        otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ImportError:
        raise TracingMissing(_MISSING.format(named)) from None
    service = {"service.name": f"aigis-{process}", "service.version": __version__}
    _provider = trace.TracerProvider(resource=resources.Resource.create(service))
    _provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    _tracer = _provider.get_tracer("aigis", __version__)
    return True


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[Any]:
    """Measures what runs inside as a span; attributes are figures and closed words. An exception's words stay out."""
    if _tracer is None:
        yield None
        return
    options = {"record_exception": False, "set_status_on_exception": False}
    with _tracer.start_as_current_span(name, attributes=attributes, **options) as current:
        try:
            yield current
        except Exception as failure:
            current.set_attribute("error.type", type(failure).__name__)
            raise


def current_trace() -> str:
    """Returns the id of the present trace, empty without one."""
    if _tracer is None:
        return ""
    context = importlib.import_module("opentelemetry.trace").get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else ""


def flush() -> None:
    """Sends what is waiting."""
    if _provider is not None:
        _provider.force_flush()


def stop() -> None:
    """Sends what is waiting and traces no more."""
    global _tracer, _provider
    if _provider is not None:
        _provider.shutdown()
    _tracer = _provider = None

"""From a hit to its delivered webhook: a real receiver notes when each arrives."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class AlertReceiver(ThreadingHTTPServer):
    """A webhook's receiver on loopback that remembers when each check's alert came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _AlertHandler)
        self.arrived: list[float] = []
        self.arrived_alerts: dict[str, float] = {}
        self.arrived_rosters: list[float] = []
        self._came = threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where webhooks go."""
        return f"http://127.0.0.1:{self.server_port}/alerts"

    def note(self, body: bytes) -> None:
        """Remembers that a webhook came now, and of which alert it tells."""
        data = json.loads(body)["data"]
        with self._came:
            if "roster" in data:
                self.arrived_rosters.append(time.perf_counter())
                self._came.notify_all()
                return
            self.arrived.append(time.perf_counter())
            for item in data.get("items", [{"data": data}]):
                self.arrived_alerts.setdefault(item["data"]["alert"], time.perf_counter())
            self._came.notify_all()

    def wait_for_alert(self, alert: str, *, seconds: float) -> float:
        """When the alert came; raises TimeoutError where it does not within so many seconds."""
        with self._came:
            if not self._came.wait_for(lambda: alert in self.arrived_alerts, timeout=seconds):
                raise TimeoutError(f"the alert {alert} did not come")
            return self.arrived_alerts[alert]

    def wait_for_roster(self, count: int, *, seconds: float) -> float:
        """When the count-th change of a roster came; raises TimeoutError where it does not within so many seconds."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.arrived_rosters) >= count, timeout=seconds):
                raise TimeoutError(f"only {len(self.arrived_rosters)} of {count} changes came")
            return self.arrived_rosters[count - 1]

    def wait_for(self, count: int, *, seconds: float) -> float:
        """When the count-th came; raises TimeoutError where it does not within so many seconds."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.arrived) >= count, timeout=seconds):
                raise TimeoutError(f"only {len(self.arrived)} of {count} webhooks came")
            return self.arrived[count - 1]


class _AlertHandler(BaseHTTPRequestHandler):
    server: AlertReceiver

    def do_POST(self) -> None:
        """Takes a webhook."""
        self.server.note(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

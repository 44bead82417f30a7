"""A visitor system: announces visitors, receives the webhooks about them, and reads what changed.

    AIGIS_KEY=… python visitor_system.py announce https://aigis.example BEANR-0001 2026-11-23 "Host" visitors.csv
    AIGIS_KEY=… AIGIS_WEBHOOK_SECRET=whsec_… python visitor_system.py receive https://aigis.example 8090 [--once]

`visitors.csv` has the columns ref, family_name, given_names and birth_date.
"""

import csv
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aigis_client import AigisClient, BadSignature, Person, WebhookVerifier


def announce(client: AigisClient, facility: str, day: str, host: str, path: str) -> str:
    """Announces the visitors of a file and prints the first verdict of each; returns the announcement."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    persons = {row["ref"]: Person(row["family_name"], row["given_names"], birth_date=row["birth_date"]) for row in rows}
    answer = client.announce({"facility": facility, "on": day, "host": host, "purpose": "visitor"}, persons)
    print_visitors(answer)
    for refused in answer["refused"]:
        print(f"{refused['ref']} not announced: {refused['error']['detail']}")
    return str(answer["id"])


def print_visitors(announcement: Any) -> None:
    """Prints the last check of each visitor; one without a check has no verdict, and is not clear."""
    for person in announcement["persons"]:
        last = person["checks"][-1] if person["checks"] else {"verdict": "no answer yet", "why": "not checked"}
        print(f"{person['ref']} {last['verdict']} ({last['why']})", flush=True)


def receiver(client: AigisClient, verifier: WebhookVerifier) -> type[BaseHTTPRequestHandler]:
    """Returns the handler of webhooks: it believes nothing unsigned, and reads the verdicts from the API."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                message = verifier.verify(dict(self.headers), body)
            except BadSignature as wrong:
                print(f"refused a webhook: {wrong}", flush=True)
                self.send_error(400)
                return
            self.send_response(204)
            self.end_headers()
            if str(message.get("type", "")).startswith("announcement."):
                print(f"{message['type']} {message['data']['ref']}")
                print_visitors(client.announcement(message["data"]["announcement"]))

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Receiver


def main(what: str, url: str, *rest: str) -> None:
    """Announces visitors, or receives webhooks."""
    with AigisClient(url, os.environ["AIGIS_KEY"]) as client:
        if what == "announce":
            print(f"announced as {announce(client, *rest)}")
            return
        verifier = WebhookVerifier(*os.environ["AIGIS_WEBHOOK_SECRET"].split())
        server = HTTPServer(("127.0.0.1", int(rest[0])), receiver(client, verifier))
        print(f"listening on port {server.server_port}", flush=True)
        if "--once" in rest:
            server.handle_request()
        else:
            server.serve_forever()
        server.server_close()


if __name__ == "__main__":
    main(*sys.argv[1:])

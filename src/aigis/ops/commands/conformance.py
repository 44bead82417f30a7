"""`aigis conformance URL KEY`: what an integrator's client does wrong."""

import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.ops.client_examiner import Examiner, make_server
from aigis.ops.process import stop_on_signals


def add_arguments(parser: ArgumentParser) -> None:
    """Adds which Aigis stands behind, with which key, and how long the client is watched."""
    parser.add_argument("url", help="the Aigis that answers, a test installation")
    parser.add_argument("key", help="the client's key there")
    parser.add_argument("--port", type=int, default=8099, help="where the client is to send its requests instead")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long to watch; Ctrl-C ends it")
    parser.add_argument("--report", type=Path, help="a file for the report")


def run(args: Namespace) -> int:
    """Watches, then reports: 0 good, 1 with faults, 2 where the client did not show everything."""
    stop = stop_on_signals()
    examiner = Examiner(key=args.key)
    server = make_server(args.url.rstrip("/"), examiner, port=args.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Point your client at http://127.0.0.1:{server.server_port} and let it check a few people.", flush=True)
    stop.wait(args.seconds)
    server.shutdown()
    report = examiner.finish()
    text = "\n".join(report.lines())
    if args.report:
        args.report.write_text(text + "\n")
    print(text)
    return report.exit_code

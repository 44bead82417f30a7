"""`aigis bench`: measures on this machine; the last line printed is one JSON object."""

import json
import sys
from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Adds what to measure and how long."""
    what = parser.add_subparsers(dest="what", required=True)
    check = what.add_parser("check", help="checks: in process, over HTTP beside the bare inserts, hit to webhook")
    check.add_argument("--subjects", default="235,100000,500000", help="register sizes for the in-process part")
    check.add_argument("--connections", default="1,16,64", help="HTTP connections")
    check.add_argument("--seconds", type=float, default=8.0, help="how long each HTTP measurement lasts")
    check.add_argument("--alerts", type=int, default=100, help="how many hits are followed to their webhook")
    check.add_argument("--skip", default="", help="parts to leave out: perform, http, alert")


def run(args: Namespace) -> int:
    """Measures and prints the figures; progress goes to stderr."""
    from aigis.ops.bench import check

    figures = check.measure(
        subjects=[int(size) for size in args.subjects.split(",")],
        connections=[int(count) for count in args.connections.split(",")],
        seconds=args.seconds,
        alerts=args.alerts,
        skip=frozenset(args.skip.split(",")),
    )
    sys.stderr.flush()
    print(json.dumps(figures))
    return 0

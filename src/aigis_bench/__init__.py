"""`aigis bench`: measures on this machine; the last line printed is one JSON object."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from aigis_bench import match_options


def add_arguments(parser: ArgumentParser) -> None:
    """Adds what to measure and how long."""
    what = parser.add_subparsers(dest="what", required=True)
    check = what.add_parser("check", help="checks: in process, over HTTP beside the bare inserts, hit to webhook")
    check.add_argument("--subjects", default="235,100000,500000", help="register sizes for the in-process part")
    check.add_argument("--connections", default="1,16,64", help="HTTP connections")
    check.add_argument("--seconds", type=float, default=8.0, help="how long each HTTP measurement lasts")
    check.add_argument("--alerts", type=int, default=100, help="how many hits are followed to their webhook")
    check.add_argument("--rounds", default="500,10", help="calls of the in-process part: of one query, of a thousand")
    check.add_argument("--skip", default="", help="parts to leave out: perform, http, alert")
    lists = what.add_parser("import", help="a list of bans from its file to the register, and once more")
    lists.add_argument("--rows", type=int, default=10_000, help="rows of the list")
    lists.add_argument("--subjects", default="0,50000", help="how many subjects the register has before")
    log = what.add_parser("log", help="the provable log beside bare inserts and beside a hash chain")
    log.add_argument("--clients", default="1,8,32", help="processes that append at once")
    log.add_argument("--seconds", type=float, default=5.0, help="how long each appends")
    log.add_argument("--receipts", type=int, default=200, help="checks that are followed to their receipt")
    log.add_argument("--entries", type=int, default=1_000_000, help="size of the log that is verified")
    deliveries = what.add_parser("deliveries", help="hit to desk: quiet, next to a desk that hangs, behind a queue")
    deliveries.add_argument("--alerts", type=int, default=30, help="hits that are followed in each case")
    deliveries.add_argument("--queued", type=int, default=4_000, help="notices in the queue in the third case")
    idle = what.add_parser("idle", help="the CPU time of an installation at rest, process by process")
    idle.add_argument("--seconds", type=float, default=300.0, help="how long it is measured")
    idle.add_argument("--data", type=Path, help="folder of a running installation; without it a demo is started")
    chaos = what.add_parser("chaos", help="checks while processes are killed; 1 if anything answered is lost")
    chaos.add_argument("--seconds", type=float, default=120.0, help="how long processes are killed")
    chaos.add_argument("--kills", type=float, default=30.0, help="kills a minute")
    chaos.add_argument("--data", type=Path, help="folder of a running demo; without it one is started")
    chaos.add_argument("--seed", type=int, default=1, help="of the order in which processes are killed")
    chaos.add_argument("--only", default="", help="parts that are killed, separated by commas, such as web,sealer")
    recovery = what.add_parser("recovery", help="kill -9 of web processes, until a check is answered; 1 if wrong")
    recovery.add_argument("--subjects", type=int, default=100_000, help="subjects of the register")
    recovery.add_argument("--kills", type=int, default=3, help="how many times each is killed")
    screen = what.add_parser("screen", help="a roster screened whole and following the register, beside a bare join")
    screen.add_argument("--entries", type=int, default=100_000, help="entries of the roster")
    screen.add_argument("--subjects", type=int, default=20_000, help="subjects of the register")
    screen.add_argument("--bans", type=int, default=50, help="bans of badge holders that are followed to the webhook")
    screen.add_argument("--syncs", type=int, default=20, help="times that a thousand entries are sent by API")
    timing = what.add_parser("timing", help="whether time or length of an answer tells its verdict")
    timing.add_argument("--rounds", type=int, default=500, help="checks of each verdict, one after another in turn")
    match_parser = what.add_parser("match", help="the matcher beside its peers: speed, memory, accuracy")
    match_options.add_arguments(match_parser)


def run(args: Namespace) -> int:
    """Measures and prints the figures; progress goes to stderr."""
    figures = {
        "deliveries": _deliveries,
        "match": _match,
        "import": _import,
        "check": _check,
        "log": _log,
        "idle": _idle,
        "chaos": _chaos,
        "recovery": _recovery,
        "timing": _timing,
        "screen": _screen,
    }[args.what](args)
    sys.stderr.flush()
    print(json.dumps(figures))
    return int(args.what in ("chaos", "recovery") and any(figures.get(name) for name in _NEVER))


# Whatever is killed, none of these happens.
_NEVER = ("wrong", "lost", "doubled", "unlogged", "undelivered")


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _match(args: Namespace) -> dict[str, Any]:
    from aigis_bench import match, match_report

    figures = match.measure(args)
    if args.out:
        args.out.write_text(json.dumps(figures, indent=1) + "\n")
    if args.report:
        match_report.write(args.report, figures)
    return match.without_curves(figures)


def _import(args: Namespace) -> dict[str, Any]:
    from aigis_bench import importing

    return importing.measure(rows=args.rows, subjects=_numbers(args.subjects))


def _check(args: Namespace) -> dict[str, Any]:
    from aigis_bench import check

    return check.measure(
        subjects=_numbers(args.subjects),
        connections=_numbers(args.connections),
        rounds=_numbers(args.rounds),
        seconds=args.seconds,
        alerts=args.alerts,
        skip=frozenset(args.skip.split(",")),
    )


def _log(args: Namespace) -> dict[str, Any]:
    from aigis_bench import log

    return log.measure(
        clients=_numbers(args.clients),
        seconds=args.seconds,
        receipts=args.receipts,
        entries=args.entries,
    )


def _deliveries(args: Namespace) -> dict[str, Any]:
    from aigis_bench import deliveries

    return deliveries.measure(alerts=args.alerts, queued=args.queued)


def _idle(args: Namespace) -> dict[str, Any]:
    from aigis_bench import idle

    return idle.measure(data=args.data, seconds=args.seconds)


def _screen(args: Namespace) -> dict[str, Any]:
    from aigis_bench import rosters

    return rosters.measure(rosters.RosterSizes(args.entries, args.subjects, args.bans, args.syncs))


def _timing(args: Namespace) -> dict[str, Any]:
    from aigis_bench import answer_times

    return answer_times.measure(rounds=args.rounds)


def _chaos(args: Namespace) -> dict[str, Any]:
    from aigis_bench import chaos

    only = args.only.split(",") if args.only else ()
    return chaos.measure(data=args.data, seconds=args.seconds, kills_per_minute=args.kills, seed=args.seed, only=only)


def _recovery(args: Namespace) -> dict[str, Any]:
    from aigis_bench import recovery

    return recovery.measure(subjects=args.subjects, kills=args.kills)

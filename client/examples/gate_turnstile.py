"""A turnstile: reads document lines or a badge a line, opens for `clear` alone, and reports who entered.

    AIGIS_KEY=… python gate_turnstile.py https://aigis.example BEANR-0001/main < scans

A scan is a line: the lines of the machine-readable zone separated by `|`, or `badge 20261130000117`.
"""

import os
import sys
from collections.abc import Iterable

from aigis_client import AigisClient, AigisError, Refused


def answer_scan(client: AigisClient, gate: str, scan: str) -> str:
    """Returns what the turnstile does: whatever is not a clear answer leaves it closed."""
    badge = scan.removeprefix("badge ").strip() if scan.startswith("badge ") else None
    mrz = None if badge else scan.split("|")
    try:
        answer = client.check(gate, "employee" if badge else "visitor", mrz=mrz, badge=badge)
    except Refused as refused:
        return f"CLOSED scan again: {refused.detail}"
    except AigisError:
        return "CLOSED no answer: follow the outage plan"
    if not answer.may_enter:
        return f"CLOSED {'drill ' if answer.drill else ''}{answer.verdict.value}: {answer.instruction}"
    try:
        client.report_outcome(answer.id, "entered")
    except AigisError as failed:
        print(f"the entry after check {answer.id} could not be reported: {failed}", file=sys.stderr)
    return "OPEN"


def main(url: str, gate: str, scans: Iterable[str]) -> None:
    """Answers each scan."""
    with AigisClient(url, os.environ["AIGIS_KEY"], timeout=3.0) as client:
        for scan in scans:
            if scan.strip():
                print(answer_scan(client, gate, scan.strip()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.stdin)

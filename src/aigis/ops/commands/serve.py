"""`aigis serve`: the web process, granian with its WSGI workers."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.ops.database.role_check import require_own_role
from aigis.ops.durability import require_durable
from aigis.ops.start_check import require_set_up
from aigis.telemetry import logs, shared_folder

_SERVER_LOG = Path(__file__).resolve().parents[2] / "config" / "granian_log.json"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds where to listen and with how many processes and threads."""
    parser.add_argument("--host", default=os.environ.get("AIGIS_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("AIGIS_PORT", "8000")), help="port to listen on")
    parser.add_argument("--workers", type=int, default=int(os.environ.get("AIGIS_WORKERS", "2")), help="processes")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("AIGIS_THREADS", "16")), help="of each one")


def run(args: Namespace) -> int:
    """Becomes granian: the process of this command is the web server's own."""
    require_durable()
    require_own_role()
    require_set_up("serve")
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--host", args.host, "--port", str(args.port)]
    command += ["--workers", str(args.workers)]
    command += ["--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "4"]
    command += ["--backlog", "2048", "--no-ws", "--log-level", "error", "aigis.config.rsgi:application"]
    if logs.read_settings(os.environ)[1] == "json":
        command[-1:-1] = ["--log-config", str(_SERVER_LOG)]
    os.environ["AIGIS_THREADS"] = str(args.threads)
    shared_folder.prepare(args.port)
    sys.stdout.flush()
    os.execv(sys.executable, command)

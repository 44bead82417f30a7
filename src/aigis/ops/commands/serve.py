"""`aigis serve`: the web process, granian with its WSGI workers."""

import gc
import importlib
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from aigis.ops.database.role_check import require_own_role
from aigis.ops.durability import require_durable
from aigis.ops.forked_server import keep_forked
from aigis.ops.start_check import require_set_up
from aigis.telemetry import logs, shared_folder

_SERVER_LOG = Path(__file__).resolve().parents[2] / "config" / "granian_log.json"
_APPLICATION = "aigis.config.rsgi"
_BACKLOG = 2048
_RESPAWN_PAUSE = 1.0  # seconds
_KILLED_AFTER = 4  # seconds that a worker has to end when asked


def add_arguments(parser: ArgumentParser) -> None:
    """Adds where to listen and with how many processes and threads."""
    parser.add_argument("--host", default=os.environ.get("AIGIS_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("AIGIS_PORT", "8000")), help="port to listen on")
    parser.add_argument("--workers", type=int, default=int(os.environ.get("AIGIS_WORKERS", "2")), help="processes")
    parser.add_argument("--threads", type=int, default=int(os.environ.get("AIGIS_THREADS", "16")), help="of each one")


def run(args: Namespace) -> int:
    """Serves until SIGTERM; the application is loaded once, and server and processes are forked with it."""
    require_durable()
    require_own_role()
    require_set_up("serve")
    os.environ["AIGIS_THREADS"] = str(args.threads)
    shared_folder.prepare(args.port)  # before anything counts
    for loaded in (_APPLICATION, "granian"):
        importlib.import_module(loaded)
    gc.collect()
    gc.freeze()  # what was loaded stays: pages that no collection touches are shared by all processes
    sys.stdout.flush()
    return keep_forked(partial(_serve, args))


def _serve(args: Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    is_json = logs.read_settings(os.environ)[1] == "json"
    Granian(
        f"{_APPLICATION}:make_application",
        address=args.host,
        port=args.port,
        interface=Interfaces.RSGI,
        workers=args.workers,
        backlog=_BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=_RESPAWN_PAUSE,
        workers_kill_timeout=_KILLED_AFTER,
        log_level=LogLevels.error,
        log_dictconfig=json.loads(_SERVER_LOG.read_text()) if is_json else None,
        factory=True,
    ).serve()

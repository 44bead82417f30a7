"""The `aigis` command: finds the module of a command, lets it read its arguments and runs it."""

import importlib
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from aigis.core.errors import DomainError
from aigis.ops import installation
from aigis.ops.database import role_urls

REFUSED = 2
NO_ANSWER = 3
INTERRUPTED = 130

COMMANDS = {
    "up": (
        "aigis.ops.commands.up",
        "start everything: PostgreSQL, web, worker, sealer (--demo: with an invented harbour)",
    ),
    "serve": ("aigis.ops.commands.serve", "the web process alone"),
    "work": ("aigis.ops.commands.work", "the worker alone: deliveries, reminders, screenings"),
    "seal": ("aigis.ops.commands.seal", "the sealer alone: numbers and signs the log"),
    "migrate": ("aigis.ops.commands.migrate", "bring the tables up to date and grant each process its rights"),
    "reconcile": ("aigis.ops.commands.reconcile", "compare what the log holds with what the system does"),
    "conformance": ("aigis.ops.commands.conformance", "what an integrator's client does wrong"),
    "backup": ("aigis.ops.commands.backup", "both databases at one point, without the keys"),
    "restore": ("aigis.ops.commands.restore", "put a backup into a folder without a database"),
    "drill": ("aigis.ops.commands.drill", "restore a backup into a scratch folder and compare it with its log"),
    "check": ("aigis.ops.commands.check", "ask about one person; leaves with 0 clear, 1 denied, 2 refer, 3 no answer"),
    "import": ("aigis.ops.commands.import_bans", "read bans from an Excel or CSV file"),
    "export": ("aigis.ops.commands.export", "write final penalties for the criminal record to a file"),
    "screen": ("aigis.ops.screen.command", "check a list"),
    "match": ("aigis.ops.match.command", "compare two lists of persons, without a database"),
    "verify": ("aigis.ops.commands.verify", "verify a receipt, a log or the running system"),
    "desk": ("aigis.ops.commands.desk", "check what an alert desk received: nothing missing, nothing changed"),
    "retention": (
        "aigis.ops.commands.retention",
        "what is kept how long: show it, erase what is due, re-apply after a restore",
    ),
    "log": ("aigis.ops.commands.log", "the log's own affairs: export, change its key, begin its successor"),
    "register": (
        "aigis.ops.commands.register",
        "after a failover that lost changes: answer checks again from what is left",
    ),
    "witness": (
        "aigis.ops.commands.witness",
        "be a witness: cosign the checkpoints of logs, for a court or an auditor",
    ),
    "init": ("aigis.ops.commands.init", "make keys and tables, print the link of the first administrator"),
    "config": ("aigis.ops.commands.config", "every setting with its value and where it comes from"),
    "admin": ("aigis.ops.commands.admin", "organisations, gates, people and keys from a file: admin apply FILE.toml"),
    "bench": ("aigis_bench", "measure"),
    "manage": ("aigis.ops.commands.manage", "Django's own commands"),
}
# These work on an installation of this machine and find it by themselves.
AT_HOME = {"init", "serve", "work", "seal", "reconcile", "migrate", "manage"}
AT_HOME |= {"backup", "drill"}
AT_HOME |= {"admin", "import", "export", "screen", "log", "register", "retention"}
# These leave with the verdict: whatever goes wrong must not read as one.
ASKING = {"check", "screen"}
# These hand everything after their name to somebody else's parser.
PASSED_ON = {"manage"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; every refusal is a sentence on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        return 0 if words else REFUSED
    name, rest = words[0], words[1:]
    refused = NO_ANSWER if name in ASKING else REFUSED
    try:
        return _run(name, rest)
    except DomainError as refusal:
        print(f"aigis: {refusal.sentence}", file=sys.stderr)
        return refused
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone; nothing more can be said to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return refused
    except Exception as failure:
        if name not in ASKING:
            if type(failure).__name__ == "ImproperlyConfigured":  # of Django, which most commands do without
                print(f"aigis: {failure}", file=sys.stderr)
                return refused
            raise
        # Python's own exit code would read as a verdict, and so might a second failure when it flushes.
        print(f"no answer: {type(failure).__name__}: {failure}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_ANSWER


def overview() -> str:
    """The list of commands with one line each."""
    lines = [f"  {name:<9} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["usage: aigis COMMAND …", "", *lines, "", "aigis COMMAND --help tells more about one of them."])


def _run(name: str, rest: list[str]) -> int:
    module = _module(name)
    if name in AT_HOME:
        installation.adopt()
        role_urls.adopt_role(name)
    if name in PASSED_ON:
        return int(module.run(Namespace(arguments=rest)))
    parser = _parser(name)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(rest)))


def _module(name: str) -> ModuleType:
    """Imports the module of a command, only now: a command pays for nothing that another one needs."""
    if name not in COMMANDS:
        raise DomainError(f"There is no command '{name}'. The commands are: {', '.join(COMMANDS)}.")
    path, _ = COMMANDS[name]
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name != path:
            raise
        raise DomainError(f"The command '{name}' is not part of this installation.") from None


class _AskingParser(ArgumentParser):
    """Leaves with 3 on wrong usage: argparse's own 2 would read as the verdict 'refer'."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(NO_ANSWER, f"{self.prog}: {message}\n")


def _parser(name: str) -> ArgumentParser:
    kind = _AskingParser if name in ASKING else ArgumentParser
    return kind(prog=f"aigis {name}", description=COMMANDS[name][1], allow_abbrev=False)


if __name__ == "__main__":
    sys.exit(main())

"""`aigis log`: what the operator does with the log itself: export it, change its key, have a successor go on."""

import os
import re
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from aigis.adapters.signer import FileSigner, read_verifier_keys
from aigis.core.errors import Conflict, DomainError, InvalidInput

_NEXT = "Both keys sign from now on. Publish the new one; end the old one when all who verify have it:\n  {}"
_FULL = "The folder {} is not empty. Give one that is."
_GOES_ON = "The sealer closes the log and goes on in {}. Publish its key:\n  {}"
_YEAR = re.compile(r"(?P<base>.+)/(?P<year>20[0-9]{2})")


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `export`, `keys`, `rotate-key`, `end-key`, `succeed`, `recover-signer` and `clock-ran-ahead`."""
    what = parser.add_subparsers(dest="what", required=True)
    export = what.add_parser("export", help="write the log into a folder that verifies offline")
    export.add_argument("folder", type=Path)
    export.add_argument("--origin", default="", help="an earlier log, by its origin")
    export.add_argument("--open", action="store_true", help="with what happened and who did it; never about whom")
    what.add_parser("keys", help="print the verifier keys that sign now")
    what.add_parser("rotate-key", help="make a new key that signs beside the present one")
    what.add_parser("end-key", help="take the older of two keys away")
    succeed = what.add_parser("succeed", help="close the log and go on in a successor, as at the end of a year")
    succeed.add_argument("--origin", default="", help="its origin; without one the present one's, with the year")
    recover = what.add_parser("recover-signer", help="give a signer without its state back what it signed last")
    recover.add_argument("--as", dest="username", required=True, help="a user who manages the installation")
    recover.add_argument("--reason", required=True, help="how the state was lost; it stands in the log")
    recover.add_argument("--without-witnesses", action="store_true", help="although no witness confirms it")
    ahead = what.add_parser("clock-ran-ahead", help="leave the time of a clock that ran ahead, in a successor")
    ahead.add_argument("--origin", default="", help="the successor's; without one the present one's, with the year")
    ahead.add_argument("--as", dest="username", required=True, help="who found it: a user who manages the installation")
    ahead.add_argument("--reason", required=True, help="how it was found; it stands in the log")


def run(args: Namespace) -> int:
    """Carries out one of them and prints what to do next."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from django.utils import timezone

    steps = {"export": _export, "keys": _keys, "rotate-key": _rotate, "end-key": _end}
    steps |= {"succeed": _succeed, "clock-ran-ahead": _leave_clock_behind, "recover-signer": _recover}
    print(steps[args.what](args, at=timezone.now()))
    return 0


def _export(args: Namespace, *, at: datetime) -> str:
    from aigis.apps.audit import export as audit_export
    from aigis.apps.audit.actions import SYSTEM

    if args.folder.exists() and (not args.folder.is_dir() or any(args.folder.iterdir())):
        raise InvalidInput(_FULL.format(args.folder))
    export = audit_export.begin(origin=args.origin, opened=args.open, actor=SYSTEM, at=at)
    for name, content in export.files():
        path = args.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    size = export.checkpoint.tree_size
    return f"{size} entries of {export.log.origin}. Verify with: aigis-verifier log {args.folder} --vkey KEY"


def _keys(args: Namespace, *, at: datetime) -> str:
    from aigis.apps.audit import queries

    return "\n".join(queries.log_vkeys())


def _rotate(args: Namespace, *, at: datetime) -> str:
    return _NEXT.format(_signer().add_key())


def _end(args: Namespace, *, at: datetime) -> str:
    """Ends the older key, once the newer one has signed what is published: nobody must be left without a signature."""
    from aigis.apps.audit import queries
    from aigis.core.tlog.checkpoint import open_checkpoint
    from aigis.core.tlog.keys import VerifierKey

    signer, checkpoint = _signer(), queries.published()
    newest = VerifierKey.parse(signer.vkeys[-1])
    try:
        open_checkpoint(str(checkpoint.note) if checkpoint else "", key=newest)
    except InvalidInput:
        raise Conflict("The newer key has not signed the published checkpoint yet. Is the sealer running?") from None
    return f"This key signs no longer; what it signed stays good:\n  {signer.end_key()}"


def _succeed(args: Namespace, *, at: datetime) -> str:
    from aigis.apps.audit import rotation
    from aigis.apps.audit.actions import SYSTEM
    from aigis.core.dates.brussels import day_of

    origin = args.origin or _with_year(rotation.current().origin, year=day_of(at).year)
    vkey = _files(origin, create=True).vkey
    rotation.plan_successor(origin=origin, vkey=vkey, actor=SYSTEM, at=at)
    return _GOES_ON.format(origin, vkey)


def _leave_clock_behind(args: Namespace, *, at: datetime) -> str:
    from aigis.apps.audit import rotation
    from aigis.core.access.permissions import Capability
    from aigis.core.dates.brussels import day_of
    from aigis.ops.command_context import acting_as

    actor = acting_as(args.username, Capability.PEOPLE_MANAGE, at=at, address="aigis log clock-ran-ahead")
    log = rotation.current()
    origin = args.origin or log.successor or _with_year(log.origin, year=day_of(at).year)
    vkey = _files(origin, create=True).vkey
    rotation.leave_clock_behind(origin=origin, vkey=vkey, reason=args.reason, actor=actor, at=at)
    return _GOES_ON.format(origin, vkey)


def _recover(args: Namespace, *, at: datetime) -> str:
    """Writes the signer's state anew: what the log signed last, confirmed by witnesses."""
    from aigis import wiring
    from aigis.apps.audit import rotation, signer_recovery
    from aigis.core.access.permissions import Capability
    from aigis.ops.command_context import acting_as

    actor = acting_as(args.username, Capability.PEOPLE_MANAGE, at=at, address="aigis log recover-signer")
    origin = rotation.current().origin
    key, state = wiring.signer_files(origin)
    if state.exists():
        raise Conflict(f"The signer's state is in {state}. Move a damaged file away and keep it; nothing was changed.")
    recovered = signer_recovery.recover(
        vkey=read_verifier_keys(key, origin)[-1],
        reason=args.reason,
        without_witnesses=args.without_witnesses,
        actor=actor,
        at=at,
    )
    FileSigner.restore(key, state, origin, size=recovered.size, root=recovered.root)
    names = ", ".join(recovered.confirmed_by) or "no witness"
    return f"The signer knows again that it signed {recovered.size} entries; confirmed by {names}. Start the sealer."


def _with_year(origin: str, *, year: int) -> str:
    match = _YEAR.fullmatch(origin)
    named = f"{match['base'] if match else origin}/{year}"
    if named == origin:
        raise DomainError(f"{origin} is this year's log already. Name its successor with --origin.")
    return named


def _signer() -> FileSigner:
    from aigis.apps.audit import rotation

    return _files(rotation.current().origin)


def _files(origin: str, *, create: bool = False) -> FileSigner:
    """The signer over its files themselves: only the operator changes them."""
    from aigis import wiring

    key, state = wiring.signer_files(origin)
    return (FileSigner.create if create else FileSigner)(key, state, origin)

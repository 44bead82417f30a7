"""`aigis register`: what the operator decides about the register after a restore or a failover."""

from argparse import ArgumentParser, Namespace

_GOES_ON = "The register goes on as version {}. Enter the lost bans again; their offices have the decisions."


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `accept-loss`."""
    steps = parser.add_subparsers(dest="step", required=True)
    loss = steps.add_parser("accept-loss", help="answer checks again although the last changes are lost for good")
    loss.add_argument("--as", dest="username", required=True, help="who decides: a user who manages the installation")
    loss.add_argument("--reason", required=True, help="why they cannot be brought back; written to the log")


def run(args: Namespace) -> int:
    """Accepts the loss and prints what to do next."""
    from aigis.ops.command_context import acting_as, enter

    enter(None)
    from django.utils import timezone

    from aigis.apps.register.loss import accept_loss
    from aigis.core.access.permissions import Capability

    now = timezone.now()
    actor = acting_as(args.username, Capability.PEOPLE_MANAGE, at=now, address="aigis register accept-loss")
    print(_GOES_ON.format(accept_loss(actor=actor, reason=args.reason, at=now)))
    return 0

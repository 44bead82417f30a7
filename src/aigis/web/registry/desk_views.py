"""The registry desk: what waits for me first, then the bans that end soon and those registered last."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aigis.apps.people import directory
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.desks import registry as registry_desk
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.proposals import context as proposal_context
from aigis.web.registry import ban_context

_MOST_AT_ONCE = 100


@page(Capability.BAN_READ)
@never_cache
@require_GET
def registry(request: PageRequest) -> HttpResponse:
    """What waits, the bans that end within thirty days, and those registered last."""
    now = timezone.now()
    desk = registry_desk.registry_desk(actor=request.actor, at=now)
    waiting = desk.waiting
    people = {confirmable.recorded_by for confirmable in waiting.to_confirm} | {
        proposal.row.proposed_by for proposal in waiting.proposals
    }
    people |= {listed.row.recorded_by for listed in waiting.lists}
    names = directory.actor_names(people)
    context = {
        "now": now,
        "waiting": waiting,
        "to_decide": proposal_context.listed(waiting.to_decide, names),
        "elsewhere": proposal_context.listed(waiting.elsewhere, names),
        "to_confirm": [(confirmable, names[confirmable.recorded_by]) for confirmable in waiting.to_confirm],
        "lists": [(listed, names[listed.row.recorded_by]) for listed in waiting.lists],
        "overdue": sum(confirmable.due_at < now for confirmable in waiting.to_confirm),
        "overdue_lists": sum(listed.row.due_at < now for listed in waiting.lists),
        "confirmable": sum(not confirmable.mine for confirmable in waiting.to_confirm),
        "ending": [(ending, ban_context.days_left(ending.period, at=now)) for ending in desk.ending],
        "ending_count": desk.ending_count,
        "latest": desk.latest,
        "reminders": desk.reminders,
        **{f"may_{name}": may(request.actor, capability) for name, capability in _MAY.items()},
    }
    return render(request, "web/registry/desk.html", context)


_MAY = {
    "register": Capability.BAN_REGISTER,
    "confirm": Capability.BAN_CONFIRM,
    "import": Capability.BAN_IMPORT,
    "find": Capability.SUBJECT_FIND,
    "remind": Capability.REMINDER_READ,
    "propose": Capability.PROPOSAL_READ,
}


@page(Capability.BAN_CONFIRM)
@never_cache
@require_POST
def registry_confirm(request: PageRequest) -> HttpResponse:
    """Confirms the versions that were ticked, all or none."""
    back = request.POST.get("next", "")
    try:
        ticked = [_version(text) for text in request.POST.getlist("version")[:_MOST_AT_ONCE]]
        if not ticked:
            raise InvalidInput("Select the versions that you compared with their decision.")
        count = ban_confirmation.confirm(ticked, actor=request.actor, at=timezone.now())
    except (InvalidInput, Conflict, NotAllowed) as refused:
        messages.error(request, translate_error(refused))
    else:
        sentence = ngettext("1 version is confirmed.", "%(many)s versions are confirmed.", count)
        messages.success(request, sentence % {"many": count})
    return redirect("ban", _uuid(back)) if back else redirect("registry")


def _version(text: str) -> tuple[UUID, int]:
    """A ban and the number of its version, as the form names them: `UUID:number`."""
    ban, _, number = text.partition(":")
    if not (number.isdecimal() and len(number) < 9):
        raise InvalidInput("This is not a version of a ban. Reload the page and try again.")
    return _uuid(ban), int(number)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("This is not a version of a ban. Reload the page and try again.") from None

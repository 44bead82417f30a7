"""The auditor's page of sight: which office is shown what of a ban that a look-up finds, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from aigis.core.access.disclosure import GRANTS, OF_A_THIRD, TABLE, Fact, Office
from aigis.core.access.permissions import Capability
from aigis.web.base.access import PageRequest, page
from aigis.web.labels.disclosure import FACTS, OFFICES


@page(Capability.LOG_READ)
@require_safe
def sight(request: PageRequest) -> HttpResponse:
    """The table as the code applies it, then the reasons; nothing of a person stands in it."""
    reasons = [
        (
            [FACTS[fact] for fact in Fact if fact in grant.facts],
            [OFFICES[office] for office in Office if office in grant.offices],
            gettext(grant.why),
        )
        for grant in GRANTS
    ]
    context = {
        "offices": [OFFICES[office] for office in Office],
        "rows": [
            (FACTS[fact], fact in OF_A_THIRD, [(OFFICES[office], fact in TABLE[office]) for office in Office])
            for fact in Fact
        ],
        "reasons": reasons,
    }
    return render(request, "web/sight/table.html", context)

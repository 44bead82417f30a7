"""The receipt of a check on paper: what was asked and answered, and the proof, for somebody who decides about it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.audit import queries as log
from aigis.apps.checks import queries
from aigis.core.access.permissions import Capability
from aigis.core.audit.receipt import Receipt, verify_by_policy
from aigis.core.person.person import Person
from aigis.core.tlog.encoding import encode64
from aigis.core.tlog.tree import hash_leaf
from aigis.web.base.access import PageRequest, page

_MILLISECONDS = 1_000


@page(Capability.RECEIPT_READ)
@never_cache
@require_safe
def receipt(request: PageRequest, check: UUID) -> HttpResponse:
    """What a receipt proves, to be printed; everything on it was read out of the receipt after it had held."""
    minimal = "minimal" in request.GET
    content = queries.receipt(check, actor=request.actor, at=timezone.now(), minimal=minimal)
    if content is None:
        return render(request, "web/receipt/waiting.html", {"check": check}, status=202)
    if "file" in request.GET:
        name = f'attachment; filename="check-{check}.tlog-proof"'
        return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})
    verified = verify_by_policy(content, policy=log.trust())
    erased = queries.erased_by(check, actor=request.actor)
    shown = {"check": check, "minimal": minimal, "essentials": _essentials(verified), "seen": _seen(verified)}
    shown |= {"erased": erased.get("subject"), "erased_core": erased.get("core")}
    return render(request, "web/receipt/page.html", {**shown, **_said(verified)})


@dataclass(frozen=True, slots=True)
class Essentials:
    """The least that ties a sheet of paper to the log: five values, as text and as a QR code."""

    origin: str
    index: int
    size: int
    leaf_hash: str
    root: str

    @property
    def text(self) -> str:
        """What the QR code says."""
        return f"aigis-receipt/v1\n{self.origin}\n{self.index}\n{self.size}\n{self.leaf_hash}\n{self.root}\n"

    @property
    def qr(self) -> SafeString:
        """The QR code as an SVG without styles or scripts."""
        code = segno.make(self.text, error="m", micro=False)
        drawn = code.svg_inline(scale=3, border=4, svgclass="aigis-receipt__qr", lineclass=None, title=None)
        return mark_safe(drawn)  # noqa: S308 - squares drawn from hashes and numbers


def _essentials(verified: Receipt) -> Essentials:
    leaf, root = hash_leaf(verified.opened.leaf.to_bytes()), verified.checkpoint.root
    return Essentials(
        verified.checkpoint.origin, verified.index, verified.checkpoint.size, encode64(leaf), encode64(root)
    )


def _seen(verified: Receipt) -> list[dict[str, Any]]:
    """The witnesses who saw the checkpoint, in the order of their times."""
    times = sorted(verified.cosigned.items(), key=lambda item: item[1])
    return [{"name": name, "at": datetime.fromtimestamp(time, UTC)} for name, time in times]


def _said(verified: Receipt) -> dict[str, Any]:
    """The opened parts, as a reader finds them."""
    opened, leaf = verified.opened.values, verified.opened.leaf
    subject = opened.get("subject")
    return {
        "core": opened.get("core"),
        "happened_at": datetime.fromisoformat(opened["core"]["at"]) if "core" in opened else None,
        "sealed_at": datetime.fromtimestamp(leaf.time_ms / _MILLISECONDS, UTC),
        "actor": opened.get("actor"),
        "sequence": opened["sequence"],
        "person": Person.from_dict(subject["person"]) if subject else None,
        "born": subject["person"]["birth"] if subject else None,
        "note": subject["note"] if subject else "",
        "vkeys": log.log_vkeys(),
    }

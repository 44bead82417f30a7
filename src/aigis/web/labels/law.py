"""The provisions of law on pages, in the reader's language: cited, what each says, whether its text was compared."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aigis.core.privacy.provisions import NamedBy, Provision, ProvisionStatus, standing

NAMED_BY = {
    NamedBy.LAW: pgettext_lazy("who says how many days", "the law"),
    NamedBy.CONTROLLER: pgettext_lazy("who says how many days", "the controller"),
    NamedBy.NOBODY: pgettext_lazy("who says how many days", "– (it does not identify a person)"),
}
STANDINGS = {
    ProvisionStatus.COMPARED: _("compared with the text"),
    ProvisionStatus.COUNSEL: _("to be confirmed by counsel"),
}


@dataclass(frozen=True, slots=True)
class ShownProvision:
    """A provision as a page shows it; `name` is where the page's table of provisions holds it."""

    name: str
    cited: str
    says: str
    standing: str
    open: bool


def shown(provision: Provision) -> ShownProvision:
    """A provision in the reader's language."""
    return ShownProvision(
        f"law-{slugify(provision.cited)}",
        gettext(provision.cited),
        gettext(provision.says),
        str(STANDINGS[standing(provision)]),
        not provision.compared,
    )


def shown_once(provisions: Iterable[Provision]) -> list[ShownProvision]:
    """Provisions in the reader's language, each once, in the order they come."""
    return [shown(provision) for provision in dict.fromkeys(provisions)]

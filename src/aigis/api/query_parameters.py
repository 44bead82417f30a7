"""Query parameters as strictly as bodies: one that an address does not know, or has twice, is refused.

A mistyped `?limt=` or `?at=` would otherwise answer something else than was asked.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.signature import ViewSignature

from aigis.core.errors import InvalidInput

View = Callable[..., Any]


def refuse_unknown_parameters(view: View) -> View:
    """Decorates an operation so that it raises InvalidInput for a query parameter that it does not read."""
    names = _parameters(view)

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        in_address = request.resolver_match.kwargs if request.resolver_match else {}
        _require_known(request, names - in_address.keys())
        return view(request, *args, **kwargs)

    return checked


def _parameters(view: View) -> frozenset[str]:
    """The names under which an operation reads its query, and those in its address, which look the same here."""
    models = [model for model in ViewSignature("", view).models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


def _require_known(request: HttpRequest, names: frozenset[str]) -> None:
    for name, values in request.GET.lists():
        shown = name[:40] if name.isprintable() else "?"
        if name not in names:
            allowed = ", ".join(sorted(names)) or "none"
            raise InvalidInput(f"This address has no parameter '{shown}'. It knows: {allowed}.", field=shown)
        if len(values) > 1:
            raise InvalidInput(f"The parameter '{shown}' is given twice. Give it once.", field=shown)

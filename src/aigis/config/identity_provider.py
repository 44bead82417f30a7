"""The identity provider (OpenID Connect) of the environment, and as allauth needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

PROVIDER = "oidc"  # the name of the one provider of an installation, as addresses have it


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The identity provider at which people sign in; without an issuer there is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()
    national_number_claim: str = ""

    @property
    def origin(self) -> str:
        """Returns scheme, host and port of the issuer; empty without one."""
        return "/".join(self.issuer.split("/")[:3])


def read_oidc(environ: Mapping[str, str], *, mode: str) -> OidcSettings:
    """Reads the provider; raises ImproperlyConfigured with the variable's name and what to give it.

    In production it must be reached over HTTPS, because its tokens rest on that.
    """
    issuer = environ.get("AIGIS_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return OidcSettings()
    if not issuer.startswith("https://" if mode == "production" else ("https://", "http://127.0.0.1")):
        raise ImproperlyConfigured(f"AIGIS_OIDC_ISSUER is '{issuer}': give an address that begins with https://.")
    for name in ("AIGIS_OIDC_CLIENT_ID", "AIGIS_OIDC_CLIENT_SECRET"):
        if not environ.get(name):
            raise ImproperlyConfigured(f"{name} is missing: the provider gave it when Aigis was registered there.")
    return OidcSettings(
        issuer=issuer,
        client_id=environ["AIGIS_OIDC_CLIENT_ID"],
        client_secret=environ["AIGIS_OIDC_CLIENT_SECRET"],
        name=environ.get("AIGIS_OIDC_NAME") or issuer.split("/")[2],
        scopes=tuple(environ.get("AIGIS_OIDC_SCOPES", "openid profile email").split()),
        national_number_claim=environ.get("AIGIS_OIDC_NATIONAL_NUMBER_CLAIM", ""),
    )


def oidc_apps(oidc: OidcSettings) -> list[dict[str, Any]]:
    """Returns the provider as allauth's list of apps; empty without one."""
    if not oidc.issuer:
        return []
    options = {"server_url": oidc.issuer, "oauth_pkce_enabled": True, "scope": list(oidc.scopes)}
    app = {"provider_id": PROVIDER, "name": oidc.name, "client_id": oidc.client_id}
    return [{**app, "secret": oidc.client_secret, "settings": options}]

"""What a production installation is made of: cookies bound to its host, HSTS, slow password hashes, no debugging."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_NAMES = (
    "DEBUG SESSION_COOKIE_NAME CSRF_COOKIE_NAME LANGUAGE_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
    "LANGUAGE_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SECURE_HSTS_SECONDS "
    "SECURE_HSTS_INCLUDE_SUBDOMAINS PASSWORD_HASHERS CONTENT_SECURITY_POLICY ALLOWED_HOSTS"
)
_PROGRAM = (
    "import json; from aigis.config import settings as s; print(json.dumps({n: getattr(s, n) for n in %r.split()}))"
)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of a production installation behind HTTPS with an identity provider."""
    folder: Path = tmp_path_factory.mktemp("keys")
    (folder / "django.key").write_text("k" * 50)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AIGIS_", "DJANGO_"))}
    environ = own | {
        "AIGIS_MODE": "production",
        "AIGIS_URL": "https://register.example",
        "AIGIS_KEYS": str(folder),
        "AIGIS_DATABASE_URL": "postgresql://aigis@127.0.0.1/aigis",
        "AIGIS_OIDC_ISSUER": "https://login.example/realms/port",
        "AIGIS_OIDC_CLIENT_ID": "aigis",
        "AIGIS_OIDC_CLIENT_SECRET": "s",
    }
    done = subprocess.run([sys.executable, "-c", _PROGRAM % _NAMES], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    settings: dict[str, Any] = json.loads(done.stdout)
    return settings


def test_cookies_are_bound_to_the_host_and_to_https(production: dict[str, Any]) -> None:
    names = [production[f"{kind}_COOKIE_NAME"] for kind in ("SESSION", "CSRF", "LANGUAGE")]
    assert all(name.startswith("__Host-") for name in names)
    assert all(production[f"{kind}_COOKIE_SECURE"] for kind in ("SESSION", "CSRF", "LANGUAGE"))
    assert production["SESSION_COOKIE_HTTPONLY"] and production["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_browsers_come_by_https_for_a_year_to_every_subdomain(production: dict[str, Any]) -> None:
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 86_400 and production["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_passwords_are_hashed_slowly_and_nothing_is_debugged(production: dict[str, Any]) -> None:
    assert production["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert production["DEBUG"] is False and production["ALLOWED_HOSTS"] == ["register.example"]


def test_the_sign_in_form_may_lead_to_the_provider_and_nowhere_else(production: dict[str, Any]) -> None:
    directives = production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["form-action"] == ["'self'", "https://login.example"]
    assert directives["object-src"] == directives["base-uri"] == directives["frame-ancestors"] == ["'none'"]

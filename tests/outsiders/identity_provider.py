"""An identity provider of others: Django OAuth Toolkit as a project of its own, in a process of its own.

Started as `python identity_provider.py PORT FOLDER SECRET`; its people are in FOLDER/people.json, which it reads at
each sign-in, so that a test can change what the provider says of somebody.
"""

import json
import sys
import time
import uuid
from pathlib import Path
from wsgiref.simple_server import make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PORT, FOLDER, SECRET = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
ISSUER, CLIENT = f"http://127.0.0.1:{PORT}/o", "aigis"
PASSWORD = "a password at the provider"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)

settings.configure(
    SECRET_KEY="of the provider",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "provider.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"registration/login.html": '<form method="post">{% csrf_token %}{{ form }}</form>'},
                    ),
                    "django.template.loaders.app_directories.Loader",
                ]
            },
        }
    ],
    LOGIN_URL="/login/",
    USE_TZ=True,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": KEY.decode(),
        "OIDC_ISS_ENDPOINT": ISSUER,
        "SCOPES": {"openid": "sign in", "profile": "names", "email": "address"},
        "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Claims",
        "PKCE_REQUIRED": True,
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from jwcrypto import jwk, jwt  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


def people() -> dict[str, dict[str, object]]:
    """The provider's people by name, each with the claims of today."""
    content: dict[str, dict[str, object]] = json.loads((FOLDER / "people.json").read_text())
    return content


class Claims(OAuth2Validator):  # type: ignore[misc]
    """Puts the claims of a person into tokens."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: HttpRequest) -> dict[str, object]:
        """Returns the claims of the person who signs in."""
        name = request.user.get_username()
        return {"preferred_username": name, **people()[name]}


def logout_token(request: HttpRequest, name: str) -> HttpResponse:
    """Signs a logout token of a person, with the changes that a test asks for."""
    key = jwk.JWK.from_pem(KEY)
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "sub": str(User.objects.get(username=name).pk),
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **{word: json.loads(str(value)) for word, value in request.GET.items()},
    }
    kind = str(claims.pop("typ", "logout+jwt"))
    token = jwt.JWT(header={"alg": "RS256", "kid": key.thumbprint(), "typ": kind}, claims=claims)
    token.make_signed_token(key)
    return HttpResponse(token.serialize())


urlpatterns = [
    path("login/", LoginView.as_view()),
    path("logout-token/<str:name>", logout_token),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]


def main() -> None:
    """Makes the people and the client, and serves until it is ended."""
    call_command("migrate", verbosity=0)
    for name in people():
        User.objects.create_user(name, password=PASSWORD)
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris="http://testserver/account/oidc/oidc/login/callback/",
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
        name="Aigis",
    )
    make_server("127.0.0.1", PORT, get_wsgi_application()).serve_forever()


if __name__ == "__main__":
    main()

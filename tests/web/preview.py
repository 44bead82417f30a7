"""A small site that shows the pages without a database of persons: to look at them, and to try them in a browser.

Run it: `.venv/bin/python -m tests.web.preview 8099`, then open /reception/?show=denied. Each value of the scan field
asks for one kind of reply; see `preview_site.REPLIES`.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "aigis"
# Template tags speak words of every room; Django loads all of them for whatever page comes first.
ROOMS = sorted(f"aigis.apps.{apps.parent.name}" for apps in (PACKAGE / "apps").glob("*/apps.py"))


def configure() -> None:
    """Sets Django up with the pages and the sign-in, and a throw-away database in memory."""
    settings.configure(
        SECRET_KEY="preview",
        DEBUG=True,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.web.preview_site",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.socialaccount",
            *ROOMS,
            "aigis.web",
        ],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PACKAGE / "web" / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        CONTENT_SECURITY_POLICY={"DIRECTIVES": {"default-src": ["'self'"], "img-src": ["'self'", "data:"]}},
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        MFA_SUPPORTED_TYPES=["totp", "webauthn", "recovery_codes"],
        MIGRATION_MODULES={
            room.rpartition(".")[2]: None for room in ROOMS
        },  # theirs need PostgreSQL; nothing reads them
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        LANGUAGE_CODE="en",
        LANGUAGES=[("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")],
        LOCALE_PATHS=[PACKAGE / "locale"],
        FORMAT_MODULE_PATH="aigis.web.formats",
        STATIC_URL="/static/",
        TIME_ZONE="Europe/Brussels",
        USE_TZ=True,
    )
    django.setup()


class Threaded(ThreadingMixIn, WSGIServer):
    """Answers other requests while one is slow, and ends at once."""

    daemon_threads = True


def application() -> Any:
    """The site as a WSGI application, with the style sheet and scripts served from the package."""
    call_command("migrate", verbosity=0)
    return StaticFilesHandler(WSGIHandler())


if __name__ == "__main__":
    configure()
    server = make_server("127.0.0.1", int(sys.argv[1]), application(), server_class=Threaded)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()

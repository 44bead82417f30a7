"""Django's settings; everything that differs between installations comes from `environment.py`."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from aigis.config import environment
from aigis.config.identity_provider import oidc_apps
from aigis.ops.settings_table import setting_origins
from aigis.telemetry import logs

ENVIRONMENT = environment.read()
SETTING_ORIGINS = setting_origins(os.environ)  # as the pages show them: secrets are hidden
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "aigis.config.urls"
WSGI_APPLICATION = "aigis.config.wsgi.application"
DATABASES = {"default": dict(ENVIRONMENT.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "aigis.apps.people.json_cache.JsonTableCache", "LOCATION": "people_cache"}}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "aigis.apps.audit",
    "aigis.apps.people",
    "aigis.apps.notices",
    "aigis.apps.approvals",
    "aigis.apps.facilities",
    "aigis.apps.accounts",
    "aigis.apps.register",
    "aigis.apps.alerts",
    "aigis.apps.checks",
    "aigis.apps.rosters",
    "aigis.apps.probing",
    "aigis.apps.retention",
    "aigis.apps.insight",
    "aigis.web",
]

# The first ones see every answer, also 404 and 405: headers belong on all of them.
MIDDLEWARE = [
    "aigis.web.base.probes.ProbeMiddleware",
    "aigis.web.base.client_address.ClientAddressMiddleware",
    "aigis.web.base.private_answers.PrivateAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "aigis.api.unknown_address.UnknownAddressMiddleware",
    "aigis.api.key_headers.KeyHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aigis.web.base.kiosk_lock.KioskLockMiddleware",
    "aigis.web.base.session_activity.SessionActivityMiddleware",
    "aigis.web.base.sign_in_duties.SignInDutiesMiddleware",
    "aigis.web.base.default_deny.ClosedByDefaultMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aigis.web.base.context.desk",
            ]
        },
    }
]

# Languages and time: people in four languages, instants in UTC, shown as Brussels time.
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "aigis.web.formats"
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # files are served from where packages keep them: nothing to collect
WHITENOISE_MAX_AGE = 300  # scripts import one another by plain names

# Sign-in is allauth's: passwords, OIDC, second factor.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "aigis.apps.accounts.password_rules.LengthRule"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "aigis.apps.accounts.password_rules.GuessRule"},
]
ACCOUNT_ADAPTER = "aigis.adapters.login.AccountAdapter"
ACCOUNT_USER_DISPLAY = "aigis.adapters.login.display_name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# A port's guards change shifts at the same minute, behind one address: what is delayed is failing, by name and network
# (`apps/accounts/attempts.py`). The library's own limit holds the codes of a second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
MFA_ADAPTER = "aigis.adapters.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https  # browsers allow it for localhost alone
SOCIALACCOUNT_ADAPTER = "aigis.adapters.provider_login.ProviderLoginAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(ENVIRONMENT.oidc)}}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "aigis.web.base.session_store"
SESSION_COOKIE_AGE = 12 * 3600
_HOST_ONLY = "__Host-" if ENVIRONMENT.https else ""  # RFC 6265bis: Secure, no Domain, Path=/
SESSION_COOKIE_NAME = f"{_HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST_ONLY}django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "aigis.web.base.failures.csrf"

# Nothing from other hosts, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *filter(None, [ENVIRONMENT.oidc.origin])],  # the sign-in form leads there
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the proxy in front redirects to HTTPS
if ENVIRONMENT.mode == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    WHITENOISE_AUTOREFRESH = True  # or every client of a test would look through all files when it is made

LOGGING = logs.configuration(ENVIRONMENT.log_level, ENVIRONMENT.log_format)

"""Second factors are allauth's; this adapter encrypts their secrets and records each change."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils import timezone

from aigis.apps.accounts import factor_secrets, sessions
from aigis.apps.people import access
from aigis.apps.people.models import User

_CHANGES = {
    "totp_activated": "app_added",
    "totp_deactivated": "app_removed",
    "webauthn_added": "key_added",
    "webauthn_removed": "key_removed",
    "recovery_codes_generated": "codes_renewed",
}


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts secrets under a data key of their own, so that a copy of the database holds none."""

    def encrypt(self, text: str) -> str:
        """Encrypts a secret for its column."""
        return base64.b64encode(factor_secrets.encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypts what `encrypt` wrote; raises LogRefuses where it was altered."""
        return factor_secrets.decrypt(base64.b64decode(encrypted_text))

    def get_totp_issuer(self) -> str:
        """Returns the name under which an authenticator app lists the account."""
        return "Aigis"

    def send_notification_mail(self, template_prefix: str, user: User, *arguments: Any, **more: Any) -> None:
        """Records the change; the library calls this hook after each one."""
        change = _CHANGES.get(template_prefix.rpartition("/")[2], "changed")
        sessions.record_factor_change(user, change, actor=access.account_of_user(user), at=timezone.now())

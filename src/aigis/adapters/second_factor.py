"""Second factors are allauth's; this adapter encrypts their secrets. The adapter of accounts records each change."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from aigis.apps.accounts import factor_secrets


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

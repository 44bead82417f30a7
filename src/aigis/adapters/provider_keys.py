"""The keys of the identity provider, by which its logout tokens are verified."""

from typing import Any

import jwt
import requests

_PATIENCE = 5.0  # seconds
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")


class OidcTokens:
    """Verifies logout tokens of one provider, whose configuration is read when the first one comes."""

    def __init__(self, *, issuer: str, client_id: str) -> None:
        self._issuer, self._client_id = issuer, client_id
        self._keys: jwt.PyJWKClient | None = None

    def verify(self, token: str) -> dict[str, Any]:
        """Returns the claims of a signed token for this client; raises ValueError for any other."""
        try:
            if str(jwt.get_unverified_header(token).get("typ", "")).lower() != "logout+jwt":
                raise ValueError("this token is of another type")
            key = self._key_client().get_signing_key_from_jwt(token)
            required = {"require": ["iss", "aud", "iat"]}
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=list(_ALGORITHMS),
                audience=self._client_id,
                issuer=self._issuer,
                options=required,  # type: ignore[arg-type]
            )
        except (jwt.PyJWTError, requests.RequestException, KeyError) as wrong:
            raise ValueError(str(wrong)) from wrong
        return claims

    def _key_client(self) -> jwt.PyJWKClient:
        if self._keys is None:
            reply = requests.get(f"{self._issuer}/.well-known/openid-configuration", timeout=_PATIENCE)
            reply.raise_for_status()
            description = reply.json()
            if description["issuer"] != self._issuer:
                raise ValueError("the provider describes itself as another one")
            self._keys = jwt.PyJWKClient(description["jwks_uri"], timeout=int(_PATIENCE))
        return self._keys

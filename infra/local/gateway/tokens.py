"""Development tokens: the stack is its own issuer; its gateway checks them as API Gateway checks Cognito's."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.files import write_atomically
from infra.local.gateway.http import ProblemError

AUDIENCE: Final = "statewright-local"
LIFETIME_SECONDS: Final = 3600
_CHALLENGE: Final = b'Bearer realm="statewright"'
_CACHED: Final = 256
_DEVELOPER: Final = {
    "sub": "00000000-0000-4000-8000-000000000001",
    "email": "developer@localhost",
    "name": "Developer",
    "token_use": "access",
    "client_id": AUDIENCE,
    "scope": "openid email profile",
}


def load_key(path: Path) -> rsa.RSAPrivateKey:
    """The signing key in `path`, made on first use."""
    if path.exists():
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if isinstance(loaded, rsa.RSAPrivateKey):
            return loaded
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write_atomically(
        path,
        made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return made


class Tokens:
    """Issues and checks RS256 tokens for one `issuer` (a URL below which the discovery document is served)."""

    def __init__(self, key: rsa.RSAPrivateKey, issuer: str) -> None:
        self._key = key
        self._public = key.public_key()
        self.issuer = issuer
        numbers = self._public.public_numbers()
        self._jwk = {"kty": "RSA", "n": _base64url(numbers.n), "e": _base64url(numbers.e)}
        thumbprint = f'{{"e":"{self._jwk["e"]}","kty":"RSA","n":"{self._jwk["n"]}"}}'
        self._key_id = base64.urlsafe_b64encode(hashlib.sha256(thumbprint.encode()).digest()).rstrip(b"=").decode()
        self._checked: dict[str, tuple[float, Mapping[str, str]]] = {}

    def issue(self, lifetime_seconds: int = LIFETIME_SECONDS) -> str:
        """A token for the developer."""
        now = int(time.time())
        claims = {**_DEVELOPER, "iss": self.issuer, "aud": AUDIENCE, "iat": now, "exp": now + lifetime_seconds}
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._key_id})

    def check(self, authorization: str | None) -> Mapping[str, str]:
        """The claims of an `Authorization` header, as strings, as a JWT authorizer passes them on.

        Raises `ProblemError` 401 saying what is wrong with it.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized("This address needs `Authorization: Bearer <token>`.")
        known = self._checked.get(token)
        if known is not None and known[0] > time.time():
            return known[1]
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=self.issuer,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.InvalidTokenError as error:
            raise _unauthorized(f"The token is not accepted: {error}.") from error
        texts = {name: value if isinstance(value, str) else str(value) for name, value in claims.items()}
        while len(self._checked) >= _CACHED:
            del self._checked[next(iter(self._checked))]
        self._checked[token] = (float(claims["exp"]), texts)
        return texts

    def key_set(self) -> dict[str, Any]:
        """The JWKS document."""
        return {"keys": [{**self._jwk, "kid": self._key_id, "use": "sig", "alg": "RS256"}]}

    def discovery(self) -> dict[str, Any]:
        """The OpenID Connect discovery document."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/.well-known/jwks.json",
            "token_endpoint": f"{self.issuer}/token",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }


def _unauthorized(detail: str) -> ProblemError:
    return ProblemError(401, f"{detail} POST /_local/token gives one.", [(b"www-authenticate", _CHALLENGE)])


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()

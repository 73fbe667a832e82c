"""A key ring that seals text: AES-256-GCM, bound to the place where the text belongs.

The first secret seals; every secret of the ring opens, so that keys can be rotated without a pause. What is sealed
carries the name of its key, a fresh nonce, and, as associated data, a context that is not stored: a value moved to
another row or column doesn't open.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "1"
NONCE = 12
NAME = 6  # bytes of a key's name: tells keys apart, says nothing of the key
SHORTEST_SECRET = 32


class Tampered(ValueError):
    """The text was changed, moved to another place, or sealed with a key that is not on the ring."""


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    cipher: AESGCM


class KeyRing:
    """Seals and opens text with keys derived from secrets; the first secret is the one in use."""

    def __init__(self, secrets: Sequence[str]):
        """Derive the keys. Raises ValueError when there is no secret."""
        if not secrets:
            raise ValueError("a key ring needs at least one secret")
        keys = [_derive(secret) for secret in secrets]
        self._current = keys[0]
        self._by_name = {key.name: key for key in reversed(keys)}

    def seal(self, text: str, context: str) -> str:
        """Return the text sealed for one place; the same text never looks the same twice."""
        nonce = os.urandom(NONCE)
        sealed = self._current.cipher.encrypt(nonce, text.encode(), context.encode())
        return ".".join((VERSION, self._current.name, _encode(nonce + sealed)))

    def open(self, token: str, context: str) -> str:
        """Return the text that was sealed for this place. Raises Tampered for anything else."""
        key, payload = self._parts(token)
        try:
            text = key.cipher.decrypt(payload[:NONCE], payload[NONCE:], context.encode())
        except (InvalidTag, ValueError) as broken:
            raise Tampered("the sealed text does not open here") from broken
        return text.decode()

    def is_current(self, token: str) -> bool:
        """Say whether the text was sealed with the key in use, or should be sealed again."""
        return self._parts(token)[0] is self._current

    def _parts(self, token: str) -> tuple[_Key, bytes]:
        version, _, rest = token.partition(".")
        name, _, body = rest.partition(".")
        if version != VERSION or name not in self._by_name:
            raise Tampered("not sealed with a key of this ring")
        try:
            return self._by_name[name], urlsafe_b64decode(body.encode())
        except (NotBase64, ValueError) as broken:
            raise Tampered("the sealed text is damaged") from broken


def is_weak(secret: str) -> bool:
    """Say whether a secret is too short or too uniform to derive a key from."""
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < 8


def _derive(secret: str) -> _Key:
    # One derivation for the key and one for its name, so that the name gives nothing of the key away.
    return _Key(_encode(_expand(secret, b"name", NAME)), AESGCM(_expand(secret, b"key", 32)))


def _expand(secret: str, purpose: bytes, length: int) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=length, salt=b"lanyard field encryption", info=purpose)
    return hkdf.derive(secret.encode())


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()

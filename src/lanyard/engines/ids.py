"""Identifiers that appear in addresses: random, short enough to read out, never guessable (60 bits)."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o or u to misread
LENGTH = 12


def new_public_id() -> str:
    """Return a new random identifier of LENGTH characters."""
    # 32 letters: five bits of each random byte choose one of them evenly.
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(LENGTH))

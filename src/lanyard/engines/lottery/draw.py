"""Chance that anybody can check: numbers from a seed, committed to beforehand.

Before the draw the commitment is shown: the SHA-256 of the seed's bytes, in hexadecimal. After it the seed is shown.
The numbers, so that they can be made again in any language:

1. Block i (0, 1, 2, …) is SHA-256 of the ASCII text `lanyard lottery 1`, the seed's bytes and i as 8 bytes, the most
   significant first. The blocks in a row are one stream.
2. A number below m: read the next 16 bytes of the stream as a number r, the most significant first. Where r is not
   below the largest multiple of m that is at most 2^128, read on. The number is r modulo m.
"""

import hashlib
import secrets
from collections.abc import Sequence

LABEL = b"lanyard lottery 1"
SEED_BYTES = 32
NUMBER_BYTES = 16
RANGE = 1 << (8 * NUMBER_BYTES)


def new_seed() -> bytes:
    """Return a seed that nobody can guess."""
    return secrets.token_bytes(SEED_BYTES)


def commitment(seed: bytes) -> str:
    """Return what is shown before the draw and binds to the seed."""
    return hashlib.sha256(seed).hexdigest()


class Stream:
    """The numbers that come from a seed, in their order."""

    def __init__(self, seed: bytes):
        """Begin at block 0."""
        self._start, self._block, self._bytes = hashlib.sha256(LABEL + seed), 0, b""

    def below(self, limit: int) -> int:
        """Return the next number from 0 to limit - 1, each as likely. Raises ValueError outside 1 to 2^128."""
        if not 0 < limit <= RANGE:
            raise ValueError(f"no number below {limit} can be drawn")
        fair = RANGE - RANGE % limit
        while (number := self._number()) >= fair:
            pass
        return number % limit

    def some(self, people: Sequence[str], count: int) -> list[str]:
        """Return so many of the people, each choice as likely: the first places of a shuffle from the left."""
        shuffled = list(people)
        for place in range(count):
            other = place + self.below(len(shuffled) - place)
            shuffled[place], shuffled[other] = shuffled[other], shuffled[place]
        return shuffled[:count]

    def _number(self) -> int:
        if not self._bytes:
            block = self._start.copy()
            block.update(self._block.to_bytes(8, "big"))
            self._bytes, self._block = block.digest(), self._block + 1
        taken, self._bytes = self._bytes[:NUMBER_BYTES], self._bytes[NUMBER_BYTES:]
        return int.from_bytes(taken, "big")

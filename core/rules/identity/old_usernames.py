"""Usernames from before the unified platform (说明 二(二), 指南 二(三)): void, kept hashed so that the list names nobody.

One salt for a whole list and a hash that takes memory and some milliseconds: looking one name up is cheap, trying many isn't.
"""

import hashlib

from core.model.exam import OldUsernames
from core.rules.identity.usernames import username_key

BLOCK = 8
LEAST_COST, USUAL_COST, MOST_COST = 1 << 10, 1 << 12, 1 << 17
SALT_BYTES = 16
HASH_BYTES = 16
_MEMORY_BYTES = 256 * MOST_COST * BLOCK


def old_username_hash(username: str, cost: int, salt: bytes) -> str:
    """The hash (hex) under which a username stands in a list; capitals and width make no difference."""
    key = username_key(username).encode(errors="replace")
    return hashlib.scrypt(key, salt=salt, n=cost, r=BLOCK, p=1, dklen=HASH_BYTES, maxmem=_MEMORY_BYTES).hex()


def is_cost(cost: int) -> bool:
    """Whether a list may be hashed with this cost: a power of two that one log-in can bear."""
    return LEAST_COST <= cost <= MOST_COST and cost.bit_count() == 1


def hash_in(listed: OldUsernames, username: str) -> str:
    """The hash of a username for that list."""
    return old_username_hash(username, listed.cost, bytes.fromhex(listed.salt))

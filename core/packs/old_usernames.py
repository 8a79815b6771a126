"""The list of usernames from before the unified platform: ``old_usernames.txt`` of a pack, hashed, so that it names nobody.

The first line says how: ``scrypt <cost> <salt>``; each further line is one hash. Lines beginning with ``#`` are for readers.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from core.model.exam import OldUsernames
from core.packs.mistakes import Mistake, MistakeCode
from core.rules.identity.old_usernames import HASH_BYTES, SALT_BYTES, is_cost, old_username_hash
from core.rules.identity.usernames import username_key

FILE = "old_usernames.txt"
_HEAD = re.compile(rf"scrypt ([0-9]{{1,9}}) ([0-9a-f]{{{2 * SALT_BYTES}}})")
_HASH = re.compile(rf"[0-9a-f]{{{2 * HASH_BYTES}}}")


@dataclass(frozen=True, slots=True)
class OldReading:
    """The list of a pack: how it is hashed (``None`` where there is none), the hashes, and what is wrong."""

    listed: OldUsernames | None = None
    hashes: frozenset[str] = frozenset()
    mistakes: list[Mistake] = field(default_factory=list)


def read_old_usernames(folder: Path) -> OldReading:
    """Read the list; a pack may have none. No mistake quotes a line: it could be somebody's name."""
    path = folder / FILE
    if not path.is_file():
        return OldReading()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return OldReading(mistakes=[Mistake(FILE, line, "", MistakeCode.NOT_UTF8)])
    return _read(list(_lines(text)))


def hashed_list(usernames: Iterable[str], cost: int, salt: bytes) -> Iterator[str]:
    """The lines of such a list for clear usernames, sorted by hash so that their order tells nothing; each once."""
    yield f"scrypt {cost} {salt.hex()}"
    keys = {username_key(name) for name in usernames} - {""}
    with ThreadPoolExecutor() as pool:
        yield from sorted(pool.map(lambda key: old_username_hash(key, cost, salt), keys))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def _read(lines: list[tuple[int, str]]) -> OldReading:
    first, head = lines[0] if lines else (1, "")
    how = _HEAD.fullmatch(head)
    if how is None or not is_cost(int(how[1])):
        return OldReading(mistakes=[Mistake(FILE, first, "", MistakeCode.LIST_HEAD)])
    wrong = [Mistake(FILE, number, "", MistakeCode.NOT_A_HASH) for number, line in lines[1:] if not _HASH.fullmatch(line)]
    hashes = frozenset(line for _, line in lines[1:])
    digest = hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
    return OldReading(OldUsernames(int(how[1]), how[2], len(hashes), digest), hashes, wrong)

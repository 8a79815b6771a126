"""Changing the secret: what older keys sealed is sealed anew, in small units of work, and blind indexes are made anew with it.

Nobody is served meanwhile: an index of the old key doesn't find what is looked for with the new one, and a document could be
registered twice. Passwords and tokens don't depend on the secret. Recoveries and codes under way are void.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.errors import KaobanError
from core.model.decisions import Refused
from core.model.exam import DocumentFormat
from core.ports import Clock
from core.rules.identity.documents import read_document
from core.store.engine import Store, Tx
from core.store.queries import rekeying
from core.store.queries.accounts import DOCUMENT, PHONE
from core.store.queries.rekeying import SEALED, SealedColumn
from core.store.vault import SealBroken, Vault

_BATCH = 100
_BELONGS = {"account.document": "document_index", "registration.identity": "document_index", "account.phone": "phone_index"}


class StillOld(KaobanError):
    """Values are under an older key; ``kaoban rekey`` seals them anew before anybody is served."""


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How much was sealed anew, and what could not be opened or indexed, by column and row."""

    done: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """One unit of work: how many rows it saw, how far it came, and what failed."""

    seen: int = 0
    after: int = 0
    failed: tuple[str, ...] = ()


class Rekeying:
    """Leads a database from older secrets to the present one."""

    def __init__(self, store: Store, clock: Clock, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault

    async def left(self) -> Mapping[str, int]:
        """How many values older keys hold, by column; empty when all is done."""
        prefix = self._vault.prefix

        def work(tx: Tx) -> Mapping[str, int]:
            counted = {sealed.name: rekeying.count_old(tx, sealed, prefix) for sealed in SEALED}
            return {name: count for name, count in counted.items() if count}

        return await self._store.read(work)

    async def expect_none(self) -> None:
        """Raises ``StillOld`` where anything is left."""
        if left := await self.left():
            raise StillOld(f"{sum(left.values())} values are sealed with an older key; run: kaoban rekey")

    async def run(self, seen: Callable[[int], None]) -> Rekeyed:
        """Seal everything anew; ``seen`` is told how many values each unit of work went through. It may be run again."""
        done, failed = 0, list[str]()
        if await self.left():
            await self._store.write(rekeying.void_short_lived)
        for sealed in SEALED:
            batch = _Batch(after=-1)
            while True:
                batch = await self._store.write(lambda tx, sealed=sealed, after=batch.after: self._batch(tx, sealed, after))  # type: ignore[misc]
                if not batch.seen:
                    break
                done += batch.seen - len(batch.failed)
                failed += batch.failed
                seen(batch.seen)
        return Rekeyed(done, tuple(failed))

    def _batch(self, tx: Tx, sealed: SealedColumn, after: int) -> _Batch:
        batch = _Batch(after=after)
        for key, value in rekeying.old_values(tx, sealed, self._vault.prefix, after, _BATCH):
            is_done = self._seal_anew(tx, sealed, key, value)
            failed = batch.failed if is_done else (*batch.failed, f"{sealed.name} {key}")
            batch = replace(batch, seen=batch.seen + 1, after=key, failed=failed)
        return batch

    def _seal_anew(self, tx: Tx, sealed: SealedColumn, key: int, value: bytes) -> bool:
        try:
            plain = self._vault.open(value, place=sealed.place)
        except SealBroken:
            return False
        values: dict[str, object] = {sealed.column.name: self._vault.seal(plain, place=sealed.place)}
        name = _BELONGS.get(sealed.place)
        old = rekeying.indexes_of(tx, sealed, key).get(name) if name else None
        if name and old:
            new = self._phone(plain, old) if name == "phone_index" else self._document(sealed, plain, old)
            if new is None:
                return False
            values[name] = new
            rekeying.move_trials(tx, old, new)
        rekeying.put_values(tx, sealed, key, values)
        return True

    def _phone(self, phone: str, old: str) -> str | None:
        return self._anew(phone, PHONE, old)

    def _document(self, sealed: SealedColumn, plain: str, old: str) -> str | None:
        """The new index of a document: of the one reading of its number that made the old one."""
        number = str(json.loads(plain)["document_number"]) if sealed.place == "registration.identity" else plain
        today = self._clock.now().date()
        readings = [(form, read_document(form, number, today)) for form in DocumentFormat]
        persons = {f"{form.value}:{one.person}" for form, one in readings if not isinstance(one, Refused)}
        persons |= {f"{form.value}:{number}" for form in DocumentFormat} | {number}
        return next((new for person in sorted(persons) if (new := self._anew(person, DOCUMENT, old))), None)

    def _anew(self, value: str, place: str, old: str) -> str | None:
        new = self._vault.index(value, place=place)
        return new if old in {new, *self._vault.old_indexes(value, place=place)} else None

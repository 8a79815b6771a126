"""Catalogues of majors: import, and the one an exam names."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from core.model.majors import Catalogue
from core.ports import Clock
from core.store.engine import Store, Tx
from core.store.queries import audit, majors

_CATALOGUE = TypeAdapter(Catalogue)


class Catalogues:
    """The imported catalogues. One object serves a process; what was read once is kept until it changes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kept: dict[str, tuple[str, Catalogue]] = {}

    async def keep(self, catalogue: Catalogue, *, actor: str = "system") -> bool:
        """Take a catalogue into use under its name; false where it is the same as before."""
        content: dict[str, Any] = _CATALOGUE.dump_python(catalogue, mode="json")
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

        def work(tx: Tx) -> bool:
            before = majors.catalogue_digest(tx, catalogue.name)
            if before == digest:
                return False
            now = self._clock.now()
            majors.save_catalogue(tx, catalogue.name, digest, content, now)
            after = {"digest": digest, "majors": len(catalogue.majors)}
            audit.record(tx, "catalogue", catalogue.name, now, actor, "imported", {"digest": before}, after)
            return True

        return await self._store.write(work)

    def get(self, tx: Tx, name: str | None) -> Catalogue | None:
        """The catalogue of that name, in a transaction; ``None`` where it was never imported."""
        digest = majors.catalogue_digest(tx, name) if name else None
        if name is None or digest is None:
            return None
        kept = self._kept.get(name)
        if kept is None or kept[0] != digest:
            content = majors.get_catalogue(tx, name)
            kept = self._kept[name] = (digest, _CATALOGUE.validate_python(content))
        return kept[1]

"""What is kept of one person, handed out to that person: complete, readable, and noted in the audit."""

from collections.abc import Mapping
from typing import Any

from core.ports import Clock
from core.services.running.naming import account_named
from core.store.engine import Store, Tx
from core.store.queries import audit
from core.store.queries.dossiers import dossier
from core.store.vault import Vault


class Dossiers:
    """Collects everything about an account."""

    def __init__(self, store: Store, clock: Clock, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault

    async def of(self, named: str, actor: str) -> Mapping[str, Any]:
        """Everything of the account of that number or username, as JSON values. Raises ``NotFound``."""
        now = self._clock.now()

        def work(tx: Tx) -> Mapping[str, Any]:
            account_id = account_named(tx, named)
            audit.record(tx, "account", account_id, now, actor, "handed_out")
            return {"account": account_id, "made_at": now.isoformat(), "kept": dossier(tx, self._vault, account_id)}

        return await self._store.write(work)

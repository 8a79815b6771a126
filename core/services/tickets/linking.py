"""Who of the staff's Telegram group is who: tied by a one-time code from the console, checked against the staff anew each time."""

import secrets
from datetime import datetime, timedelta

from core.errors import NotFound
from core.model.staff import Right, Staff
from core.model.tickets import Agent
from core.rules.identity.throttling import Allowance
from core.rules.staffing import may
from core.services.tickets.setting import Setting
from core.store.engine import Tx
from core.store.queries import audit
from core.store.queries import staff as staff_queries
from core.store.queries import tickets_topics as topics
from core.store.queries.counters import take_one
from core.store.vault import token_hash

VALID = timedelta(minutes=10)
_TRIES = Allowance(5, timedelta(minutes=10))
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


class Linking:
    """A colleague and a Telegram user, one to one."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def issue(self, staff_id: int, name: str) -> str:
        """A code for this colleague, shown once, good for ten minutes; an earlier one ends."""
        code, until = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)), self._setting.clock.now() + VALID
        await self._setting.store.write(lambda tx: topics.add_link(tx, token_hash(code), staff_id, name, until))
        return code

    async def link(self, user_id: int, code: str) -> Agent | None:
        """Tie the Telegram user to whoever got that code; ``None`` for a code that isn't good, or after too many tries."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> Agent | None:
            if take_one(tx, f"staff_link:{user_id}", _TRIES, now) is not None:
                return None
            staff_id = topics.take_link(tx, token_hash(code.strip().upper()), now)
            agent = self._agent(tx, staff_id) if staff_id is not None else None
            if agent is not None:
                topics.tie(tx, user_id, agent.id, agent.name, now)
                audit.record(tx, "staff", agent.id, now, f"staff:{agent.id}", "telegram_linked")
            return agent

        return await self._setting.store.write(work)

    async def unlink(self, staff_id: int) -> bool:
        """End it; whether there was somebody."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> bool:
            was = topics.untie(tx, staff_id)
            if was:
                audit.record(tx, "staff", staff_id, now, f"staff:{staff_id}", "telegram_unlinked")
            return was

        return await self._setting.store.write(work)

    async def linked_at(self, staff_id: int) -> datetime | None:
        """Since when this colleague is somebody in Telegram."""
        return await self._setting.store.read(lambda tx: topics.linked_at(tx, staff_id))

    async def agent_of(self, user_id: int) -> Agent | None:
        """The colleague behind a Telegram user who may work on cases now; ``None`` for anybody else, and for who has left."""

        def work(tx: Tx) -> Agent | None:
            staff_id = topics.staff_of(tx, user_id)
            return self._agent(tx, staff_id) if staff_id is not None else None

        return await self._setting.store.read(work)

    @staticmethod
    def _agent(tx: Tx, staff_id: int) -> Agent | None:
        try:
            found: Staff = staff_queries.get_staff(tx, staff_id).staff
        except NotFound:
            return None
        if found.disabled_at is not None or not may(found.roles, Right.CASES):
            return None
        return Agent(found.id, found.name, may_override=may(found.roles, Right.CASES_OF_OTHERS))

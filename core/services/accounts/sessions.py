"""A chat stays bound to an account for the days that the pack sets, and no longer; then it has to log in again."""

from datetime import datetime, timedelta

from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries.audit import record
from core.store.queries.chats import bind
from core.store.queries.outbox import tell
from core.store.queries.sessions import bound_before

BOUND_OVER = "bound_over"


class Sessions:
    """Ends what lasted long enough."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def end_overdue(self) -> int:
        """Unbind every chat whose days are over, and tell it; how many there were."""
        now = self._means.clock.now()
        return await self._means.store.write(lambda tx: self._end(tx, now))

    def _end(self, tx: Tx, now: datetime) -> int:
        current = self._means.exams.current(tx)
        names = tuple(exam.id for exam in current)
        spans: list[tuple[str | None, int]] = [(exam.id, exam.chat_bound_days) for exam in current]
        spans += [(None, current[0].chat_bound_days)] if current else []
        ended = 0
        for exam, days in spans:
            for chat_id, account_id in bound_before(tx, now - timedelta(days=days), exam=exam, others=names):
                bind(tx, chat_id, None, None)
                record(tx, "account", account_id, now, "system", "logged_out", before={"chat": chat_id})
                tell(tx, dedupe_key=f"{BOUND_OVER}:{chat_id}:{now.isoformat()}", kind=BOUND_OVER, now=now, chat_id=chat_id)
                ended += 1
        return ended

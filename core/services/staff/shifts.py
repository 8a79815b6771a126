"""Who is at the console right now, and whether that may be: asked with every request, so a closed account is out at once."""

from dataclasses import dataclass
from datetime import datetime

from core.model.decisions import Refused
from core.model.reasons import Reason
from core.model.staff import Right, Shift
from core.rules.staffing import SEEN_EVERY, is_over, may
from core.services.staff.means import StaffMeans
from core.store.engine import Tx
from core.store.queries import staff_sessions
from core.store.queries.audit import record
from core.store.queries.staff_sessions import Session
from core.store.vault import token_hash

Rights = tuple[Right, ...]
_OUT = Refused(Reason.STAFF_LOGGED_OUT)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows, for the audit: the kind of thing and which one."""

    subject: str
    subject_id: str


class Shifts:
    """Recognises staff by their token."""

    def __init__(self, means: StaffMeans) -> None:
        self._means = means

    async def enter(self, token: str | None, browser: str, rights: Rights, seen: Seen | None = None) -> Shift | Refused:
        """Who shows this token, if that log-in counts and includes one of ``rights``; what is about to be seen is written down.

        A log-in that idled too long, ran out, was made in another browser, or whose account has changed since is over.
        """
        if not token:
            return _OUT
        now, hashed = self._means.clock.now(), token_hash(token)
        session = await self._means.store.glance(lambda tx: staff_sessions.find_session(tx, hashed))
        judged = _judged(session, browser, rights, now)
        if session is None or (isinstance(judged, Refused) and judged.reason is Reason.STAFF_LOGGED_OUT):
            return judged
        is_due = now - session.seen_at >= SEEN_EVERY
        if seen is not None or is_due or isinstance(judged, Refused):
            await self._means.store.write(lambda tx: self._note(tx, hashed, session, judged, seen, now))
        return judged

    async def still(self, token: str, browser: str, rights: Rights) -> bool:
        """Whether this log-in still counts; being asked doesn't keep it awake."""
        now, hashed = self._means.clock.now(), token_hash(token)
        session = await self._means.store.glance(lambda tx: staff_sessions.find_session(tx, hashed))
        return isinstance(_judged(session, browser, rights, now), Shift)

    async def tidy(self) -> None:
        """Forget log-ins that are over."""
        now = self._means.clock.now()
        await self._means.store.write(lambda tx: staff_sessions.forget_sessions(tx, now))

    def _note(self, tx: Tx, hashed: str, session: Session, judged: Shift | Refused, seen: Seen | None, now: datetime) -> None:
        staff_sessions.touch_session(tx, hashed, now)
        if seen is not None:
            what = "refused" if isinstance(judged, Refused) else "viewed"
            record(tx, seen.subject, seen.subject_id, now, f"staff:{session.staff.id}", what)


def _judged(session: Session | None, browser: str, rights: Rights, now: datetime) -> Shift | Refused:
    if session is None or not session.is_current or session.browser != token_hash(browser):
        return _OUT
    if is_over(session.seen_at, session.ends_at, now):
        return _OUT
    if not any(may(session.staff.roles, right) for right in rights):
        return Refused(Reason.STAFF_FORBIDDEN)
    return Shift(session.staff, session.begun_at, session.ends_at, session.way)

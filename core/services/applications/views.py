"""What a candidate sees of the journey: the exam, where the application stands, the one next step."""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account, Chat
from core.model.application import Application, NextStep, Status
from core.model.decisions import Refused
from core.model.exam import Exam, Position
from core.ports import Clock
from core.rules.form import shortcomings
from core.rules.status import next_step, status_of
from core.services.applications.desk import Desk
from core.services.exams import Exams
from core.store.engine import Store, Tx
from core.store.queries import accounts, applications, exams
from core.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Home:
    """The way at a glance. What there isn't yet (a chosen exam, an account, an application, a position) is ``None``."""

    chat: Chat
    now: datetime
    exam: Exam | None
    account: Account | None
    application: Application | None
    position: Position | None
    status: Status
    step: NextStep | None
    missing: tuple[Refused, ...]


class Journey:
    """Reads, and changes nothing."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, desk: Desk, exams_: Exams) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._desk = desk
        self._exams = exams_

    async def home(self, chat_id: int) -> Home:
        """Where this chat's candidate stands now."""
        return await self._store.glance(lambda tx: self.home_in(tx, chat_id))

    def home_in(self, tx: Tx, chat_id: int) -> Home:
        """The same inside a transaction."""
        now = self._clock.now()
        chat, exam, application = self._desk.look(tx, chat_id)
        account = accounts.get_account(tx, self._vault, chat.account_id) if chat.account_id is not None else None
        if exam is None:
            return Home(chat, now, None, account, None, None, Status.NONE, None, ())
        status = status_of(application, exam, now)
        step = next_step(status, exam, now, has_account=account is not None)
        code = application.position_code if application else None
        position = exams.get_position(tx, exam.id, code) if code else None
        missing = shortcomings(application, exam) if application else ()
        return Home(chat, now, exam, account, application, position, status, step, missing)

    async def current_exams(self) -> list[Exam]:
        """Every exam that runs here (指南 三(二))."""
        return await self._store.glance(self._exams.current)

    async def photo(self, chat_id: int) -> bytes | None:
        """The accepted photo of this chat's application, as JPEG."""

        def work(tx: Tx) -> bytes | None:
            chat, _, application = self._desk.look(tx, chat_id)
            if application is None or application.photo_id is None or chat.account_id is None:
                return None
            return applications.get_photo(tx, application.photo_id, chat.account_id)

        return await self._store.read(work)

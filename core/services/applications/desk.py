"""What every use case of an application begins with: whose chat it is, which exam it speaks about, and the application's facts."""

from dataclasses import dataclass
from datetime import datetime

from core.model.account import Chat
from core.model.application import Application
from core.model.decisions import Refused
from core.model.exam import Exam
from core.model.reasons import Reason
from core.services.exams import Exams
from core.store.engine import Tx
from core.store.queries import applications, chats


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate's application in one exam, as a chat sees it now."""

    chat: Chat
    account_id: int
    exam: Exam
    application: Application
    now: datetime

    @property
    def actor(self) -> str:
        """How the audit names who did it."""
        return f"chat:{self.chat.id}"


class Desk:
    """Opens the case that a chat speaks about."""

    def __init__(self, exams: Exams) -> None:
        self._exams = exams

    def exam_of(self, tx: Tx, chat: Chat) -> Exam | None:
        """The exam the chat has chosen; without a choice the one exam there is, else ``None``."""
        current = self._exams.current(tx)
        chosen = [exam for exam in current if exam.id == chat.exam]
        if chosen:
            return chosen[0]
        return current[0] if len(current) == 1 else None

    def look(self, tx: Tx, chat_id: int) -> tuple[Chat, Exam | None, Application | None]:
        """What a chat is about, as far as it goes; locks nothing."""
        chat = chats.get_chat(tx, chat_id)
        if chat is None:
            raise LookupError(chat_id)
        exam = self.exam_of(tx, chat)
        if exam is None or chat.account_id is None:
            return chat, exam, None
        return chat, exam, applications.find_application(tx, chat.account_id, exam.id)

    def open(self, tx: Tx, chat_id: int, now: datetime, *, lock: bool = True) -> Case | Refused:
        """The case with its application locked (unless only read); refused without a log-in or without an application."""
        chat = chats.get_chat(tx, chat_id)
        if chat is None:
            raise LookupError(chat_id)
        exam = self.exam_of(tx, chat)
        if exam is None:
            return Refused(Reason.EXAM_UNKNOWN)
        if chat.account_id is None:
            return Refused(Reason.NOT_LOGGED_IN, exam.clause_of(Reason.NOT_LOGGED_IN))
        application = applications.find_application(tx, chat.account_id, exam.id, lock=lock)
        if application is None:
            return Refused(Reason.AGREEMENTS_NOT_ACCEPTED, exam.clause_of(Reason.AGREEMENTS_NOT_ACCEPTED))
        return Case(chat, chat.account_id, exam, application, now)

"""Candidates and cases for tests of the console."""

from dataclasses import dataclass

from core.model.account import Chat
from core.model.application import Status
from core.model.tickets import Cause, Scope
from core.services.made_up import MadeUp, Rehearsal
from core.services.tickets import Opened
from core.store.queries.chats import find_chat
from tests.support.facts import exam
from tests.support.staff import ConsoleHouse


@dataclass(slots=True)
class Candidate:
    """A made-up person, their chat, and their case where one was opened."""

    made: MadeUp
    chat: Chat
    case: int = 0


async def candidate(office: ConsoleHouse, status: Status = Status.STASHED) -> Candidate:
    """Somebody in that status with a web chat."""
    house = office.house
    maker = Rehearsal(house.store, house.clock, house.vault, house.exams, house.web_chats, house.services.payments, b"photo")
    made = (await maker.make(1, status, exam().id))[0]
    chat = await house.store.read(lambda tx: find_chat(tx, "web", made.chat_id))
    assert chat is not None
    return Candidate(made, chat)


async def asking(office: ConsoleHouse, words: str = "Where is my money?", cause: Cause = Cause.ASKED) -> Candidate:
    """Somebody who asked for a person with these words."""
    found = await candidate(office)
    opened = await office.console.tickets.candidates.ask(found.chat.id, Scope.USE, cause, words)
    assert isinstance(opened, Opened), opened
    found.case = opened.standing.ticket.id
    return found

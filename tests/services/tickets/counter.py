"""A counter for tests of cases: the use cases over a real database, a candidate with a chat, two colleagues."""

from dataclasses import dataclass

from core.model.account import Chat
from core.model.decisions import Refused
from core.model.tickets import Agent, Cause, Line, Scope, Ticket
from core.services.tickets import Heard, Opened, Tickets
from core.store.engine import Store, Tx
from core.store.queries import applications, chats, tickets
from core.store.tables.outbox import outbox
from tests.support.clock import FixedClock
from tests.support.facts import exam

WANG = Agent(7, "王老师")
LI = Agent(8, "李老师")
CHIEF = Agent(9, "主管", may_override=True)


@dataclass
class Counter:
    """What the tests of cases work with."""

    store: Store
    clock: FixedClock
    cases: Tickets
    chat_id: int

    async def chat(self, chat_id: int | None = None) -> Chat:
        found = await self.store.read(lambda tx: chats.get_chat(tx, chat_id or self.chat_id))
        assert found is not None
        return found

    async def another_chat(self, channel: str, account_id: int | None) -> Chat:
        def work(tx: Tx) -> Chat:
            made = chats.add_chat(tx, channel, 4711, "zh_CN", self.clock.now())
            chats.bind(tx, made.id, account_id, self.clock.now())
            found = chats.get_chat(tx, made.id)
            assert found is not None
            return found

        return await self.store.write(work)

    async def ask(self, text: str = "缴费页面打不开", scope: Scope = Scope.TECHNICAL, chat_id: int | None = None) -> Ticket:
        opened = await self.cases.candidates.ask(chat_id or self.chat_id, scope, Cause.ASKED, text)
        assert isinstance(opened, Opened)
        return opened.standing.ticket

    async def money_case(self, account_id: int | None) -> int:
        """A case about the money of that account's application."""
        assert account_id is not None

        def work(tx: Tx) -> int:
            begun = applications.begin_application(tx, account_id, exam().id, self.clock.now())
            tickets.open_ticket(tx, "claimed", "application:1", self.clock.now(), application_id=begun.id, about={})
            number = tickets.number_of(tx, "claimed", "application:1")
            assert number is not None
            return number

        return await self.store.write(work)

    async def say(self, text: str, source: str, chat: Chat | None = None) -> Heard | Refused | None:
        return await self.cases.candidates.say(chat or await self.chat(), text, source=source)

    async def ticket(self, ticket_id: int) -> Ticket:
        return await self.store.read(lambda tx: tickets.get_ticket(tx, ticket_id))

    async def lines(self, ticket_id: int) -> list[Line]:
        return await self.cases.reading.lines_since(ticket_id)

    async def letters(self) -> list[str]:
        return await self.store.read(lambda tx: [row.kind for row in tx.execute(outbox.select().order_by(outbox.c.id))])

    async def end_letters(self, outcome: str) -> None:
        """Whoever sends letters is done with all of them."""
        values = {"done_at": self.clock.now(), "outcome": outcome}
        await self.store.write(lambda tx: tx.execute(outbox.update().values(**values)).rowcount)

"""What the sender of letters needs of a case: the line as it stands now, its bytes, and where it has arrived."""

from dataclasses import dataclass

from core.model.account import Chat
from core.model.tickets import Line, Ticket
from core.services.tickets.setting import Setting
from core.store.engine import Tx
from core.store.queries import tickets
from core.store.queries import tickets_lines as lines


@dataclass(frozen=True, slots=True)
class Parcel:
    """A line on its way to one chat.

    :ivar content: the bytes of its file, ``None`` where it has none.
    :ivar stands_as: the channel's own number of the message where it has arrived there already.
    """

    ticket: Ticket
    line: Line
    content: bytes | None
    stands_as: int | None


class Delivering:
    """Reads parcels, keeps receipts."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    async def parcel(self, line_id: int, chat: Chat) -> Parcel:
        """The line for that chat. Raises ``NotFound``."""

        def work(tx: Tx) -> Parcel:
            line = lines.get_line(tx, line_id)
            content = lines.get_file(tx, line.ticket_id, line.file.id)[1] if line.file else None
            return Parcel(tickets.get_ticket(tx, line.ticket_id), line, content, lines.delivered_as(tx, line_id, chat.id))

        return await self._setting.store.read(work)

    async def delivered(self, line_id: int, chat: Chat, outcome: str, native_message_id: int | None = None) -> None:
        """Note where a line has arrived (``sent``), or why it hasn't (``blocked``, ``failed``): colleagues see it at once."""
        now = self._setting.clock.now()

        def work(tx: Tx) -> None:
            lines.mark_delivery(tx, line_id, chat.id, chat.channel, outcome, now, native_message_id)
            tickets.change(tx, lines.get_line(tx, line_id).ticket_id)

        await self._setting.store.write(work)

"""What the console looks at every moment: marks of change, names, and what was said in a chat before a hand-over."""

from datetime import UTC, datetime

import sqlalchemy as sa

from core.store.tables.accounts import account
from core.store.tables.chats import chat, web_message
from core.store.tables.tickets import ticket, ticket_delivery, ticket_message

Stamp = tuple[str, ...]

_STAMP = sa.select(sa.func.max(ticket.c.changed_at), sa.func.count(), sa.func.max(ticket.c.id)).where(
    sa.literal_column("state <> 'closed'")
)
_STAMP_OF = sa.select(ticket.c.changed_at, ticket.c.state, ticket.c.claimed_by, ticket.c.satisfied).where(
    ticket.c.id == sa.bindparam("ticket_id")
)
_LINES_OF = sa.select(sa.func.max(ticket_message.c.id), sa.func.max(ticket_message.c.edited_at)).where(
    ticket_message.c.ticket_id == sa.bindparam("ticket_id")
)
_DELIVERIES_OF = (
    sa.select(sa.func.count(), sa.func.max(ticket_delivery.c.at))
    .select_from(ticket_delivery.join(ticket_message, ticket_message.c.id == ticket_delivery.c.message_id))
    .where(ticket_message.c.ticket_id == sa.bindparam("ticket_id"))
)
_NAME = sa.select(account.c.name).where(account.c.id == sa.bindparam("account_id"))


def stamp(tx: sa.Connection) -> Stamp:
    """Changes with every change of any open case, and when one is opened or closed."""
    return tuple(map(str, tx.execute(_STAMP).one()))


def stamp_of(tx: sa.Connection, ticket_id: int) -> Stamp:
    """Changes with every change of that case, its lines and their deliveries."""
    of = {"ticket_id": ticket_id}
    rows = (tx.execute(_STAMP_OF, of).first() or (), tx.execute(_LINES_OF, of).one(), tx.execute(_DELIVERIES_OF, of).one())
    return tuple(str(value) for row in rows for value in row)


def name_of(tx: sa.Connection, account_id: int) -> str | None:
    """The name of a person; whoever shows it masks it."""
    name: str | None = tx.execute(_NAME, {"account_id": account_id}).scalar()
    return name


def web_messages(tx: sa.Connection, chat_id: int, account_id: int | None, limit: int) -> list[tuple[datetime, bool, str]]:
    """When, whether by the bot, and what was said last in a web chat that is of that account; oldest first."""
    of_person = chat.c.account_id.is_(None) if account_id is None else chat.c.account_id == account_id
    query = (
        sa.select(web_message.c.body)
        .join(chat, sa.and_(chat.c.channel == "web", chat.c.native_id == web_message.c.native_id))
        .where(chat.c.id == chat_id, of_person)
        .order_by(web_message.c.message_id.desc())
        .limit(limit)
    )
    found = [body for (body,) in tx.execute(query)][::-1]
    return [(datetime.fromtimestamp(body["date"], UTC), bool(body.get("from", {}).get("is_bot")), _text(body)) for body in found]


def _text(body: dict[str, object]) -> str:
    return str(body.get("text") or body.get("caption") or "…")

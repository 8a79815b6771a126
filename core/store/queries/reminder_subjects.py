"""Who is in a reminder's status now, as a query: one way for each kind of subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.model.application import Status
from core.model.exam import Exam
from core.model.reminders import SMS, TELEGRAM, WEB
from core.rules.reminders.conditions import Condition, Subject
from core.store.queries.reminder_standing import Clause, standing
from core.store.tables.accounts import account
from core.store.tables.applications import application
from core.store.tables.chats import chat
from core.store.tables.outbox import outbox
from core.store.tables.reminders import reminder_wish as wish

BANK_REFUSED = "bank_refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a statement is about: ``rested`` is the last instant at which they may have come into the status.

    ``is_only_exam``: a chat that has chosen no exam speaks about this one.
    """

    condition: Condition
    exam: Exam
    now: datetime
    rested: datetime
    is_only_exam: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Where the rows come from: what counts them in order, the letter before its number, and whom they belong to."""

    source: sa.FromClause
    where: Clause
    key: sa.ColumnElement[int]
    letter: str
    account_id: sa.ColumnElement[Any]
    chat_id: sa.ColumnElement[Any]
    application_id: sa.ColumnElement[Any]


_NOBODY: sa.ColumnElement[Any] = sa.null()


def found(asked: Asked) -> Found:
    """The rows of those who are meant now."""
    return _SUBJECTS[asked.condition.subject](asked)


def _applications(asked: Asked) -> Found:
    where = sa.and_(application.c.exam == asked.exam.id, standing(asked.condition.statuses, asked.exam, asked.now), _rested(asked))
    return Found(
        source=application.outerjoin(wish, wish.c.account_id == application.c.account_id),
        where=where,
        key=application.c.id,
        letter="",
        account_id=application.c.account_id,
        chat_id=_NOBODY,
        application_id=application.c.id,
    )


def _accounts(asked: Asked) -> Found:
    """Also those who have no application in this exam yet, as far as a chat of theirs speaks about it."""
    source = account.outerjoin(application, sa.and_(application.c.account_id == account.c.id, application.c.exam == asked.exam.id))
    speaks = sa.exists().where(chat.c.account_id == account.c.id, _about(asked))
    without = sa.and_(application.c.id.is_(None), speaks) if Status.NONE in asked.condition.statuses else sa.false()
    return Found(
        source=source.outerjoin(wish, wish.c.account_id == account.c.id),
        where=sa.and_(sa.or_(without, standing(asked.condition.statuses, asked.exam, asked.now)), _rested(asked)),
        key=account.c.id,
        letter="a",
        account_id=account.c.id,
        chat_id=_NOBODY,
        application_id=application.c.id,
    )


def _chats(asked: Asked) -> Found:
    """Whom the bank has refused, as the letter that told them says, and who has no account up to now."""
    told = outbox.alias("told")
    refused = sa.exists().where(told.c.chat_id == chat.c.id, told.c.kind == BANK_REFUSED, told.c.created_at <= asked.rested)
    return Found(
        source=chat.outerjoin(wish, sa.false()),
        where=sa.and_(chat.c.account_id.is_(None), _about(asked), refused),
        key=chat.c.id,
        letter="c",
        account_id=_NOBODY,
        chat_id=chat.c.id,
        application_id=_NOBODY,
    )


_SUBJECTS: Mapping[Subject, Callable[[Asked], Found]] = {
    Subject.APPLICATION: _applications,
    Subject.ACCOUNT: _accounts,
    Subject.CHAT: _chats,
}


def _about(asked: Asked) -> Clause:
    chosen = chat.c.exam == asked.exam.id
    return sa.or_(chosen, chat.c.exam.is_(None)) if asked.is_only_exam else chosen


def _rested(asked: Asked) -> Clause:
    """Whoever has just come into the status is left alone; a fact that isn't there was there long ago."""
    since = asked.condition.since
    if since is None or asked.rested >= asked.now:
        return sa.true()
    fact = application.c[since.value]
    if asked.condition.subject is Subject.ACCOUNT:
        return sa.func.coalesce(fact, account.c.created_at) <= asked.rested
    return sa.or_(fact.is_(None), fact <= asked.rested)


_REACH = (
    sa.select(
        chat.c.account_id,
        sa.func.max(sa.case((chat.c.channel == TELEGRAM, 2), (chat.c.channel == WEB, 1), else_=0)).label("best"),
    )
    .where(chat.c.account_id.is_not(None), chat.c.unreachable_at.is_(None))
    .group_by(chat.c.account_id)
    .subquery("reach")
)


def by_channel(asked: Asked, only: Clause) -> sa.Select[Any]:
    """How many are meant, by the channel that most likely carries it: Telegram where it is bound, then the page, else the phone."""
    rows = found(asked)
    if asked.condition.subject is Subject.CHAT:
        channel: sa.ColumnElement[str] = chat.c.channel
        source = rows.source
    else:
        channel = sa.case((_REACH.c.best == 2, TELEGRAM), (_REACH.c.best == 1, WEB), else_=SMS)
        source = rows.source.outerjoin(_REACH, _REACH.c.account_id == rows.account_id)
    meant = sa.select(channel.label("channel")).select_from(source).where(rows.where, only).subquery()
    return sa.select(meant.c.channel, sa.func.count().label("many")).group_by(meant.c.channel)

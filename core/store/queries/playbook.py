"""What a person tried after the bank's no, by the blind index of the document: the same on every day and device."""

from datetime import datetime

import sqlalchemy as sa

from core.rules.identity.playbook import Trial, Tried
from core.store.tables.accounts import playbook_step


def add_trial(
    tx: sa.Connection,
    person: str,
    tried: Tried,
    now: datetime,
    card: str | None = None,
    shown: tuple[int, str, str] | None = None,
) -> None:
    """Remember one thing that was tried; ``shown`` is the chat, and card and phone, masked."""
    kept = list(shown) if shown else None
    tx.execute(playbook_step.insert().values(person=person, step=tried.value, card=card, shown=kept, at=now))


def trials_of(tx: sa.Connection, person: str) -> list[Trial]:
    """Everything a person tried, oldest first."""
    columns = (playbook_step.c.step, playbook_step.c.card, playbook_step.c.at, playbook_step.c.shown)
    rows = tx.execute(sa.select(*columns).where(playbook_step.c.person == person).order_by(playbook_step.c.id))
    return [Trial(Tried(row[0]), row[1], row[2], (row[3][0], row[3][1], row[3][2]) if row[3] else None) for row in rows]


def forget_trials(tx: sa.Connection, person: str) -> None:
    """The bank has said yes; nothing has to be tried any more."""
    tx.execute(playbook_step.delete().where(playbook_step.c.person == person))


def forget_old_trials(tx: sa.Connection, *, before: datetime) -> int:
    """Delete what was tried long ago; how much there was."""
    return tx.execute(playbook_step.delete().where(playbook_step.c.at < before)).rowcount

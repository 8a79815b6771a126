"""A question that the bank hasn't answered is kept, sealed as a whole, for a named time and no longer (指南 二(一)3, 三(五))."""

import json
from dataclasses import asdict
from datetime import datetime

from core.ports import BankQuestion
from core.rules.identity.waiting import KEPT_FOR, next_pause
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries.waits import NewWait, WaitFor, put_wait

_PLACE = "bank_wait.question"


def keep_question(
    tx: Tx,
    means: Means,
    chat_id: int,
    what_for: WaitFor,
    question: BankQuestion,
    key: str,
    now: datetime,
    account_id: int | None = None,
) -> datetime:
    """Keep the question of a chat, in place of an earlier one for the same; returns when it is forgotten."""
    until = now + KEPT_FOR
    sealed = means.vault.seal(json.dumps(asdict(question)), place=_PLACE)
    put_wait(tx, NewWait(chat_id, what_for, account_id, key, sealed, now, now + next_pause(1), until))
    return until


def kept_question(means: Means, sealed: bytes) -> BankQuestion:
    """The question again."""
    return BankQuestion(**json.loads(means.vault.open(sealed, place=_PLACE)))

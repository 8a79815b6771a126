"""A question that the bank hasn't answered is kept, sealed as a whole, for a named time and no longer (指南 二(一)3, 三(五))."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from core.ports import BankQuestion
from core.rules.identity.waiting import KEPT_FOR, next_pause
from core.services.accounts.means import Means
from core.store.engine import Tx
from core.store.queries import registrations, waits
from core.store.queries.registrations import RegistrationRow

_PLACE = "bank_wait.question"


def keep_question(
    tx: Tx, means: Means, row: RegistrationRow, question: BankQuestion, key: str, now: datetime, afterwards: timedelta
) -> None:
    """Keep the question of a registration, and the registration itself long enough to finish it ``afterwards``."""
    until = now + KEPT_FOR
    sealed = means.vault.seal(json.dumps(asdict(question)), place=_PLACE)
    waits.put_wait(
        tx, chat_id=row.chat_id, question_key=key, question_sealed=sealed, now=now, due_at=now + next_pause(1), until=until
    )
    if row.expires_at < until + afterwards:
        registrations.change_registration(tx, row.chat_id, expires_at=until + afterwards)


def kept_question(means: Means, sealed: bytes) -> BankQuestion:
    """The question again."""
    return BankQuestion(**json.loads(means.vault.open(sealed, place=_PLACE)))

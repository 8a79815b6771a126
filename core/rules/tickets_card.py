"""The handover card: what a colleague must know before the first word, put together from facts; personal data only masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.account import Account
from core.model.application import Application, Status
from core.model.exam import Exam
from core.model.tickets import Card, LastRefusal, Ticket
from core.rules.identity.masking import masked_document, masked_name, masked_phone
from core.rules.identity.playbook import Trial
from core.rules.status import next_step, status_of
from core.rules.urgency import until_of, urgency_of

NAME, DOCUMENT, PHONE, TRIED = "name", "document", "phone", "tried"
"""What a case remembers, in ``about``, of somebody who had no account yet: masked, as it was typed; steps parted by blanks."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything a card rests on; what isn't there is ``None``."""

    case: Ticket
    exam: Exam | None
    account: Account | None
    application: Application | None
    refusal: LastRefusal | None
    trials: Sequence[Trial]
    words: str


def card_of(facts: CardFacts, now: datetime) -> Card:
    """The card as of ``now``: status, the one next step and the time left are those of this moment, not of the hand-over."""
    case, exam, account = facts.case, facts.exam, facts.account
    status = status_of(facts.application, exam, now) if exam else Status.NONE
    step = next_step(status, exam, now, has_account=account is not None) if exam else None
    until = until_of(case, exam, facts.application, now)
    return Card(
        number=case.id,
        kind=case.kind,
        cause=case.cause,
        scope=case.scope,
        status=status,
        step=step.step if step else None,
        until=until,
        urgency=urgency_of(until, now),
        name=masked_name(account.identity.name) if account else case.about.get(NAME),
        document=masked_document(account.identity.document_number) if account else case.about.get(DOCUMENT),
        phone=masked_phone(account.phone) if account else case.about.get(PHONE),
        position=facts.application.position_code if facts.application else None,
        locale=case.locale,
        refusal=facts.refusal,
        tried=tuple(trial.tried.value for trial in facts.trials) or tuple(case.about.get(TRIED, "").split()),
        words=facts.words,
    )
